# SPDX-License-Identifier: GPL-2.0-only
"""What firewall-control counts against what its delays and rules allow, computed here."""
import glob
import os
import unittest

import support

NAME = "scenarios/firewall-control"
PACKET_MS = 20
TRANSIT_MS = 15  # one way from Bob to the firewall
WORDS = ("experiment", "way", "routes", "disclosure", "attack", "media")
SIDES = ("to_callee", "to_caller")


class FirewallControl(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, numbers as numbers."""
        self.run_well(NAME, "--output", self.folder, "--quiet", *options)
        rows = support.read_csv(os.path.join(self.folder, "firewall-control.csv"))
        for row in rows:
            for column in row:
                if column not in WORDS and row[column] != "":
                    row[column] = float(row[column])
        return rows

    def assert_conserved(self, row):
        """Nothing appears or disappears: packets, pinholes, tokens."""
        flying = 0
        for side in SIDES:
            offered, *ends = (row["media_%s_%s_packets" % (side, what)]
                              for what in ("offered", "delivered", "lost", "dropped", "unroutable"))
            flying += offered - sum(ends)
            self.assertLessEqual(sum(ends), offered, row)
        self.assertLessEqual(flying, row["packets_in_flight"], row)
        self.assertEqual(row["pinholes_opened"], row["pinholes_closed"] + row["pinholes_left"], row)
        self.assertEqual(row["tokens_issued"], row["tokens_used"] + row["tokens_refused"] + row["tokens_unused"], row)

    def test_clipping(self):
        """What is clipped is what Bob sends until the firewall opens, and nothing where the proxy is at the firewall."""
        rows = self.sweep("--experiment", "control-delay", "--control-delay-ms", "0,100", "--talk-s", "6")
        for row in rows:
            self.assert_conserved(row)
            self.assertEqual((row["is_set_up"], row["is_broken"], row["pinholes_left"]), (1, 0, 0), row)
            clipped = row["media_to_caller_clipped_packets"]
            if row["way"] in ("open", "border-controller", "co-located"):
                self.assertEqual([row["media_%s_clipped_packets" % side] for side in SIDES], [0, 0], row)
                continue
            self.assertAlmostEqual(clipped, (row["open_delay_ms"] - TRANSIT_MS) / PACKET_MS, delta=1.01, msg=row)
            if row["way"] == "token-rtcp-time":
                self.assertTrue(1031 < row["open_delay_ms"] < 3500, row)  # RFC 3550 section 6.3.1, and signalling
            else:
                # The answer passes the proxy and comes back: twice the delay, and a few ms on other links.
                self.assertTrue(2 * row["control_delay_ms"] + 20 < row["open_delay_ms"] <
                                2 * row["control_delay_ms"] + 40, row)
                self.assertLessEqual(row["media_to_callee_clipped_packets"], 1, row)

    def test_routes(self):
        """Only tokens, and who waits for nothing, work whatever way media takes."""
        rows = self.sweep("--experiment", "routes", "--way", "co-located,simco,token", "--talk-s", "6")
        broken = {(row["way"], row["routes"]) for row in rows if row["is_broken"] == 1}
        self.assertEqual(broken, {("co-located", "asymmetric"), ("co-located", "two-firewalls"),
                                  ("co-located", "changing"), ("co-located", "proxy-off-path"),
                                  ("simco", "asymmetric"), ("simco", "two-firewalls"), ("simco", "changing")})
        for row in rows:
            self.assert_conserved(row)

    def test_loss(self):
        """What links lose is lost on links."""
        for row in self.sweep("--experiment", "loss", "--loss-percent", "5", "--talk-s", "4"):
            self.assert_conserved(row)
            self.assertEqual(row["is_broken"], 0, row)
            for side in SIDES:
                self.assertGreater(row["media_%s_lost_packets" % side], 0, row)

    def test_disclosure(self):
        """A proxy that cannot read opens nothing; one that is told opens as if all were in clear."""
        rows = self.sweep("--experiment", "disclosure", "--way", "co-located,token", "--talk-s", "4")
        self.assertEqual(len(rows), 2 * 4)
        for row in rows:
            self.assert_conserved(row)
            self.assertEqual(row["is_broken"], row["disclosure"] == "none", row)
            self.assertEqual(row["pinholes_opened"] == 0, row["disclosure"] == "none", row)

    def test_attacks(self):
        """Who opens all lets all in; tokens of others, and forged ones, open nothing; SRTP is not fooled."""
        rows = self.sweep("--experiment", "attack", "--talk-s", "4")
        for row in rows:
            self.assert_conserved(row)
            sent, passed = row["attacker_packets_sent"], row["attacker_packets_passed"]
            where = (row["way"], row["attack"])
            self.assertEqual(row["attacker_packets_taken"], 0, row)
            if row["attack"] in ("stolen-token", "replayed-token", "forged-tokens", "port-scan") and \
                    row["way"] not in ("open", "border-controller"):
                self.assertGreater(sent, 0, row)
                self.assertEqual(passed, 0, row)
            if row["attack"] == "spoofed-media" and row["way"] != "token-rtcp-time":
                self.assertEqual((sent, passed), (50, 50), row)
            if where == ("open", "port-scan"):
                self.assertEqual(sent, passed, row)
        after = {row["way"]: row["open_after_end_s"] for row in rows if row["attack"] == "lost-bye"}
        self.assertLess(after["co-located"], 100)
        self.assertLess(after["token"], 40)  # Bob's token closes when his telephone gives up, 32 s later (RFC 3261, timer F)
        self.assertGreater(after["simco"], 1700)

    def test_media_in_clear(self):
        """Without SRTP a telephone takes what is sent into an open pinhole."""
        rows = self.sweep("--experiment", "attack", "--attack", "spoofed-media", "--way", "co-located",
                          "--talk-s", "4", "--media", "rtp")
        self.assertGreater(rows[0]["attacker_packets_taken"], 0)

    def test_outputs(self):
        """Captures and keys are written; the proxy's view has no key of SRTP in it; runs repeat."""
        options = ("--way", "token,simco", "--control-delay-ms", "20", "--talk-s", "2", "--pcap", "--keys")
        rows = self.sweep(*options)
        self.assertTrue(glob.glob(os.path.join(self.folder, "*-fw1-core.pcap")))
        self.assertTrue(glob.glob(os.path.join(self.folder, "keys", "*ceks.csv")))
        self.assertTrue(glob.glob(os.path.join(self.folder, "keys", "simco*tls.keylog")))
        self.assertEqual(rows, self.sweep(*options))


if __name__ == "__main__":
    unittest.main()
