# SPDX-License-Identifier: GPL-2.0-only
"""A copy of the workflow with a scenario that answers at once, for tests of the workflow."""
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PYTHON = "/usr/bin/python3"

# A row for each point and run, whose value follows from both, and a mark that the program ran.
SCENARIO = """#!/usr/bin/python3
import json, os, sys, time
options = dict(zip(sys.argv[1:-1:2], sys.argv[2::2]))
with open(os.environ["MARKS"] + "-begun", "a") as marks:
    marks.write(options["--point"] + "\\n")
time.sleep(float(os.environ.get("SECONDS_EACH", "0")))
if options["--point"] == os.environ.get("BROKEN_POINT"):
    sys.exit("stand-in: point %s is broken" % options["--point"])
with open(os.path.join(options["--output"], "stand-in.csv"), "w") as table:
    table.write("point,run,value\\n")
    for run in range(int(options["--runs"])):
        table.write("%s,%d,%s\\n" % (options["--point"], run, ord(options["--point"]) + 0.25 * run))
with open(os.path.join(options["--output"], "manifest.json"), "w") as manifest:
    git = {"revision": os.environ.get("REVISION", "r"), "dirty": False}
    json.dump({"program": "stand-in", "git": git, "options": options}, manifest)
with open(os.environ["MARKS"], "a") as marks:
    marks.write(options["--point"] + "\\n")
"""
# As a figure's script is, and one that does the same without the libraries, which load slowly.
SCRIPT = """
import os
import command, intervals
def draw(table, folder, name):
    for kind in ("pdf", "png"):
        open(os.path.join(folder, name + "." + kind), "w").write(table.to_csv())
def summarize(runs):
    return intervals.summarize(runs, ["point"], "value", "units")
command.main(%r, "stand-in", summarize, draw, lambda table: "A stand-in.")
"""
QUICK_SCRIPT = """
import csv, os, sys
name, (folder, _, *run_folders), values = %r, sys.argv[1:], {}
for run_folder in sorted(run_folders):
    with open(os.path.join(run_folder, "stand-in.csv")) as table:
        for row in csv.DictReader(table):
            values.setdefault(row["point"], []).append(float(row["value"]))
os.makedirs(folder, exist_ok=True)
with open(os.path.join(run_folder, "manifest.json")) as manifest:
    content = manifest.read()
for file in (name + ".pdf", name + ".png", "caption.txt", "manifest.json"):
    with open(os.path.join(folder, file), "w") as output:
        output.write(content)
with open(os.path.join(folder, name + ".csv"), "w") as output:
    output.write("point,mean_units,ci95_units,runs\\n")
    for point, found in values.items():
        output.write("%%s,%%.10g,0,%%d\\n" %% (point, sum(found) / len(found), len(found)))
"""


class Case(unittest.TestCase):
    """A copy of the workflow, in a folder with a blank in its name, and two figures."""
    folder_prefix = "a folder "
    script = QUICK_SCRIPT

    def setUp(self):
        self.top = tempfile.mkdtemp(prefix=self.folder_prefix)
        self.addCleanup(shutil.rmtree, self.top, True)
        for folder in ("analysis", "scenarios", "waftools", "build/scenarios"):
            os.makedirs(os.path.join(self.top, folder))
        for name in ("analysis/command.py", "analysis/compare.py", "analysis/drawing.py",
                     "analysis/figures.py", "analysis/intervals.py", "analysis/provenance.py",
                     "scenarios/Snakefile", "waftools/progress.py", "waftools/reproduction.py"):
            shutil.copyfile(os.path.join(TOP, name), os.path.join(self.top, name))
        self.write("build/scenarios/stand-in", SCENARIO, 0o755)
        figures = {}
        for name, points in (("first", "a,b,c,d"), ("second", "d,e,f")):
            self.write("analysis/%s.py" % name, self.script % name)
            figures[name] = {"scenario": "stand-in", "script": name + ".py",
                             "tolerance": {"mean_units": 1e-9, "ci95_units": 1e-9}}
            for form, some in (("quick", points[2:]), ("full", points)):
                figures[name][form] = {"grid": {"point": some, "runs": "10"}, "split": ["point"]}
        self.write("analysis/figures.json", json.dumps(figures))
        self.marks = os.path.join(self.top, "marks")

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.top, name)
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text)
        os.chmod(path, mode)

    def read(self, name):
        with open(os.path.join(self.top, name), encoding="utf-8") as handle:
            return handle.read()

    def start(self, call="run(top, out, '', False, '')", stdout=subprocess.PIPE, **environment):
        code = ("import sys; top = sys.argv[1]; out = top + '/build'; "
                "sys.path.insert(0, top + '/waftools'); import reproduction; reproduction." + call)
        environment = dict(os.environ, MARKS=self.marks, PYTHONDONTWRITEBYTECODE="1", **environment)
        return subprocess.Popen([PYTHON, "-c", code, self.top], cwd=self.top, env=environment,
                                text=True, stdout=stdout, stderr=subprocess.PIPE,
                                start_new_session=True)

    def finish(self, *arguments, expect=0, **environment):
        """Run to the end; returns the lines of standard output and of standard error."""
        process = self.start(*arguments, **environment)
        output, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, expect, output + errors)
        return output.splitlines(), errors.splitlines()

    def ran(self, which=""):
        try:
            return self.read("marks" + which).split()
        except FileNotFoundError:
            return []

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline, "what was waited for did not happen")
            time.sleep(0.02)
