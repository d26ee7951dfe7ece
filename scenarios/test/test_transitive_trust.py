# SPDX-License-Identifier: GPL-2.0-only
"""The matrix of attacks and mechanisms: no cell is missing, honest calls pass, attacks work where nothing defends."""
import csv
import os
import re
import unittest

import support

NAME = "scenarios/transitive-trust"
PUBLISHED = os.path.join(support.TOP, "results", "published", "transitive-trust", "transitive-trust.csv")
# Where an attack needs what comes with some protection: the weakest mechanism that has it.
UNDEFENDED = {"a02-replayed-register-wire": "digest", "a04-dictionary-wire": "digest", "a06-digest-relay": "digest",
              "a11-raised-sips": "tls", "certificate-chain-unchecked": "tls", "a21-substituted-envelope": "smime-encryption",
              "a27-forced-decryption": "end-to-middle", "a32-two-descriptions": "end-to-middle"}
# Attacks on a defense itself: contrib/adversary tests them against a defense that is switched off.
ON_DEFENSES = ("a05-", "a10-", "a14-", "a17-", "a18-", "a19-", "a20-", "a24-", "a25-", "a26-", "a28-", "a31-", "a36-", "certificate-")


class TransitiveTrust(support.ScenarioTest):
    @classmethod
    def setUpClass(cls):
        text = support.run(NAME, "--help").stdout
        cls.mechanisms, cls.attacks = (
            re.search(r"any of ([^\[]+)\[", re.sub(r"\s+", " ", text[text.index("--" + option):])).group(1)
            .replace(",", " ").split() for option in ("mechanism", "attack"))

    def rows(self, *options):
        self.run_well(NAME, "--output", self.folder, "--quiet", *options)
        return support.read_csv(os.path.join(self.folder, "transitive-trust.csv"))

    def test_every_cell_is_a_run(self):
        rows = self.rows()
        self.assertEqual([(row["attack"], row["mechanism"]) for row in rows],
                         [(attack, mechanism) for attack in self.attacks for mechanism in self.mechanisms])
        for row in rows:
            honest = row["attack"] == "honest"
            self.assertIn(row["outcome"], ("admitted",) if honest else
                          ("prevented", "detected", "undetected", "not-applicable"), row)
            self.assertEqual(bool(row["detected_by"]) and row["outcome"] == "undetected", False, row)
            self.assertLessEqual(int(row["goal_reached"]), int(row["attempted"]), row)
        outcomes = {(row["attack"], row["mechanism"]): row["outcome"] for row in rows}
        for attack in self.attacks[1:]:
            if attack.startswith(ON_DEFENSES) and attack not in UNDEFENDED:
                continue
            self.assertEqual(outcomes[attack, UNDEFENDED.get(attack, "none")], "undetected", attack)

    def test_honest_users_end_with_the_right_statement(self):
        grounds = {"sips-article": ("transitive-trust", "transitive-trust"), "digest-end-to-end": ("user-digest", "user-digest"),
                   "smime-signature": ("user-signature", "user-signature"), "identity": ("none", "domain-identity")}
        for row in self.rows("--attack", "honest", "--runs", "3"):
            caller, callee = grounds.get(row["mechanism"], ("none", "none"))
            self.assertIn("bob@biloxi.example.com by %s since" % caller, row["caller_statement"])
            self.assertIn("alice@atlanta.example.com by %s since" % callee, row["callee_statement"])
            self.assertEqual(row["descriptions_genuine"], "1")

    def test_attackers_do_not_give_themselves_away(self):
        """What no rule of the mechanism is against must not fail for a URI or a signature that any attacker would have made."""
        cells = {("a06-digest-relay", "sips-rfc5630"), ("a06-digest-relay", "sips-article"), ("a30-baiting", "sips-rfc3261"),
                 ("a30-baiting", "sips-rfc5630"), ("a09-forged-from-other-domain", "sips-rfc5630"),
                 ("a37-home-proxy-calls", "identity"), ("a37-home-proxy-calls", "sips-article")}
        rows = self.rows("--attack", ",".join(sorted({attack for attack, _ in cells})),
                         "--mechanism", "sips-rfc3261,sips-rfc5630,sips-article,identity")
        for row in rows:
            if (row["attack"], row["mechanism"]) in cells:
                self.assertEqual(row["outcome"], "undetected", row)

    def test_chosen_proxy(self):
        """Whom one lets read can read, and cannot change what is signed; a fork gives the answer away where its key is reused."""
        rows = self.rows("--attack", "a07-read-sdp-middle,a22-rewrite-sdp-middle,a23-forked-branch-reads",
                         "--mechanism", "smime-encryption,end-to-middle,cek-reuse", "--runs", "2")
        expected = {("a07-read-sdp-middle", "smime-encryption"): "prevented", ("a07-read-sdp-middle", "end-to-middle"): "undetected",
                    ("a07-read-sdp-middle", "cek-reuse"): "undetected", ("a22-rewrite-sdp-middle", "smime-encryption"): "prevented",
                    ("a22-rewrite-sdp-middle", "end-to-middle"): "detected", ("a22-rewrite-sdp-middle", "cek-reuse"): "detected",
                    ("a23-forked-branch-reads", "smime-encryption"): "prevented",
                    ("a23-forked-branch-reads", "end-to-middle"): "prevented", ("a23-forked-branch-reads", "cek-reuse"): "undetected"}
        for row in rows:
            self.assertEqual(row["outcome"], expected[row["attack"], row["mechanism"]], row)

    def test_same_seed_same_rows(self):
        options = ("--attack", "a08-rewrite-sdp-wire,a30-baiting", "--mechanism", "none,sips-article,smime-signature")
        first = self.rows(*options)
        self.assertEqual(first, self.rows(*options))
        self.assertNotEqual(first, self.rows(*options, "--seed", "2"))

    def test_wrong_names(self):
        self.assertIn("sips-article", self.run_badly(NAME, "--mechanism", "sips-artikle"))
        self.assertIn("honest", self.run_badly(NAME, "--attack", "a99"))


class Published(unittest.TestCase):
    def test_every_difference_is_explained(self):
        with open(os.path.join(support.TOP, "contrib", "adversary", "README.md"), encoding="utf-8") as handle:
            lines = [line.split("|") for line in handle if line.startswith("| a") or line.startswith("| certificate")]
        explained = {(cells[1].strip(), mechanism) for cells in lines if len(cells) > 5
                     for mechanism in cells[2].replace(" ", "").split(",")}
        with open(PUBLISHED, encoding="utf-8", newline="") as handle:
            differing = {(row["attack"], row["mechanism"]) for row in csv.DictReader(handle) if row["differs"] == "1"}
        self.assertEqual(differing - explained, set())


if __name__ == "__main__":
    unittest.main()
