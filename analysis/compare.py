# SPDX-License-Identifier: GPL-2.0-only
"""Compares every number of a rerun figure with the published one.

usage: compare.py FIGURE FORM LOCAL_CSV PUBLISHED_CSV
Prints one line, "PASS ..." or "FAIL ...", and exits with 0 either way: the caller gathers the
verdicts of all figures.
"""
import math
import os
import sys
from types import MappingProxyType
from typing import Dict, List

import pandas

import figures


def in_grid(row: dict, grid: Dict[str, str], beyond: Dict[str, List[str]]) -> bool:
    """Whether a grid (option -> list of values) holds a row; columns are named as options are.

    `beyond` has values that rows have although no option had them, in every form of the figure.
    """
    return all(str(row[option.replace("-", "_")]) in figures.values(text) + beyond.get(option, [])
               for option, text in grid.items() if option.replace("-", "_") in row
               and option != "runs")


def compare(figure: str, local: pandas.DataFrame, published: pandas.DataFrame,
            tolerance: Dict[str, float], grid: Dict[str, str],
            beyond: Dict[str, List[str]] = MappingProxyType({})) -> str:
    """The verdict on a figure: the rerun has exactly the published rows that lie in its grid.

    A column named in `tolerance` may differ by that much, relatively; the column `runs` may not
    differ; all other columns tell the rows apart.
    """
    fail = "FAIL %s: " % figure
    if list(local.columns) != list(published.columns):
        return fail + "its columns are %s, published are %s" % (
            ",".join(local.columns), ",".join(published.columns))
    numbers = [column for column in local.columns if column in tolerance or column == "runs"]
    keys = [column for column in local.columns if column not in numbers]

    def by_key(rows: List[dict]) -> Dict[tuple, dict]:
        return {tuple(str(row[key]) for key in keys): row for row in rows}

    ours = by_key(local.to_dict("records"))
    theirs = by_key([row for row in published.to_dict("records") if in_grid(row, grid, beyond)])
    if not ours:
        return fail + "the rerun has no rows"
    if len(ours) != len(local):
        return fail + "the rerun has some rows twice"
    largest, compared = 0.0, 0
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        where = ", ".join("%s %s" % pair for pair in zip(keys, key))
        if key not in theirs:
            return fail + "no published row for " + where
        if key not in ours:
            return fail + "the rerun lacks the row for " + where
        for column in numbers:
            mine, known = ours[key][column], theirs[key][column]
            compared += 1
            if mine == known or math.isnan(mine) and math.isnan(known):
                continue
            difference = abs(mine - known) / max(abs(mine), abs(known))
            if not difference <= tolerance.get(column, 0.0):
                return fail + "first difference: %s is %.9g, published is %.9g (%s)" % (
                    column, mine, known, where)
            largest = max(largest, difference)
    return "PASS %s (%d numbers, largest relative difference %.1e)" % (figure, compared, largest)


def main() -> None:
    """Print the verdict on one figure."""
    name, form, local, published = sys.argv[1:5]
    figure = figures.load()[name]
    if not os.path.exists(published):
        where = os.path.relpath(published, figures.TOP)
        print("FAIL %s: nothing is published at %s" % (name, where))
        return
    print(compare(name, pandas.read_csv(local), pandas.read_csv(published),
                  figure["tolerance"], figure[form]["grid"], figure.get("beyond", {})))


if __name__ == "__main__":
    main()
