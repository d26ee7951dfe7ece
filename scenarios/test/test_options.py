# SPDX-License-Identifier: GPL-2.0-only
"""Every program has --help and runs; every wrong option, value or file ends with status 2 and one line."""
import glob
import json
import os
import re
import subprocess
import unittest

import support

SCENARIOS = ["scenarios/paper-call", "scenarios/cek-reuse-cost"]
# What makes a scenario short.
SHORT = {
    "scenarios/transitive-trust": ["--attack", "honest", "--mechanism", "none,tls"],
    "scenarios/hop-compromise": ["--mechanism", "none,tls", "--proxies", "2", "--calls", "2"],
    "scenarios/fork-exposure": ["--strategy", "dialog,update", "--branches", "2"],
    "scenarios/proxy-capacity": ["--mechanism", "udp,tls", "--load-percent", "50", "--calls", "20"],
    "scenarios/middle-discovery": ["--experiment", "rounds", "--keying", "cek-reuse", "--inspecting-proxies", "1"],
    "scenarios/call-admission": ["--mechanism", "cek-reuse,border-controller", "--offered-percent", "100", "--calls", "3",
                                 "--media-calls", "3"],
    "scenarios/cek-reuse-cost": ["--keying", "cek-reuse", "--key-type", "p-256", "--inspecting-proxies", "1",
                                 "--sdp-messages", "2"],
}
STANDARD = ["--seed", "--run", "--output", "--cost-profile", "--pcap", "--keys", "--quiet", "--config", "--help"]


def all_programs():
    """Every program that the sources make, not only those named here."""
    return [os.path.splitext(os.path.relpath(path, support.TOP))[0]
            for folder in ("scenarios", "scratch") for path in sorted(glob.glob(os.path.join(support.TOP, folder, "*.cc")))]


class EveryProgram(support.ScenarioTest):
    def test_help_names_the_standard_options(self):
        for name in all_programs():
            with self.subTest(name):
                text = self.run_well(name, "--help")
                for option in STANDARD:
                    self.assertIn(option + " ", text)

    def test_version(self):
        for name in all_programs():
            with self.subTest(name):
                self.assertRegex(self.run_well(name, "--version"), r"Confide [0-9.]+, ns-3 3\.[0-9.]+, OpenSSL 3")

    def test_runs(self):
        for name in all_programs():
            with self.subTest(name):
                folder = os.path.join(self.folder, os.path.basename(name))
                self.run_well(name, "--output", folder, *SHORT.get(name, []))

    def test_unknown_option(self):
        for name in all_programs():
            with self.subTest(name):
                self.assertIn("did you mean --output?", self.run_badly(name, "--outptu", "x"))
                self.assertIn("--help", self.run_badly(name, "--zzzzzzzzzz"))

    def test_stray_word(self):
        for name in all_programs():
            with self.subTest(name):
                self.run_badly(name, "word")

    def test_bad_numbers(self):
        for name in all_programs():
            for value in ("", "0", "-1", "1.5", "abc", "99999999999999999999"):
                with self.subTest("%s --seed '%s'" % (name, value)):
                    self.assertIn("--seed", self.run_badly(name, "--seed", value))

    def test_missing_config(self):
        for name in all_programs():
            with self.subTest(name):
                self.assertIn("no-such-file", self.run_badly(name, "--config", "no-such-file"))

    def test_config_of_nonsense(self):
        path = os.path.join(self.folder, "nonsense")
        with open(path, "wb") as handle:
            handle.write(bytes(range(256)))
        for name in all_programs():
            with self.subTest(name):
                self.assertIn(path, self.run_badly(name, "--config", path))

    def test_wrong_value_in_config(self):
        path = os.path.join(self.folder, "wrong")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write("run = 2\nseed = none\n")
        for name in all_programs():
            with self.subTest(name):
                line = self.run_badly(name, "--config", path)
                self.assertIn(path + ", line 2", line)
                self.assertIn("--seed", line)
                self.assertNotIn(path, self.run_badly(name, "--config", path, "--seed", "x"))


    def test_faults_in_config_are_named_with_their_line(self):
        path = os.path.join(self.folder, "config")
        name = "scenarios/paper-call"
        for text, line, words in (("# x\n\nrnu = 3\n", 3, "unknown option 'rnu'"), ("seed = 1\nword\n", 2, "'word'"), ("= 3\n", 1, "option = value"),
                                  ("seed = 1\nrun = 1\nseed = 2\n", 3, "given twice, first in line 1"), ("pcap = maybe\n", 1, "true or false")):
            with self.subTest(text):
                with open(path, "w", encoding="utf-8") as handle:
                    handle.write(text)
                answer = self.run_badly(name, "--config", path)
                self.assertIn("%s, line %d: " % (path, line), answer)
                self.assertIn(words, answer)

    def test_help_is_legible(self):
        """No word is broken at the end of a line, and no list stands there twice."""
        for name in all_programs():
            with self.subTest(name):
                lines = self.run_well(name, "--help").splitlines()
                for line, after in zip(lines, lines[1:]):
                    self.assertFalse(len(line) == 100 and line[-1] != " " and re.match(r" +[a-z0-9,]", after) and
                                     not re.match(r" +--", after), line)
                text = " ".join(" ".join(lines).split())
                for words in re.findall(r"any of ([a-z0-9, -]+?) \[", text):
                    if words.count(", ") > 4:
                        self.assertNotIn("[" + words.replace(", ", ",") + "]", text)

    def test_a_copy_of_the_first_topology_has_its_own_name(self):
        copy = os.path.join(self.folder, "my-topology")
        os.symlink(support.program("scratch/first-topology"), copy)
        done = subprocess.run([copy, "--help"], stdout=subprocess.PIPE, text=True, check=True)
        self.assertIn("my-topology: ", done.stdout)
        self.assertIn("results/local/my-topology", done.stdout)


class Launcher(unittest.TestCase):
    def test_unknown_command(self):
        done = subprocess.run([os.path.join(support.TOP, "waf"), "tets"], stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean test?", done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)


class EveryScenario(support.ScenarioTest):
    def test_missing_cost_profile(self):
        for name in SCENARIOS:
            with self.subTest(name):
                line = self.run_badly(name, "--output", self.folder, "--cost-profile", "no-such-profile")
                self.assertIn("no-such-profile", line)
                line = self.run_badly(name, "--output", self.folder, "--cost-profile", "./no/such/file.json")
                self.assertIn("./no/such/file.json", line)

    def test_truncated_cost_profile(self):
        found = sorted(glob.glob(os.path.join(support.TOP, "contrib/processor/data/cost-profiles/*.json")))
        self.assertTrue(found)
        with open(found[0], encoding="utf-8") as handle:
            text = handle.read()
        path = os.path.join(self.folder, "truncated.json")
        for name in SCENARIOS:
            for part in (0, 1, len(text) // 3, len(text) - 3):
                with self.subTest("%s, %d of %d" % (name, part, len(text))):
                    with open(path, "w", encoding="utf-8") as handle:
                        handle.write(text[:part])
                    self.assertIn(path, self.run_badly(name, "--output", self.folder, "--cost-profile", path))

    def test_incomplete_cost_profile(self):
        found = sorted(glob.glob(os.path.join(support.TOP, "contrib/processor/data/cost-profiles/*.json")))
        with open(found[0], encoding="utf-8") as handle:
            profile = json.load(handle)
        costs = profile["operations"]
        left_out = costs.pop()
        path = os.path.join(self.folder, "incomplete.json")
        with open(path, "w", encoding="utf-8") as handle:
            json.dump(profile, handle)
        line = self.run_badly("scenarios/cek-reuse-cost", "--output", self.folder, "--cost-profile", path)
        self.assertIn(left_out["algorithm"], line)

    def test_unwritable_folder(self):
        # Below a regular file, since the superuser may write into folders of any mode.
        path = os.path.join(self.folder, "file")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write("x")
        for name in SCENARIOS:
            for place in (path, path + "/below"):
                with self.subTest("%s %s" % (name, place)):
                    self.assertIn("--output", self.run_badly(name, "--output", place, *SHORT.get(name, [])))

    def test_nothing_is_left_after_an_error(self):
        folder = os.path.join(self.folder, "results")
        for name in SCENARIOS:
            self.run_badly(name, "--output", folder, "--cost-profile", "no-such-profile")
            self.assertEqual(support.read_tree(folder), {})

    def test_choices(self):
        for name in SCENARIOS:
            with self.subTest(name):
                self.assertIn("did you mean cek-reuse?", self.run_badly(name, "--keying", "cek-resue"))
                self.assertIn("rsa-2048", self.run_badly(name, "--key-type", "rsa-1024"))
                self.assertIn("tls", self.run_badly(name, "--scheme", "sips"))
                self.assertIn("udp", self.run_badly(name, "--transport", "sctp"))

    def test_config_is_the_same_as_options(self):
        for name in SCENARIOS:
            with self.subTest(name):
                options = ["--seed", "7", "--transport", "udp", "--pcap"] + SHORT.get(name, [])
                lines = ["seed = 8", "transport=udp", "# a remark", "pcap = true"]
                lines += ["%s = %s" % (option[2:], value) for option, value in zip(SHORT.get(name, [])[::2], SHORT.get(name, [])[1::2])]
                path = os.path.join(self.folder, "config")
                with open(path, "w", encoding="utf-8") as handle:
                    handle.write("\n".join(lines) + "\n")
                first, second = (os.path.join(self.folder, os.path.basename(name), each) for each in "ab")
                self.run_well(name, "--output", first, *options)
                # The command line wins over the file.
                self.run_well(name, "--output", second, "--config", path, "--seed", "7")
                self.assertEqual(support.read_results(first), support.read_results(second))

    def test_quiet(self):
        for name in SCENARIOS:
            with self.subTest(name):
                self.assertEqual(self.run_well(name, "--output", self.folder, "--quiet", *SHORT.get(name, [])), "")


class Lists(support.ScenarioTest):
    NAME = "scenarios/cek-reuse-cost"

    def test_bad_lists(self):
        for option, value in (("--sdp-messages", "0"), ("--sdp-messages", "3-1"), ("--sdp-messages", "1,,2"),
                              ("--sdp-messages", "1-4,2"), ("--sdp-messages", "1-"), ("--inspecting-proxies", "0-9"),
                              ("--inspecting-proxies", "5"), ("--key-type", "p-256,p-256"), ("--keying", "none,")):
            with self.subTest("%s %s" % (option, value)):
                self.assertIn(option, self.run_badly(self.NAME, "--output", self.folder, option, value))


if __name__ == "__main__":
    unittest.main()
