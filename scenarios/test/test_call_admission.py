# SPDX-License-Identifier: GPL-2.0-only
"""Blocked calls and lost media of call-admission against teletraffic theory, computed here by the textbook sums."""
import itertools
import math
import os
import statistics
import unittest

import support

NAME = "scenarios/call-admission"
CHANNELS = 10
T_QUANTILE = {9: 2.262157, 19: 2.093024}  # Student's t, 0.975, by degrees of freedom
GUESSES = ("admit-all", "refuse-all", "worst-case")


def erlang_b(load, channels):
    """A^N/N! over the sum of A^i/i!."""
    terms = [load ** i / math.factorial(i) for i in range(channels + 1)]
    return terms[-1] / sum(terms)


def product_form(loads, units, capacity):
    """Share of calls of each class blocked, by the sum over all states of complete sharing."""
    states = itertools.product(*(range(capacity // size + 1) for size in units))
    total, blocked = 0.0, [0.0] * len(units)
    for state in states:
        used = sum(number * size for number, size in zip(state, units))
        if used > capacity:
            continue
        weight = math.prod(load ** number / math.factorial(number) for load, number in zip(loads, state))
        total += weight
        for i, size in enumerate(units):
            blocked[i] += weight if used + size > capacity else 0
    return [share / total for share in blocked]


def poisson_loss(load, channels):
    """E[(K - N)+] / E[K] with K Poisson."""
    return sum((k - channels) * math.exp(-load) * load ** k / math.factorial(k) for k in range(channels + 1, 140)) / load


class CallAdmission(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, numbers as numbers."""
        self.run_well(NAME, "--output", self.folder, "--quiet", *options)
        rows = support.read_csv(os.path.join(self.folder, "call-admission.csv"))
        for row in rows:
            for column in row:
                if column not in ("mechanism", "experiment", "format"):
                    row[column] = float(row[column])
        return rows

    def assert_agrees(self, values, theory, what):
        """Theory is inside the 95 % confidence interval of the mean."""
        half = T_QUANTILE[len(values) - 1] * statistics.stdev(values) / math.sqrt(len(values))
        self.assertLess(half, 0.35 * theory, what)  # or it would say nothing
        self.assertLessEqual(abs(statistics.mean(values) - theory), half, (what, statistics.mean(values), theory))

    @staticmethod
    def get_load(row):
        """Offered load in Erlang: what signalling adds to a reservation is part of it."""
        return row["arrivals_per_s"] * (row["holding_s"] + row["mean_reservation_s"] - row["mean_talk_s"])

    def test_one_format(self):
        """Whoever knows what calls need blocks as Erlang's formula says."""
        rows = self.sweep("--experiment", "one-format", "--mechanism", "clear,cek-reuse",
                          "--offered-percent", "80,150", "--runs", "10")
        self.assertEqual(len(rows), 2 * 2 * 10)
        groups = {}
        for row in rows:
            groups.setdefault((row["mechanism"], row["offered_percent"]), []).append(row)
            self.assertLess(row["mean_reservation_s"] - row["mean_talk_s"], 0.01 * row["mean_talk_s"], row)
            self.assertLessEqual(row["peak_reserved_bps"], CHANNELS * 80800)
        for key, group in groups.items():
            load = statistics.mean(self.get_load(row) for row in group)
            self.assert_agrees([row["blocked_calls"] / row["calls"] for row in group], erlang_b(load, CHANNELS), key)

    def test_two_formats(self):
        """Whoever reads blocks as the product form says for each format; the worst case blocks more."""
        rows = self.sweep("--experiment", "two-formats", "--mechanism", "clear,worst-case", "--offered-percent", "120",
                          "--runs", "20")
        for mechanism in ("clear", "worst-case"):
            wide, narrow = ([row for row in rows if row["mechanism"] == mechanism and row["format"] == name]
                            for name in ("pcmu", "g729"))
            self.assertEqual((len(wide), len(narrow)), (20, 20))
            loads = [statistics.mean(self.get_load(row) for row in group) for group in (wide, narrow)]
            units = (101, 31) if mechanism == "clear" else (101, 101)
            for group, theory in zip((wide, narrow), product_form(loads, units, CHANNELS * 101)):
                self.assert_agrees([row["blocked_calls"] / row["calls"] for row in group], theory, (mechanism, group[0]["format"]))

    def test_media(self):
        """Nothing is lost where the proxy knows or takes the worst case; admitting all loses what the link cannot carry."""
        rows = self.sweep("--experiment", "media", "--mechanism", "clear,cek-reuse,border-controller,worst-case",
                          "--offered-percent", "150", "--runs", "1")
        rows += self.sweep("--experiment", "media", "--mechanism", "admit-all", "--offered-percent", "150", "--runs", "10")
        lost, sent = [], []
        for row in rows:
            self.assertGreater(row["packets_sent"], 1000, row)
            if row["mechanism"] == "admit-all":
                self.assertEqual(row["blocked_calls"], 0)
                lost.append(row["packets_lost"])
                sent.append(row["packets_sent"])
            else:
                # The border controller closes its relay with the BYE: what is on its way then does not arrive.
                most = 0.01 * row["packets_sent"] if row["mechanism"] == "border-controller" else 0
                self.assertLessEqual(row["packets_lost"], most, row)
                self.assertGreater(row["blocked_calls"], 0, row)
        # A ratio of sums, and the interval of its linear part: runs with more calls lose more. A queue delays loss only.
        share = sum(lost) / sum(sent)
        spread = statistics.stdev(part - share * whole for part, whole in zip(lost, sent))
        half = T_QUANTILE[9] * spread / math.sqrt(10) / statistics.mean(sent)
        theory = poisson_loss(1.5 * CHANNELS, CHANNELS)
        self.assertLess(half, 0.25 * theory)
        self.assertLessEqual(abs(share - theory), half, (share, theory))

    def test_who_knows(self):
        """A proxy that is not told knows no description, and refusing or admitting needs none."""
        rows = self.sweep("--experiment", "two-formats", "--offered-percent", "100", "--calls", "20")
        for row in rows:
            if row["mechanism"] in GUESSES:
                self.assertEqual(row["descriptions_known_to_proxy"], 0, row)
            else:
                self.assertGreater(row["descriptions_known_to_proxy"], 2 * 20, row)
            if row["mechanism"] == "refuse-all":
                self.assertEqual(row["blocked_calls"], row["calls"], row)
            if row["mechanism"] == "admit-all":
                self.assertEqual((row["blocked_calls"], row["peak_reserved_bps"]), (0, 0), row)


if __name__ == "__main__":
    unittest.main()
