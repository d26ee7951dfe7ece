# SPDX-License-Identifier: GPL-2.0-only
"""Runs the test programs of the modules and the tests of the scenarios, and counts their cases."""
import atexit
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

PYTHON = "/usr/bin/python3"  # Debian's own: the first python3 on a PATH may lack matplotlib
TIME_LIMIT_S = 900


def run_module(program, top):
    """Run one module's suites; returns (name, passed, failed, text)."""
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1")
    done = subprocess.run([program, "--verbose"], cwd=top, env=environment, text=True, errors="replace", check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIME_LIMIT_S)
    cases = re.findall(r"^  +(PASS|FAIL|CRASH) ", done.stdout, re.MULTILINE)
    passed = cases.count("PASS")
    failed = len(cases) - passed
    if done.returncode and not failed:
        failed = 1  # it ended before it could say which case
    if not done.returncode and not passed:
        failed = 1  # a test program without a case tests nothing
    return os.path.basename(program), passed, failed, done.stdout


def run_script(script, top, out):
    """Run one unittest file; returns (name, passed, failed, text)."""
    environment = dict(os.environ, CONFIDE_BUILD=out)
    done = subprocess.run([PYTHON, script, "-v"], cwd=top, env=environment, text=True, errors="replace", check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIME_LIMIT_S)
    total = re.search(r"^Ran (\d+) tests?", done.stdout, re.MULTILINE)
    bad = sum(int(number) for number in re.findall(r"(?:failures|errors|unexpected successes|skipped)=(\d+)", done.stdout))
    ran = int(total.group(1)) if total else 0
    if done.returncode and not bad or not ran:
        bad = max(bad, 1)
    return os.path.basename(script), max(ran - bad, 0), bad, done.stdout


def run(top, out, only, sanitized):
    programs = sorted(glob.glob(os.path.join(out, "test", "*-test")))
    if not sanitized:
        programs = [program for program in programs if not program.endswith("-sanitized-test")]
    scripts = sorted(glob.glob(os.path.join(top, "scenarios", "test", "test_*.py")) + glob.glob(os.path.join(top, "analysis", "test", "test_*.py")))
    jobs = [(run_module, (program, top)) for program in programs] + [(run_script, (script, top, out)) for script in scripts]
    jobs = [job for job in jobs if only in os.path.basename(job[1][0])]
    passed = failed = 0
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        pending = [pool.submit(function, *arguments) for function, arguments in jobs]
        for future, (_, (path, *_)) in zip(pending, jobs):
            try:
                name, good, bad, text = future.result()
            except subprocess.TimeoutExpired:
                name, good, bad, text = os.path.basename(path), 0, 1, "no end after %d s\n" % TIME_LIMIT_S
            passed += good
            failed += bad
            print("%-40s %4d passed %4d failed" % (name, good, bad), flush=True)
            if bad:
                sys.stdout.write(text)
    print("tests took %.0f s" % (time.monotonic() - begin))
    # The closing line, after the build tool's own.
    atexit.register(print, "%d passed, %d failed" % (passed, failed), flush=True)
    if failed or not passed:
        sys.exit(1)
