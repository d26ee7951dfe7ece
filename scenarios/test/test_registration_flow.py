# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of registration-flow, whatever the numbers are."""
import os
import unittest

import support

NAME = "scenarios/registration-flow"


class Laws(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, with numbers as numbers where there are any."""
        self.run_well(NAME, "--output", self.folder, *options)
        rows = support.read_csv(os.path.join(self.folder, "registration-flow.csv"))
        for row in rows:
            for column, text in row.items():
                if column not in ("experiment", "mechanism", "keep_alive"):
                    row[column] = float(text) if text else None
        return rows

    def test_cost(self):
        """A new connection costs a handshake more, and the callee an operation with its private key."""
        rows = {row["mechanism"]: row for row in self.sweep("--experiment", "cost")}
        self.assertEqual(set(rows), {"reuse", "new-connection"})
        for column in ("setup_delay_ms", "last_hop_bytes", "operations", "callee_operations", "processor_time_us",
                       "callee_processor_time_us", "proxy_processor_time_us"):
            self.assertLess(rows["reuse"][column], rows["new-connection"][column], column)
        for row in rows.values():
            self.assertEqual((row["calls"], row["calls_lost"]), (1, 0))
            self.assertIsNone(row["outages"])

    def test_translator(self):
        """Keep-alives that are more frequent than its timeout keep the callee reachable all the time."""
        rows = self.sweep("--experiment", "nat", "--nat-timeout-s", "60,300", "--keep-alive", "rfc5626,off",
                          "--duration-s", "1800")
        found = {(row["keep_alive"], row["nat_timeout_s"]): row for row in rows}
        self.assertEqual(len(found), 4)
        self.assertEqual((found["rfc5626", 300]["outages"], found["rfc5626", 300]["calls_lost"]), (0, 0))
        self.assertGreater(found["rfc5626", 60]["outages"], 5)
        self.assertGreater(found["off", 300]["unreachable_s"], found["rfc5626", 60]["unreachable_s"])
        self.assertEqual(sum(row["requests_to_wrong_user"] for row in rows), 0)

    def test_crash(self):
        """An end without keep-alives notices at the next refresh only."""
        rows = self.sweep("--experiment", "crash", "--keep-alive", "rfc5626,off", "--duration-s", "1800")
        found = {row["keep_alive"]: row for row in rows}
        self.assertLess(found["rfc5626"]["unreachable_s"], 160)
        self.assertGreater(found["off"]["unreachable_s"], 1000)
        self.assertTrue(all(row["outages"] == 1 for row in rows))

    def test_address(self):
        """Requests reach the wrong user if flows are bound to addresses, and never if to connections."""
        rows = self.sweep("--experiment", "address", "--runs", "2")
        wrong = {"connection": 0, "address": 0}
        for row in rows:
            wrong[row["mechanism"]] += row["requests_to_wrong_user"]
            self.assertGreaterEqual(row["calls_lost"], row["calls_to_wrong_user"])
        self.assertEqual(wrong["connection"], 0)
        self.assertGreater(wrong["address"], 0)

    def test_wrong_options(self):
        self.assertIn("nat-timeout-s", self.run_badly(NAME, "--nat-timeout-s", "5000"))
        self.assertIn("experiment", self.run_badly(NAME, "--experiment", "war"))


if __name__ == "__main__":
    unittest.main()
