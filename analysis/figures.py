# SPDX-License-Identifier: GPL-2.0-only
"""The list of figures (figures.json): which runs each needs, and where everything lies.

Only the standard library, since the build tool reads the list too, under whichever python3 it runs.
"""
import hashlib
import itertools
import json
import math
import os
import re
from typing import Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
PUBLISHED = os.path.join(TOP, "results", "published")
LIST = os.path.join(HERE, "figures.json")


def load() -> Dict[str, dict]:
    """Read the list."""
    with open(LIST, encoding="utf-8") as handle:
        return json.load(handle)


def values(text: str) -> List[str]:
    """The values of a list as the scenario programs take it: "none,1-3" is none, 1, 2, 3."""
    found = []
    for word in text.split(","):
        limits = re.fullmatch(r"(\d+)-(\d+)", word)
        first, last = (int(number) for number in limits.groups()) if limits else (0, -1)
        found += [str(number) for number in range(first, last + 1)] if limits else [word]
    return found


def batches(figure: dict, form: str) -> Dict[str, Dict[str, str]]:
    """Cut the grid of a figure into batches, one program call each: name -> options.

    The options named in "split" are taken apart, the others stay lists or ranges. Figures whose
    batches have the same options share them, for a name tells all options by its last part.
    """
    grid, split = figure[form]["grid"], figure[form]["split"]
    found = {}
    for chosen in itertools.product(*(values(grid[name]) for name in split)):
        options = dict(grid, **dict(zip(split, chosen)))
        mark = hashlib.sha256(arguments(options).encode()).hexdigest()[:8]
        found["_".join([*chosen, mark])] = options
    return found


def seconds(figure: dict, options: Dict[str, str]) -> float:
    """About how long a batch takes on the machine that published; only ratios matter."""
    cost = figure.get("cost", {})
    calls = math.prod(int(text) if name == "runs" else len(values(text))
                      for name, text in options.items())
    factors = math.prod(cost.get("factors", {}).get(text, 1) for text in options.values())
    return cost.get("seconds_per_call", 1) * calls * factors


def arguments(options: Dict[str, str]) -> str:
    """The options of a batch as a command line."""
    for name, value in options.items():
        if not re.fullmatch(r"[A-Za-z0-9.,-]+", value):
            raise ValueError("figures.json: %s is no list of words or numbers: %s" % (name, value))
    return " ".join("--%s %s" % item for item in options.items())
