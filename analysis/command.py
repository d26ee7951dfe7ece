# SPDX-License-Identifier: GPL-2.0-only
"""The command line that all figure scripts share: FOLDER FORM RUN_FOLDER..."""
import os
import sys
import textwrap
from typing import Callable, List

import pandas

import provenance


def read_runs(run_folders: List[str], scenario: str) -> pandas.DataFrame:
    """The CSV files of a scenario's batches as one table."""
    return pandas.concat([pandas.read_csv(os.path.join(folder, scenario + ".csv"))
                          for folder in sorted(run_folders)], ignore_index=True)


def main(name: str, scenario: str, summarize: Callable[[pandas.DataFrame], pandas.DataFrame],
         draw: Callable[[pandas.DataFrame, str, str], None],
         caption: Callable[[pandas.DataFrame], str]) -> None:
    """Make the figure's folder: NAME.csv, NAME.pdf, NAME.png, caption.txt, manifest.json."""
    if len(sys.argv) < 4:
        print("usage: %s FOLDER FORM RUN_FOLDER..." % sys.argv[0], file=sys.stderr)
        sys.exit(2)
    folder, form, run_folders = sys.argv[1], sys.argv[2], sys.argv[3:]
    os.makedirs(folder, exist_ok=True)
    table = summarize(read_runs(run_folders, scenario))
    draw(table, folder, name)
    with open(os.path.join(folder, "caption.txt"), "w", encoding="utf-8") as handle:
        handle.write(textwrap.fill(" ".join(caption(table).split()), 100) + "\n")
    provenance.write_manifest(os.path.join(folder, "manifest.json"), name, form, run_folders,
                              os.path.abspath(sys.argv[0]))
    # The numbers come last: they stand for the whole folder in the workflow.
    path = os.path.join(folder, name + ".csv")
    table.to_csv(path + ".part", index=False, float_format="%.10g")
    os.replace(path + ".part", path)
