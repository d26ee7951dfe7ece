# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of the scenario programs share: running them, and reading captures with tshark."""
import csv
import functools
import json
import os
import re
import subprocess
import tempfile
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("CONFIDE_BUILD", os.path.join(TOP, "build"))
TIME_LIMIT_S = 300


def program(name):
    """The path of a built program: "scenarios/paper-call"."""
    return os.path.join(BUILD, name)


def run(name, *options, folder=None):
    """Run a program; returns its exit status, what it printed, and its error lines."""
    done = subprocess.run([program(name)] + [str(option) for option in options], cwd=folder or TOP, text=True,
                          errors="replace", check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=TIME_LIMIT_S)
    return done


class ScenarioTest(unittest.TestCase):
    """A test with a folder for results."""

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="confide-test-")
        self.addCleanup(place.cleanup)
        self.folder = place.name

    def run_well(self, name, *options):
        """Run a program that must succeed without a word on stderr."""
        done = run(name, *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), "%s %s" % (name, " ".join(map(str, options))))
        return done.stdout

    def run_badly(self, name, *options):
        """Run a program that must end with status 2 and one line; returns the line."""
        done = run(name, *options)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"\A[^\n]+\n\Z")
        return done.stderr


def read_der_head(octets, begin=0):
    """Tag, where the contents begin, where they end."""
    length, at = octets[begin + 1], begin + 2
    if length >= 128:
        at += length - 128
        length = int.from_bytes(octets[begin + 2:at], "big")
    return octets[begin], at, at + length


def make_der(tag, contents):
    length = len(contents)
    size = b"" if length < 128 else length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(size) if size else length]) + size + contents


def without_unauth_attrs(octets):
    """An AuthEnvelopedData without its unauthAttrs, which nothing in it depends on (RFC 5083, section 2.1)."""
    _, begin, end = read_der_head(octets)
    kind = octets[begin:read_der_head(octets, begin)[2]]
    _, wrapper, _ = read_der_head(octets, begin + len(kind))
    _, at, end = read_der_head(octets, wrapper)
    parts = []
    while at < end:
        tag, _, after = read_der_head(octets, at)
        parts += [octets[at:after]] if tag != 0xA2 else []
        at = after
    return make_der(0x30, kind + make_der(0xA0, make_der(0x30, b"".join(parts))))


def open_cms(octets, *options):
    """Open a CMS structure with openssl alone; None when it cannot."""
    command = ["openssl", "cms", "-decrypt", "-inform", "DER", "-binary"] + list(options)
    done = subprocess.run(command, input=octets, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode and b"Field=unauthAttrs" in done.stderr:  # OpenSSL 3.0.20 and older cannot read these
        done = subprocess.run(command, input=without_unauth_attrs(octets), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
    return done.stdout if done.returncode == 0 and done.stdout else None


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read_tree(folder):
    """All files below a folder: relative name to octets."""
    files = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as handle:
                files[os.path.relpath(path, folder)] = handle.read()
    return files


def read_results(folder):
    """The files of a result folder, without what the manifest says of git: somebody may be editing the tree."""
    files = read_tree(folder)
    manifest = json.loads(files["manifest.json"])
    del manifest["git"]
    files["manifest.json"] = json.dumps(manifest, sort_keys=True).encode()
    return files


def tshark(capture, *options):
    """Run tshark on a capture with all checksums validated."""
    command = ["tshark", "-n", "-r", capture, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
               "-o", "udp.check_checksum:TRUE"]
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    done = subprocess.run(command + list(options), text=True, errors="replace", check=True, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIME_LIMIT_S)
    return done.stdout


def count_packets(capture, display_filter):
    return len(tshark(capture, "-Y", display_filter, "-T", "fields", "-e", "frame.number").split())


def dissect(capture):
    """What tshark says about each packet, in one pass: field name to the list of its values."""
    fields = ["ip.checksum.status", "tcp.checksum.status", "udp.checksum.status", "sip.Method", "sip.Status-Code",
              "_ws.malformed", "_ws.expert.group", "_ws.expert.severity"]
    options = ["-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"]
    for field in fields:
        options += ["-e", field]
    return [{field: value.split("|") if value else [] for field, value in zip(fields, line.split("\t"))}
            for line in tshark(capture, *options).splitlines()]


class SipOctets:
    """A SIP message as it was on the wire: start line, header fields, body."""

    def __init__(self, head, body):
        lines = head.decode("utf-8").split("\r\n")
        self.start_line = lines[0]
        self.body = body
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.fields.setdefault(name.strip().lower(), value.strip())


def split_stream(octets):
    """The SIP messages in the octets of one direction of a connection, or of some datagrams."""
    messages = []
    while octets.strip(b"\r\n"):
        octets = octets.lstrip(b"\r\n")
        head, _, rest = octets.partition(b"\r\n\r\n")
        message = SipOctets(head, b"")
        length = int(message.fields.get("content-length", message.fields.get("l", "0")))
        message.body = rest[:length]
        if len(rest) < length:
            raise ValueError("the capture ends inside a message")
        messages.append(message)
        octets = rest[length:]
    return messages


def read_sip_messages(capture):
    """All SIP messages of a capture, by following its TCP and UDP streams; independent of tshark's SIP."""
    status = os.stat(capture)
    return follow_streams(capture, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=16)
def follow_streams(capture, *_):
    lines = tshark(capture, "-T", "fields", "-e", "tcp.stream", "-e", "udp.stream").splitlines()
    streams = sorted({(protocol, int(number)) for line in lines for protocol, number in zip(("tcp", "udp"), line.split("\t")) if number})
    options = ["-q"]
    for stream in streams:
        options += ["-z", "follow,%s,raw,%d" % stream]
    found = {}
    for text in re.split(r"^=+$", tshark(capture, *options), flags=re.MULTILINE):
        name = re.search(r"^Filter: (tcp|udp)\.stream eq (\d+)$", text, re.MULTILINE)
        ways = {False: b"", True: b""}
        for line in text.splitlines():
            if re.fullmatch(r"\t?[0-9a-f]+", line):
                ways[line.startswith("\t")] += bytes.fromhex(line.strip())
        if name:
            found[(name.group(1), int(name.group(2)))] = split_stream(ways[False]) + split_stream(ways[True])
    if sorted(found) != streams:
        raise ValueError("tshark did not show every stream")
    return [message for stream in streams for message in found[stream]]
