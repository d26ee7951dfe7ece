# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the figures' arithmetic, drawing, comparison and list."""
import filecmp
import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "analysis"))

import numpy  # noqa: E402
import pandas  # noqa: E402
from PIL import Image  # noqa: E402
from scipy import stats  # noqa: E402

import cek_reuse_message_bytes  # noqa: E402
import cek_reuse_processor_time  # noqa: E402
import compare  # noqa: E402
import figures  # noqa: E402
import intervals  # noqa: E402
import provenance  # noqa: E402

MODULES = (cek_reuse_processor_time, cek_reuse_message_bytes)


def example_runs() -> pandas.DataFrame:
    """Runs as cek-reuse-cost writes them, with made-up values."""
    rows = []
    for keying in ("none", "end-to-end", "asymmetric", "cek-reuse"):
        for key_type in ("rsa-2048", "p-256"):
            for proxies in range(5):
                for messages in (2, 8):
                    for run in (1, 2, 3):
                        for role in ("caller", "proxy-1", "proxy-2", "callee"):
                            rows.append((keying, key_type, proxies, messages, run, role,
                                         10.0 * messages + run, 900 * messages))
    return pandas.DataFrame(rows, columns=[
        "keying", "key_type", "inspecting_proxies", "sdp_messages", "run", "role",
        "processor_time_us", "message_bytes"])


class Intervals(unittest.TestCase):
    def test_half_width_is_students_t(self):
        # 1..5: standard deviation sqrt(2.5), t(0.975, 4) = 2.776445 (any table)
        table = pandas.DataFrame({"key": ["a"] * 5, "value": [1, 2, 3, 4, 5]})
        row = intervals.summarize(table, ["key"], "value", "ms").iloc[0]
        self.assertEqual(row["mean_ms"], 3)
        self.assertAlmostEqual(row["ci95_ms"], 2.776445 * (2.5 / 5) ** 0.5, places=5)

    def test_equals_scipys_interval(self):
        sample = numpy.random.default_rng(4).normal(3, 1, 10)
        table = pandas.DataFrame({"key": "a", "value": sample})
        row = intervals.summarize(table, ["key"], "value", "ms").iloc[0]
        low, high = stats.t.interval(0.95, 9, loc=sample.mean(), scale=stats.sem(sample))
        self.assertAlmostEqual(row["mean_ms"] - row["ci95_ms"], low, places=12)
        self.assertAlmostEqual(row["mean_ms"] + row["ci95_ms"], high, places=12)

    def test_covers_the_mean_in_95_of_100(self):
        generator = numpy.random.default_rng(1)
        table = pandas.DataFrame({"key": numpy.repeat(numpy.arange(2000), 10),
                                  "value": generator.normal(7, 2, 20000)})
        rows = intervals.summarize(table, ["key"], "value", "ms")
        covered = ((rows["mean_ms"] - 7).abs() <= rows["ci95_ms"]).mean()
        self.assertAlmostEqual(covered, 0.95, delta=0.015)

    def test_single_run_has_no_interval_and_equal_runs_one_of_no_width(self):
        table = pandas.DataFrame({"key": ["a", "b", "b", "b"], "value": [2, 0.1, 0.1, 0.1]})
        rows = intervals.summarize(table, ["key"], "value", "ms")
        self.assertTrue(numpy.isnan(rows["ci95_ms"][0]))
        self.assertEqual((rows["mean_ms"][1], rows["ci95_ms"][1], rows["runs"][1]), (0.1, 0.0, 3))

    def test_caption_tells_whether_runs_differ(self):
        equal = pandas.DataFrame({"mean_ms": [1.0], "ci95_ms": [0.0], "runs": [10]})
        self.assertIn("agree to the last digit", intervals.describe(equal, "ms"))
        self.assertIn("at most 2.0 %", intervals.describe(equal.assign(ci95_ms=0.02), "ms"))


class Comparison(unittest.TestCase):
    table = pandas.DataFrame({
        "key_type": ["a", "a", "b"], "proxies": [1, 2, 1], "mean_ms": [1.0, 2.0, 3.0],
        "ci95_ms": [0.1, 0.2, 0.3], "runs": [10, 10, 10]})
    tolerance = {"mean_ms": 1e-3, "ci95_ms": 1e-3}
    full = {"key-type": "a,b", "proxies": "1-2", "runs": "10"}

    def verdict(self, local, grid=None):
        return compare.compare("f", local, self.table, self.tolerance, grid or self.full)

    def test_equal_passes(self):
        self.assertEqual(self.verdict(self.table),
                         "PASS f (9 numbers, largest relative difference 0.0e+00)")

    def test_part_of_the_published_grid_passes(self):
        grid = dict(self.full, **{"key-type": "a"})
        self.assertTrue(self.verdict(self.table.iloc[:2], grid).startswith("PASS f (6 numbers"))

    def test_rows_missing_from_the_grid_fail(self):
        self.assertIn("the rerun lacks the row for key_type b", self.verdict(self.table.iloc[:2]))

    def test_any_perturbed_number_fails(self):
        for column in ("mean_ms", "ci95_ms", "runs"):
            for row in range(3):
                local = self.table.copy()
                local.loc[row, column] *= 2
                self.assertIn("FAIL f: first difference: " + column, self.verdict(local))

    def test_within_tolerance_passes_and_is_told(self):
        local = self.table.assign(mean_ms=[1.0005, 2.0, 3.0])
        self.assertIn("largest relative difference 5.0e-04", self.verdict(local))

    def test_no_number_is_no_match(self):
        for value in (float("nan"), float("inf")):
            verdict = self.verdict(self.table.assign(mean_ms=[value, 2.0, 3.0]))
            self.assertTrue(verdict.startswith("FAIL"))

    def test_unknown_or_double_rows_other_columns_and_no_rows_fail(self):
        other = self.table.assign(key_type=["a", "a", "c"])
        self.assertIn("no published row for key_type c", self.verdict(other))
        self.assertIn("twice", self.verdict(pandas.concat([self.table, self.table.iloc[:1]])))
        self.assertIn("columns", self.verdict(self.table.drop(columns="runs")))
        self.assertIn("no rows", self.verdict(self.table.iloc[:0]))


class Drawing(unittest.TestCase):
    def test_same_data_same_bytes_other_data_other_bytes(self):
        for module in MODULES:
            with tempfile.TemporaryDirectory() as folder:
                table = module.summarize(example_runs())
                module.draw(table, folder, "one")
                module.draw(table, folder, "two")
                mean = next(column for column in table.columns if column.startswith("mean_"))
                other = table.assign(**{mean: table[mean] * (1 + 0.1 * table.index)})
                module.draw(other, folder, "three")
                for kind in ("pdf", "png"):
                    one, two, three = (os.path.join(folder, "%s.%s" % (name, kind))
                                       for name in ("one", "two", "three"))
                    self.assertTrue(filecmp.cmp(one, two, shallow=False))
                    self.assertFalse(filecmp.cmp(one, three, shallow=False))

    def test_one_column_wide_with_embedded_truetype_and_no_date(self):
        for module in MODULES:
            with tempfile.TemporaryDirectory() as folder:
                module.draw(module.summarize(example_runs()), folder, "figure")
                with Image.open(os.path.join(folder, "figure.png")) as image:
                    self.assertEqual(image.width, 3.5 * 300)
                with open(os.path.join(folder, "figure.pdf"), "rb") as handle:
                    document = handle.read()
                self.assertIn(b"/MediaBox [ 0 0 252 ", document)
                self.assertIn(b"/FontFile2", document)
                self.assertNotIn(b"/Type3", document)
                self.assertNotIn(b"CreationDate", document)

    def test_message_bytes_counts_the_users_only(self):
        table = cek_reuse_message_bytes.summarize(example_runs())
        self.assertEqual(set(table["mean_octets"]), {2 * 900 * 2.0, 2 * 900 * 8.0})

    def test_processor_time_is_in_milliseconds_by_role(self):
        table = cek_reuse_processor_time.summarize(example_runs())
        self.assertEqual(set(table["role"]), {"caller", "proxy-1", "callee"})
        self.assertAlmostEqual(table[table["sdp_messages"] == 8]["mean_ms"].iloc[0], 0.082)


class TheList(unittest.TestCase):
    def test_quick_grid_is_part_of_the_full_one(self):
        for name, figure in figures.load().items():
            self.assertTrue(os.path.exists(os.path.join(TOP, "analysis", figure["script"])), name)
            quick, full = (figure[form]["grid"] for form in ("quick", "full"))
            self.assertEqual(quick["runs"], full["runs"], "else means could not be equal")
            self.assertGreaterEqual(int(quick["runs"]), 10)
            self.assertEqual(set(quick), set(full))
            for option in set(quick) - {"runs"}:
                self.assertLessEqual(set(figures.values(quick[option])),
                                     set(figures.values(full[option])))

    def test_batches_cover_the_grid_once(self):
        figure = {"quick": {"grid": {"a": "1-3", "b": "x,y", "c": "0-4"}, "split": ["a", "b"]}}
        found = list(figures.batches(figure, "quick").values())
        self.assertEqual(len(found), 6)
        self.assertEqual({(options["a"], options["b"], options["c"]) for options in found},
                         {(a, b, "0-4") for a in "123" for b in "xy"})

    def test_name_of_a_batch_tells_all_its_options(self):
        def names(last):
            figure = {"quick": {"grid": {"a": "1", "c": last}, "split": ["a"]}}
            return set(figures.batches(figure, "quick"))
        self.assertEqual(names("0-4"), names("0-4"))
        self.assertNotEqual(names("0-4"), names("0-3"))

    def test_options_may_not_hold_shell_words(self):
        with self.assertRaises(ValueError):
            figures.arguments({"keying": "$(reboot)"})


class Provenance(unittest.TestCase):
    def test_tells_once_what_is_alike_and_every_revision(self):
        runs = {name: {"program": "p", "seed": "1", "git": {"revision": revision, "dirty": dirty},
                       "options": {"a": name, "b": "same"}, "outputs_sha256": {"p.csv": name * 2}}
                for name, revision, dirty in (("x", "r1", False), ("y", "r2", True))}
        record = provenance.gather(json.loads(json.dumps(runs)))
        self.assertEqual((record["program"], record["seed"]), ("p", "1"))
        self.assertEqual(record["options"], {"b": "same"})
        self.assertEqual(record["git"], {"revision": "r1, r2", "dirty": True})
        self.assertEqual(record["batches"]["y"]["options"], {"a": "y"})
        self.assertEqual(record["batches"]["x"]["outputs_sha256"], {"p.csv": "xx"})


if __name__ == "__main__":
    unittest.main()
