# SPDX-License-Identifier: GPL-2.0-only
"""Computes the vector of the firewall's token anew, by Python's own HMAC and from the table of its octets."""

import hashlib
import hmac
import ipaddress
import os
import struct
import unittest

VECTOR = os.path.join(os.path.dirname(__file__), "../../contrib/firewall/test/vectors/media-token.txt")


def read_vector():
    """Return what the file says, by name."""
    with open(VECTOR, encoding="ascii") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def pack_end(text):
    """Return an address and a port as six octets."""
    address, port = text.split(":")
    return ipaddress.IPv4Address(address).packed + struct.pack(">H", int(port))


def make_token(vector):
    """Return the octets of the token that a vector describes."""
    holder = 0x80 if vector["holder"] == "callee" else 0
    octets = struct.pack(">BBHQ", 1, holder | int(vector["stream"]), int(vector["key-id"]), int(vector["sequence"]))
    octets += hashlib.sha256(vector["call"].encode()).digest()[:8]
    for end in ("caller-media", "caller-control", "callee-media", "callee-control"):
        octets += pack_end(vector[end])
    octets += struct.pack(">Q", int(vector["expiry-ms"]))
    octets += hashlib.sha256(bytes.fromhex(vector["closing"])).digest()[:16]
    return octets + hmac.new(bytes.fromhex(vector["key"]), octets, hashlib.sha256).digest()[:16]


class MediaTokenTest(unittest.TestCase):
    """The token's octets."""

    def test_vector(self):
        """The file of vectors is right."""
        vector = read_vector()
        self.assertEqual(make_token(vector).hex(), vector["token"])

    def test_another_key(self):
        """Another key gives another code."""
        vector = read_vector()
        vector["key"] = "00" * 32
        self.assertNotEqual(make_token(vector).hex(), vector["token"])


if __name__ == "__main__":
    unittest.main()
