# SPDX-License-Identifier: GPL-2.0-only
"""Means with confidence intervals over independent runs."""
from typing import List

import numpy
import pandas
from scipy import stats


def summarize(table: pandas.DataFrame, keys: List[str], value: str, unit: str) -> pandas.DataFrame:
    """Mean and half width of the 95 % confidence interval (Student's t) of a column, per combination of keys.

    Equal values have a half width of exactly 0; a single run has none (NaN).
    """
    rows = []
    for combination, group in table.groupby(keys if len(keys) > 1 else keys[0], sort=False):
        sample = group[value].to_numpy(dtype=float)
        half = float("nan")
        if len(sample) > 1:
            spread = 0.0 if numpy.all(sample == sample[0]) else sample.std(ddof=1)
            half = float(stats.t.ppf(0.975, len(sample) - 1) * spread / numpy.sqrt(len(sample)))
        mean = float(sample[0]) if numpy.all(sample == sample[0]) else float(sample.mean())
        rows.append((*(combination if isinstance(combination, tuple) else (combination,)), mean, half, len(sample)))
    return pandas.DataFrame(rows, columns=[*keys, "mean_" + unit, "ci95_" + unit, "runs"])
