# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the profile for Slurm with stand-ins for Slurm's commands."""
import os
import re
import unittest

import stand_in

# Job 1 is cancelled at once, the others run. The controller does not answer its first question.
SBATCH = """#!/bin/bash
cd "$SLURM"
id=$(($(ls -d job-* 2>/dev/null | wc -l) + 1))
mkdir job-$id
echo $id
echo "$@" > job-$id/arguments
for word; do
    case "$word" in --output=*) log=$OLDPWD/${word#--output=}; log=${log/\\%j/$id} ;; esac
done
state() {
    echo "JobId=$id JobName=j JobState=$1 Reason=None" > job-$id/new
    mv job-$id/new job-$id/state
}
state PENDING
[ -n "$HOLD" ] && exit
[ $id = 1 ] && echo "slurmstepd: error: JOB 1 CANCELLED" > "$log" && state CANCELLED && exit
{
    cd "$OLDPWD"
    "${@: -1}" < /dev/null
    ended=$?
    cd "$SLURM"
    [ $ended = 0 ] && state COMPLETED || state FAILED
} > "$log" 2>&1 &
"""
SCONTROL = """#!/bin/bash
cd "$SLURM"
if mkdir asked 2> /dev/null; then
    echo "slurm_load_jobs error: Unable to contact slurm controller" >&2
    exit 1
fi
if [ "$*" = "--oneliner show job $4" ] && [ -f job-$4/state ]; then
    cat job-$4/state
    exit
fi
echo "slurm_load_jobs error: Invalid job id specified" >&2
exit 1
"""
SCANCEL = """#!/bin/bash
echo "$@" >> "$SLURM/cancelled"
"""


class Slurm(stand_in.Case):
    folder_prefix = "folder"

    def setUp(self):
        super().setUp()
        self.slurm = os.path.join(self.top, "slurm")
        profile = os.path.join(self.top, "profile")
        for folder in (self.slurm, profile):
            os.makedirs(folder)
        commands = {"sbatch": SBATCH, "scontrol": SCONTROL, "scancel": SCANCEL}
        for name, text in commands.items():
            self.write("slurm/" + name, text, 0o755)
        for name, mode in (("config.yaml", 0o644), ("status.sh", 0o755)):
            path = os.path.join(stand_in.TOP, "scenarios/profiles/slurm", name)
            with open(path, encoding="utf-8") as handle:
                # a machine that has Slurm must not be used
                text = re.sub(r"^(?!#)(.*)\b(sbatch|scontrol|scancel)\b(?!:)",
                              r"\1%s/\2" % self.slurm, handle.read(), flags=re.MULTILINE)
            self.write("profile/" + name, text, mode)
        self.call = "run(top, out, 'second', False, 'profile')"

    def submitted(self):
        return len([name for name in os.listdir(self.slurm) if name.startswith("job-")])

    def test_cancelled_job_is_tried_again_and_a_broken_one_tells_why(self):
        output, errors = self.finish(self.call, expect=1, BROKEN_POINT="f", SLURM=self.slurm)
        self.assertEqual(output[-1], "FAIL second: it could not be made")
        self.assertEqual(errors.count("stand-in: point f is broken"), 1)
        self.assertEqual(self.ran(), ["e"])
        # Two jobs; the first was cancelled, that of point f failed three times.
        begun = self.ran("-begun")
        self.assertIn((self.submitted(), begun.count("f")), [(5, 3), (4, 2)])
        arguments = self.read("slurm/job-2/arguments").split()
        self.assertIn("--mem=500M", arguments)
        self.assertIn("--time=60", arguments)
        last = self.read("slurm/job-%d/arguments" % self.submitted()).split()
        self.assertIn("--mem=1500M", last)
        logs = os.listdir(os.path.join(self.top, "results/local/cluster-logs"))
        self.assertEqual(len(logs), self.submitted())

    def test_stopping_cancels_the_jobs(self):
        process = self.start(self.call, SLURM=self.slurm, HOLD="1")
        log = os.path.join(self.top, "results/local/quick.log")
        self.wait_for(lambda: os.path.exists(log) and self.read(log).count("external jobid") == 2)
        process.terminate()
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(sorted(self.read("slurm/cancelled").split()), ["1", "2"])


if __name__ == "__main__":
    unittest.main()
