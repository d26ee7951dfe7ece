# SPDX-License-Identifier: GPL-2.0-only
"""Means with confidence intervals over independent runs."""
from typing import List

import numpy
import pandas
from scipy import stats


def summarize(table: pandas.DataFrame, keys: List[str], value: str, unit: str) -> pandas.DataFrame:
    """Mean and half width of its 95 % confidence interval (Student's t), per combination of keys.

    Adds the columns mean_UNIT, ci95_UNIT and runs. Equal values have a half width of exactly 0; a
    single run has none (NaN).
    """
    rows = []
    for combination, group in table.groupby(keys if len(keys) > 1 else keys[0], sort=False):
        sample = group[value].to_numpy(dtype=float)
        equal = bool(numpy.all(sample == sample[0]))
        mean = float(sample[0] if equal else sample.mean())
        half = float("nan")
        if len(sample) > 1:
            spread = 0.0 if equal else sample.std(ddof=1) / numpy.sqrt(len(sample))
            half = float(stats.t.ppf(0.975, len(sample) - 1) * spread)
        names = combination if isinstance(combination, tuple) else (combination,)
        rows.append((*names, mean, half, len(sample)))
    return pandas.DataFrame(rows, columns=[*keys, "mean_" + unit, "ci95_" + unit, "runs"])


def proportions(table: pandas.DataFrame, keys: List[str], value: str) -> pandas.DataFrame:
    """Share of ones among zeros and ones and its 95 % confidence interval (Wilson's score).

    Adds the columns share, low95, high95 and observations. Wilson's interval has a width where the
    share is 0 or 1 too.
    """
    square = float(stats.norm.ppf(0.975)) ** 2
    rows = []
    for combination, group in table.groupby(keys if len(keys) > 1 else keys[0], sort=False):
        count = len(group)
        share = float(group[value].sum()) / count
        middle = (share + square / (2 * count)) / (1 + square / count)
        half = (numpy.sqrt(square * (share * (1 - share) / count + square / (4 * count ** 2)))
                / (1 + square / count))
        names = combination if isinstance(combination, tuple) else (combination,)
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        rows.append((*names, share, low if share > 0 else 0.0, high if share < 1 else 1.0, count))
    return pandas.DataFrame(rows, columns=[*keys, "share", "low95", "high95", "observations"])


def describe(table: pandas.DataFrame, unit: str) -> str:
    """A caption's sentence about the runs and intervals of a table that summarize() made."""
    runs = "%d" % table["runs"].min()
    if not (table["ci95_" + unit] > 0).any():
        return ("The %s runs of each point agree to the last digit, so the 95 %% confidence "
                "intervals have no width." % runs)
    widest = (table["ci95_" + unit] / table["mean_" + unit]).max()
    return ("Means of %s runs; error bars are 95 %% confidence intervals (Student's t), at most "
            "%.1f %% of the mean." % (runs, 100 * widest))
