# SPDX-License-Identifier: GPL-2.0-only
"""Where a figure's numbers come from: its manifest.json, made of those of the runs."""
import hashlib
import json
import os
import platform
from typing import Dict, List

import matplotlib
import numpy
import pandas
import scipy


def digest(path: str) -> str:
    """SHA-256 of a file in hexadecimal."""
    with open(path, "rb") as handle:
        return hashlib.sha256(handle.read()).hexdigest()


def common(records: List[dict]) -> dict:
    """What all records say alike."""
    first = records[0] if records else {}
    return {key: value for key, value in first.items()
            if all(record.get(key) == value for record in records)}


def gather(manifests: Dict[str, dict]) -> dict:
    """One record for many batches (name -> manifest): first what is alike in all of them."""
    records = list(manifests.values())
    shared = common(records)
    options = common([record.get("options", {}) for record in records])
    gits = [record.get("git", {}) for record in records]
    shared["git"] = {"revision": ", ".join(sorted({str(git.get("revision", "")) for git in gits})),
                     "dirty": any(git.get("dirty", True) for git in gits)}
    shared["options"] = options
    shared.pop("outputs_sha256", None)
    shared["batches"] = {
        name: dict({key: value for key, value in record.items() if key not in shared},
                   outputs_sha256=record.get("outputs_sha256", {}),
                   options={key: value for key, value in record.get("options", {}).items()
                            if key not in options})
        for name, record in manifests.items()}
    return shared


def write_manifest(path: str, figure: str, form: str, run_folders: List[str], script: str) -> None:
    """Write the manifest of a figure."""
    manifests = {}
    for folder in sorted(run_folders):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as handle:
            manifests[os.path.basename(folder)] = json.load(handle)
    here = os.path.dirname(os.path.abspath(__file__))
    sources = [script] + [os.path.join(here, name)
                          for name in ("command.py", "drawing.py", "intervals.py")]
    record = dict(gather(manifests), figure=figure, form=form, analysis={
        "sha256": {os.path.basename(source): digest(source) for source in sources},
        "versions": {"python": platform.python_version(), "matplotlib": matplotlib.__version__,
                     "numpy": numpy.__version__, "pandas": pandas.__version__,
                     "scipy": scipy.__version__}})
    with open(path + ".part", "w", encoding="utf-8") as handle:
        json.dump(record, handle, indent=2, sort_keys=True)
        handle.write("\n")
    os.replace(path + ".part", path)
