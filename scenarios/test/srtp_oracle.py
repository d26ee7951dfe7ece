# SPDX-License-Identifier: GPL-2.0-only
"""SRTP and SRTCP (RFC 3711, RFC 7714) once more, with the `openssl` program as block cipher: shares no code with the project."""
import base64
import hashlib
import hmac
import struct

import aes

TAG_OCTETS = {"AES_CM_128_HMAC_SHA1_80": 10, "AES_CM_128_HMAC_SHA1_32": 4, "AEAD_AES_128_GCM": 16}
RTCP_TAG_OCTETS = {"AES_CM_128_HMAC_SHA1_80": 10, "AES_CM_128_HMAC_SHA1_32": 10}  # RFC 4568, section 6.2


def key_streams(key, salt, requests):
    """AES in counter mode (RFC 3711, section 4.1.1) for many packets at once: requests are (what to mix into the salt, octets)."""
    blocks = b""
    counts = []
    for mix, size in requests:
        first = int.from_bytes(salt + b"\0\0", "big") ^ mix
        counts.append((size + 15) // 16)
        blocks += b"".join((first + i).to_bytes(16, "big") for i in range(counts[-1]))
    stream = aes.run_cipher("aes-128-ecb", key, blocks)
    found, at = [], 0
    for (_, size), count in zip(requests, counts):
        found.append(stream[at:at + size])
        at += 16 * count
    return found


def derive(master, salt, label, size):
    """A session key (RFC 3711, section 4.3.1) with a key derivation rate of 0."""
    return key_streams(master, salt, [(label << 64, size)])[0]


def mix(octets, stream):
    return bytes(left ^ right for left, right in zip(octets, stream))


def rtp_head_size(packet):
    """Octets before the payload: fixed header, contributing sources, extension."""
    size = 12 + 4 * (packet[0] & 15)
    if packet[0] & 16:
        size += 4 + 4 * struct.unpack_from("!H", packet, size + 2)[0]
    return size


class Key:
    """Session keys of one a=crypto attribute."""

    def __init__(self, suite, inline):
        octets = base64.b64decode(inline)
        self.suite = suite
        self.is_gcm = suite == "AEAD_AES_128_GCM"
        salt_size = 12 if self.is_gcm else 14
        if len(octets) != 16 + salt_size:
            raise ValueError("a key of the wrong size")
        master, salt = octets[:16], octets[16:] + bytes(14 - salt_size)  # RFC 7714, section 11
        self.rtp = [derive(master, salt, label, size) for label, size in ((0, 16), (1, 20), (2, salt_size))]
        self.rtcp = [derive(master, salt, label, size) for label, size in ((3, 16), (4, 20), (5, salt_size))]

    def open_rtp(self, packets):
        """The RTP packets in SRTP packets that came in order, from one source; None where the tag is wrong."""
        key, mac_key, salt = self.rtp
        tag = TAG_OCTETS[self.suite]
        heads, wraps, last = [], 0, None
        for packet in packets:
            sequence, source = struct.unpack_from("!H", packet, 2)[0], struct.unpack_from("!I", packet, 8)[0]
            wraps += 1 if last is not None and sequence < 0x4000 and last > 0xC000 else 0
            last = sequence
            heads.append((rtp_head_size(packet), source, wraps << 16 | sequence))
        if self.is_gcm:
            found = []
            for packet, (head, source, index) in zip(packets, heads):
                nonce = mix(b"\0\0" + source.to_bytes(4, "big") + index.to_bytes(6, "big"), salt)
                text = aes.decrypt_gcm(key, nonce, packet[:head], packet[head:-tag], packet[-tag:])
                found.append(None if text is None else packet[:head] + text)
            return found
        streams = key_streams(key, salt, [(source << 64 | index << 16, len(packet) - head - tag)
                                          for packet, (head, source, index) in zip(packets, heads)])
        found = []
        for packet, (head, _, index), stream in zip(packets, heads, streams):
            text = packet[:-tag] + (index >> 16).to_bytes(4, "big")
            good = hmac.new(mac_key, text, hashlib.sha1).digest()[:tag] == packet[-tag:]
            found.append(packet[:head] + mix(packet[head:-tag], stream) if good else None)
        return found

    def open_rtcp(self, packet):
        """The compound packet in an SRTCP packet, and whether it was encrypted; None where the tag is wrong."""
        key, mac_key, salt = self.rtcp
        source = struct.unpack_from("!I", packet, 4)[0]
        if self.is_gcm:
            trailer, rest = packet[-4:], packet[:-4]
            index = struct.unpack("!I", trailer)[0]
            nonce = mix(b"\0\0" + source.to_bytes(4, "big") + b"\0\0" + (index & 0x7FFFFFFF).to_bytes(4, "big"), salt)
            if index >> 31:
                text = aes.decrypt_gcm(key, nonce, rest[:8] + trailer, rest[8:-16], rest[-16:])
                return None if text is None else (rest[:8] + text, True)
            good = aes.compute_gcm_mac(key, nonce, rest[:-16] + trailer, b"") == rest[-16:]
            return (rest[:-16], False) if good else None
        tag = RTCP_TAG_OCTETS[self.suite]
        text, mac = packet[:-tag], packet[-tag:]
        if hmac.new(mac_key, text, hashlib.sha1).digest()[:tag] != mac:
            return None
        index = struct.unpack("!I", text[-4:])[0]
        if not index >> 31:
            return text[:-4], False
        stream = key_streams(key, salt, [(source << 64 | (index & 0x7FFFFFFF) << 16, len(text) - 12)])[0]
        return text[:8] + mix(text[8:-4], stream), True


def split_rtcp(octets):
    """(packet type, count or subtype, contents) of each packet of a compound one (RFC 3550, section 6.1)."""
    found, at = [], 0
    while at < len(octets):
        first, kind, words = struct.unpack_from("!BBH", octets, at)
        if first >> 6 != 2 or at + 4 * (words + 1) > len(octets):
            raise ValueError("not RTCP")
        found.append((kind, first & 31, octets[at + 4:at + 4 * (words + 1)]))
        at += 4 * (words + 1)
    return found


def expand_mu_law(octet):
    """A sample (ITU-T G.711)."""
    octet = ~octet & 255
    size = ((octet & 15) << 3) + 132 << (octet >> 4 & 7)
    return 132 - size if octet & 128 else size - 132
