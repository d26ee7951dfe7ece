# SPDX-License-Identifier: GPL-2.0-only
"""What captures hold, read by tshark and by what is here: SIP messages of plain and TLS connections, MIME entities."""
import base64
import binascii
import functools
import glob
import os
import re

import support

TLS_HANDSHAKE = b"\x16\x03"


class Entity:
    """A MIME entity: type, parameters, body with the transfer encoding undone, and its octets."""

    def __init__(self, fields, body, octets=b""):
        self.fields = fields
        self.octets = octets
        value = fields.get("content-type", "text/plain")
        self.type = value.partition(";")[0].strip().lower()
        self.parameters = {name.lower(): quoted or plain for name, quoted, plain in
                           re.findall(r';\s*([\w-]+)=(?:"([^"]*)"|([^\s;]+))', value)}
        self.body = body
        if fields.get("content-transfer-encoding", "binary").strip().lower() == "base64":
            self.body = base64.b64decode(body)

    def parts(self):
        """The entities in a multipart, in order; none for any other type."""
        if not self.type.startswith("multipart/"):
            return []
        mark = b"\r\n--" + self.parameters["boundary"].encode()
        pieces = (b"\r\n" + self.body).split(mark)[1:]
        if not pieces or not pieces[-1].startswith(b"--"):
            raise ValueError("a multipart does not end")
        return [parse_entity(piece.partition(b"\r\n")[2]) for piece in pieces[:-1]]


def parse_entity(octets):
    """Header fields, an empty line, a body."""
    if octets.startswith(b"\r\n"):
        return Entity({}, octets[2:], octets)
    head, _, body = octets.partition(b"\r\n\r\n")
    fields = {}
    for line in re.sub(rb"\r\n[ \t]+", b" ", head).decode("utf-8").split("\r\n"):
        name, _, value = line.partition(":")
        fields[name.strip().lower()] = value.strip()
    return Entity(fields, body, octets)


def body_of(message):
    """A SIP message's body as an entity."""
    return Entity(message.fields, message.body, message.body)


class Message:
    """A SIP message, however many hops it took."""

    def __init__(self, octets):
        self.octets = octets
        words = octets.start_line.split()
        self.is_request = words[0] != "SIP/2.0"
        self.status = 0 if self.is_request else int(words[1])
        number, self.method = octets.fields["cseq"].split()
        self.cseq = int(number)
        self.call_id = octets.fields.get("call-id", octets.fields.get("i"))
        self.entity = body_of(octets)

    def author(self):
        """Name of the user who made it."""
        field = self.octets.fields["from" if self.is_request else "to"]
        return re.search(r"sips?:([^@>;]+)", field).group(1)

    def key(self):
        return self.call_id, self.method, self.cseq, self.status

    def __str__(self):
        return "%s (CSeq %d) of %s" % (self.octets.start_line, self.cseq, self.call_id)


@functools.lru_cache(maxsize=32)
def read_streams(capture, key_log, *_):
    """Each direction of each TCP connection, and each UDP conversation, in octets; TLS opened where there is a key log."""
    lines = support.tshark(capture, "-T", "fields", "-e", "tcp.stream", "-e", "udp.stream").splitlines()
    streams = sorted({(protocol, int(number)) for line in lines for protocol, number in zip(("tcp", "udp"), line.split("\t")) if number})
    found = follow(capture, streams)
    if key_log:
        wrapped = [("tls", number) for protocol, number in streams
                   if protocol == "tcp" and any(way.startswith(TLS_HANDSHAKE) for way in found[(protocol, number)])]
        opened = follow(capture, wrapped, "-o", "tls.keylog_file:" + key_log)
        for (_, number), ways in opened.items():
            found[("tcp", number)] = ways
    return [way for stream in streams for way in found[stream]]


def follow(capture, streams, *options):
    found = {}
    if not streams:
        return found
    command = ["-q"] + list(options)
    for stream in streams:
        command += ["-z", "follow,%s,raw,%d" % stream]
    for text in re.split(r"^=+$", support.tshark(capture, *command), flags=re.MULTILINE):
        name = re.search(r"^Filter: (tcp|udp|tls|tcp\.stream|udp\.stream)", text, re.MULTILINE)
        number = re.search(r"\.stream eq (\d+)$", text, re.MULTILINE)
        ways = {False: b"", True: b""}
        for line in text.splitlines():
            if re.fullmatch(r"\t?[0-9a-f]+", line):
                ways[line.startswith("\t")] += bytes.fromhex(line.strip())
        if name and number:
            protocol = re.search(r"^Follow: (tcp|udp|tls)", text, re.MULTILINE).group(1)
            found[(protocol, int(number.group(1)))] = [ways[False], ways[True]]
    if sorted(found) != sorted(streams):
        raise ValueError("tshark did not show every stream of " + capture)
    return found


def streams_of(capture, key_log=None):
    status = os.stat(capture)
    return read_streams(capture, key_log, status.st_mtime_ns, status.st_size)


def captures(folder, prefix=""):
    found = sorted(glob.glob(os.path.join(folder, prefix + "*.pcap")))
    if not found:
        raise ValueError("no captures %s in %s" % (prefix, folder))
    return found


def read_messages(folder, prefix="", key_log=None):
    """All SIP messages of a simulation that have a body, each once; and how many messages there are on all links."""
    found, count = {}, 0
    for capture in captures(folder, prefix):
        for way in streams_of(capture, key_log):
            if way.startswith(TLS_HANDSHAKE) or way.startswith(b"\x17\x03"):
                continue  # there is no key to it
            for octets in support.split_stream(way):
                count += 1
                if octets.body:
                    message = Message(octets)
                    found.setdefault(message.key() + (octets.body,), message)
    return list(found.values()), count


def undo_base64(octets):
    """What any run of base64 may mean, at each of the four places it may begin at."""
    for run in re.findall(rb"[A-Za-z0-9+/\r\n]{20,}={0,2}", octets):
        text = re.sub(rb"[\r\n=]", b"", run)
        for begin in range(4):
            piece = text[begin:]
            try:
                piece = piece[:-1] if len(piece) % 4 == 1 else piece
                yield base64.b64decode(piece + b"=" * (-len(piece) % 4))
            except binascii.Error:
                pass


def find_in_clear(folder, needles, prefix="", key_log=None):
    """Where needles are found: in captures as they are, in reassembled streams (TLS opened), and in base64 there."""
    found = set()
    for capture in captures(folder, prefix):
        with open(capture, "rb") as handle:
            places = [("packets", handle.read())]
        for way in streams_of(capture, key_log):
            places.append(("stream", way))
            places += [("base64", text) for text in undo_base64(way)]
        for place, octets in places:
            found |= {(os.path.basename(capture), place, needle) for needle in needles if needle in octets}
    return found
