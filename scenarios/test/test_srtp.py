# SPDX-License-Identifier: GPL-2.0-only
"""
SRTP of captured calls, from outside: the keys come out of the session descriptions, which come out of S/MIME; with them, and with
no others, the packets are authentic and carry the tone that was sent. RTCP is what tshark takes for RTCP, and names nobody.
"""
import base64
import functools
import glob
import math
import os
import re
import struct
import tempfile
import unittest

import aes
import cms_oracle
import srtp_oracle
import support
import test_disclosure
import wire

NAME = "scenarios/media-quality"
SUITES = {"srtp-80": "AES_CM_128_HMAC_SHA1_80", "srtp-32": "AES_CM_128_HMAC_SHA1_32", "srtp-gcm": "AEAD_AES_128_GCM"}
NAMES = (b"alice", b"bob", b"atlanta", b"biloxi", b"example.com")


class Vectors(unittest.TestCase):
    """What opens the captures is right itself."""

    def test_rfc_3711_appendix_b2(self):
        stream = srtp_oracle.key_streams(bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C"),
                                         bytes.fromhex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"), [(0, 48)])[0]
        self.assertEqual(stream.hex().upper(), "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB"
                                               "41E95B3BB0A2E8DD477901E4FCA894C0")

    def test_rfc_3711_appendix_b3(self):
        master, salt = bytes.fromhex("E1F97A0D3E018BE0D64FA32C06DE4139"), bytes.fromhex("0EC675AD498AFEEBB6960B3AABE6")
        for label, size, key in ((0, 16, "C61E7A93744F39EE10734AFE3FF7A087"), (2, 14, "30CBBC08863D8C85D49DB34A9AE1"),
                                 (1, 94, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                                         "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                                         "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2")):
            self.assertEqual(srtp_oracle.derive(master, salt, label, size).hex().upper(), key)

    def test_rfc_7714_section_16(self):
        """16.1.1: an RTP packet with AEAD_AES_128_GCM, session key and salt given."""
        key, salt = bytes.fromhex("000102030405060708090a0b0c0d0e0f"), bytes.fromhex("517569642070726f2071756f")
        packet = bytes.fromhex("8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a"
                               "51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce")
        opener = srtp_oracle.Key("AEAD_AES_128_GCM", base64.b64encode(bytes(28)))
        opener.rtp = [key, b"", salt]
        self.assertEqual(opener.open_rtp([packet])[0][12:], b"Gallia est omnis divisa in partes tres")
        opener.rtp = [key, b"", salt[::-1]]
        self.assertEqual(opener.open_rtp([packet]), [None])

    def test_gcm_is_openssl_s(self):
        self.assertEqual(aes.compute_gcm_mac(bytes(16), bytes(12), b"", b"").hex(), "58e2fccefa7e3061367f1d57a4e7455a")


class Call:
    """A captured call: its descriptions, and datagrams by where they come from."""

    def __init__(self, test, folder, name):
        self.capture = os.path.join(folder, name + "ss1-ss2-media.pcap")
        signalling = os.path.join(folder, name + "ss1-ss2.pcap")  # the other links carry media too
        messages = [wire.Message(octets) for way in wire.streams_of(signalling) for octets in support.split_stream(way) if octets.body]
        oracle = cms_oracle.Oracle(test, folder, name + "ceks.csv")
        self.descriptions = {}
        for message in messages:
            if message.entity.type == "application/sdp":
                self.descriptions[message.author()] = message.entity.body.decode()
                continue
            structure = cms_oracle.Structure(message.entity.body)
            references = {bytes.fromhex(row["reference"]) for row in oracle.ceks}
            texts = [test_disclosure.Disclosure.open_as(oracle, structure, party, references) for party in ("alice", "bob")]
            text = next(each for each in texts if each)
            self.descriptions[message.author()] = test_disclosure.Disclosure.description_of(text).decode()
        lines = support.tshark(self.capture, "-Y", "udp", "-T", "fields", "-e", "ip.src", "-e", "udp.srcport", "-e", "udp.payload")
        self.datagrams = {}
        for line in lines.splitlines():
            address, port, payload = line.split("\t")
            self.datagrams.setdefault((address, int(port)), []).append(bytes.fromhex(payload))

    def end(self, user):
        """Address and port of a user's RTP."""
        text = self.descriptions[user]
        return (re.search(r"^c=IN IP4 (\S+)", text, re.MULTILINE).group(1), int(re.search(r"^m=audio (\d+)", text, re.MULTILINE).group(1)))

    def key(self, user):
        suite, inline = re.search(r"^a=crypto:\d+ (\S+) inline:([^\s|]+)", self.descriptions[user], re.MULTILINE).groups()
        return suite, inline

    def rtp(self, user):
        return self.datagrams[self.end(user)]

    def rtcp(self, user):
        address, port = self.end(user)
        return self.datagrams[(address, port + 1)]


class Srtp(support.ScenarioTest):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="confide-test-")
        cls.addClassCleanup(cls.place.cleanup)

    @functools.lru_cache(maxsize=16)
    def call(self, protection, *options):
        folder = os.path.join(self.place.name, "-".join((protection,) + options).replace("/", ""))
        self.run_well(NAME, "--protection", protection, "--talk", "steady", "--talkers", 1, "--measured-s", 12, "--pcap", "--keys",
                      "--quiet", "--output", folder, *options)
        return Call(self, folder, protection + "-steady-1-1-")

    def assert_tone(self, payloads):
        """400 Hz without a gap: each packet has 160 samples, 8 periods."""
        self.assertEqual(set(map(len, payloads)), {160})
        for payload in set(payloads):
            samples = [srtp_oracle.expand_mu_law(octet) for octet in payload]
            parts = [sum(sample * math.sin(2 * math.pi * hertz * i / 8000) for i, sample in enumerate(samples)) for hertz in (400, 800)]
            energy = math.sqrt(80 * sum(sample * sample for sample in samples))
            self.assertGreater(parts[0] / energy, 0.999)
            self.assertLess(abs(parts[1]) / energy, 0.01)

    def check_media(self, protection):
        call = self.call(protection)
        for user, peer in (("alice", "bob"), ("bob", "alice")):
            suite, inline = call.key(user)
            self.assertEqual(suite, SUITES[protection])
            packets = call.rtp(user)[:40 if protection == "srtp-gcm" else None]
            self.assertEqual({len(packet) for packet in packets}, {172 + srtp_oracle.TAG_OCTETS[suite]})
            opened = srtp_oracle.Key(suite, inline).open_rtp(packets)
            self.assertNotIn(None, opened)
            self.assert_tone([packet[12:] for packet in opened])
            numbers = [struct.unpack_from("!H", packet, 2)[0] for packet in opened]
            self.assertEqual([(right - left) % 65536 for left, right in zip(numbers, numbers[1:])], [1] * (len(numbers) - 1))
            wrong = base64.b64encode(bytes([base64.b64decode(inline)[0] ^ 1]) + base64.b64decode(inline)[1:])
            self.assertEqual(set(srtp_oracle.Key(suite, wrong).open_rtp(packets[:3])), {None}, "a wrong key opens nothing")
            self.assertEqual(set(srtp_oracle.Key(*call.key(peer)).open_rtp(packets[:3])), {None}, "each side has its own key")
            self.assertTrue(all(packet[12:172] != opened[0][12:] for packet in packets), "nothing is in clear")
            flipped = [packet[:60] + bytes([packet[60] ^ 128]) + packet[61:] for packet in packets[:3]]
            self.assertEqual(set(srtp_oracle.Key(suite, inline).open_rtp(flipped)), {None}, "a changed bit is noticed")
            reports = [srtp_oracle.Key(suite, inline).open_rtcp(packet) for packet in call.rtcp(user)]
            self.assertTrue(reports)
            self.assertNotIn(None, reports)
            for octets, is_encrypted in reports:
                self.assertTrue(is_encrypted)
                self.check_compound(octets)

    def check_compound(self, octets):
        """A report comes first, then a name that says nothing of who it is."""
        kinds = [kind for kind, _, _ in srtp_oracle.split_rtcp(octets)]
        self.assertIn(kinds[0], (200, 201))
        self.assertIn(202, kinds)
        for name in NAMES:
            self.assertNotIn(name, octets)

    def test_80(self):
        self.check_media("srtp-80")

    def test_32(self):
        self.check_media("srtp-32")

    def test_gcm(self):
        self.check_media("srtp-gcm")

    def test_rtp(self):
        """Without SRTP the tone is there for everybody."""
        call = self.call("rtp")
        for user in ("alice", "bob"):
            self.assertNotIn("a=crypto", call.descriptions[user])
            self.assert_tone([packet[12:] for packet in call.rtp(user)])

    def test_keys_are_hidden(self):
        """The keys of SRTP are in no capture in clear, unless descriptions are."""
        for options, is_hidden in (((), True), (("--keying", "none"), False)):
            call = self.call("srtp-80", *options)
            keys = [call.key(user)[1].encode() for user in ("alice", "bob")]
            found = wire.find_in_clear(os.path.dirname(call.capture), keys, "srtp-80-steady-1-1-")
            self.assertEqual(not found, is_hidden, found)

    def test_tshark_sees_rtcp(self):
        """Plain RTCP, and SRTCP that is authenticated only, are compound packets to tshark; encrypted ones show the first header."""
        for protection, options in (("rtp", ()), ("srtp-80", ("--clear-srtcp",)), ("srtp-80", ())):
            call = self.call(protection, *options)
            is_encrypted = protection != "rtp" and not options
            for user in ("alice", "bob"):
                address, port = call.end(user)[0], call.end(user)[1] + 1
                kinds = [set(line.split(",")) for line in
                         support.tshark(call.capture, "-d", "udp.port==%d,rtcp" % port, "-Y",
                                        "ip.src==%s && udp.srcport==%d && rtcp" % (address, port), "-T", "fields", "-e", "rtcp.pt").splitlines()]
                self.assertEqual(len(kinds), len(call.rtcp(user)))
                self.assertTrue(all(each & {"200", "201"} for each in kinds))
                if not is_encrypted:
                    self.assertTrue(all("202" in each for each in kinds))
            if options:
                for user in ("alice", "bob"):
                    for packet in call.rtcp(user):
                        octets, was_encrypted = srtp_oracle.Key(*call.key(user)).open_rtcp(packet)
                        self.assertFalse(was_encrypted)
                        self.assertEqual(octets, packet[:len(octets)])
                        self.check_compound(octets)

    def test_no_name_in_rtcp(self):
        """Nobody's name stands in RTCP where SRTP is on, encrypted or not."""
        for options in ((), ("--clear-srtcp",)):
            call = self.call("srtp-80", *options)
            for user in ("alice", "bob"):
                for packet in call.rtcp(user):
                    for name in NAMES:
                        self.assertNotIn(name, packet)


class Tokens(support.ScenarioTest):
    def test_tshark_shows_tokens(self):
        """The article's tokens: APP packets in RTCP that tshark reads though SRTCP is on, one to open and one to close, without names."""
        self.run_well("scenarios/firewall-control", "--experiment", "control-delay", "--way", "token", "--control-delay-ms", 0,
                      "--talk-s", 4, "--pcap", "--quiet", "--output", self.folder)
        shown = set()
        for capture in glob.glob(os.path.join(self.folder, "*.pcap")):
            lines = support.tshark(capture, "-d", "udp.port==16385,rtcp", "-Y", "udp.port==16385", "-T", "fields", "-e", "rtcp.pt",
                                   "-e", "rtcp.app.name", "-e", "rtcp.app.subtype", "-e", "udp.payload").splitlines()
            for kinds, name, subtype, payload in (line.split("\t") for line in lines):
                self.assertIn(kinds.split(",")[0], ("200", "201"), capture)
                if name:
                    self.assertEqual(name, "FWTK")
                    self.assertIn("202", kinds.split(","))
                    shown.add(int(subtype, 0))
                for word in NAMES:
                    self.assertNotIn(word, bytes.fromhex(payload))
        self.assertEqual(shown, {0, 1})


if __name__ == "__main__":
    unittest.main()
