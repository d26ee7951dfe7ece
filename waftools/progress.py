# SPDX-License-Identifier: GPL-2.0-only
"""Reads what Snakemake 7 says and tells how far a workflow is, and how long it will still take."""
import os
import re
import time
from typing import Callable, Dict, Optional

STEP = re.compile(r"(\d+) of (\d+) steps \(.*\) done")
STARTED = re.compile(r"(?:local)?rule (\w+):$")
COUNT = re.compile(r"(\w+) +(\d+)\b")
FINISHED = re.compile(r"Finished job (\d+)\.")
LINE_EVERY_S = 10.0
TERMINAL_EVERY_S = 1.0


class Estimate:
    """How long the jobs that are left will take, from those that have ended.

    `expected` tells about how many seconds a job takes, by the name of its rule and its wildcards
    ("scenario=a, batch=b"); how much faster or slower this machine is comes out on the way.
    `mean_run_s` is its mean over the jobs of the rule "run" that will probably be needed.
    """

    def __init__(self, expected: Callable[[str, str], float], mean_run_s: float,
                 clock: Callable[[], float] = time.monotonic):
        self.expected, self.mean_run_s, self.clock = expected, mean_run_s, clock
        self.done = self.total = 0
        self.width = 1  # jobs at a time, at most, so far
        self.left_s = 0.0  # expected seconds of jobs that have not been started
        self.running: Dict[int, tuple] = {}  # job -> (expected seconds, when it began)
        self.ended_expected_s = self.ended_real_s = 0.0
        self.in_table = False
        self.rule: Optional[str] = None
        self.job: Optional[int] = None
        self.begun: set = set()

    def read(self, line: str) -> bool:
        """Take a line; returns whether the number of steps done has changed."""
        text = line.strip()
        if text == "Job stats:":
            self.in_table = self.total == 0
            return False
        if self.in_table:
            found = COUNT.match(text)
            if found and found.group(1) == "total":
                self.in_table, self.total = False, int(found.group(2))
                return True
            if found:
                rule = found.group(1)
                each_s = self.mean_run_s if rule == "run" else self.expected(rule, "")
                self.left_s += int(found.group(2)) * each_s
            return False
        started = STARTED.match(text)
        if started:
            self.rule, self.job = started.group(1), None
        elif not text or text.startswith("Error in rule"):
            self.begin_job("")
            self.rule = None
        elif self.rule and text.startswith("jobid: "):
            self.job = int(text[7:])
        elif self.rule and text.startswith("wildcards: "):
            self.begin_job(text[11:])
        elif FINISHED.match(text):
            self.end_job(int(FINISHED.match(text).group(1)))
        elif STEP.match(text):
            self.done, self.total = (int(number) for number in STEP.match(text).groups())
            return True
        return False

    def begin_job(self, wildcards: str) -> None:
        """The job that the log describes has begun."""
        if self.rule is None or self.job is None or self.job in self.running:
            return
        expected = self.expected(self.rule, wildcards)
        if self.job not in self.begun:  # else it is tried again
            self.left_s = max(0.0, self.left_s - expected)
        self.begun.add(self.job)
        self.running[self.job] = (expected, self.clock())
        self.width = max(self.width, len(self.running))

    def end_job(self, job: int) -> None:
        """A job has ended."""
        if job in self.running:
            expected, begin = self.running.pop(job)
            self.ended_expected_s += expected
            self.ended_real_s += self.clock() - begin

    def seconds_left(self) -> Optional[float]:
        """Time left, or None as long as nothing is known."""
        if not self.ended_expected_s:
            return None
        slowness = self.ended_real_s / self.ended_expected_s
        now = self.clock()
        running = [max(0.0, expected * slowness - (now - begin))
                   for expected, begin in self.running.values()]
        return max([*running, (self.left_s * slowness + sum(running)) / self.width])


class ProgressLine:
    """Shows an estimate: a line rewritten on a terminal, a new one every ten seconds elsewhere."""

    def __init__(self, estimate: Estimate, stream, clock: Callable[[], float] = time.monotonic):
        self.estimate, self.stream, self.clock = estimate, stream, clock
        # Rewriting takes a carriage return and no escapes: NO_COLOR has nothing to turn off.
        self.terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.shown_at = clock()
        self.shown = ""

    def show(self, now_at_once: bool = False) -> None:
        """Show where things stand, unless that was done a moment ago."""
        passed = self.clock() - self.shown_at
        pause = 0.0 if now_at_once else TERMINAL_EVERY_S if self.terminal else LINE_EVERY_S
        if not self.estimate.total or passed < pause:
            return
        left = self.estimate.seconds_left()
        text = "reproduce: %d of %d steps" % (self.estimate.done, self.estimate.total)
        if left is not None and self.estimate.done < self.estimate.total:
            text += ", about %s left" % duration(left)
        if self.terminal:
            self.stream.write("\r" + text.ljust(len(self.shown)))
        elif text != self.shown or not now_at_once:
            self.stream.write(text + "\n")
        self.stream.flush()
        self.shown, self.shown_at = text, self.clock()

    def close(self) -> None:
        """Show the last state, and leave the line."""
        self.show(now_at_once=True)
        if self.terminal and self.shown:
            self.stream.write("\n")
            self.stream.flush()


def duration(seconds: float) -> str:
    """Time for people."""
    whole = int(seconds + 0.5)
    return "%d s" % whole if whole < 100 else "%d min" % ((whole + 30) // 60)
