# SPDX-License-Identifier: GPL-2.0-only
"""
End-to-middle runs, from outside: the session's address and port stand in clear nowhere in any capture, and what each party read is
what the disclosure allowed, no more and no less. Who could read is found from the octets and the keys, who should from the options.
"""
import base64
import functools
import hashlib
import os
import re
import subprocess
import unittest

import cms_oracle
import support
import wire


def needles_of(text):
    """Address and port of a session description, as they would stand in clear."""
    found = set(re.findall(rb"^c=IN IP4 [^\r\n]+", text, re.MULTILINE)) | set(re.findall(rb"^m=audio \d+", text, re.MULTILINE))
    return found | {b"a=rtpmap:0 PCMU/8000"} & set(text.split(b"\r\n"))


@functools.lru_cache(maxsize=1000)
def open_once(octets, *options):
    return support.open_cms(octets, *options)


class Disclosure(support.ScenarioTest):
    def run_scenario(self, name, *options):
        folder = os.path.join(self.folder, str(len(os.listdir(self.folder))))
        self.run_well("scenarios/" + name, "--pcap", "--keys", "--quiet", "--output", folder, *options)
        return folder

    def find_readers(self, folder, prefix, only, key_log):
        """For each message with a body: its author, the others that could open it, and the content; by openssl alone."""
        messages, _ = wire.read_messages(folder, prefix, key_log)
        oracle = cms_oracle.Oracle(self, folder, prefix + "ceks.csv", only)
        held = {party: set() for party in oracle.parties}  # references whose key a party has
        found = {}
        before = -1
        while before != sum(map(len, held.values())) + sum(len(readers) for _, readers, _ in found.values()):
            before = sum(map(len, held.values())) + sum(len(readers) for _, readers, _ in found.values())
            for message in messages:
                if message.entity.type != "application/pkcs7-mime" or message.entity.parameters.get("smime-type") == "certs-only":
                    continue
                structure = cms_oracle.Structure(message.entity.body)
                contents = {party: text for party, text in
                            ((party, self.open_as(oracle, structure, party, held[party])) for party in oracle.parties) if text}
                for reference in structure.attributes().get("CEKReference", []):
                    for party in set(contents) | {party for party in oracle.parties if self.base(party, only) == message.author()}:
                        held[party].add(reference)
                readers = {self.base(party, only) for party in contents} - {message.author()}
                text = next(iter(contents.values()), None)
                found[message.key() + (message.author(),)] = (message.author(), readers, text)
        return found

    @staticmethod
    def base(party, only):
        """The short name of whoever has a key: alice-p-256, alice-mime and middle-ss1.atlanta.example.com have one each."""
        name = party[:-len(only)] if only and party.endswith(only) else party
        name = name[:-len("-mime")] if name.endswith("-mime") else name
        return name[len("middle-"):].partition(".")[0] if name.startswith("middle-") else name

    @staticmethod
    def open_as(oracle, structure, party, references):
        opened = open_once(structure.der, "-recip", oracle.path(party, "cert"), "-inkey", oracle.path(party, "key"))
        for identifier in structure.key_identifiers():
            if not opened and identifier in references:
                for row in oracle.ceks:
                    if row["reference"] == identifier.hex() and row["kek"]:
                        opened = opened or open_once(structure.der, "-secretkeyid", identifier.hex(), "-secretkey", row["kek"])
        return opened

    @staticmethod
    def description_of(text):
        """The session description in what was encrypted, whether it is signed or not, and whatever stands beside it."""
        waiting = [wire.parse_entity(text)]
        while waiting:
            entity = waiting.pop()
            if entity.type == "application/sdp":
                return entity.body
            if entity.type == "application/pkcs7-mime":
                done = subprocess.run(["openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-binary"], input=entity.body,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
                waiting.append(wire.parse_entity(done.stdout))
            waiting += entity.parts()
        raise ValueError("no session description")

    def check(self, folder, allowed, prefix="", only=None, is_tls=False):
        """
        allowed: from a message's author to the parties that may read it, by the options; those that also look are in reads.csv.
        """
        key_log = os.path.join(folder, "keys", prefix + "tls.keylog") if is_tls else None
        found = self.find_readers(folder, prefix, only, key_log)
        self.assertTrue(found)
        needles = set()
        logged = {}
        for row in support.read_csv(os.path.join(folder, prefix + "reads.csv")):
            if row["is_read"] == "1":
                key = (row["dialog"].partition(";")[0], row["method"], int(row["cseq"]), int(row["status_code"]))
                logged.setdefault(key, set()).add((row["party"], row["content_sha256"]))
        for key, (author, readers, text) in found.items():
            self.assertEqual(readers, set(allowed[author]), key)
            description = self.description_of(text)
            digest = hashlib.sha256(description).hexdigest()
            self.assertEqual(logged.pop(key[:4], set()), {(reader, digest) for reader in readers}, key)
            needles |= needles_of(description)
        self.assertEqual(logged, {}, "read, and not allowed")
        self.assertGreaterEqual(len(needles), 3)
        self.assertEqual(wire.find_in_clear(folder, needles, prefix, key_log), set())
        return needles

    def test_paper_call(self):
        for inspecting in (0, 1, 2):
            servers = ["ss1", "ss2"][:inspecting]
            for options in (["--keying", "cek-reuse", "--reinvites", "1"], ["--keying", "asymmetric"],
                            ["--keying", "cek-reuse", "--cipher", "aes-128-cbc", "--transfer-encoding", "base64"],
                            ["--keying", "cek-reuse", "--sign", "--label", "proxy-inspect-body"]):
                if len(options) > 4 and inspecting != 1:
                    continue
                with self.subTest("%s %d" % (options, inspecting)):
                    folder = self.run_scenario("paper-call", "--key-type", "p-256", "--inspecting-proxies", str(inspecting), *options)
                    self.check(folder, {"alice": ["bob"] + servers, "bob": ["alice"] + servers})

    def test_bodies_are_the_same_on_every_hop(self):
        """RFC 3261 sections 16.6 item 1 and 16.7 item 9: no proxy changes a body."""
        folder = self.run_scenario("paper-call", "--inspecting-proxies", "2", "--reinvites", "1", "--key-type", "p-256")
        hops = {}
        for capture in wire.captures(folder):
            for message in wire.read_messages(folder, os.path.basename(capture)[:-len(".pcap")])[0]:
                hops.setdefault(message.key(), []).append(message.octets.body)
        self.assertEqual(len(hops), 4)
        for bodies in hops.values():
            self.assertEqual((len(bodies), len(set(bodies))), (3, 1))

    def test_paper_call_over_tls(self):
        folder = self.run_scenario("paper-call", "--transport", "tls", "--key-type", "p-256")
        self.check(folder, {"alice": ["bob", "ss1"], "bob": ["alice", "ss1"]}, is_tls=True)

    def test_end_to_end(self):
        folder = self.run_scenario("paper-call", "--keying", "end-to-end", "--key-type", "p-256")
        found = self.find_readers(folder, "", None, None)
        self.assertEqual(sorted(map(sorted, (readers for _, readers, _ in found.values()))), [["alice"], ["bob"]])

    def test_cek_reuse_cost(self):
        for keying in ("cek-reuse", "asymmetric"):
            folder = self.run_scenario("cek-reuse-cost", "--keying", keying, "--key-type", "p-256", "--inspecting-proxies", "2",
                                       "--sdp-messages", "4")
            self.check(folder, {"alice": ["bob", "ss1", "ss2"], "bob": ["alice", "ss1", "ss2"]}, keying + "-p-256-2-4-1-", "-p-256")

    @staticmethod
    def find_reached(folder, prefix, key_log):
        """Whom each message reached, or came from: those on whose links it stands; call-admission calls Alice and Bob otherwise."""
        found = {}
        for capture in wire.captures(folder, prefix):
            name = os.path.basename(capture)[:-len(".pcap")]
            ends = {{"caller": "alice", "callee": "bob"}.get(end, end) for end in name[len(prefix):].split("-")}
            for message in wire.read_messages(folder, name, key_log)[0]:
                found.setdefault(message.key() + (message.author(),), set()).update(ends)
        return found

    def check_reached(self, folder, prefix, only=None, openers=None, is_tls=False, challenged=()):
        """
        Whoever got a message read it exactly if the octets and his keys let him, and read what was sent; nothing is in clear.
        Whom a message did not reach, since a server refused it or it went to another telephone, could have read it and did not.
        challenged: numbers (CSeq) of requests that a proxy refused before it looked at them.
        """
        key_log = os.path.join(folder, "keys", prefix + "tls.keylog") if is_tls else None
        found = self.find_readers(folder, prefix, only, key_log)
        reached = self.find_reached(folder, prefix, key_log)
        needles, allowed = set(), set()
        for key, (author, readers, text) in found.items():
            self.assertIsNotNone(text)
            description = self.description_of(text)
            needles |= needles_of(description)
            allowed |= {(key[:4], reader, hashlib.sha256(description).hexdigest()) for reader in readers & reached[key]
                        if not reader.startswith(author)  # bob1 is a telephone of Bob's
                        and (key[3] or key[2] not in challenged)}
        logged = {((row["dialog"].partition(";")[0], row["method"], int(row["cseq"]), int(row["status_code"])), row["party"],
                   row["content_sha256"])
                  for row in support.read_csv(os.path.join(folder, prefix + "reads.csv")) if row["is_read"] == "1"}
        self.assertGreater(len(logged), 0)
        self.assertEqual(logged, allowed)
        if openers is not None:
            self.assertEqual({party for _, party, _ in logged}, openers)
        self.assertGreaterEqual(len(needles), 2)
        self.assertEqual(wire.find_in_clear(folder, needles, prefix, key_log), set())
        return needles

    def test_transitive_trust(self):
        """Both home proxies read, over TLS; the caller's first asks who calls (407), and does not look before it knows."""
        for mechanism in ("end-to-middle", "cek-reuse"):
            folder = self.run_scenario("transitive-trust", "--attack", "honest", "--mechanism", mechanism)
            self.check_reached(folder, mechanism + "-honest-1-", openers={"alice", "bob", "ss1", "ss3"}, is_tls=True,
                               challenged={1})

    def test_fork_exposure(self):
        folder = self.run_scenario("fork-exposure", "--branches", "2", "--branch-keys", "own", "--strategy", "dialog")
        self.check_reached(folder, "dialog-own-2-1-", openers={"alice", "bob1", "bob2", "ss1"})

    def test_middle_discovery(self):
        folder = self.run_scenario("middle-discovery", "--experiment", "rounds", "--knowledge", "discovered", "--demand", "disclosure",
                                   "--keying", "cek-reuse", "--inspecting-proxies", "2", "--proxies", "3")
        self.check_reached(folder, "rounds-cek-reuse-disclosure-discovered-2-100-1-", "-p-256", openers={"alice", "bob", "ss1", "ss2"})

    def test_call_admission(self):
        """The proxy that admits reads as users do, nobody else; without encryption the same search finds all on each link of SIP."""
        options = ("--experiment", "one-format", "--offered-percent", "50", "--calls", "2", "--channels", "1")
        folder = self.run_scenario("call-admission", "--mechanism", "cek-reuse", *options)
        needles = self.check_reached(folder, "cek-reuse-one-format-50-1-", openers={"alice", "bob", "ss1"})
        clear = self.run_scenario("call-admission", "--mechanism", "clear", *options)
        found = wire.find_in_clear(clear, needles, "clear-one-format-50-1-")
        self.assertEqual({(name, needle) for name, place, needle in found if place == "stream"},
                         {("clear-one-format-50-1-%s.pcap" % link, needle) for link in ("caller-ss1", "ss1-ss2", "ss2-callee")
                          for needle in needles})

    def test_proxy_capacity(self):
        """The proxy reads both bodies of each call, or none, as the mechanism has it."""
        for mechanism, servers in (("cek-reuse", ["ss1"]), ("end-to-middle", ["ss1"]), ("smime", [])):
            with self.subTest(mechanism):
                folder = self.run_scenario("proxy-capacity", "--experiment", "demand", "--mechanism", mechanism, "--calls", "10",
                                           "--key-type", "p-256")
                self.check(folder, {"caller-0": ["callee-0"] + servers, "callee-0": ["caller-0"] + servers}, mechanism + "-demand-")

    def test_the_search_finds_what_is_in_clear(self):
        """Positive control: without encryption all of it is found, on every link, also in base64 and inside TLS."""
        folder = self.run_scenario("paper-call", "--keying", "cek-reuse", "--key-type", "p-256")
        needles = self.check(folder, {"alice": ["bob", "ss1"], "bob": ["alice", "ss1"]})
        clear = self.run_scenario("paper-call", "--keying", "none")
        found = wire.find_in_clear(clear, needles)
        self.assertEqual({(name, needle) for name, place, needle in found if place == "stream"},
                         {("paper-call-%s-%s.pcap" % link, needle) for link in (("alice", "ss1"), ("ss1", "ss2"), ("ss2", "bob"))
                          for needle in needles})
        self.assertTrue({needle for _, place, needle in found if place == "packets"})
        wrapped = self.run_scenario("paper-call", "--keying", "none", "--transport", "tls")
        self.assertEqual(wire.find_in_clear(wrapped, needles), set())
        inside = wire.find_in_clear(wrapped, needles, "", os.path.join(wrapped, "keys", "tls.keylog"))
        self.assertEqual({needle for _, _, needle in inside}, needles)
        text = b"x" + base64.b64encode(b"yy" + b"\r\n".join(sorted(needles))) + b"z"
        self.assertTrue(all(any(needle in each for each in wire.undo_base64(text)) for needle in needles))


if __name__ == "__main__":
    unittest.main()
