# SPDX-License-Identifier: GPL-2.0-only
"""Compares every number of a rerun figure with the published one.

usage: compare.py FIGURE LOCAL_CSV PUBLISHED_CSV; prints one line, "PASS ..." or "FAIL ...", and exits with 0 either way:
the caller gathers the verdicts of all figures.
"""
import math
import os
import sys

import pandas

import figures


def compare(figure: str, local: pandas.DataFrame, published: pandas.DataFrame, tolerance: dict) -> str:
    """The verdict on a figure; each row of the rerun must stand among the published ones."""
    numbers = [column for column in local.columns if column in tolerance]
    exact = [column for column in local.columns if column == "runs"]
    keys = [column for column in local.columns if column not in numbers + exact]
    if list(local.columns) != list(published.columns):
        return "FAIL %s: its columns are %s, published are %s" % (figure, ",".join(local.columns), ",".join(published.columns))
    if local.empty:
        return "FAIL %s: the rerun has no rows" % figure
    known = {tuple(row[key] for key in keys): row for row in published.to_dict("records")}
    largest, compared = 0.0, 0
    for row in local.to_dict("records"):
        key = tuple(row[name] for name in keys)
        where = ", ".join("%s=%s" % pair for pair in zip(keys, key))
        if key not in known:
            return "FAIL %s: no published row for %s" % (figure, where)
        for column in numbers + exact:
            ours, theirs = row[column], known[key][column]
            if math.isnan(ours) and math.isnan(theirs):
                continue
            difference = abs(ours - theirs) / max(abs(ours), abs(theirs)) if ours != theirs else 0.0
            if not difference <= tolerance.get(column, 0.0):
                return "FAIL %s: %s is %.9g, published is %.9g (%s)" % (figure, column, ours, theirs, where)
            largest = max(largest, difference)
            compared += 1
    return "PASS %s: %d numbers in %d rows, largest relative difference %.1e" % (figure, compared, len(local), largest)


def main() -> None:
    """Print the verdict on one figure."""
    figure, local, published = sys.argv[1:4]
    if not os.path.exists(published):
        print("FAIL %s: nothing is published under %s" % (figure, os.path.relpath(published, figures.TOP)))
        return
    print(compare(figure, pandas.read_csv(local), pandas.read_csv(published), figures.load()[figure]["tolerance"]))


if __name__ == "__main__":
    main()
