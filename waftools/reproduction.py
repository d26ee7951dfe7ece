# SPDX-License-Identifier: GPL-2.0-only
"""Hands the published figures to the Snakemake workflow, shows its progress, and gives the verdicts."""
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time

SNAKEMAKE = "/usr/bin/snakemake"
STEP = re.compile(r"^(\d+) of (\d+) steps \(\d+%\) done")
LINE_EVERY_S = 10.0


class Progress:
    """One line that says how far the work is: rewritten on a terminal, now and then elsewhere."""

    def __init__(self, stream, clock=time.monotonic):
        self.stream, self.clock = stream, clock
        self.terminal = stream.isatty()
        self.begin = clock()
        self.shown = -LINE_EVERY_S
        self.first = None  # steps that were done before, and when the first of ours ended

    def update(self, done: int, total: int) -> None:
        """Show that so many steps are done."""
        now = self.clock() - self.begin
        if self.first is None:
            self.first = (done - 1, 0.0)
        worked = done - self.first[0]
        left = now / worked * (total - done) if worked > 0 else 0.0
        text = "reproduce: %d of %d steps, %s left" % (done, total, duration(left))
        if self.terminal:
            self.stream.write("\r\x1b[K" + text + ("\n" if done == total else ""))
        elif now - self.shown >= LINE_EVERY_S or done == total:
            self.stream.write(text + "\n")
        else:
            return
        self.shown = now
        self.stream.flush()


def duration(seconds: float) -> str:
    """Time for people."""
    whole = int(seconds + 0.5)
    return "%d s" % whole if whole < 120 else "%d min" % ((whole + 30) // 60)


def fail(text: str) -> None:
    """End for a user's mistake."""
    print("waf: " + text, file=sys.stderr)
    sys.exit(2)


def choose(top: str, figure: str) -> list:
    """The figures to make; ends with status 2 if there is none of that name."""
    sys.path.insert(0, os.path.join(top, "analysis"))
    import figures
    known = sorted(figures.load())
    if figure and figure not in known:
        fail("no figure is named %s; there are: %s" % (figure, ", ".join(known)))
    return [figure] if figure else known


def run_workflow(top: str, out: str, chosen: list, form: str, profile: str, extra=()) -> None:
    """Run Snakemake over what is missing or out of date; ends with status 1 when a job fails."""
    folder = os.path.join(top, "results", "local")
    try:
        os.makedirs(folder, exist_ok=True)
        lock = open(os.path.join(folder, ".lock"), "w", encoding="utf-8")
    except OSError as error:
        fail("results cannot be written into %s: %s" % (os.path.relpath(folder, top), error.strerror))
    try:
        # Held by the kernel for this process alone, so a killed run leaves nothing behind (--nolock below).
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        fail("another reproduction is under way in this folder; wait for its end")
    log_path = os.path.join(folder, form + ".log")
    command = [SNAKEMAKE, "-s", os.path.join(top, "scenarios", "Snakefile"), "-d", folder, "--nolock", "--rerun-incomplete",
               "--scheduler", "greedy", "--keep-going", "--config", "form=" + form, "build=" + out,
               "figures=" + ",".join(chosen), *extra]
    if profile:
        if not os.path.exists(os.path.join(profile, "config.yaml")):
            fail("no Snakemake profile (config.yaml) in %s; there is scenarios/profiles/slurm" % profile)
        command += ["--profile", os.path.abspath(profile)]
    else:
        command += ["--cores", str(os.cpu_count() or 1)]
    environment = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, ".cache"), PYTHONDONTWRITEBYTECODE="1")
    environment.setdefault("CI", "true")  # asks a cluster for the state of jobs each second, not every ten
    # Snakemake is Debian's: no python3 that stands before Debian's on the PATH may run its jobs.
    environment["PATH"] = "/usr/bin:/bin:" + environment.get("PATH", "")
    progress = Progress(sys.stdout)
    with open(log_path, "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=top, env=environment, text=True, errors="replace",
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            for line in process.stdout:
                log.write(line)
                log.flush()
                step = STEP.match(line)
                if step:
                    progress.update(int(step.group(1)), int(step.group(2)))
            process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            print("\nwaf: interrupted; the same command goes on where this one stopped", file=sys.stderr)
            sys.exit(130)
    if process.returncode:
        with open(log_path, encoding="utf-8") as log:
            sys.stderr.write("".join(log.readlines()[-30:]))
        print("waf: the workflow failed; all that it said is in " + os.path.relpath(log_path, top), file=sys.stderr)
        sys.exit(1)


def run(top: str, out: str, figure: str, full: bool, profile: str) -> None:
    """Rerun, redraw and compare; ends with status 1 unless every figure passes."""
    chosen = choose(top, figure)
    form = "full" if full else "quick"
    run_workflow(top, out, chosen, form, profile)
    passed = True
    for name in chosen:
        with open(os.path.join(top, "results", "local", form, name, "verdict.txt"), encoding="utf-8") as handle:
            verdict = handle.read().strip()
        print(verdict, flush=True)
        passed = passed and verdict.startswith("PASS ")
    if not passed:
        sys.exit(1)


def publish(top: str, out: str, figure: str, full: bool) -> None:
    """Replace the published results by those of a full run."""
    del full  # what is published is always the full parameter space, of which the quick one is a part
    chosen = choose(top, figure)
    run_workflow(top, out, chosen, "full", "")
    for name in chosen:
        source = os.path.join(top, "results", "local", "full", name)
        target = os.path.join(top, "results", "published", name)
        os.makedirs(target, exist_ok=True)
        for file in (name + ".csv", name + ".pdf", name + ".png", "caption.txt", "manifest.json"):
            shutil.copyfile(os.path.join(source, file), os.path.join(target, file))
        print("published " + os.path.relpath(target, top))
