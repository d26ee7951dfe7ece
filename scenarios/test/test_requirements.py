# SPDX-License-Identifier: GPL-2.0-only
"""Each test that the table of requirements names is there."""
import glob
import os
import re
import unittest

import support

MODULE = os.path.join(support.TOP, "contrib", "end-to-middle")


class Requirements(unittest.TestCase):
    def test_every_named_test_exists(self):
        with open(os.path.join(MODULE, "README.md"), encoding="utf-8") as handle:
            section = re.search(r"^## Requirements, and the tests that show them$(.*?)^## ", handle.read(), re.MULTILINE | re.DOTALL).group(1)
        suites = {}
        for path in glob.glob(os.path.join(MODULE, "test", "*.cc")):
            with open(path, encoding="utf-8") as handle:
                text = handle.read().replace("'\"'", "")
            text = re.sub(r'"\s*\n\s*"', "", text)  # a name in pieces
            for suite in re.findall(r'TestSuite\("([^"]+)"', text):
                suites[suite] = set(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
        rows = re.findall(r"^\| (.*?) \| (.*?) \|$", section, re.MULTILINE)[1:]
        for what in ["REQ-GEN-%d" % number for number in range(1, 5)] + ["REQ-CONF-%d" % number for number in range(1, 5)] + \
                ["REQ-INT-%d" % number for number in range(1, 4)] + ["step %d" % number for number in range(1, 7)]:
            self.assertTrue([row for row in rows if row[0].startswith(what + ":")], what)
        for what, where in rows:
            named = re.findall(r"`([^`]+)`", where)
            if not named:
                self.assertRegex(where, r"^(not met|---)", what)
            for each in named:
                holder, _, case = each.partition(": ")
                with self.subTest(each):
                    if holder.endswith(".py"):
                        with open(os.path.join(support.TOP, "scenarios", "test", holder), encoding="utf-8") as handle:
                            self.assertIn("    def %s(self):\n" % case, handle.read())
                    else:
                        known = suites.get(holder, ())  # a name may go on with what is varied
                        self.assertTrue(case in known or case + ": " in known, "there is no such case")


if __name__ == "__main__":
    unittest.main()
