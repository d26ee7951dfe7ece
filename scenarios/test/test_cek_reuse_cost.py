# SPDX-License-Identifier: GPL-2.0-only
"""What must hold in the results of cek-reuse-cost, whatever the numbers are."""
import os
import unittest

import support

NAME = "scenarios/cek-reuse-cost"
ADDRESSES = {"caller": "192.0.2.101", "proxy-1": "192.0.2.111", "proxy-2": "192.0.2.112", "proxy-3": "192.0.2.113",
             "proxy-4": "192.0.2.222", "callee": "192.0.2.201"}
LINKS = {"caller": ["alice-ss1"], "proxy-1": ["alice-ss1", "ss1-ss2"], "proxy-2": ["ss1-ss2", "ss2-ss3"],
         "proxy-3": ["ss2-ss3", "ss3-ss4"], "proxy-4": ["ss3-ss4", "ss4-bob"], "callee": ["ss4-bob"]}
NUMBERS = ["inspecting_proxies", "sdp_messages", "run", "operations", "public_key_operations", "private_key_operations",
           "symmetric_operations", "message_bytes", "wire_bytes", "tcp_segments"]


class Laws(support.ScenarioTest):
    def sweep(self, *options):
        """Run it; returns its rows, by (keying, proxies, messages, role), numbers as numbers."""
        self.run_well(NAME, "--output", self.folder, *options)
        rows = support.read_csv(os.path.join(self.folder, "cek-reuse-cost.csv"))
        for row in rows:
            for column in NUMBERS:
                row[column] = int(row[column])
            row["processor_time_us"] = float(row["processor_time_us"])
        return rows

    @staticmethod
    def index(rows):
        found = {(row["keying"], row["inspecting_proxies"], row["sdp_messages"], row["role"]): row for row in rows}
        assert len(found) == len(rows)
        return found

    def operations(self):
        return support.read_csv(os.path.join(self.folder, "cek-reuse-cost-operations.csv"))

    def test_rows(self):
        rows = self.sweep("--keying", "none,end-to-end,asymmetric,cek-reuse", "--key-type", "p-256,rsa-2048", "--inspecting-proxies",
                          "0-2", "--sdp-messages", "1,2", "--runs", "2")
        self.assertEqual(len(rows), 4 * 2 * 3 * 2 * 2 * 6)
        self.assertEqual(list(rows[0])[:9], ["keying", "key_type", "inspecting_proxies", "sdp_messages", "run", "seed", "role",
                                             "processor_time_us", "operations"])
        self.assertEqual({row["run"] for row in rows}, {1, 2})
        self.assertEqual({row["role"] for row in rows}, set(ADDRESSES))
        for row in rows:
            kinds = row["public_key_operations"] + row["private_key_operations"] + row["symmetric_operations"]
            self.assertEqual(row["operations"], kinds)
            self.assertEqual(bool(row["setup_delay_ms"]), row["role"] == "caller" and row["sdp_messages"] > 1, row)
            if row["keying"] == "none":
                self.assertEqual((row["operations"], row["processor_time_us"]), (0, 0))

    def test_public_key_operations_with_rsa(self):
        """Counted by hand: n bodies, k inspecting proxies."""
        messages = [1, 2, 3, 4, 5, 8]
        rows = self.index(self.sweep("--keying", "end-to-end,asymmetric,cek-reuse", "--key-type", "rsa-2048", "--inspecting-proxies",
                                     "0,1,3", "--sdp-messages", ",".join(map(str, messages))))
        for k in (0, 1, 3):
            for n in messages:
                offers, answers = (n + 1) // 2, n // 2
                # (public, private) operations by keying and role
                expected = {
                    ("end-to-end", "caller"): (offers, answers), ("end-to-end", "callee"): (answers, offers),
                    ("end-to-end", "proxy"): (0, 0),
                    ("asymmetric", "caller"): (offers * (1 + k), answers), ("asymmetric", "callee"): (answers * (1 + k), offers),
                    ("asymmetric", "proxy"): (0, n),
                    # The first body alone is under public keys.
                    ("cek-reuse", "caller"): (1 + k, 0), ("cek-reuse", "callee"): (0, 1), ("cek-reuse", "proxy"): (0, 1),
                }
                for keying in ("end-to-end", "asymmetric", "cek-reuse"):
                    for role in ADDRESSES:
                        row = rows[(keying, k, n, role)]
                        found = (row["public_key_operations"], row["private_key_operations"])
                        if role.startswith("proxy"):
                            inspects = int(role[6:]) <= k
                            self.assertEqual(found, expected[(keying, "proxy")] if inspects else (0, 0), (keying, k, n, role))
                            if not inspects:
                                self.assertEqual((row["operations"], row["processor_time_us"]), (0, 0))
                        else:
                            self.assertEqual(found, expected[(keying, role)], (keying, k, n, role))

    def test_reuse_needs_less_time_and_less_room(self):
        for key_type in ("rsa-2048", "p-256"):
            rows = self.index(self.sweep("--key-type", key_type, "--inspecting-proxies", "0-4", "--sdp-messages", "2,8"))
            for k in range(5):
                for n in (2, 8):
                    for role in ADDRESSES:
                        one, other = (rows[(keying, k, n, role)] for keying in ("cek-reuse", "asymmetric"))
                        self.assertLessEqual(one["processor_time_us"], other["processor_time_us"], (key_type, k, n, role))
                        # With two bodies the caller sends the INVITE only, and reuse adds a reference to it.
                        smaller, larger = (one, other) if (role, n) != ("caller", 2) else (other, one)
                        self.assertLess(smaller["message_bytes"], larger["message_bytes"], (key_type, k, n, role))
                    if k:
                        for keying in ("cek-reuse", "asymmetric"):
                            self.assertGreater(rows[(keying, k, n, "caller")]["message_bytes"],
                                               rows[(keying, k - 1, n, "caller")]["message_bytes"])

    def test_operations_add_up(self):
        rows = self.sweep("--key-type", "p-256,rsa-4096", "--inspecting-proxies", "2", "--sdp-messages", "4")
        sums = {}
        for row in self.operations():
            key = (row["keying"], row["key_type"], row["role"])
            count, time = sums.get(key, (0, 0.0))
            sums[key] = (count + int(row["count"]), time + float(row["processor_time_us"]))
        for row in rows:
            count, time = sums.get((row["keying"], row["key_type"], row["role"]), (0, 0.0))
            self.assertEqual(row["operations"], count)
            self.assertAlmostEqual(row["processor_time_us"], time, delta=0.1)

    def test_costs_are_those_of_the_profile(self):
        options = ["--keying", "asymmetric", "--key-type", "rsa-2048", "--inspecting-proxies", "2", "--sdp-messages", "4"]
        charged = self.sweep(*options)
        free = self.sweep("--cost-profile", "free", *options)
        for one, other in zip(charged, free):
            self.assertEqual(other["processor_time_us"], 0)
            self.assertEqual((one["operations"], one["message_bytes"]), (other["operations"], other["message_bytes"]))
        slow, quick = (float(next(row["setup_delay_ms"] for row in rows if row["role"] == "caller")) for rows in (charged, free))
        # Alice seals; two proxies and Bob open the offer; Bob seals; two proxies and Alice open the answer.
        self.assertGreater(slow, quick)
        self.assertLess((slow - quick) * 1000, sum(row["processor_time_us"] for row in charged))

    def test_a_call_that_is_cut_short_is_no_result(self):
        line = self.run_badly(NAME, "--output", self.folder, "--access-rate-mbps", "0.01", "--access-delay-ms", "10000",
                              "--key-type", "p-256", "--sdp-messages", "2")
        self.assertIn("cut short", line)
        self.assertEqual(support.read_tree(self.folder), {})

    def test_long_dialogs_and_chains(self):
        rows = self.sweep("--keying", "cek-reuse", "--key-type", "p-256", "--proxies", "6", "--inspecting-proxies", "6",
                          "--sdp-messages", "32,64")
        self.assertEqual(len(rows), 2 * 8)
        rows = self.sweep("--keying", "cek-reuse", "--key-type", "p-256", "--proxies", "1", "--inspecting-proxies", "0-1",
                          "--sdp-messages", "1")
        self.assertEqual([row["role"] for row in rows], ["caller", "proxy-1", "callee"] * 2)

    def test_octets_are_those_of_the_captures(self):
        for transport in ("tcp", "udp"):
            rows = self.sweep("--keying", "asymmetric", "--key-type", "p-256", "--inspecting-proxies", "1", "--sdp-messages", "3",
                              "--transport", transport, "--pcap")
            for row in rows:
                octets = segments = 0
                for link in LINKS[row["role"]]:
                    capture = os.path.join(self.folder, "asymmetric-p-256-1-3-1-%s.pcap" % link)
                    own = "ip.src == " + ADDRESSES[row["role"]]
                    lengths = support.tshark(capture, "-Y", own, "-T", "fields", "-e", "ip.len")
                    octets += sum(map(int, lengths.split()))
                    segments += support.count_packets(capture, own + " && tcp")
                self.assertEqual((row["wire_bytes"], row["tcp_segments"]), (octets, segments), (transport, row["role"]))
                self.assertGreater(row["wire_bytes"], row["message_bytes"])

    def test_keys_open_the_captures(self):
        self.sweep("--keying", "cek-reuse", "--key-type", "p-256", "--inspecting-proxies", "1", "--sdp-messages", "6", "--keys")
        rows = support.read_csv(os.path.join(self.folder, "keys", "cek-reuse-p-256-1-6-1-ceks.csv"))
        self.assertEqual([row["direction"] for row in rows], ["request", "response"] * 3)
        kek = bytes.fromhex(rows[0]["cek"])[::-1].hex()
        self.assertEqual([row["kek"] for row in rows], [""] + [kek] * 5)


if __name__ == "__main__":
    unittest.main()
