# SPDX-License-Identifier: GPL-2.0-only
"""The list of figures (figures.json): which runs each needs, and where everything lies."""
import itertools
import json
import os
import re
from typing import Dict, List

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
PUBLISHED = os.path.join(TOP, "results", "published")


def load(path: str = os.path.join(HERE, "figures.json")) -> Dict[str, dict]:
    """Read the list."""
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def batches(figure: dict, form: str) -> Dict[str, Dict[str, str]]:
    """Cut the grid of a figure into batches, one program call each: name -> options.

    The options named in "split" are taken apart at their commas, the others stay lists or ranges.
    """
    grid = figure[form]["grid"]
    split = figure[form]["split"]
    found = {}
    for values in itertools.product(*(grid[name].split(",") for name in split)):
        options = dict(grid, **dict(zip(split, values)))
        found["_".join(values) or "all"] = options
    return found


def arguments(options: Dict[str, str]) -> str:
    """The options of a batch as a command line."""
    for value in options.values():
        if not re.fullmatch(r"[A-Za-z0-9.,-]+", value):
            raise ValueError("figures.json: an option's value is a list of words or numbers, not " + value)
    return " ".join("--%s %s" % item for item in options.items())


def check_names(names: List[str], known: List[str]) -> None:
    """Exit with status 2 when a figure is not known."""
    for name in names:
        if name not in known:
            raise SystemExit2("no figure is named %s; there are: %s" % (name, ", ".join(known)))


class SystemExit2(Exception):
    """A user's mistake: one line, exit status 2."""
