# SPDX-License-Identifier: GPL-2.0-only
"""The published results are whole, and the numbers that the README quotes follow from them."""
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "analysis"))

import pandas  # noqa: E402

import compare  # noqa: E402
import figures  # noqa: E402


def published(figure: str, kind: str = "csv") -> str:
    """Path of a published file."""
    name = {"csv": figure + ".csv", "pdf": figure + ".pdf", "png": figure + ".png"}.get(kind, kind)
    return os.path.join(figures.PUBLISHED, figure, name)


def pick(table: pandas.DataFrame, column: str, where: dict) -> float:
    """The one number that a claim names."""
    for key, value in where.items():
        table = table[table[key] == value]
    if len(table) != 1:
        raise ValueError("%d rows are meant by %s" % (len(table), where))
    return table[column].iloc[0]


class Claims(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(TOP, "analysis", "claims.json"), encoding="utf-8") as handle:
            self.claims = json.load(handle)

    def test_numbers_follow_from_the_published_ones(self):
        for claim in self.claims:
            with self.subTest(claim["text"]):
                table = pandas.read_csv(published(claim["figure"]))
                ratio = (pick(table, claim["column"], claim["of"])
                         / pick(table, claim["column"], claim["over"]))
                digits = len(claim["value"].partition(".")[2])
                self.assertEqual("%.*f" % (digits, ratio), claim["value"])
                self.assertIn(" %s " % claim["value"], claim["text"])

    def test_readme_quotes_them(self):
        with open(os.path.join(TOP, "README.md"), encoding="utf-8") as handle:
            readme = " ".join(handle.read().split())
        for claim in self.claims:
            with self.subTest(claim["text"]):
                self.assertIn(claim["text"], readme)


class Published(unittest.TestCase):
    def test_figure_folders_are_whole(self):
        for figure in figures.load():
            for kind in ("csv", "pdf", "png", "caption.txt", "manifest.json"):
                self.assertGreater(os.path.getsize(published(figure, kind)), 0)

    def test_numbers_fill_the_full_grid(self):
        for name, figure in figures.load().items():
            table = pandas.read_csv(published(name))
            for form in ("quick", "full"):
                grid = figure[form]["grid"]
                beyond = figure.get("beyond", {})
                rows = table.to_dict("records")
                part = table[[compare.in_grid(row, grid, beyond) for row in rows]]
                for option in {name for name in grid if name.replace("-", "_") in table} - {"runs"}:
                    self.assertEqual({str(value) for value in part[option.replace("-", "_")]},
                                     set(figures.values(grid[option]) + beyond.get(option, [])),
                                     (name, form, option))
                strictly = table[[compare.in_grid(row, grid, {}) for row in rows]]
                self.assertEqual({str(value) for value in strictly["runs"]}, {grid["runs"]})

    def test_manifests_name_program_seed_versions_and_inputs(self):
        for name, figure in figures.load().items():
            with open(published(name, "manifest.json"), encoding="utf-8") as handle:
                manifest = json.load(handle)
            self.assertEqual((manifest["figure"], manifest["form"]), (name, "full"))
            self.assertEqual(manifest["program"], figure["scenario"])
            self.assertEqual(set(manifest["batches"]), set(figures.batches(figure, "full")))
            self.assertRegex(manifest["git"]["revision"], r"^[0-9a-f]{40}$")
            self.assertTrue(manifest["versions"]["OpenSSL"] and manifest["versions"]["ns-3"])
            self.assertTrue(manifest["inputs_sha256"] and manifest["seed"])


if __name__ == "__main__":
    unittest.main()
