# SPDX-License-Identifier: GPL-2.0-only
"""Calls over TLS: an outsider with the key log reads all of it, and without it finds no SIP at all."""
import os
import unittest

import support

NAME = "scenarios/paper-call"
LINKS = [("alice", "ss1"), ("ss1", "ss2"), ("ss2", "bob")]
TRACES = [b"SIP/2.0", b"INVITE", b"REGISTER", b"sip:", b"sips:", b"Call-ID", b"z9hG4bK", b"application/sdp", b"Digest "]


def what(row):
    """The method or status code of a row of messages.csv."""
    words = row["start_line"].split()
    return words[1] if words[0].startswith("SIP/") else words[0]


class TlsCall(support.ScenarioTest):
    def call(self, *options):
        self.run_well(NAME, "--pcap", "--keys", "--output", self.folder, *options)
        return support.read_csv(os.path.join(self.folder, "messages.csv"))

    def capture(self, link):
        return os.path.join(self.folder, "paper-call-%s-%s.pcap" % link)

    def read(self, link, *options):
        """What tshark finds on a link: TCP stream to its SIP methods and status codes, in order."""
        found = {}
        text = support.tshark(self.capture(link), "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|", "-e", "tcp.stream",
                              "-e", "sip.Method", "-e", "sip.Status-Code", *options)
        for line in text.splitlines():
            stream, methods, codes = line.split("\t")
            found.setdefault(stream, []).extend((methods + "|" + codes).strip("|").split("|") if methods or codes else [])
        return found

    def check(self, rows):
        """Every connection on every link opens with the key log, and all of its SIP is there."""
        keys = ["-o", "tls.keylog_file:" + os.path.join(self.folder, "keys", "tls.keylog")]
        for link in LINKS:
            expected = sorted(what(row) for row in rows if {row["from"], row["to"]} == set(link))
            self.assertTrue(expected, link)
            streams = self.read(link, *keys)
            self.assertTrue(streams, link)
            for stream, messages in streams.items():
                self.assertTrue(messages, "connection %s on %s-%s does not open" % ((stream,) + link))
            self.assertEqual(sorted(sum(streams.values(), [])), expected, link)
            self.assertEqual(sum(self.read(link).values(), []), [], "SIP without keys on %s-%s" % link)

    def traces(self):
        """Which octets that only SIP has are on which link, in the raw packets."""
        found = set()
        for link in LINKS:
            with open(self.capture(link), "rb") as handle:
                octets = handle.read()
            found |= {(link, trace) for trace in TRACES if trace in octets}
        return found

    def test_opens_with_the_key_log(self):
        for options in (["--key-type", "p-256"], ["--key-type", "rsa-2048", "--reinvites", "2"], ["--keying", "none"]):
            with self.subTest(options):
                rows = self.call("--transport", "tls", *options)
                self.assertEqual({row["transport"] for row in rows}, {"TLS"})
                self.assertTrue({"REGISTER", "INVITE", "ACK", "BYE", "180", "200", "401"} <= {what(row) for row in rows})
                self.check(rows)

    def test_sips_call_leaves_no_sip_in_clear(self):
        rows = self.call("--transport", "tls", "--scheme", "sips", "--keying", "none")
        self.assertIn("INVITE sips:bob@biloxi.example.com SIP/2.0", {row["start_line"] for row in rows})
        self.assertEqual({row["transport"] for row in rows}, {"TLS"})
        self.check(rows)
        self.assertEqual(self.traces(), set())

    def test_the_search_finds_sip_in_clear(self):
        self.call("--transport", "tcp", "--keying", "none")
        self.assertEqual(self.traces(), {(link, trace) for link in LINKS for trace in TRACES
                                         if trace != b"sips:" and not (link != LINKS[2] and trace in (b"REGISTER", b"Digest "))})
        self.assertFalse(os.path.exists(os.path.join(self.folder, "keys", "tls.keylog")))

    def test_one_connection_a_hop(self):
        """Every message of the call, also those towards Bob, rides on the connection of his registration."""
        self.call("--transport", "tls", "--scheme", "sips", "--reinvites", "1")
        for link in LINKS:
            self.assertEqual(len(self.read(link)), 1, link)

    def test_sips_needs_tls(self):
        for transport in ("udp", "tcp"):
            self.assertIn("--transport tls", self.run_badly(NAME, "--transport", transport, "--scheme", "sips", "--output", self.folder))


if __name__ == "__main__":
    unittest.main()
