# SPDX-License-Identifier: GPL-2.0-only
"""AES-128 with the `openssl` program as block cipher: the MAC of GCM, which openssl's programs do not give."""
import subprocess


def run_cipher(name, key, octets, *options):
    """`openssl enc` without padding."""
    command = ["openssl", "enc", "-" + name, "-K", key.hex(), "-nopad"] + list(options)
    return subprocess.run(command, input=octets, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def decrypt_cbc(key, vector, octets):
    """CBC with its padding taken off; None if that is not there."""
    done = subprocess.run(["openssl", "enc", "-d", "-aes-128-cbc", "-K", key.hex(), "-iv", vector.hex()], input=octets,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.stdout if done.returncode == 0 else None


def multiply(left, right):
    """In GF(2^128), bits in the order of SP 800-38D section 6.3."""
    product = 0
    for bit in range(127, -1, -1):
        if right >> bit & 1:
            product ^= left
        left = left >> 1 ^ (0xE1 << 120 if left & 1 else 0)
    return product


def compute_gcm_mac(key, nonce, associated, octets):
    """The 16 octet MAC of AES-128-GCM with a 12 octet nonce (SP 800-38D section 7.1)."""
    blocks = run_cipher("aes-128-ecb", key, bytes(16) + nonce + b"\0\0\0\1")
    subkey, mask = int.from_bytes(blocks[:16], "big"), int.from_bytes(blocks[16:], "big")
    text = b"".join(each + bytes(-len(each) % 16) for each in (associated, octets))
    text += (8 * len(associated)).to_bytes(8, "big") + (8 * len(octets)).to_bytes(8, "big")
    state = 0
    for at in range(0, len(text), 16):
        state = multiply(state ^ int.from_bytes(text[at:at + 16], "big"), subkey)
    return (state ^ mask).to_bytes(16, "big")


def decrypt_gcm(key, nonce, associated, octets, mac):
    """The content; None if the MAC is another."""
    if compute_gcm_mac(key, nonce, associated, octets) != mac:
        return None
    return run_cipher("aes-128-ctr", key, octets, "-d", "-iv", (nonce + b"\0\0\0\2").hex())
