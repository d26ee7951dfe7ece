# SPDX-License-Identifier: GPL-2.0-only
"""What paper-call puts on the wire, judged by tshark and `openssl cms` from the capture and the keys alone."""
import base64
import glob
import os
import re
import subprocess
import unittest

import support

NAME = "scenarios/paper-call"
GOOD = "1"  # tshark's word for a checksum that was validated
MALFORMED, ERROR = str(0x07000000), str(0x00800000)  # tshark's group and severity of what it could not make out
LINKS = [("alice", "ss1"), ("ss1", "ss2"), ("ss2", "bob")]


def decode_body(message):
    """The CMS structure in a SIP message's body."""
    if message.fields.get("content-transfer-encoding", "binary").lower() == "base64":
        return base64.b64decode(message.body)
    return message.body


class PaperCall(support.ScenarioTest):
    def call(self, *options):
        """Run paper-call with captures and keys; returns its rows of messages."""
        self.run_well(NAME, "--pcap", "--keys", "--output", self.folder, *options)
        return support.read_csv(os.path.join(self.folder, "messages.csv"))

    def capture(self, link):
        return os.path.join(self.folder, "paper-call-%s-%s.pcap" % link)

    def open_with_key(self, octets, party):
        """Open a CMS structure as a party, with openssl alone; None when it cannot."""
        keys = os.path.join(self.folder, "keys")
        return support.open_cms(octets, "-recip", os.path.join(keys, party + ".cert.pem"), "-inkey",
                                os.path.join(keys, party + ".key.pem"))

    def messages(self, link, pattern):
        """The SIP messages on a link whose start line matches and that have a body."""
        found = [each for each in support.read_sip_messages(self.capture(link)) if re.match(pattern, each.start_line) and each.body]
        self.assertTrue(found, "%s on %s-%s" % ((pattern,) + link))
        return found

    def check_captures(self, rows):
        """tshark finds every message, no malformed packet and no bad checksum."""
        for link in LINKS:
            capture = self.capture(link)
            expected = [row for row in rows if {row["from"], row["to"]} == set(link)]
            self.assertTrue(expected)
            self.assertEqual(len(support.read_sip_messages(capture)), len(expected), link)
            packets = support.dissect(capture)
            self.assertEqual(sum(len(packet["sip.Method"] + packet["sip.Status-Code"]) for packet in packets), len(expected), link)
            for packet in packets:
                self.assertEqual(packet["_ws.malformed"], [], link)
                self.assertNotIn(MALFORMED, packet["_ws.expert.group"], link)
                self.assertNotIn(ERROR, packet["_ws.expert.severity"], link)
                self.assertEqual(packet["ip.checksum.status"], [GOOD], link)
                self.assertEqual(packet["tcp.checksum.status"] + packet["udp.checksum.status"], [GOOD], link)

    def check_request(self):
        """The request's body opens for the inspecting proxy and for Bob, not for the other proxy or Alice."""
        invite = self.messages(LINKS[0], "INVITE ")[0]
        octets = decode_body(invite)
        for party in ("ss1", "bob"):
            text = self.open_with_key(octets, party)
            self.assertIsNotNone(text, party)
            self.assertIn(b"application/sdp", text)
            self.assertIn(b"c=IN IP4 192.0.2.101\r\n", text)
            self.assertIn(b"a=rtpmap:0 PCMU/8000\r\n", text)
        for party in ("ss2", "alice"):
            self.assertIsNone(self.open_with_key(octets, party), party)
        return octets

    def read_ceks(self):
        return support.read_csv(os.path.join(self.folder, "keys", "ceks.csv"))

    def check_reuse(self):
        """Every body after the first opens under the reversed key of the first, and under nothing else."""
        request = self.check_request()
        ceks = self.read_ceks()
        reference, cek1 = ceks[0]["reference"], bytes.fromhex(ceks[0]["cek"])
        self.assertEqual((ceks[0]["direction"], ceks[0]["kek"], len(cek1)), ("request", "", 16))
        self.assertGreaterEqual(len(reference), 16)
        self.assertIn(bytes.fromhex(reference), request)
        kek = cek1[::-1].hex()
        answers = self.messages(LINKS[2], "SIP/2.0 200 ")
        later = answers + self.messages(LINKS[0], "INVITE ")[1:]
        for message in later:
            octets = decode_body(message)
            text = support.open_cms(octets, "-secretkey", kek, "-secretkeyid", reference)
            self.assertIsNotNone(text, message.start_line)
            self.assertIn(b"c=IN IP4 192.0.2.", text)
            for wrong in (cek1.hex(), "00" * 16):
                self.assertIsNone(support.open_cms(octets, "-secretkey", wrong, "-secretkeyid", reference))
            for party in ("alice", "ss1", "ss2", "bob"):
                self.assertIsNone(self.open_with_key(octets, party), party)
        self.assertIn(b"c=IN IP4 192.0.2.201\r\n", support.open_cms(decode_body(answers[0]), "-secretkey", kek, "-secretkeyid", reference))
        for row in ceks[1:]:
            self.assertEqual((row["reference"], row["kek"]), (reference, kek))
        self.assertEqual(len(ceks), 1 + len(later))
        self.assertEqual(len({row["cek"] for row in ceks}), len(ceks))

    def readers(self, rows, pattern):
        """Who could read the bodies of the messages that match: one set per message."""
        return {frozenset(row["readable_by"].split()) for row in rows
                if re.match(pattern, row["start_line"]) and int(row["body_octets"])}

    def test_cek_reuse_over_tcp(self):
        rows = self.call("--keying", "cek-reuse", "--transport", "tcp")
        self.check_captures(rows)
        self.check_reuse()
        self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["ss1", "bob"])})
        self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["ss1", "alice"])})

    def test_cek_reuse_over_udp_with_reinvites(self):
        rows = self.call("--keying", "cek-reuse", "--transport", "udp", "--reinvites", "3", "--key-type", "p-256")
        self.check_captures(rows)
        self.check_reuse()
        # A request over 1300 octets goes by TCP all the same (RFC 3261, section 18.1.1).
        for row in rows:
            if not row["start_line"].startswith("SIP/2.0") and int(row["octets"]) > 1300:
                self.assertEqual(row["transport"], "TCP")
        self.assertIn("UDP", {row["transport"] for row in rows})

    def test_cek_reuse_of_the_period(self):
        rows = self.call("--keying", "cek-reuse", "--cipher", "aes-128-cbc", "--padding", "pkcs1")
        self.check_captures(rows)
        self.check_reuse()

    def test_cek_reuse_in_base64(self):
        """As Fig. 4 writes it. tshark does not undo base64 in SIP, so it is not asked about the bodies."""
        self.call("--transfer-encoding", "base64")
        invite = self.messages(LINKS[0], "INVITE ")[0]
        self.assertEqual(invite.fields["content-transfer-encoding"], "base64")
        self.assertRegex(invite.body, rb"\A[A-Za-z0-9+/=\r\n]+\Z")
        self.check_reuse()

    def test_cek_reuse_with_other_label_and_keys(self):
        rows = self.call("--label", "proxy-inspect-body", "--key-type", "rsa-3072")
        self.check_captures(rows)
        self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["ss1", "bob"])})
        self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["ss1", "alice"])})

    def test_asymmetric(self):
        for options in (["--key-type", "rsa-2048"], ["--key-type", "p-256"], ["--cipher", "aes-128-cbc", "--padding", "pkcs1"]):
            with self.subTest(options):
                rows = self.call("--keying", "asymmetric", *options)
                self.check_captures(rows)
                self.check_request()
                answer = decode_body(self.messages(LINKS[2], "SIP/2.0 200 ")[0])
                for party in ("alice", "ss1"):
                    self.assertIn(b"c=IN IP4 192.0.2.201\r\n", self.open_with_key(answer, party))
                for party in ("ss2", "bob"):
                    self.assertIsNone(self.open_with_key(answer, party), party)
                self.assertEqual({row["kek"] for row in self.read_ceks()}, {""})
                self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["ss1", "alice"])})

    def verify(self, octets):
        """What openssl says was signed, by somebody with a certificate of the run's authority; None if it is not good."""
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-attime", "1056114123",
                   "-CAfile", os.path.join(self.folder, "keys", "ca.cert.pem")]
        done = subprocess.run(command, input=octets, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return done.stdout if done.returncode == 0 else None

    def test_signed_inside(self):
        """e2m-sec-06, sections 2.3 and 8.3: the signature is inside, and covers the label and the description."""
        rows = self.call("--keying", "asymmetric", "--protection", "sign-then-encrypt")
        self.check_captures(rows)
        self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["ss1", "bob"])})
        self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["ss1", "alice"])})
        for link, pattern, party in ((LINKS[0], "INVITE ", "bob"), (LINKS[2], "SIP/2.0 200 ", "alice")):
            message = self.messages(link, pattern)[0]
            head, _, signed = self.open_with_key(decode_body(message), party).partition(b"\r\n\r\n")
            self.assertIn(b"smime-type=signed-data", head.replace(b'"', b""))
            content = self.verify(signed)
            self.assertIsNotNone(content, pattern)
            self.assertIn(b"message/sipfrag", content)
            self.assertIn(b"Content-Target: sip:ss1.atlanta.example.com\r\n", content)
            self.assertIn(("Call-ID: %s\r\n" % message.fields["call-id"]).encode(), content)
            self.assertIn(b"a=rtpmap:0 PCMU/8000\r\n", content)

    def test_orders_and_views(self):
        """Whatever the order, and with a description of their own for servers, the same parties read."""
        for order in ("encrypt-then-sign", "sign-encrypt-sign"):
            for view in ("whole", "reduced"):
                with self.subTest(order + ", " + view):
                    rows = self.call("--protection", order, "--server-view", view, "--key-type", "p-256", "--reinvites", "1")
                    self.check_captures(rows)
                    self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["ss1", "bob"])})
                    self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["ss1", "alice"])})

    def test_end_to_end(self):
        rows = self.call("--keying", "end-to-end")
        self.check_captures(rows)
        octets = decode_body(self.messages(LINKS[0], "INVITE ")[0])
        self.assertIsNotNone(self.open_with_key(octets, "bob"))
        for party in ("alice", "ss1", "ss2"):
            self.assertIsNone(self.open_with_key(octets, party), party)
        self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["bob"])})
        self.assertEqual(self.readers(rows, "SIP/2.0 200 "), {frozenset(["alice"])})

    def test_none(self):
        rows = self.call("--keying", "none")
        self.check_captures(rows)
        self.assertIn(b"a=rtpmap:0 PCMU/8000\r\n", self.messages(LINKS[1], "INVITE ")[0].body)
        self.assertEqual(self.readers(rows, "INVITE "), {frozenset(["ss1", "ss2", "bob"])})
        self.assertEqual(self.read_ceks(), [])

    def test_is_the_call_of_figure_4(self):
        self.call()
        invite = self.messages(LINKS[0], "INVITE ")[0]
        self.assertEqual(invite.start_line, "INVITE sip:bob@biloxi.example.com SIP/2.0")
        self.assertIn("sip:ss1.atlanta.example.com", invite.fields["route"])
        self.assertIn("sip:alice@atlanta.example.com", invite.fields["from"])
        self.assertIn("sip:ss1.atlanta.example.com", invite.fields["content-target"])
        self.assertTrue(invite.fields["content-type"].startswith("application/pkcs7-mime"))
        self.assertIn("client.atlanta.example.com", invite.fields["via"])
        answer = self.messages(LINKS[0], "SIP/2.0 200 ")[0]
        self.assertEqual(answer.fields["cseq"], invite.fields["cseq"])
        self.assertEqual(answer.fields["call-id"], invite.fields["call-id"])
        self.assertIn("ss2.biloxi.example.com", answer.fields["record-route"])
        methods = [each.start_line.split()[0] for each in support.read_sip_messages(self.capture(LINKS[0]))]
        for method in ("INVITE", "ACK", "BYE"):
            self.assertIn(method, methods)

    def test_ladder(self):
        text = self.run_well(NAME, "--output", self.folder)
        for word in ("alice", "ss1", "ss2", "bob", "REGISTER", "INVITE", "180 Ringing", "200 OK", "ACK", "BYE",
                     "body readable by: ss1 bob"):
            self.assertIn(word, text)

    def test_keys_belong_to_the_certificates(self):
        self.call()
        for party in ("alice", "ss1", "ss2", "bob"):
            place = os.path.join(self.folder, "keys", party)
            public = [subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout for command in (
                ["openssl", "pkey", "-in", place + ".key.pem", "-pubout"],
                ["openssl", "x509", "-in", place + ".cert.pem", "-noout", "-pubkey"])]
            self.assertEqual(public[0], public[1])
            subprocess.run(["openssl", "verify", "-attime", "1056114123", "-CAfile",
                            os.path.join(self.folder, "keys", "ca.cert.pem"), place + ".cert.pem"],
                           stdout=subprocess.DEVNULL, check=True)
        self.assertEqual(len(glob.glob(os.path.join(self.folder, "keys", "*.key.pem"))), 4)


if __name__ == "__main__":
    unittest.main()
