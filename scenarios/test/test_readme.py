# SPDX-License-Identifier: GPL-2.0-only
"""The commands that README.md of the scenarios gives for looking into a capture do what it says."""
import os
import re
import subprocess
import unittest

import support


class Recipe(support.ScenarioTest):
    def test_opens_an_invite_and_tls(self):
        with open(os.path.join(support.TOP, "scenarios", "README.md"), encoding="utf-8") as handle:
            section = re.search(r"^### Looking into a capture$(.*?)^#", handle.read(), re.MULTILINE | re.DOTALL)
        commands = [line.strip() for line in section.group(1).splitlines() if line.startswith("    ")]
        self.assertEqual(len(commands), 7)
        script = "\n".join(commands).replace("build/scenarios/", os.path.join(support.BUILD, "scenarios", ""))
        # The programs find their data files beside the sources.
        script = "set -eo pipefail\ncd %s\n" % self.folder + script
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(os.environ, LC_ALL="C.UTF-8"), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in ("pkcs7-envelopedData", "Content-Type: application/sdp", "c=IN IP4 192.0.2.101", "INVITE\t", "\t180", "BYE\t"):
            self.assertIn(text, done.stdout)


if __name__ == "__main__":
    unittest.main()
