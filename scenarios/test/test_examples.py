# SPDX-License-Identifier: GPL-2.0-only
"""The examples for students: they run, say what they should, and are short."""
import os
import re
import unittest

import support

THREE_WAYS = "examples/three-ways"
TALK = 500  # packets of each party in the 10 s of the call, at 50 a second
SENT = 550  # and with the second in which both go on


class ThreeWays(support.ScenarioTest):
    def run_way(self, way):
        """Run the example; returns what Alice and Bob got and were sent, and what was dropped."""
        done = support.run(THREE_WAYS, "--way=" + way)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = done.stdout
        got = {name: (int(got), int(sent)) for name, got, sent in re.findall(r"^(\w+) got (\d+) of (\d+) packets$", text, re.M)}
        dropped = re.search(r"^The firewall dropped (\d+) packets$", text, re.M)
        self.assertEqual(set(got), {"Alice", "Bob"}, text)
        self.assertIsNotNone(dropped, text)
        return got, int(dropped.group(1))

    def test_each_way_opens_and_closes(self):
        for way in ("direct", "simco", "token"):
            with self.subTest(way=way):
                got, dropped = self.run_way(way)
                for received, sent in got.values():
                    self.assertEqual(sent, SENT)
                    self.assertLessEqual(received, TALK)
                    self.assertGreaterEqual(received, TALK - 5)  # the first of them clipped, the last under way
                self.assertGreaterEqual(dropped, 2 * (SENT - TALK) - 4)

    def test_nothing_passes_a_firewall_that_nobody_opens(self):
        got, dropped = self.run_way("none")
        self.assertEqual([received for received, _ in got.values()], [0, 0])
        self.assertGreaterEqual(dropped, 2 * (SENT - 1))

    def test_it_is_short(self):
        with open(os.path.join(support.TOP, "contrib", "firewall", "examples", "three-ways.cc"), encoding="utf-8") as source:
            self.assertLess(len(source.readlines()), 150)


if __name__ == "__main__":
    unittest.main()
