# SPDX-License-Identifier: GPL-2.0-only
"""Tests of what is read from Snakemake's log, and of the line that shows it."""
import io
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "waftools"))

import progress  # noqa: E402

TABLE = """Building DAG of jobs...
Job stats:
job        count    min threads    max threads
-------  -------  -------------  -------------
all            1              1              1
figure         1              1              1
run            4              1              1
total          6              1              1

Select jobs to execute...
"""
BEGIN = """
[Tue Nov 24 02:43:17 2026]
rule run:
    input: build/scenarios/stand-in
    output: runs/b/manifest.json
    jobid: %d
    reason: Missing output files
    wildcards: scenario=s, batch=%s
    resources: tmpdir=/tmp

"""
END = """[Tue Nov 24 02:43:18 2026]
Finished job %d.
%d of 6 steps (17%%) done
"""


class Clock:
    """A clock that stands still."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Terminal(io.StringIO):
    def isatty(self):
        return True


def expected(rule, wildcards):
    """Two seconds for a batch named short, ten for one named long, nothing for other steps."""
    return {"scenario=s, batch=short": 2.0, "scenario=s, batch=long": 10.0}.get(wildcards, 0.0)


class Parsing(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.estimate = progress.Estimate(expected, 6.0, self.clock)

    def feed(self, text):
        for line in text.splitlines(keepends=True):
            self.estimate.read(line)

    def test_counts_steps(self):
        self.feed(TABLE)
        self.assertEqual((self.estimate.done, self.estimate.total), (0, 6))
        self.feed(BEGIN % (3, "short") + END % (3, 1))
        self.assertEqual((self.estimate.done, self.estimate.total), (1, 6))

    def test_knows_nothing_before_a_job_has_ended(self):
        self.feed(TABLE + BEGIN % (3, "short"))
        self.assertIsNone(self.estimate.seconds_left())

    def test_weighs_jobs_and_runs_them_side_by_side(self):
        # Four runs, 24 expected seconds, two at a time, on a machine that is half as fast.
        self.feed(TABLE + BEGIN % (3, "short") + BEGIN % (4, "long"))
        self.clock.now = 4
        self.feed(END % (3, 1))
        # The long job: 20 s, 4 of them gone. Two more with 12 expected seconds: 24 s.
        self.assertAlmostEqual(self.estimate.seconds_left(), (16 + 24) / 2)
        self.feed(BEGIN % (5, "short"))
        self.clock.now = 8
        self.feed(END % (5, 2))
        self.assertAlmostEqual(self.estimate.seconds_left(), (12 + 20) / 2)

    def test_job_tried_again_is_not_counted_twice(self):
        failure = "Error in rule run:\n    jobid: 3\n\n"
        self.feed(TABLE + BEGIN % (3, "short") + failure + BEGIN % (3, "short"))
        self.assertEqual(self.estimate.left_s, 22)

    def test_lines_of_programs_are_no_progress(self):
        self.feed(TABLE)
        self.assertFalse(self.estimate.read("I have done 3 of 4 steps (or so)\n"))
        self.assertEqual(self.estimate.done, 0)


class Showing(unittest.TestCase):
    def line(self, stream):
        self.clock = Clock()
        estimate = progress.Estimate(expected, 6.0, self.clock)
        estimate.total = 6
        return progress.ProgressLine(estimate, stream, self.clock)

    def test_line_every_ten_seconds_elsewhere(self):
        stream = io.StringIO()
        line = self.line(stream)
        for second in range(31):
            self.clock.now = second
            line.show()
        self.assertEqual(stream.getvalue(), "reproduce: 0 of 6 steps\n" * 3)

    def test_rewritten_on_a_terminal_without_escapes(self):
        stream = Terminal()
        line = self.line(stream)
        for done in (1, 6):
            line.estimate.done = done
            self.clock.now += 2
            line.show()
        line.close()
        self.assertEqual(stream.getvalue().count("\n"), 1)
        self.assertTrue(stream.getvalue().startswith(
            "\rreproduce: 1 of 6 steps\rreproduce: 6 of 6 steps"))
        self.assertNotIn("\x1b", stream.getvalue())

    def test_shorter_text_covers_the_longer(self):
        stream = Terminal()
        line = self.line(stream)
        line.shown = "x" * 60
        self.clock.now = 2
        line.show()
        self.assertEqual(len(stream.getvalue()), 1 + 60)

    def test_durations(self):
        self.assertEqual([progress.duration(value) for value in (0.4, 99, 150, 3600)],
                         ["0 s", "99 s", "3 min", "60 min"])


if __name__ == "__main__":
    unittest.main()
