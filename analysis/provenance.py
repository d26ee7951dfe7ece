# SPDX-License-Identifier: GPL-2.0-only
"""Where a figure's numbers come from: its manifest.json, made of those of the runs."""
import hashlib
import json
import os
import platform
from typing import List

import matplotlib
import numpy
import pandas


def digest(path: str) -> str:
    """SHA-256 of a file in hexadecimal."""
    with open(path, "rb") as handle:
        return hashlib.sha256(handle.read()).hexdigest()


def write_manifest(path: str, figure: str, form: str, run_folders: List[str]) -> None:
    """Write the manifest of a figure: its runs' manifests and CSV hashes, and the analysis' versions."""
    runs = []
    for folder in sorted(run_folders):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as handle:
            manifest = json.load(handle)
        files = sorted(name for name in os.listdir(folder) if name.endswith(".csv"))
        runs.append({"batch": os.path.basename(folder), "manifest": manifest,
                     "sha256": {name: digest(os.path.join(folder, name)) for name in files}})
    record = {"figure": figure, "form": form, "runs": runs,
              "analysis": {"python": platform.python_version(), "matplotlib": matplotlib.__version__,
                           "numpy": numpy.__version__, "pandas": pandas.__version__}}
    with open(path + ".part", "w", encoding="utf-8") as handle:
        json.dump(record, handle, indent=2, sort_keys=True)
        handle.write("\n")
    os.replace(path + ".part", path)
