# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of middle-discovery."""
import math
import os
import unittest

import support
import wire

NAME = "scenarios/middle-discovery"
NUMBERS = ["inspecting_proxies", "run", "call", "established", "ended_by_proxy", "invites", "extra_rounds", "message_bytes",
           "wire_bytes"]
ONE_WAY_MS = {"access": 10, "core": 5}


def wilson(share, count):
    """The 99.9 % confidence interval of a proportion: many are judged at once."""
    square = 3.290527 ** 2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = math.sqrt(square * (share * (1 - share) / count + square / (4 * count ** 2))) / (1 + square / count)
    return middle - half, middle + half


class Laws(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, numbers as numbers."""
        self.run_well(NAME, "--output", self.folder, *options)
        rows = support.read_csv(os.path.join(self.folder, "middle-discovery.csv"))
        for row in rows:
            for column in NUMBERS:
                row[column] = int(row[column])
            for column in ("setup_delay_ms", "processor_time_us", "caller_time_us", "proxies_time_us", "callee_time_us"):
                row[column] = float(row[column]) if row[column] else None
        return rows

    def test_rounds(self):
        """A round for each server, one more for the first demand of a signature, none when it is known."""
        for refusal, counts, keyings in (("draft", "0-6", "cek-reuse"), ("article", "0,1,3", "asymmetric,cek-reuse")):
            rows = self.sweep("--experiment", "rounds", "--inspecting-proxies", counts, "--refusal", refusal, "--keying", keyings)
            self.assertEqual(len(rows), (7 if refusal == "draft" else 3 * 2) * 2 * 2 * 2)
            for row in rows:
                n = row["inspecting_proxies"]
                is_signed = n > 0 and row["demand"] == "disclosure-signature"
                extra = n + is_signed if row["knowledge"] == "unknown" else 0
                self.assertEqual((row["established"], row["ended_by_proxy"], row["extra_rounds"]), (1, 0, extra), row)
                self.assertEqual(row["knowledge"] == "remembered", row["call"] == 2 and row["knowledge"] != "configured")

    def test_remembered_is_as_good_as_configured(self):
        rows = self.sweep("--experiment", "rounds", "--inspecting-proxies", "1,4", "--demand", "disclosure")
        found = {(row["keying"], row["inspecting_proxies"], row["knowledge"]): row for row in rows if
                 row["call"] == 1 or row["knowledge"] == "remembered"}
        for keying in ("asymmetric", "cek-reuse"):
            for n in (1, 4):
                one, other = (found[(keying, n, knowledge)] for knowledge in ("remembered", "configured"))
                self.assertEqual(one["invites"], other["invites"])
                self.assertAlmostEqual(one["processor_time_us"], other["processor_time_us"], delta=1)
                self.assertAlmostEqual(one["setup_delay_ms"], other["setup_delay_ms"], delta=0.1)
                self.assertLess(abs(one["message_bytes"] - other["message_bytes"]), 100)

    def test_delay_of_rounds(self):
        """Each refusal costs the round trip to whoever refuses, and what is sent and worked on top."""
        rows = self.sweep("--experiment", "rounds", "--inspecting-proxies", "1-6", "--keying", "cek-reuse", "--demand", "disclosure",
                          "--cost-profile", "free", "--access-rate-mbps", "10000", "--core-rate-mbps", "10000")
        unknown = {row["inspecting_proxies"]: row["setup_delay_ms"] for row in rows if row["knowledge"] == "unknown"}
        known = {row["inspecting_proxies"]: row["setup_delay_ms"] for row in rows if row["knowledge"] == "remembered"}
        for n in range(1, 7):
            trips = sum(2 * (ONE_WAY_MS["access"] + ONE_WAY_MS["core"] * hop) for hop in range(n))
            self.assertAlmostEqual(unknown[n] - known[n], trips, delta=0.02 * trips, msg=n)

    def test_answers(self):
        """Who cannot read ends the dialog; shares agree with the draws' probabilities."""
        rows = self.sweep("--experiment", "answers", "--answers-proxies", "0,3", "--aware-percent", "0,60,100", "--calls", "40")
        groups = {}
        for row in rows:
            self.assertEqual(row["established"] + row["ended_by_proxy"], 1, row)
            self.assertEqual(row["extra_rounds"], 0)
            groups.setdefault((row["answer"], row["inspecting_proxies"], int(row["aware_percent"]) / 100), []).append(row)
        self.assertEqual(len(groups), 4 * 2 * 3)
        for (answer, n, aware), group in groups.items():
            expected = {"labels": 1 - aware * 0.9 ** n, "cek-reuse": 1 - aware}.get(answer, 1) if n else 0
            share = sum(row["ended_by_proxy"] for row in group) / len(group)
            low, high = wilson(share, len(group))
            self.assertTrue(low - 1e-9 <= expected <= high + 1e-9, (answer, n, aware, share, expected))

    def test_other_transports(self):
        for transport in ("udp", "tls"):
            rows = self.sweep("--experiment", "rounds", "--inspecting-proxies", "2", "--keying", "cek-reuse", "--transport", transport)
            unknown = [row["extra_rounds"] for row in rows if row["knowledge"] == "unknown"]
            self.assertEqual(unknown, [2, 3], transport)

    def test_captures_tell_of_the_rounds(self):
        """What goes over the first link: INVITEs, refusals with certificates, and no description in clear."""
        self.sweep("--experiment", "rounds", "--inspecting-proxies", "2", "--keying", "cek-reuse", "--demand", "disclosure",
                   "--knowledge", "discovered", "--pcap", "--keys")
        prefix = "rounds-cek-reuse-disclosure-discovered-2-100-1-"
        capture = os.path.join(self.folder, prefix + "alice-ss1.pcap")
        codes = support.tshark(capture, "-Y", "sip.Status-Code >= 300", "-T", "fields", "-e", "sip.Status-Code").split()
        self.assertEqual(codes, ["496", "496"])
        sequences = support.tshark(capture, "-Y", 'sip.Method == "INVITE"', "-T", "fields", "-e", "sip.CSeq.seq").split()
        self.assertEqual(sequences, ["1", "1", "2", "3", "1"])  # a call without demands comes first
        ceks = support.read_csv(os.path.join(self.folder, "keys", prefix + "ceks.csv"))
        self.assertEqual(len({row["cek"] for row in ceks if row["direction"] == "request"}), 5)  # a new key each time
        marks = {b"c=IN IP4 ", b"m=audio ", b"a=rtpmap:0 PCMU/8000"}
        self.assertEqual(wire.find_in_clear(self.folder, marks, prefix), set())
        self.assertTrue(wire.find_in_clear(self.folder, {b"application/pkcs7-mime"}, prefix), "the search finds something")

    def test_more_servers_than_proxies(self):
        line = self.run_badly(NAME, "--output", self.folder, "--proxies", "2", "--inspecting-proxies", "3")
        self.assertIn("--inspecting-proxies: 3 is more than --proxies 2", line)


if __name__ == "__main__":
    unittest.main()
