# SPDX-License-Identifier: GPL-2.0-only
"""Takes the CMS structures of captured messages apart with openssl, layer by layer: what is checked is checked by it."""
import collections
import hashlib
import os
import subprocess
import tempfile

import aes
import support
import wire

WITHIN_VALIDITY = "1056114123"  # the scenarios' time zero, 20 June 2003
KINDS = {"1.2.840.113549.1.7.2": "signed", "1.2.840.113549.1.7.3": "enveloped", "1.2.840.113549.1.9.16.1.23": "auth-enveloped"}
ATTRIBUTES = {"1.2.840.113549.1.9.3": "contentType", "1.2.840.113549.1.9.4": "messageDigest", "1.2.840.113549.1.9.5": "signingTime",
              "1.2.840.113549.1.9.16.2.30": "CEKReference", "1.2.840.113549.1.9.16.2.31": "CEKMaxDecrypts",
              "1.2.840.113549.1.9.16.2.32": "KEKDerivationAlg", "1.2.840.113549.1.9.15": "SMIMECapabilities"}
TRANSPORTS = {"1.2.840.113549.1.1.1": "ktri-pkcs1", "1.2.840.113549.1.1.7": "ktri-oaep"}


def openssl(*words, octets=b""):
    """Exit status 0: what it printed; else None."""
    done = subprocess.run(("openssl",) + words, input=octets, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.stdout if done.returncode == 0 else None


def children(octets):
    """The elements in a constructed one: tag, contents, all octets of each."""
    _, at, end = support.read_der_head(octets)
    found = []
    while at < end:
        tag, begin, after = support.read_der_head(octets, at)
        found.append((tag, octets[begin:after], octets[at:after]))
        at = after
    return found


def name_of(contents):
    """The dotted name of an object identifier's contents."""
    first, *rest = contents
    arcs, value = [min(first // 40, 2), first - 40 * min(first // 40, 2)], 0
    for octet in rest:
        value = value << 7 | octet & 127
        if octet < 128:
            arcs.append(value)
            value = 0
    return ".".join(map(str, arcs))


class Structure:
    """A ContentInfo, split into the parts of RFC 5652 and RFC 5083."""

    def __init__(self, der):
        self.der = der
        kind, wrapper = children(der)
        self.kind = KINDS[name_of(kind[1])]
        self.parts = children(children(wrapper[2])[0][2])
        self.recipients = []
        self.signers = []
        if self.kind == "signed":
            sets = [part for part in self.parts if part[0] == 0x31]
            self.signers = children(sets[-1][2]) if len(sets) > 1 else []
        else:
            self.recipients = children([part for part in self.parts if part[0] == 0x31][0][2])

    def attributes(self):
        """All attributes: name to contents of the values."""
        found = {}
        holders = [part for part in self.parts if part[0] in (0xA1, 0xA2)] if self.kind != "signed" else []
        for signer in self.signers:
            holders += [part for part in children(signer[2]) if part[0] in (0xA0, 0xA1)]
        for holder in holders:
            for _, _, attribute in children(holder[2]):
                kind, values = children(attribute)
                found[ATTRIBUTES[name_of(kind[1])]] = [value for _, value, _ in children(values[2])]
        return found

    def recipient_kind(self, recipient):
        if recipient[0] == 0xA1:
            return "kari"
        if recipient[0] == 0xA2:
            return "kekri"
        algorithm = children(children(recipient[2])[2][2])[0][1]
        return TRANSPORTS[name_of(algorithm)]

    def key_identifiers(self):
        """The identifiers of shared keys: KEKRecipientInfo.kekid.keyIdentifier."""
        return [children(children(recipient[2])[1][2])[0][1] for recipient in self.recipients if recipient[0] == 0xA2]

    def serials(self):
        """Serial numbers of the certificates that recipients are named by."""
        found = set()
        for recipient in self.recipients:
            fields = children(recipient[2])
            if recipient[0] == 0x30:
                found.add(int.from_bytes(children(fields[1][2])[1][1], "big"))
            elif recipient[0] == 0xA1:
                for _, _, key in children(fields[-1][2]):
                    found.add(int.from_bytes(children(children(key)[0][2])[1][1], "big"))
        return found


def without_attributes(structure):
    """An AuthEnvelopedData as it stands, but for both sets of attributes."""
    inner = b"".join(part[2] for part in structure.parts if part[0] not in (0xA1, 0xA2))
    kind = children(structure.der)[0][2]
    return support.make_der(0x30, kind + support.make_der(0xA0, support.make_der(0x30, inner)))


def without_auth_attrs(structure, ceks):
    """
    An AuthEnvelopedData without its attributes, with a MAC that fits: OpenSSL 3.0 takes no heed of authAttrs, and finds the MAC
    wrong. The MAC that was there is checked first, with each content key; None if it fits to none.
    """
    parts = [part for part in structure.parts if part[0] not in (0xA1, 0xA2)]
    attributes = next(part[2] for part in structure.parts if part[0] == 0xA1)
    associated = b"\x31" + attributes[1:]  # RFC 5083 section 2.2: with the tag of SET OF
    info, mac = (next(part for part in reversed(parts) if part[0] == tag) for tag in (0x30, 0x04))
    _, algorithm, content = children(info[2])
    nonce = children(children(algorithm[2])[1][2])[0][1]
    for cek in ceks:
        if aes.compute_gcm_mac(cek, nonce, associated, content[1]) == mac[1]:
            fitting = support.make_der(0x04, aes.compute_gcm_mac(cek, nonce, b"", content[1]))
            inner = b"".join(fitting if part is mac else part[2] for part in parts)
            kind = children(structure.der)[0][2]
            return support.make_der(0x30, kind + support.make_der(0xA0, support.make_der(0x30, inner)))
    return None


class Oracle:
    """Checks structures against the keys of a result folder; failures are told to a test case."""

    def __init__(self, test, folder, ceks="ceks.csv", only=None):
        self.test = test
        self.keys = os.path.join(folder, "keys")
        self.parties = {}
        for name in sorted(os.listdir(self.keys)):
            if name.endswith(".key.pem") and (only is None or only in name):
                party = name[:-len(".key.pem")]
                serial = openssl("x509", "-in", self.path(party, "cert"), "-noout", "-serial")
                self.parties[party] = int(serial.decode().partition("=")[2], 16)
        self.ceks = support.read_csv(os.path.join(self.keys, ceks)) if os.path.exists(os.path.join(self.keys, ceks)) else []
        self.seen = collections.Counter()

    def path(self, party, what):
        return os.path.join(self.keys, "%s.%s.pem" % (party, what))

    def check_message(self, message):
        """All structures of a message; returns the contents of application/sdp in it, in the order of the parts."""
        return self.check_entity(message.entity, str(message))

    def check_entity(self, entity, place):
        if entity.type == "multipart/signed":
            content, signature = entity.parts()
            self.check_signed(Structure(signature.body), place, content.octets)
            self.seen["multipart/signed"] += 1
            return self.check_entity(content, place)
        if entity.type.startswith("multipart/"):
            return [text for part in entity.parts() for text in self.check_entity(part, place)]
        if entity.type == "application/pkcs7-mime":
            if entity.parameters.get("smime-type") == "certs-only":
                return self.check_certificates(entity.body, place)
            structure = Structure(entity.body)
            inside = self.check_signed(structure, place) if structure.kind == "signed" else self.check_enveloped(structure, place)
            return self.check_entity(wire.parse_entity(inside), place)
        if entity.type == "application/pkix-cert":
            self.test.assertIsNotNone(openssl("x509", "-inform", "DER", "-noout", octets=entity.body), place)
            self.seen["pkix-cert"] += 1
            return []
        return [entity.body] if entity.type == "application/sdp" else []

    def check_syntax(self, structure, place):
        self.test.assertIsNotNone(openssl("asn1parse", "-inform", "DER", octets=structure.der), "asn1parse: " + place)
        printed = openssl("cms", "-cmsout", "-print", "-noout", "-inform", "DER", octets=structure.der)
        if printed is None and structure.kind == "auth-enveloped":  # OpenSSL 3.0.20 and older cannot read the attributes
            printed = openssl("cms", "-cmsout", "-print", "-noout", "-inform", "DER", octets=without_attributes(structure))
        self.test.assertIsNotNone(printed, "cms -print: " + place)
        self.seen[structure.kind] += 1
        for name in structure.attributes():
            self.seen[name] += 1

    def check_certificates(self, der, place):
        printed = openssl("pkcs7", "-inform", "DER", "-print_certs", octets=der)
        self.test.assertIn(b"BEGIN CERTIFICATE", printed or b"", "certs-only: " + place)
        self.test.assertIsNotNone(openssl("asn1parse", "-inform", "DER", octets=der), place)
        self.seen["certs-only"] += 1
        return []

    def check_enveloped(self, structure, place):
        self.check_syntax(structure, place)
        if structure.kind == "auth-enveloped" and any(part[0] == 0xA1 for part in structure.parts):
            self.seen["authAttrs"] += 1
            der = without_auth_attrs(structure, [bytes.fromhex(row["cek"]) for row in self.ceks])
            self.test.assertIsNotNone(der, "a MAC that none of the keys makes: " + place)
            self.check_references(structure, place)
            structure = Structure(der)
        contents = {}
        for party, serial in self.parties.items():
            opened = support.open_cms(structure.der, "-recip", self.path(party, "cert"), "-inkey", self.path(party, "key"))
            if serial in structure.serials():
                contents[party] = opened
            else:
                self.test.assertIsNone(opened, "%s is no recipient: %s" % (party, place))
        for identifier in structure.key_identifiers():
            keks = {row["kek"] for row in self.ceks if row["reference"] == identifier.hex() and row["kek"]}
            options = ["-secretkeyid", identifier.hex(), "-secretkey"]
            opened = [text for text in (support.open_cms(structure.der, *options, kek) for kek in sorted(keks)) if text]
            self.test.assertEqual(len(opened), 1, "one shared key opens: " + place)
            contents[identifier.hex()] = opened[0]
            wrong = "%032x" % (int(sorted(keks)[0], 16) ^ 1)
            self.test.assertNotEqual(support.open_cms(structure.der, *options, wrong), opened[0], "a wrong key opens: " + place)
        for recipient in structure.recipients:
            self.seen[structure.recipient_kind(recipient)] += 1
        self.test.assertGreaterEqual(len(contents), len(structure.recipients), "recipients without a key here: " + place)
        self.test.assertEqual(len(set(contents.values())), 1, "recipients differ: " + place)
        text = next(iter(contents.values()))
        self.test.assertIsNotNone(text, "not opened: " + place)
        self.check_references(structure, place)
        if structure.kind == "auth-enveloped":
            self.check_flipped(structure, place)
        return text

    def check_references(self, structure, place):
        attributes = structure.attributes()
        references = attributes.get("CEKReference", [])
        self.test.assertLessEqual(len(references), 1, place)
        for reference in references:
            rows = [row for row in self.ceks if reference.hex() in (row["reference"], row.get("introduced"))]
            self.test.assertTrue(rows, "an unknown CEKReference: " + place)
        for number in attributes.get("CEKMaxDecrypts", []):
            self.test.assertIn(int.from_bytes(number, "big"), range(1, 2**31 + 1), place)
            self.test.assertTrue(references, "CEKMaxDecrypts alone (RFC 3185 section 5): " + place)

    def check_flipped(self, structure, place):
        """One octet of the ciphertext is changed: nobody opens it any more."""
        content = [part for part in structure.parts if part[0] == 0x30][-1]
        at = structure.der.index(content[2]) + len(content[2]) - 1
        flipped = structure.der[:at] + bytes([structure.der[at] ^ 1]) + structure.der[at + 1:]
        for party in self.parties:
            self.test.assertIsNone(support.open_cms(flipped, "-recip", self.path(party, "cert"), "-inkey", self.path(party, "key")), place)

    def check_signed(self, structure, place, content=None):
        self.check_syntax(structure, place)
        self.test.assertEqual(len(structure.signers), 1, place)
        options = ["cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any", "-attime", WITHIN_VALIDITY,
                   "-CAfile", os.path.join(self.keys, "ca.cert.pem")]
        with tempfile.TemporaryDirectory() as folder:
            detached = os.path.join(folder, "content")
            if content is not None:
                with open(detached, "wb") as handle:
                    handle.write(content)
                options += ["-content", detached]
            text = openssl(*options, octets=structure.der)
            self.test.assertIsNotNone(text, "cms -verify: " + place)
            flipped = structure.der[:-1] + bytes([structure.der[-1] ^ 1])
            self.test.assertIsNone(openssl(*options, octets=flipped), "a changed signature: " + place)
        attributes = structure.attributes()
        self.test.assertEqual(attributes["messageDigest"], [hashlib.sha256(text).digest()], place)
        self.test.assertIn("contentType", attributes, place)
        for time in attributes.get("signingTime", []):
            self.test.assertRegex(time.decode(), r"\A(20)?030620\d{6}Z\Z", "signing time is simulated time: " + place)
        return text
