# SPDX-License-Identifier: GPL-2.0-only
"""Measures speed: the SIP parser against other stacks, and a scenario against what it cannot do without."""
import collections
import csv
import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
PARSER_GOAL = 3.0
OVERHEAD_GOAL = 1.25
TLS_GOAL = 1.25
POPULATIONS = (100, 500, 10000)  # user agents, on edge proxies of at most 500 connections each
MEMORY_GOAL_KIB = 100
FLATNESS_GOAL = 1.2
MEDIA_GOAL = 1.5
MEDIA_CALLS, MEDIA_SECONDS = 1000, 10  # a call of 60 s costs the same for each packet, and six times the wait
GROWTH_GOAL = 1.2
GRID = ["--keying", "asymmetric,cek-reuse", "--key-type", "rsa-2048,rsa-3072,rsa-4096,p-256", "--inspecting-proxies", "0-4",
        "--sdp-messages", "1,2,4,8,16"]


def wall(command: list, text: str = "") -> tuple:
    """Seconds that a command takes, and what it prints."""
    begin = time.perf_counter()
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - begin, done.stdout


def measure_parser(top: str, out: str) -> list:
    """Messages per second, in turns within one process; medians over the rounds, ratios round by round."""
    messages = sorted(glob.glob(os.path.join(top, "bench", "messages", "*.sip")))
    output = subprocess.run([os.path.join(out, "bench", "sip-throughput"), str(ROUNDS), *messages], text=True, check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    rates = collections.defaultdict(dict)
    for line in output.splitlines():
        library, mode, turn, rate = line.split()
        rates[mode, library][int(turn)] = float(rate)
    results = []
    for mode, title in (("copy", "parse + serialize"), ("route", "parse, read what a proxy reads, serialize")):
        for library in ("confide", "libosip2", "sofia-sip"):
            results.append(result("%s, %s" % (title, library), statistics.median(rates[mode, library].values()), "messages/s"))
        ratios = [rates[mode, "confide"][turn] / max(rates[mode, "libosip2"][turn], rates[mode, "sofia-sip"][turn])
                  for turn in rates[mode, "confide"]]
        goal = PARSER_GOAL if mode == "copy" else None
        results.append(result("%s, over the faster of both" % title, statistics.median(ratios), "times", goal, at_least=True))
    return results


def measure_scenario(out: str) -> list:
    """Wall time of cek-reuse-cost over the same OpenSSL operations alone and the same octets as plain ns-3 TCP."""
    folder = tempfile.mkdtemp(prefix="bench-")
    try:
        scenario = [os.path.join(out, "scenarios", "cek-reuse-cost"), *GRID, "--quiet", "--output"]
        wall([*scenario, os.path.join(folder, "warm-up")])
        operations, calls = read_tables(os.path.join(folder, "warm-up"))
        times = collections.defaultdict(list)
        for turn in range(3):
            times["scenario"].append(wall([*scenario, os.path.join(folder, str(turn))])[0])
            crypto = wall([os.path.join(out, "bench", "openssl-alone")], operations)[1]
            times["openssl"].append(sum(float(line.split()[3]) for line in crypto.splitlines()))
            times["tcp"].append(wall([os.path.join(out, "bench", "tcp-alone")], calls)[0])
    finally:
        shutil.rmtree(folder)
    ratios = [ours / (crypto + tcp) for ours, crypto, tcp in zip(times["scenario"], times["openssl"], times["tcp"])]
    return [result("cek-reuse-cost, %d calls" % len(calls.splitlines()), statistics.median(times["scenario"]), "s"),
            result("its OpenSSL operations alone", statistics.median(times["openssl"]), "s"),
            result("its octets as plain ns-3 TCP traffic", statistics.median(times["tcp"]), "s"),
            result("cek-reuse-cost over the sum of both", statistics.median(ratios), "times", OVERHEAD_GOAL, at_least=False)]


def measure_tls(out: str) -> list:
    """A TLS 1.3 handshake and a message: OpenSSL alone, our session, simulated TCP alone, and all together; in turns."""
    output = subprocess.run([os.path.join(out, "bench", "tls-cost"), str(ROUNDS)], text=True, check=True, stdout=subprocess.PIPE).stdout
    times = collections.defaultdict(dict)
    for line in output.splitlines():
        mode, what, turn, nanoseconds = line.split()
        times[what, mode][int(turn)] = float(nanoseconds) / 1000
    results = []
    for what in ("handshake", "message"):
        openssl, session, simulator, tcp = (times[what, mode] for mode in ("openssl", "session", "simulator", "tcp"))
        name = "TLS %s, both ends" % what
        for title, each in (("OpenSSL alone", openssl), ("session without I/O", session), ("over simulated TCP", simulator),
                            ("its octets as plain simulated TCP", tcp)):
            results.append(result("%s: %s" % (name, title), statistics.median(each.values()), "us"))
        ratios = [("session over OpenSSL alone", [session[turn] / openssl[turn] for turn in openssl]),
                  ("simulated over OpenSSL alone", [simulator[turn] / openssl[turn] for turn in openssl]),
                  ("simulated over OpenSSL and plain TCP", [simulator[turn] / (openssl[turn] + tcp[turn]) for turn in openssl])]
        for title, each in ratios:
            results.append(result("%s: %s" % (name, title), statistics.median(each), "times", TLS_GOAL, at_least=False))
    return results


def measure_population(out: str) -> list:
    """Memory and processor time per registered user agent with a live connection, and how both grow with their number."""
    program = os.path.join(out, "bench", "tls-population")
    found = {}
    for count in POPULATIONS:
        for transport in ("tls", "tcp"):
            lines = [wall([program, str(count), transport])[1].split() for _ in range(3 if count <= 500 else 1)]
            found[count, transport] = [statistics.median(float(line[column]) for line in lines) for column in range(2, 6)]
    first, last = POPULATIONS[0], POPULATIONS[-1]
    results = []
    for count in POPULATIONS:
        memory = found[count, "tls"][1] / 1024
        results.append(result("memory per registered user agent, %d by TLS" % count, memory, "KiB", MEMORY_GOAL_KIB, at_least=False))
        results.append(result("memory per registered user agent, %d by TCP" % count, found[count, "tcp"][1] / 1024, "KiB"))
    for column, title in ((2, "to connect and register"), (3, "to refresh by the live connection")):
        for count in POPULATIONS:
            for transport in ("tls", "tcp"):
                value = found[count, transport][column] / 1000
                results.append(result("time %s, %d by %s" % (title, count, transport.upper()), value, "us"))
    for column, title in ((1, "memory"), (2, "time to connect and register"), (3, "time to refresh")):
        for transport in ("tls", "tcp"):
            growth = found[last, transport][column] / found[first, transport][column]
            results.append(result("growth of %s by %s, %d to %d" % (title, transport.upper(), first, last), growth, "times",
                                  GROWTH_GOAL if transport == "tls" else None, at_least=False))
        growth = found[last, "tls"][column] / found[500, "tls"][column]
        results.append(result("growth of %s by TLS, full proxies, 500 to %d" % (title, last), growth, "times"))
    return results


def measure_filter(out: str) -> list:
    """What a firewall's decision about a packet costs, by number of pinholes; in turns, medians over the rounds."""
    output = subprocess.run([os.path.join(out, "bench", "filter-cost"), str(ROUNDS)], text=True, check=True,
                            stdout=subprocess.PIPE).stdout
    times = collections.defaultdict(dict)
    for line in output.splitlines():
        what, count, turn, nanoseconds = line.split()
        times[what, int(count)][int(turn)] = float(nanoseconds)
    counts = sorted({count for _, count in times})
    results = []
    for what, title in (("pass", "firewall, a packet that passes"), ("deny", "firewall, a packet that is dropped"),
                        ("match", "lookup of a pinhole alone")):
        for count in counts:
            results.append(result("%s, %d pinholes" % (title, count), statistics.median(times[what, count].values()), "ns"))
        medians = [statistics.median(times[what, count].values()) for count in counts]
        results.append(result("%s, most over least" % title, max(medians) / min(medians), "times",
                              None if what == "match" else FLATNESS_GOAL, at_least=False))
    return results


def measure_media(out: str) -> list:
    """Wall time of simultaneous calls with SRTP over that of the same packets as plain ns-3 UDP, each pair of hosts with ten calls."""
    times, packets = collections.defaultdict(list), set()
    for mode in ("udp", "rtp", "srtp"):
        command = [os.path.join(out, "bench", "media-cost"), mode, str(MEDIA_CALLS), str(MEDIA_SECONDS), str(MEDIA_CALLS // 10)]
        _, count, nanoseconds = wall(command)[1].split()
        packets.add(int(count))
        times[mode].append(float(nanoseconds) / 1e9)
    if len(packets) != 1:
        raise ValueError("not the same packets")
    name = "%d calls of %d s, %d packets" % (MEDIA_CALLS, MEDIA_SECONDS, packets.pop())
    results = [result("%s: %s" % (name, title), statistics.median(times[mode]), "s")
               for mode, title in (("udp", "plain UDP"), ("rtp", "RTP"), ("srtp", "SRTP"))]
    for mode, title, goal in (("rtp", "RTP", None), ("srtp", "SRTP", MEDIA_GOAL)):
        ratios = [ours / plain for ours, plain in zip(times[mode], times["udp"])]
        results.append(result("%s over plain UDP" % title, statistics.median(ratios), "times", goal, at_least=False))
    return results


def read_tables(folder: str) -> tuple:
    """The operations of all runs together, and the octets of each call, as the two baselines want them."""
    sums = collections.defaultdict(lambda: [0, 0])
    with open(os.path.join(folder, "cek-reuse-cost-operations.csv"), encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            entry = sums[row["operation"], row["algorithm"]]
            entry[0] += int(row["count"])
            entry[1] += int(row["octets"])
    calls = collections.OrderedDict()
    with open(os.path.join(folder, "cek-reuse-cost.csv"), encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            key = tuple(row[name] for name in ("keying", "key_type", "inspecting_proxies", "sdp_messages", "run"))
            call = calls.setdefault(key, {"proxies": 0})
            call[row["role"]] = int(row["message_bytes"])
            call["proxies"] += row["role"].startswith("proxy-")
            # INVITE and BYE are answered, and each further exchange has an ACK besides.
            call["turns"] = int(row["sdp_messages"]) + 2
    return ("".join("%s %s %d %d\n" % (*kind, *amount) for kind, amount in sorted(sums.items())),
            "".join("%d %d %d %d\n" % (call["proxies"], call["turns"], call["caller"], call["callee"]) for call in calls.values()))


def result(name: str, value: float, unit: str, goal: float = None, at_least: bool = True) -> dict:
    """One line of the table."""
    holds = None if goal is None else value >= goal if at_least else value <= goal
    return {"name": name, "value": value, "unit": unit, "goal": None if goal is None else ("at least %g" if at_least else "at most %g") % goal,
            "holds": holds}


def run(top: str, out: str) -> None:
    """Print the table and write build/bench.json."""
    results = measure_parser(top, out) + measure_scenario(out) + measure_tls(out) + measure_filter(out) + measure_media(out) + measure_population(out)
    for row in results:
        goal = "" if row["goal"] is None else "  goal: %s, %s" % (row["goal"], "holds" if row["holds"] else "missed")
        print("%-62s %12.4g %-10s%s" % (row["name"], row["value"], row["unit"], goal))
    path = os.path.join(out, "bench.json")
    with open(path + ".part", "w", encoding="utf-8") as handle:
        json.dump(results, handle, indent=2)
        handle.write("\n")
    os.replace(path + ".part", path)
    print("written to " + os.path.relpath(path, top))
    sys.stdout.flush()
