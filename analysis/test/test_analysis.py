# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the figures' arithmetic, of the comparison, and of the workflow with a stand-in scenario."""
import filecmp
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(TOP, "analysis"), os.path.join(TOP, "waftools")]

import numpy  # noqa: E402
import pandas  # noqa: E402

import cek_reuse_message_bytes  # noqa: E402
import cek_reuse_processor_time  # noqa: E402
import compare  # noqa: E402
import figures  # noqa: E402
import intervals  # noqa: E402
import reproduction  # noqa: E402

# A scenario that answers at once: two rows whose value follows from its options, and a mark that it ran.
STAND_IN = """#!/usr/bin/python3
import os, sys, time
options = dict(zip(sys.argv[1:-1:2], sys.argv[2::2]))
os.makedirs(options["--output"])
time.sleep(float(os.environ.get("STAND_IN_SECONDS", "0")))
with open(os.path.join(options["--output"], "stand-in.csv"), "w") as table:
    table.write("point,run,value\\n" + "".join("%s,%d,%d\\n" % (options["--point"], run, run) for run in (1, 2, 3)))
with open(os.path.join(options["--output"], "manifest.json"), "w") as manifest:
    manifest.write("{}")
with open(os.environ["STAND_IN_MARKS"], "a") as marks:
    marks.write(options["--point"] + "\\n")
"""
SCRIPT = """
import sys
sys.path.insert(0, %r)
import command, intervals
command.main("stand-in", "stand-in", lambda runs: intervals.summarize(runs, ["point"], "value", "units"),
             lambda table, folder, name: None, "caption")
"""


def example_runs() -> pandas.DataFrame:
    """Runs as cek-reuse-cost writes them, with made-up values."""
    rows = []
    for keying in ("none", "end-to-end", "asymmetric", "cek-reuse"):
        for key_type in ("rsa-2048", "p-256"):
            for proxies in range(5):
                for messages in (2, 8):
                    for run in (1, 2, 3):
                        for role in ("caller", "proxy-1", "callee"):
                            rows.append((keying, key_type, proxies, messages, run, role, 10.0 * messages + run, 900 * messages))
    return pandas.DataFrame(rows, columns=["keying", "key_type", "inspecting_proxies", "sdp_messages", "run", "role",
                                           "processor_time_us", "message_bytes"])


class Intervals(unittest.TestCase):
    def test_half_width_is_students_t(self):
        # 1..5: standard deviation sqrt(2.5), t(0.975, 4) = 2.776445 (any table)
        table = pandas.DataFrame({"key": ["a"] * 5, "value": [1, 2, 3, 4, 5]})
        row = intervals.summarize(table, ["key"], "value", "ms").iloc[0]
        self.assertEqual(row["mean_ms"], 3)
        self.assertAlmostEqual(row["ci95_ms"], 2.776445 * (2.5 / 5) ** 0.5, places=5)

    def test_covers_the_mean_in_95_of_100(self):
        generator = numpy.random.default_rng(1)
        table = pandas.DataFrame({"key": numpy.repeat(numpy.arange(2000), 10), "value": generator.normal(7, 2, 20000)})
        rows = intervals.summarize(table, ["key"], "value", "ms")
        covered = ((rows["mean_ms"] - 7).abs() <= rows["ci95_ms"]).mean()
        self.assertAlmostEqual(covered, 0.95, delta=0.015)

    def test_single_run_has_no_interval(self):
        row = intervals.summarize(pandas.DataFrame({"key": ["a"], "value": [2]}), ["key"], "value", "ms").iloc[0]
        self.assertTrue(numpy.isnan(row["ci95_ms"]))


class Comparison(unittest.TestCase):
    table = pandas.DataFrame({"point": ["a", "b"], "mean_ms": [1.0, 2.0], "ci95_ms": [0.1, 0.2], "runs": [10, 10]})
    tolerance = {"mean_ms": 1e-3, "ci95_ms": 1e-3}

    def verdict(self, local):
        return compare.compare("f", local, self.table, self.tolerance)

    def test_equal_passes(self):
        self.assertTrue(self.verdict(self.table).startswith("PASS f: 6 numbers"))

    def test_part_of_the_published_passes(self):
        self.assertTrue(self.verdict(self.table.iloc[:1]).startswith("PASS"))

    def test_perturbed_number_fails(self):
        for column in ("mean_ms", "ci95_ms", "runs"):
            local = self.table.copy()
            local.loc[1, column] *= 2
            self.assertIn("FAIL f: " + column, self.verdict(local))

    def test_within_tolerance_passes(self):
        self.assertTrue(self.verdict(self.table.assign(mean_ms=[1.0005, 2.0])).startswith("PASS"))

    def test_no_number_is_no_match(self):
        self.assertTrue(self.verdict(self.table.assign(mean_ms=[float("nan"), 2.0])).startswith("FAIL"))

    def test_unknown_row_columns_and_no_rows_fail(self):
        self.assertIn("no published row", self.verdict(self.table.assign(point=["a", "c"])))
        self.assertIn("columns", self.verdict(self.table.drop(columns="runs")))
        self.assertIn("no rows", self.verdict(self.table.iloc[:0]))


class Drawing(unittest.TestCase):
    def test_same_data_same_bytes(self):
        for module in (cek_reuse_processor_time, cek_reuse_message_bytes):
            with tempfile.TemporaryDirectory() as folder:
                table = module.summarize(example_runs())
                for name in ("one", "two"):
                    module.draw(table, folder, name)
                for kind in ("pdf", "png"):
                    self.assertTrue(filecmp.cmp(os.path.join(folder, "one." + kind), os.path.join(folder, "two." + kind), False))

    def test_message_bytes_counts_the_users_only(self):
        table = cek_reuse_message_bytes.summarize(example_runs())
        self.assertEqual(set(table["mean_octets"]), {2 * 900 * 2.0, 2 * 900 * 8.0})

    def test_figures_of_the_list_exist(self):
        for name, figure in figures.load().items():
            self.assertTrue(os.path.exists(os.path.join(TOP, "analysis", figure["script"])), name)
            quick, full = (figure[form]["grid"] for form in ("quick", "full"))
            self.assertEqual(quick["runs"], full["runs"], "the quick form can only be compared with as many runs")


class Steps(unittest.TestCase):
    def test_batches_cover_the_grid(self):
        figure = {"quick": {"grid": {"a": "1,2", "b": "x,y", "c": "0-4"}, "split": ["a", "b"]}}
        self.assertEqual(sorted(figures.batches(figure, "quick")), ["1_x", "1_y", "2_x", "2_y"])

    def test_options_may_not_hold_shell_words(self):
        with self.assertRaises(ValueError):
            figures.arguments({"keying": "$(reboot)"})

    def test_progress_tells_what_is_left(self):
        times = iter([0, 10, 20, 40])
        stream = io.StringIO()
        progress = reproduction.Progress(stream, lambda: next(times))
        for done in (1, 2, 4):
            progress.update(done, 4)
        self.assertEqual(stream.getvalue().splitlines(), ["reproduce: 1 of 4 steps, 30 s left", "reproduce: 2 of 4 steps, 20 s left",
                                                          "reproduce: 4 of 4 steps, 0 s left"])

    def test_unknown_figure_ends_with_2_and_the_known_names(self):
        command = "import sys; sys.path.insert(0, 'waftools'); import reproduction; reproduction.run(%r, '', 'nonsense', False, '')" % TOP
        done = subprocess.run([sys.executable, "-c", command], cwd=TOP, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertIn("cek-reuse-processor-time", done.stderr)


class Workflow(unittest.TestCase):
    """The Snakefile itself, with a stand-in scenario of six points."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder, True)
        os.makedirs(os.path.join(self.folder, "build", "scenarios"))
        program = os.path.join(self.folder, "build", "scenarios", "stand-in")
        with open(program, "w", encoding="utf-8") as handle:
            handle.write(STAND_IN)
        os.chmod(program, 0o755)
        with open(os.path.join(self.folder, "script.py"), "w", encoding="utf-8") as handle:
            handle.write(SCRIPT % os.path.join(TOP, "analysis"))
        with open(os.path.join(self.folder, "list.json"), "w", encoding="utf-8") as handle:
            json.dump({"stand-in": {"scenario": "stand-in", "script": os.path.join(self.folder, "script.py"),
                                    "quick": {"grid": {"point": "a,b,c,d,e,f"}, "split": ["point"]}, "tolerance": {}}}, handle)
        self.marks = os.path.join(self.folder, "marks")

    def snakemake(self, seconds="0"):
        environment = dict(os.environ, STAND_IN_MARKS=self.marks, STAND_IN_SECONDS=seconds, XDG_CACHE_HOME=self.folder,
                           PATH="/usr/bin:/bin")
        command = ["/usr/bin/snakemake", "-s", os.path.join(TOP, "scenarios", "Snakefile"), "-d", self.folder, "--nolock", "-c", "1",
                   "--rerun-incomplete", "--scheduler", "greedy", "--config", "build=" + os.path.join(self.folder, "build"),
                   "out=" + os.path.join(self.folder, "out"), "list=" + os.path.join(self.folder, "list.json"),
                   "published=" + os.path.join(self.folder, "published"), "figures=stand-in"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                start_new_session=True)

    def ran(self):
        with open(self.marks, encoding="utf-8") as marks:
            return marks.read().split()

    def test_killed_workflow_redoes_only_what_was_cut_off(self):
        process = self.snakemake("0.4")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not os.path.exists(self.marks) or len(self.ran()) < 2):
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        before = self.ran()
        self.assertLess(len(before), 6)
        again = self.snakemake()
        output = again.communicate()[0]
        self.assertEqual(again.returncode, 0, output)
        ran = self.ran()
        self.assertEqual(set(ran), set("abcdef"))
        self.assertLessEqual(len(ran), 6 + 1)  # at most the one that was being put into place
        table = pandas.read_csv(os.path.join(self.folder, "out", "stand-in", "stand-in.csv"))
        self.assertEqual(sorted(table["point"]), list("abcdef"))
        self.assertEqual(set(table["mean_units"]), {2.0})
        third = self.snakemake()
        third.communicate()
        self.assertEqual(self.ran(), ran, "nothing was out of date")


if __name__ == "__main__":
    unittest.main()
