# SPDX-License-Identifier: GPL-2.0-only
"""Every CMS structure in the captures of each scenario, judged by `openssl asn1parse` and `openssl cms` with the keys beside them."""
import os
import unittest

import cms_oracle
import support
import wire


class Structures(support.ScenarioTest):
    def check(self, prefix="", only=None, folder=None, is_tls=False):
        """Checks all bodies of a simulation; returns what was seen, how often."""
        folder = folder or self.folder
        key_log = os.path.join(folder, "keys", prefix + "tls.keylog") if is_tls else None
        messages, count = wire.read_messages(folder, prefix, key_log)
        self.assertGreater(count, 0)
        oracle = cms_oracle.Oracle(self, folder, prefix + "ceks.csv", only)
        for message in messages:
            oracle.check_message(message)
        return oracle.seen

    def run_and_check(self, name, *options, prefix="", only=None, is_tls=False):
        folder = os.path.join(self.folder, str(len(os.listdir(self.folder))))
        self.run_well("scenarios/" + name, "--pcap", "--keys", "--quiet", "--output", folder, *options)
        return self.check(prefix, only, folder, is_tls)

    def expect(self, seen, *kinds):
        for kind in kinds:
            self.assertGreater(seen[kind], 0, "%s in %s" % (kind, dict(seen)))

    def test_paper_call(self):
        for options, kinds in (
                ([], ["auth-enveloped", "ktri-oaep", "kekri", "CEKReference", "CEKMaxDecrypts"]),
                (["--cipher", "aes-128-cbc", "--padding", "pkcs1", "--transfer-encoding", "base64"],
                 ["enveloped", "ktri-pkcs1", "kekri", "CEKReference"]),
                (["--key-type", "p-256", "--sign", "--reinvites", "1", "--label", "proxy-inspect-body"],
                 ["auth-enveloped", "signed", "kari", "kekri", "contentType", "messageDigest"]),
                (["--keying", "asymmetric", "--key-type", "p-256", "--inspecting-proxies", "2"], ["auth-enveloped", "kari"]),
                (["--keying", "end-to-end", "--max-decrypts", "1"], ["auth-enveloped", "ktri-oaep"])):
            with self.subTest(options):
                self.expect(self.run_and_check("paper-call", *options), *kinds)

    def test_paper_call_over_tls(self):
        self.expect(self.run_and_check("paper-call", "--transport", "tls", is_tls=True), "auth-enveloped", "ktri-oaep", "kekri")

    def test_cek_reuse_cost(self):
        options = ["--key-type", "p-256", "--inspecting-proxies", "2", "--sdp-messages", "4"]
        self.expect(self.run_and_check("cek-reuse-cost", "--keying", "cek-reuse", *options, prefix="cek-reuse-p-256-2-4-1-", only="-p-256"),
                    "kari", "kekri", "CEKReference", "CEKMaxDecrypts")
        self.expect(self.run_and_check("cek-reuse-cost", "--keying", "asymmetric", *options, prefix="asymmetric-p-256-2-4-1-", only="-p-256"),
                    "kari")

    def test_transitive_trust(self):
        for mechanism, kinds in (("smime-encryption", ["auth-enveloped", "kari"]),
                                 ("smime-signature", ["signed", "multipart/signed", "contentType", "messageDigest", "signingTime"])):
            with self.subTest(mechanism):
                seen = self.run_and_check("transitive-trust", "--attack", "honest", "--mechanism", mechanism,
                                          prefix=mechanism + "-honest-1-", only="-mime")
                self.expect(seen, *kinds)

    def test_transitive_trust_end_to_middle(self):
        for mechanism, kinds in (("end-to-middle", []), ("cek-reuse", ["kekri", "CEKReference", "CEKMaxDecrypts"])):
            with self.subTest(mechanism):
                seen = self.run_and_check("transitive-trust", "--attack", "honest", "--mechanism", mechanism,
                                          prefix=mechanism + "-honest-1-", is_tls=True)
                self.expect(seen, "auth-enveloped", "kari", "signed", *kinds)

    def test_hop_compromise(self):
        seen = self.run_and_check("hop-compromise", "--mechanism", "smime-encryption", "--goal", "read", "--proxies", "2", "--calls", "2",
                                  prefix="smime-encryption-read-2-10-1-", only="-mime")
        self.expect(seen, "auth-enveloped", "kari")

    def test_a_wrong_key_and_a_changed_octet_are_noticed(self):
        """Negative control: the checks themselves fail where they have to."""
        folder = os.path.join(self.folder, "call")
        self.run_well("scenarios/paper-call", "--pcap", "--keys", "--quiet", "--key-type", "p-256", "--sign", "--output", folder)
        self.check(folder=folder)
        keys = os.path.join(folder, "keys")
        os.replace(os.path.join(keys, "ss1.key.pem"), os.path.join(keys, "kept"))
        os.link(os.path.join(keys, "ss2.key.pem"), os.path.join(keys, "ss1.key.pem"))
        with self.assertRaises(AssertionError):
            self.check(folder=folder)
        os.replace(os.path.join(keys, "kept"), os.path.join(keys, "ss1.key.pem"))
        message = next(each for each in wire.read_messages(folder)[0] if each.is_request)
        for at in (60, len(message.entity.body) // 2, len(message.entity.body) - 40):
            octets = bytearray(message.entity.body)
            octets[at] ^= 1
            message.entity.body = bytes(octets)
            with self.assertRaises((AssertionError, ValueError, KeyError, IndexError, StopIteration)):
                cms_oracle.Oracle(self, folder).check_message(message)
            octets[at] ^= 1
            message.entity.body = bytes(octets)

    def test_middle_discovery(self):
        """Certificates in 496 and 493, recipients that are added, signatures that were asked for."""
        for refusal, kinds in (("draft", ["pkix-cert"]), ("article", [])):
            seen = self.run_and_check("middle-discovery", "--experiment", "rounds", "--knowledge", "discovered", "--demand",
                                      "disclosure-signature", "--keying", "cek-reuse", "--inspecting-proxies", "2", "--proxies", "3",
                                      "--refusal", refusal, prefix="rounds-cek-reuse-disclosure-signature-discovered-2-100-1-")
            self.expect(seen, "auth-enveloped", "signed", "kari", "kekri", "CEKReference", "CEKMaxDecrypts", *kinds)

    def test_call_admission(self):
        seen = self.run_and_check("call-admission", "--mechanism", "cek-reuse", "--experiment", "one-format", "--offered-percent", "50",
                                  "--calls", "2", "--channels", "1", prefix="cek-reuse-one-format-50-1-")
        self.expect(seen, "auth-enveloped", "kari", "CEKReference")

    def test_proxy_capacity(self):
        seen = self.run_and_check("proxy-capacity", "--mechanism", "cek-reuse", "--load-percent", "50", "--cores", "1", "--calls", "10",
                                  prefix="cek-reuse-demand-")
        self.expect(seen, "auth-enveloped", "kekri")

    def test_fork_exposure(self):
        """Keys that roll, one for each direction, a fresh one by UPDATE; both places of the reference."""
        for strategy in ("rolling", "per-direction", "update"):
            with self.subTest(strategy):
                seen = self.run_and_check("fork-exposure", "--branches", "2", "--branch-keys", "own", "--strategy", strategy,
                                          prefix="%s-own-2-1-" % strategy)
                self.expect(seen, "auth-enveloped")
        seen = self.run_and_check("fork-exposure", "--branches", "2", "--branch-keys", "own", "--strategy", "rolling",
                                  "--reference-placement", "authenticated", prefix="rolling-own-2-1-")
        self.expect(seen, "authAttrs", "CEKReference", "kekri")


if __name__ == "__main__":
    unittest.main()
