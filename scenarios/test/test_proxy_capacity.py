# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of proxy-capacity: laws of queues, theory worked out here, and what mechanisms cost."""
import collections
import math
import os
import re
import unittest

import support

NAME = "scenarios/proxy-capacity"
STUDENT_975 = {3: 3.182, 4: 2.776, 5: 2.571, 7: 2.365}  # by degrees of freedom
TEXTS = ("experiment", "mechanism", "cost_profile")


def mean_and_half_width(values):
    """Mean and half width of its 95 % confidence interval."""
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
    return mean, STUDENT_975[len(values) - 1] * spread


def waits_of(cores, servers_load, mean, square):
    """Mean wait in M/G/c: Pollaczek and Khinchine for one server, Lee and Longton for more."""
    offered = cores * servers_load
    last = offered ** cores / math.factorial(cores) / (1 - servers_load)
    all_busy = last / (sum(offered ** k / math.factorial(k) for k in range(cores)) + last)
    return all_busy * mean / cores / (1 - servers_load) * square / mean ** 2 / 2


class Capacity(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, numbers as numbers, and the service times: point to {microseconds: jobs}."""
        self.run_well(NAME, "--output", self.folder, "--cost-profile", "raspberry-pi-4", *options)
        rows = support.read_csv(os.path.join(self.folder, "proxy-capacity.csv"))
        for row in rows:
            row.update({key: float(value) for key, value in row.items() if key not in TEXTS and value})
        services = collections.defaultdict(collections.Counter)
        for row in support.read_csv(os.path.join(self.folder, "proxy-capacity-services.csv")):
            key = (row["mechanism"], int(row["cores"]), int(row["load_percent"]), int(row["run"]))
            services[key][float(row["service_us"])] += int(row["jobs"])
        return rows, services

    def demands(self, *options):
        """Processor time of a call: by profile and mechanism."""
        rows, _ = self.sweep("--experiment", "demand", *options)
        found = collections.defaultdict(dict)
        for row in rows:
            found[row["cost_profile"]][row["mechanism"]] = row["demand_us"]
        return found

    def test_demand(self):
        """What mechanisms take of the proxy, in order, at each profile's costs."""
        found = self.demands()
        self.assertEqual(len(found), 3)
        for profile, by in found.items():
            self.assertEqual(len(by), 9, profile)
            order = ["udp", "tcp", "tls", "tls-per-call-resumed", "tls-per-call", "tls-per-call-mutual"]
            for less, more in zip(order, order[1:]):
                self.assertLess(by[less], by[more], (profile, less, more))
            self.assertLess(by["smime"], 1.5 * by["tcp"], "the proxy only carries the octets")
            self.assertLess(by["cek-reuse"], by["end-to-middle"], profile)
            # Two bodies: two private-key operations, or one and a symmetric unwrapping.
            saved = by["end-to-middle"] - by["cek-reuse"]
            self.assertAlmostEqual(saved / (by["end-to-middle"] - by["smime"]), 0.5, delta=0.05, msg=profile)

    def test_factors_of_the_readme(self):
        """What README.md says of a call's processor time, over that by UDP: at each profile's costs, as it rounds."""
        with open(os.path.join(support.TOP, "scenarios", "README.md"), encoding="utf-8") as handle:
            text = " ".join(re.search(r"^\*\*Beside the literature\*\*.*?^## ", handle.read(), re.MULTILINE | re.DOTALL).group().split())
        number = r"(\d+(?:\.\d+)?)"
        three = number + ", " + number + " and " + number
        profiles = ("epyc-genoa-openssl-3.0", "epyc-genoa-openssl-3.0-generic", "raspberry-pi-4")
        said = {"tls-per-call-mutual": "a call takes " + number + r" times the processor time of one by UDP with fast RSA .*?, " + number +
                                       r" times with plain RSA on the same processor, " + number + " times on a Raspberry Pi 4",
                "tls-per-call": "with certificates of servers only " + three,
                "tls-per-call-resumed": "with sessions resumed " + three,
                "tls": "with connections that last " + three,
                "tcp": "where TCP alone makes " + number}
        found = self.demands()
        for mechanism, pattern in said.items():
            factors = re.search(pattern, text)
            self.assertTrue(factors, mechanism)
            factors = factors.groups() if len(factors.groups()) > 1 else factors.groups() * 3
            for profile, factor in zip(profiles, factors):
                self.assertAlmostEqual(found[profile][mechanism] / found[profile]["udp"] / float(factor), 1, delta=0.04,
                                       msg=(mechanism, profile, factor))

    def test_laws(self):
        """Utilization is offered work over time; below saturation all that comes is set up, past it no more than fits."""
        rows, services = self.sweep("--experiment", "load", "--mechanism", "udp,tls,end-to-middle", "--load-percent", "50,150",
                                    "--calls", "150", "--cores", "1,2")
        self.assertEqual(len(rows), 3 * 2 * 2)
        for row in rows:
            key = (row["mechanism"], int(row["cores"]), int(row["load_percent"]), int(row["run"]))
            jobs = services[key]
            self.assertEqual(sum(jobs.values()), row["jobs"], key)
            work = sum(service * count for service, count in jobs.items()) / 1e6
            # Work begun before and ended after the measurement is counted otherwise by both.
            self.assertAlmostEqual(work / row["measured_s"] / row["cores"], row["utilization"], delta=0.03, msg=key)
            if row["load_percent"] < 100:
                self.assertAlmostEqual(row["utilization"], 0.5, delta=0.2, msg=key)
                self.assertEqual(row["calls_set_up"], row["calls"], key)
                self.assertEqual(row["invites"], row["calls"], key)
            else:
                self.assertGreater(row["utilization"], 0.97, key)
                self.assertLess(row["set_up_per_s"], 1.4 * row["capacity_per_s"], key)
                self.assertGreater(row["setup_delay_ms"], row["alone_delay_ms"], key)

    def test_one_core_against_theory(self):
        """M/G/1: theory lies within the 95 % confidence intervals of the mean wait and of the mean set-up delay."""
        rows, services = self.sweep("--experiment", "load", "--mechanism", "udp,cek-reuse", "--load-percent", "60",
                                    "--calls", "250", "--runs", "6")
        groups = collections.defaultdict(list)
        for row in rows:
            groups[row["mechanism"], int(row["load_percent"])].append(row)
        self.assertEqual(len(groups), 2)
        for (mechanism, load), group in groups.items():
            jobs = collections.Counter()
            for row in group:
                jobs += services[mechanism, 1, load, int(row["run"])]
            count = sum(jobs.values())
            mean = sum(service * number for service, number in jobs.items()) / count
            square = sum(service ** 2 * number for service, number in jobs.items()) / count
            rate = count / sum(row["measured_s"] for row in group) / 1e6
            expected = rate * square / 2 / (1 - rate * mean)  # Pollaczek and Khinchine
            self.assertAlmostEqual(expected / waits_of(1, rate * mean, mean, square), 1, places=9)
            found, half = mean_and_half_width([row["wait_us"] for row in group])
            self.assertLessEqual(abs(found - expected), half, (mechanism, load, found, expected, half))
            found, half = mean_and_half_width([row["setup_delay_ms"] for row in group])
            alone = group[0]["alone_delay_ms"]
            self.assertLessEqual(abs(found - alone - 2 * expected / 1e3), half, (mechanism, load, found, alone, expected, half))
            self.assertLess(half, 0.15 * found, "an interval that says something")

    def test_several_cores_against_theory(self):
        """M/G/c: Lee and Longton's approximation within 20 %, or the confidence interval."""
        rows, _ = self.sweep("--experiment", "load", "--mechanism", "udp", "--load-percent", "70", "--calls", "300", "--runs", "4",
                             "--cores", "2,4")
        for cores in (2, 4):
            group = [row for row in rows if row["cores"] == cores]
            count = sum(row["jobs"] for row in group)
            mean = sum(row["service_us"] * row["jobs"] for row in group) / count
            square = sum(row["service_square_us2"] * row["jobs"] for row in group) / count
            load = count * mean / 1e6 / sum(row["measured_s"] for row in group) / cores
            found, half = mean_and_half_width([row["wait_us"] for row in group])
            expected = waits_of(cores, load, mean, square)
            self.assertLessEqual(abs(found - expected), max(half, 0.2 * expected), (cores, found, expected, half))

    def test_free_proxy(self):
        done = support.run(NAME, "--output", self.folder, "--cost-profile", "free", "--mechanism", "udp", "--experiment", "load")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--cost-profile", done.stderr)


if __name__ == "__main__":
    unittest.main()
