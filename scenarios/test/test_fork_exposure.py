# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of fork-exposure: who could read what, and what it costs."""
import os
import unittest

import support

NAME = "scenarios/fork-exposure"
LATER = ["caller_offer", "callee_answer", "callee_offer", "caller_answer"]
FRESH = ["fresh_offer", "fresh_answer"]
COUNT = "branches_that_could_read_"


class ForkExposure(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows by (strategy, keys, branches)."""
        self.run_well(NAME, "--output", self.folder, *options)
        rows = support.read_csv(os.path.join(self.folder, "fork-exposure.csv"))
        return {(row["strategy"], row["branch_keys"], int(row["branches"])): row for row in rows}

    def counts(self, row, kinds):
        """How many branches could read each kind of body; None if there was none."""
        return [int(row[COUNT + kind]) if row[COUNT + kind] else None for kind in kinds]

    def test_hypothesis(self):
        """k - 1 branches with the article's rule, 0 after a fresh key: if each telephone has its own private key."""
        rows = self.sweep("--branches", "1-4,8", "--branch-keys", "own")
        for branches in (1, 2, 3, 4, 8):
            k = branches - 1
            expected = {  # answer, then the later ones
                "asymmetric": [0, 0, 0, 0, 0],
                "once": [k, 0, 0, 0, 0],
                "max-decrypts": [k, k, k, k, k],
                "dialog": [k, k, k, k, k],
                "rolling": [k, k, k, k, k],
                "per-direction": [0, k, 0, 0, k],
                "answerer": [0, 0, 0, 0, 0],
                "update": [k, 0, 0, 0, 0],
                "re-invite": [k, 0, 0, 0, 0],
            }
            for strategy, counts in expected.items():
                row = rows[(strategy, "own", branches)]
                self.assertEqual(self.counts(row, ["answer", *LATER]), counts, (strategy, branches))
                fresh = [0, 0] if strategy in ("update", "re-invite") else [None, None]
                self.assertEqual(self.counts(row, FRESH), fresh, (strategy, branches))
                self.assertEqual(self.counts(row, ["offer"]), [k], "it was for all of them")

    def test_a_shared_private_key_opens_the_fresh_key_too(self):
        rows = self.sweep("--branches", "4", "--branch-keys", "shared")
        expected = {
            "asymmetric": [0, 3, 0, 0, 3],  # what goes to Bob's key is for all who have it
            "once": [3, 3, 3, 0, 0],
            "dialog": [3, 3, 3, 3, 3],
            "per-direction": [0, 3, 0, 0, 3],
            "answerer": [0, 0, 0, 0, 0],
            "update": [3, 3, 3, 3, 3],
            "re-invite": [3, 3, 3, 3, 3],
        }
        for strategy, counts in expected.items():
            self.assertEqual(self.counts(rows[(strategy, "shared", 4)], ["answer", *LATER]), counts, strategy)

    def test_without_signatures_nobody_knows_who_answered(self):
        rows = self.sweep("--branches", "3", "--branch-keys", "own", "--strategy", "re-invite", "--unsigned")
        self.assertEqual(self.counts(rows[("re-invite", "own", 3)], [*FRESH, *LATER]), [2, 2, 2, 2, 2, 2])

    def test_who_is_answered_last(self):
        """The UPDATE in the early dialog went to another telephone; one more follows the 200."""
        rows = self.sweep("--branches", "3", "--branch-keys", "own", "--strategy", "update", "--answered-by", "last")
        row = rows[("update", "own", 3)]
        self.assertEqual(self.counts(row, ["answer", *LATER]), [2, 0, 0, 0, 0])
        self.assertGreater(float(row["session_delay_ms"]), float(row["setup_delay_ms"]))

    def test_cost_of_closing(self):
        rows = self.sweep("--branches", "1,3", "--branch-keys", "own")
        for branches in (1, 3):
            row = {strategy: rows[(strategy, "own", branches)] for strategy in
                   ("asymmetric", "dialog", "answerer", "update", "re-invite")}
            messages = {strategy: int(one["messages"]) for strategy, one in row.items()}
            self.assertEqual(messages["answerer"], messages["dialog"], "no message more")
            self.assertEqual(messages["re-invite"], messages["dialog"] + 3 * 3, "INVITE, 200, ACK on three hops")
            # PRACK and its 200 for each branch, UPDATE and its 200 once, on three hops.
            self.assertEqual(messages["update"], messages["dialog"] + 3 * (2 * branches + 2))
            delays = {strategy: (float(one["session_delay_ms"]), float(one["setup_delay_ms"]))
                      for strategy, one in row.items()}
            self.assertLess(delays["update"][0], delays["update"][1], "before the call is accepted")
            # A round trip over links of 10, 5 and 10 ms, at least.
            self.assertGreater(delays["re-invite"][0] - delays["re-invite"][1], 50)
            self.assertEqual(delays["dialog"][0], delays["dialog"][1])
            self.assertLess(int(row["answerer"]["message_bytes"]), int(row["asymmetric"]["message_bytes"]))
            self.assertGreater(int(row["answerer"]["message_bytes"]), int(row["dialog"]["message_bytes"]))

    def test_the_chosen_server_reads_all_and_the_other_one_nothing(self):
        self.sweep("--branches", "2")
        for row in support.read_csv(os.path.join(self.folder, "fork-exposure-bodies.csv")):
            readers = row["readers"].split()
            self.assertIn("ss1", readers, row)
            self.assertNotIn("ss2", readers, row)

    def test_both_places_of_the_reference(self):
        for placement in ("unprotected", "authenticated"):
            for strategy in ("dialog", "rolling"):
                rows = self.sweep("--branches", "2", "--branch-keys", "own", "--strategy", strategy,
                                  "--reference-placement", placement)
                self.assertEqual(self.counts(rows[(strategy, "own", 2)], LATER), [1, 1, 1, 1])

    def test_two_runs_are_equal(self):
        options = ["--branches", "3", "--strategy", "dialog,rolling,update", "--pcap", "--keys"]
        self.sweep(*options)
        first = support.read_tree(self.folder)
        self.sweep(*options)
        self.assertEqual(support.read_tree(self.folder), first)
        self.sweep(*options, "--seed", "2")
        self.assertNotEqual(support.read_tree(self.folder), first)

    def test_keys_say_what_opens_each_body(self):
        self.sweep("--branches", "2", "--branch-keys", "own", "--strategy", "rolling", "--keys")
        rows = support.read_csv(os.path.join(self.folder, "keys", "rolling-own-2-1-ceks.csv"))
        self.assertEqual(len(rows), 6)
        for before, row in zip(rows, rows[1:]):
            # RFC 3185 section 5: under the key of the message before, reversed.
            self.assertEqual(row["kek"], bytes.fromhex(before["cek"])[::-1].hex())

    def test_wrong_options(self):
        self.assertIn("--strategy", self.run_badly(NAME, "--output", self.folder, "--strategy", "never"))
        self.assertIn("--branches", self.run_badly(NAME, "--output", self.folder, "--branches", "9"))


if __name__ == "__main__":
    unittest.main()
