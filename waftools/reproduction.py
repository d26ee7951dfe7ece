# SPDX-License-Identifier: GPL-2.0-only
"""Hands the figures to the Snakemake workflow, shows its progress, and gives the verdicts."""
import ctypes
import fcntl
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import progress

SNAKEMAKE = "/usr/bin/snakemake"
WAIT_FOR_LOCK_S = 60.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h
STEP_S = {"figure": 2.0, "compare": 1.0}  # about how long these steps take; "run" is computed


def fail(text: str) -> None:
    """End for a user's mistake."""
    print("waf: " + text, file=sys.stderr)
    sys.exit(2)


def figure_list(top: str):
    """The module that knows all figures."""
    folder = os.path.join(top, "analysis")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import figures
    return figures


def choose(top: str, figure: str) -> list:
    """The figures to make; ends with status 2 if there is none of that name."""
    known = sorted(figure_list(top).load())
    if figure and figure not in known:
        fail("no figure is named %s; there are: %s" % (figure, ", ".join(known)))
    return [figure] if figure else known


def check(top: str, figure: str, profile: str = "") -> None:
    """Find a user's mistakes before anything is built; ends with status 2."""
    choose(top, figure)
    if profile and not os.path.exists(os.path.join(profile, "config.yaml")):
        fail("no Snakemake profile (config.yaml) in %s; there is scenarios/profiles/slurm"
             % profile)
    for path in (top, os.path.abspath(profile)):
        if profile and re.search(r"\s", path):
            fail("Snakemake cannot start cluster jobs from a folder with a blank in its name: "
                 + path)
    if not os.path.exists(SNAKEMAKE):
        fail(SNAKEMAKE + " is missing; install Debian's package snakemake")
    folder = os.path.join(top, "results", "local")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, ".lock"), "a", encoding="utf-8"):
            pass
    except OSError as error:
        fail("results cannot be written into %s: %s"
             % (os.path.relpath(folder, top), error.strerror))


def lock_results(folder: str):
    """Take the results folder for this reproduction alone.

    The kernel holds the lock for this process and for Snakemake, so whatever ends them, kill -9
    included, frees it; Snakemake's own lock files, which outlive a kill, are not used (--nolock).
    """
    lock = open(os.path.join(folder, ".lock"), "a", encoding="utf-8")
    deadline = time.monotonic() + WAIT_FOR_LOCK_S
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except OSError:
            if time.monotonic() > deadline:
                fail("another reproduction is under way in %s; wait for its end" % folder)
            if not told:
                print("waf: waiting for another reproduction to end", file=sys.stderr)
                told = True
            time.sleep(0.2)


def detach() -> None:
    """In the child, before it becomes Snakemake: arrange how it will be told to stop.

    It leaves the terminal's process group, so that Ctrl-C reaches it once and by stop() alone: a
    second SIGINT would keep it from cancelling a cluster's jobs. It gets a SIGINT too when this
    process is gone, even by kill -9. Not SIGTERM, for which Snakemake 7 has a handler that takes a
    lock which its main thread may hold: it would wait for itself, and keep the folder locked.
    """
    os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job would ignore it
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def make_estimate(top: str, chosen: list, form: str) -> progress.Estimate:
    """What the workflow's progress is measured with."""
    figures = figure_list(top)
    known = figures.load()
    runs = os.path.join(top, "results", "local", form, "runs")
    expected, missing = {}, []
    for name in chosen:
        for batch, options in figures.batches(known[name], form).items():
            scenario = known[name]["scenario"]
            seconds = figures.seconds(known[name], options)
            expected["scenario=%s, batch=%s" % (scenario, batch)] = seconds
            if not os.path.exists(os.path.join(runs, scenario, batch, "manifest.json")):
                missing.append(seconds)
    planned = missing or list(expected.values())
    mean = sum(planned) / len(planned)
    return progress.Estimate(
        lambda rule, wildcards: expected.get(wildcards, STEP_S.get(rule, 0.0)), mean)


def follow(process, log, line: progress.ProgressLine) -> None:
    """Show the progress that a log tells of, until the process that writes it ends."""
    text = ""
    while True:
        ended = process.poll() is not None
        piece = log.readline()
        text += piece
        if text.endswith("\n"):
            changed = line.estimate.read(text)
            line.show(now_at_once=changed and line.terminal)
            text = ""
        elif not piece:
            line.show()
            if ended:
                break
            time.sleep(0.2)
    line.close()


def complaints(log_path: str) -> list:
    """The last lines in a log, and in those of failed cluster jobs, that say what is wrong.

    They are those that are not indented, and none of the lines that Snakemake always writes.
    """
    own = re.compile(r"\s|\[|$|(local)?rule |Finished job|Select jobs|Job stats|Building DAG|"
                     r"Using shell|Provided |Rules claiming|Config file|Complete log|Job counts|"
                     r"Exiting because|\d+ of \d+ steps|Trying to restart|Removing output|"
                     r"Submitted job|Error in rule|Error executing|Shutting down|Terminating proc|"
                     r"job +count|-----|\w+( +\d+){3}$")
    with open(log_path, encoding="utf-8", errors="replace") as log:
        text = log.read()
    found = [line for line in text.splitlines() if not own.match(line)]
    for job in re.findall(r"^Error executing rule .*\bexternal: (\w+),", text, re.MULTILINE):
        path = os.path.join(os.path.dirname(log_path), "cluster-logs", job + ".log")
        if os.path.exists(path):
            found += complaints(path)
    return list(dict.fromkeys(found))[-20:]  # without what every attempt says again


def stop(process) -> None:
    """Have Snakemake and its jobs end, and wait for that, however often the user loses patience."""
    os.killpg(process.pid, signal.SIGINT)
    while process.poll() is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            print("waf: still stopping", file=sys.stderr)


def run_workflow(top: str, out: str, chosen: list, form: str, profile: str) -> bool:
    """Run Snakemake over what is missing or out of date; returns whether every job succeeded."""
    folder = os.path.join(top, "results", "local")
    lock = lock_results(folder)
    if not profile:  # else a cluster's jobs, which outlive a killed workflow, may work in them
        for leftover in glob.glob(os.path.join(glob.escape(folder), form, "runs", "*", "*.part-*")):
            shutil.rmtree(leftover, ignore_errors=True)
    for name in chosen:  # a verdict is always given anew
        if os.path.exists(os.path.join(folder, form, name, "verdict.txt")):
            os.remove(os.path.join(folder, form, name, "verdict.txt"))
    command = [SNAKEMAKE, "-s", os.path.join(top, "scenarios", "Snakefile"), "-d", folder,
               "--nolock", "--rerun-incomplete", "--keep-going", "--scheduler", "greedy"]
    if profile:
        command += ["--profile", os.path.abspath(profile)]
    else:
        command += ["--cores", str(os.cpu_count() or 1)]
    command += ["--config", "form=" + form, "build=" + os.path.abspath(out),
                "figures=" + ",".join(chosen)]
    environment = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, ".cache"),
                       MPLCONFIGDIR=os.path.join(folder, ".cache", "matplotlib"),
                       PYTHONDONTWRITEBYTECODE="1")
    environment.setdefault("HOME", folder)
    environment.setdefault("CI", "true")  # ask a cluster about jobs each second, not every ten
    # Snakemake is Debian's: no python3 before Debian's on the PATH may run its jobs.
    environment["PATH"] = "/usr/bin:/bin:" + environment.get("PATH", "")
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        environment.pop(name, None)
    log_path = os.path.join(folder, form + ".log")
    line = progress.ProgressLine(make_estimate(top, chosen, form), sys.stdout)

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    # A file, not a pipe, so that Snakemake can end in order even when this process has been killed.
    try:
        output, log = open(log_path, "wb"), open(log_path, encoding="utf-8", errors="replace")
    except OSError as error:
        fail("results cannot be written: %s: %s" % (os.path.relpath(log_path, top), error.strerror))
    with lock, output, log:
        process = subprocess.Popen(command, cwd=top, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=subprocess.STDOUT,
                                   pass_fds=[lock.fileno()],
                                   preexec_fn=detach)
        try:
            follow(process, log, line)
        except KeyboardInterrupt:
            print("\nwaf: stopping the runs under way", file=sys.stderr)
            stop(process)
            print("waf: interrupted; the same command goes on where this one stopped",
                  file=sys.stderr)
            sys.exit(130)
        finally:
            signal.signal(signal.SIGTERM, before)
    if process.returncode:
        print(*complaints(log_path), sep="\n", file=sys.stderr)
        print("waf: the workflow failed; all that it said is in "
              + os.path.relpath(log_path, top), file=sys.stderr)
    return process.returncode == 0


def time_of_runs(top: str, form: str, name: str) -> str:
    """How long the runs of a figure took, each on one core; empty if that is not known."""
    figures = figure_list(top)
    known = figures.load()[name]
    seconds = 0
    for batch in figures.batches(known, form):
        path = os.path.join(top, "results", "local", form, "runs", known["scenario"], batch,
                            "seconds.txt")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as handle:
            seconds += int(handle.read())
    return ", runs took %s on one core" % progress.duration(seconds)


def run(top: str, out: str, figure: str, full: bool, profile: str) -> None:
    """Rerun, redraw and compare; ends with status 1 unless every figure passes."""
    check(top, figure, profile)
    chosen = choose(top, figure)
    form = "full" if full else "quick"
    begin = time.monotonic()
    passed = run_workflow(top, out, chosen, form, profile)
    print("reproduce: took %s" % progress.duration(time.monotonic() - begin))
    for name in chosen:
        path = os.path.join(top, "results", "local", form, name, "verdict.txt")
        verdict = "FAIL %s: it could not be made" % name
        if os.path.exists(path):
            with open(path, encoding="utf-8") as handle:
                verdict = handle.read().strip() + time_of_runs(top, form, name)
        print(verdict, flush=True)
        passed = passed and verdict.startswith("PASS ")
    if not passed:
        sys.exit(1)


def drop_runs_of_other_sources(top: str, form: str) -> None:
    """Forget what other revisions, or sources that were not committed, have computed."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=top, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode:
        return  # not a clone
    folder = glob.escape(os.path.join(top, "results", "local", form))
    dropped = False
    for path in glob.glob(os.path.join(folder, "runs", "*", "*", "manifest.json")):
        with open(path, encoding="utf-8") as handle:
            git = json.load(handle).get("git", {})
        if git.get("dirty", True) or git.get("revision") != done.stdout.strip():
            os.remove(path)
            dropped = True
    for path in glob.glob(os.path.join(folder, "*", "*.csv")) if dropped else []:
        os.remove(path)  # else Snakemake would see no need of the runs


def publish(top: str, out: str, figure: str, full: bool) -> None:
    """Replace the published results by those of a full run, of which the quick one is a part."""
    del full  # never less
    check(top, figure)
    chosen = choose(top, figure)
    targets = {name: os.path.join(top, "results", "published", name) for name in chosen}
    for target in targets.values():
        try:
            os.makedirs(target, exist_ok=True)
        except OSError as error:
            fail("cannot publish into %s: %s" % (os.path.relpath(target, top), error.strerror))
        if not os.access(target, os.W_OK):
            fail("cannot publish into %s: it may not be written" % os.path.relpath(target, top))
    drop_runs_of_other_sources(top, "full")
    if not run_workflow(top, out, chosen, "full", ""):
        sys.exit(1)
    for name, target in targets.items():
        source = os.path.join(top, "results", "local", "full", name)
        for file in (name + ".csv", name + ".pdf", name + ".png", "caption.txt", "manifest.json"):
            shutil.copyfile(os.path.join(source, file), os.path.join(target, file + ".part"))
            os.replace(os.path.join(target, file + ".part"), os.path.join(target, file))
        print("published " + os.path.relpath(target, top))
        with open(os.path.join(target, "manifest.json"), encoding="utf-8") as handle:
            if json.load(handle)["git"]["dirty"]:
                print("waf: note: its runs come from sources that are not committed",
                      file=sys.stderr)
