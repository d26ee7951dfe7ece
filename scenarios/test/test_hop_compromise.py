# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of hop-compromise, whatever was drawn."""
import math
import os
import unittest

import support

NAME = "scenarios/hop-compromise"
NUMBERS = ["proxies", "compromised_percent", "run", "call", "compromised_proxies", "attempted", "goal_reached",
           "goal_reached_unnoticed", "call_established"]


def wilson(share, count):
    """The 95 % confidence interval of a proportion."""
    square = 1.959964 ** 2
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = math.sqrt(square * (share * (1 - share) / count + square / (4 * count ** 2))) / (1 + square / count)
    return middle - half, middle + half


class Laws(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, numbers as numbers."""
        self.run_well(NAME, "--output", self.folder, *options)
        rows = support.read_csv(os.path.join(self.folder, "hop-compromise.csv"))
        for row in rows:
            for column in NUMBERS:
                row[column] = int(row[column])
        return rows

    def test_rows(self):
        rows = self.sweep("--mechanism", "none,digest", "--proxies", "1,3", "--compromised-percent", "0,50", "--calls", "3", "--runs", "2")
        self.assertEqual(len(rows), 2 * 3 * 2 * 2 * 2 * 3)
        for row in rows:
            self.assertLessEqual(row["goal_reached_unnoticed"], row["goal_reached"])
            self.assertLessEqual(row["goal_reached"], row["attempted"])
            self.assertLessEqual(row["attempted"], row["compromised_proxies"])
            if row["compromised_proxies"] == 0:
                self.assertEqual((row["noticed_by"], row["call_established"]), ("", 1), row)

    def test_same_proxies_for_all(self):
        """Mechanisms and goals are compared on the same draws."""
        rows = self.sweep("--mechanism", "none,digest", "--proxies", "4", "--compromised-percent", "40", "--calls", "6")
        drawn = {}
        for row in rows:
            drawn.setdefault(row["call"], set()).add(row["compromised_proxies"])
        self.assertTrue(all(len(counts) == 1 for counts in drawn.values()), drawn)

    def test_theory(self):
        """Where the first compromised proxy decides, the share is that of chains with at least one."""
        rows = self.sweep("--mechanism", "none,tls", "--proxies", "1,4,8", "--compromised-percent", "20", "--calls", "100")
        groups = {}
        for row in rows:
            groups.setdefault((row["mechanism"], row["goal"], row["proxies"]), []).append(row)
        self.assertEqual(len(groups), 2 * 3 * 3)
        for key, group in groups.items():
            share = sum(row["goal_reached_unnoticed"] for row in group) / len(group)
            low, high = wilson(share, len(group))
            self.assertTrue(low <= 1 - 0.8 ** key[2] <= high, (key, share, low, high))
            for row in group:
                self.assertEqual(row["goal_reached_unnoticed"], 1 if row["compromised_proxies"] else 0, row)


if __name__ == "__main__":
    unittest.main()
