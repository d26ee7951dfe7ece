# SPDX-License-Identifier: GPL-2.0-only
"""The same seed gives the same bytes; another seed or run gives others."""
import hashlib
import json
import os
import unittest

import support

CASES = {
    "scenarios/paper-call": [["--keying", "cek-reuse", "--reinvites", "1"],
                             ["--keying", "asymmetric", "--key-type", "p-256", "--transport", "udp", "--sign"],
                             ["--transport", "tls", "--scheme", "sips", "--key-type", "rsa-2048", "--reinvites", "1"]],
    "scenarios/cek-reuse-cost": [["--keying", "cek-reuse,asymmetric", "--key-type", "p-256,rsa-2048", "--inspecting-proxies", "0,2",
                                  "--sdp-messages", "1-3"]],
    "scenarios/fork-exposure": [["--strategy", "asymmetric,rolling,update,answerer", "--branches", "1,3"]],
    "scenarios/registration-flow": [["--nat-timeout-s", "60", "--keep-alive", "rfc5626,off", "--duration-s", "900"]],
    "scenarios/proxy-capacity": [["--mechanism", "udp,cek-reuse,tls-per-call-resumed", "--load-percent", "90", "--calls", "30"]],
}
EMPTY_CAPTURE = 24  # octets of a capture of a link on which nothing moves


class SameBytes(support.ScenarioTest):
    def results(self, name, label, *options):
        folder = os.path.join(self.folder, label)
        self.run_well(name, "--pcap", "--keys", "--quiet", "--output", folder, *options)
        files = support.read_results(folder)
        self.assertTrue([each for each in files if each.endswith(".pcap")])
        self.assertTrue([each for each in files if each.endswith(".csv")])
        return files

    def test_same_seed_same_bytes(self):
        for name, cases in CASES.items():
            for number, options in enumerate(cases):
                with self.subTest("%s %s" % (name, options)):
                    label = "%s-%d-" % (os.path.basename(name), number)
                    first = self.results(name, label + "a", *options)
                    second = self.results(name, label + "b", *options)
                    self.assertEqual(sorted(first), sorted(second))
                    for file, octets in first.items():
                        self.assertEqual(octets, second[file], file)

    def test_other_seed_or_run_other_bytes(self):
        for name, cases in CASES.items():
            first = self.results(name, os.path.basename(name) + "-1", *cases[0])
            for option in ("--seed", "--run"):
                with self.subTest("%s %s" % (name, option)):
                    other = self.results(name, os.path.basename(name) + option, option, "2", *cases[0])
                    captures = [each for each in first if each.endswith(".pcap") and each in other
                                and len(first[each]) > EMPTY_CAPTURE]
                    if option == "--seed":
                        self.assertTrue(captures)
                    for file in captures:
                        self.assertNotEqual(first[file], other[file], file)
                    self.assertNotEqual(first["manifest.json"], other["manifest.json"])

    def test_no_machine_in_the_results(self):
        for name, cases in CASES.items():
            for file, octets in self.results(name, os.path.basename(name), *cases[0]).items():
                self.assertNotIn(self.folder.encode(), octets, file)
                self.assertNotIn(support.TOP.encode(), octets, file)

    def test_the_manifest_tells_all_that_matters(self):
        folder = os.path.join(self.folder, "manifest")
        self.run_well("scenarios/paper-call", "--seed", "5", "--keying", "none", "--quiet", "--output", folder)
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as handle:
            manifest = json.load(handle)
        self.assertEqual((manifest["program"], manifest["seed"], manifest["options"]["keying"]), ("paper-call", 5, "none"))
        self.assertEqual(sorted(manifest["versions"]), ["Confide", "OpenSSL", "compiler", "ns-3"])
        self.assertNotIn("unknown", manifest["versions"].values())
        self.assertEqual(sorted(manifest["git"]), ["dirty", "revision"])
        self.assertEqual(sorted(manifest["outputs_sha256"]), ["messages.csv", "operations.csv"])
        for file, digest in manifest["outputs_sha256"].items():
            with open(os.path.join(folder, file), "rb") as handle:
                self.assertEqual(hashlib.sha256(handle.read()).hexdigest(), digest)
        self.assertEqual(len(manifest["inputs_sha256"]), 1)

    def test_a_simulation_does_not_depend_on_those_before_it(self):
        name = "scenarios/cek-reuse-cost"
        common = ["--keying", "cek-reuse", "--inspecting-proxies", "2"]
        alone = self.results(name, "alone", "--key-type", "rsa-2048", "--sdp-messages", "4", *common)
        among = self.results(name, "among", "--key-type", "p-256,rsa-2048", "--sdp-messages", "2,4", *common)
        for file, octets in alone.items():
            if file.endswith(".pcap") or file.endswith(".pem"):
                self.assertEqual(octets, among[file], file)


if __name__ == "__main__":
    unittest.main()
