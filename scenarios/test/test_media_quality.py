# SPDX-License-Identifier: GPL-2.0-only
"""Loss, delay and jitter of media-quality against arithmetic, done here anew: what a link carries, what a full queue delays."""
import math
import os
import random
import statistics
import unittest

import support

NAME = "scenarios/media-quality"
LINK_KBPS = 2030
QUEUE = 30
OCTETS = {"rtp": 202, "srtp-32": 206, "srtp-80": 212}  # of a packet on the link: PCMU of 20 ms, RTP, UDP, IPv4, PPP, tag
PROPAGATION_MS = 7


def service_ms(protection):
    return 8 * OCTETS[protection] / LINK_KBPS


def capacity(protection):
    """How many calls fill the link."""
    return LINK_KBPS * 1000 / (50 * 8 * OCTETS[protection])


def simulate_wait(calls, period, rounds=4000):
    """Mean wait in packet times of a periodic packet among those of other calls, by Lindley's recursion with random phases."""
    source, total = random.Random(1), 0.0
    for _ in range(rounds):
        phases = sorted(source.uniform(0, period) for _ in range(calls - 1))
        at, wait, last = source.uniform(period, 2 * period), 0.0, 0.0
        for when in phases + [phase + period for phase in phases]:
            if when > at:
                break
            wait, last = max(0.0, wait - (when - last)) + 1, when
        total += max(0.0, wait - (at - last))
    return total / rounds


class MediaQuality(support.ScenarioTest):
    def sweep(self, *options):
        self.run_well(NAME, "--output", self.folder, "--quiet", *options)
        rows = support.read_csv(os.path.join(self.folder, "media-quality.csv"))
        for row in rows:
            for column in row:
                if column not in ("talk", "protection"):
                    row[column] = float(row[column])
            self.assertEqual(row["packets_offered"], row["packets_delivered"] + row["packets_lost"] + row["packets_discarded"])
        return rows

    def test_capacity(self):
        """floor(rate / bits of a call) calls without loss, and the next one loses what is too much."""
        for protection, most in (("rtp", 25), ("srtp-32", 24), ("srtp-80", 23)):
            self.assertEqual(math.floor(capacity(protection)), most)
            rows = self.sweep("--talk", "steady", "--protection", protection, "--talkers", "%d,%d" % (most, most + 2))
            fits, exceeds = rows
            self.assertEqual(fits["capacity_calls"], most)
            self.assertEqual(fits["packets_lost"], 0, protection)
            self.assertEqual(fits["packets_offered"], 2 * most * 50 * 2)
            share = exceeds["packets_lost"] / exceeds["packets_offered"]
            # RTCP takes up to 0.5 % of the link.
            self.assertAlmostEqual(share, 1 - capacity(protection) / (most + 2), delta=0.01)
            self.assertGreater(share, 0.02)

    def test_delay(self):
        """Up to capacity: N periodic sources with random phases. Above it: an almost full queue."""
        rows = self.sweep("--talk", "steady", "--protection", "rtp", "--talkers", "22,27", "--runs", 10)
        service = service_ms("rtp")
        found = [row["mean_delay_ms"] for row in rows if row["talkers"] == 22]
        theory = PROPAGATION_MS + service * (1 + simulate_wait(22, capacity("rtp")))
        half = 2.262 * statistics.stdev(found) / math.sqrt(len(found))
        self.assertLess(half, 0.4)
        self.assertAlmostEqual(statistics.mean(found), theory, delta=half + 0.05)
        for row in rows:
            if row["talkers"] == 22:
                self.assertLess(row["mean_jitter_ms"], 0.3)
                self.assertLess(row["maximum_delay_ms"], PROPAGATION_MS + 23.5 * service)
            else:
                self.assertLessEqual(row["maximum_delay_ms"], PROPAGATION_MS + (QUEUE + 2) * service)
                self.assertGreater(row["mean_delay_ms"], PROPAGATION_MS + (QUEUE - 3) * service)

    def test_pauses(self):
        """With pauses 2.6 times as many calls offer the same, and lose some below capacity."""
        rows = self.sweep("--talk", "pauses", "--protection", "rtp", "--talkers", 22, "--runs", 5)
        self.assertEqual({row["calls"] for row in rows}, {round(22 * 2.591 / 1.004)})
        offered = statistics.mean(row["packets_offered"] for row in rows)
        self.assertAlmostEqual(offered / (2 * 22 * 50 * 2), 1, delta=0.1)
        self.assertGreater(sum(row["packets_lost"] for row in rows), 0)
        self.assertGreater(statistics.mean(row["mean_jitter_ms"] for row in rows), 0.1)

    def test_processor(self):
        """Plain RTP costs no cryptography; SRTP costs more on a slow machine."""
        options = ("--talk", "steady", "--talkers", 2, "--protection")
        plain = self.sweep(*options, "rtp")[0]
        self.assertEqual((plain["secure_packets"], plain["processor_share"]), (0, 0))
        fast = self.sweep(*options, "srtp-80")[0]
        slow = self.sweep(*options, "srtp-80", "--cost-profile", "raspberry-pi-4")[0]
        self.assertGreaterEqual(fast["secure_packets"], 2 * 2 * 50 * 2 - 4)
        self.assertGreater(slow["processor_us_per_packet"], 2 * fast["processor_us_per_packet"])
        self.assertAlmostEqual(slow["processor_share"], slow["secure_packets"] * slow["processor_us_per_packet"] / 2e6, places=6)

    def test_wrong_options(self):
        self.assertIn("--protection", self.run_badly(NAME, "--protection", "zrtp"))
        self.assertIn("--talkers", self.run_badly(NAME, "--talkers", 0))


if __name__ == "__main__":
    unittest.main()
