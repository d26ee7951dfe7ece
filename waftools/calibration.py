# SPDX-License-Identifier: GPL-2.0-only
"""Measures primitives, SRTP and the handling of messages and datagrams on this machine, and writes a cost profile."""
import datetime
import json
import os
import re
import subprocess
import sys


def describe_cpu():
    """Name of the processor, with family and model where the name alone says little."""
    environment = dict(os.environ, LC_ALL="C")
    try:
        text = subprocess.run(["lscpu"], env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown: lscpu is not there"
    found = dict(re.findall(r"^(Model name|CPU family|Model|Architecture):\s+(.+?)\s*$", text, re.MULTILINE))
    return "%s (%s, family %s, model %s)" % tuple(found.get(key, "unknown") for key in
                                                  ("Model name", "Architecture", "CPU family", "Model"))


def write_whole(path, text):
    """Write a file so that it is there whole or not at all."""
    partial = path + ".partial"
    with open(partial, "w", encoding="utf-8") as handle:
        handle.write(text)
    os.replace(partial, path)


def run(top, out, name):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name) or name == "free":
        print("calibrate: --name %r will not do: use letters, digits, '.', '-', '_', and not \"free\"" % name, file=sys.stderr)
        sys.exit(2)
    programs = [[os.path.join(out, "calibrate", "calibrate"), os.path.join(top, "contrib", "crypto", "data", "keys")],
                [os.path.join(out, "calibrate", "calibrate-messages"), os.path.join(top, "bench", "messages")],
                [os.path.join(out, "calibrate", "calibrate-media")],
                [os.path.join(out, "calibrate", "calibrate-filter")]]
    capabilities = os.environ.get("OPENSSL_ia32cap")
    print("measuring; keep the machine otherwise idle", flush=True)
    measured = {"operations": []}
    for command in programs:
        done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            sys.stderr.write(done.stderr)
            sys.exit(done.returncode)
        found = json.loads(done.stdout)
        measured["operations"] += found.pop("operations")
        measured.update(found)
    measured["operations"].sort(key=lambda each: (each["operation"], each["algorithm"]))
    profile = {
        "name": name,
        "cpu": describe_cpu() + (", with OPENSSL_ia32cap=" + capabilities if capabilities else ""),
        "library": measured["library"],
        "method": measured["method"],
        "date": datetime.date.today().isoformat(),
        "operations": measured["operations"],
    }
    folder = os.path.join(out, "cost-profiles")
    path = os.path.join(folder, name + ".json")
    try:
        os.makedirs(folder, exist_ok=True)
        write_whole(path, json.dumps(profile, indent=2) + "\n")
    except OSError as error:
        print("calibrate: cannot write %s: %s" % (path, error.strerror), file=sys.stderr)
        sys.exit(2)
    print("%-24s %-22s %12s %12s" % ("operation", "algorithm", "fixed ns", "ns per octet"))
    for each in measured["operations"]:
        print("%-24s %-22s %12.1f %12.4f" % (each["operation"], each["algorithm"], each["fixed_ns"], each["ns_per_octet"]))
    print("wrote %s\nuse it: --cost-profile %s" % (path, path))
