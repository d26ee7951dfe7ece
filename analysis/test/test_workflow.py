# SPDX-License-Identifier: GPL-2.0-only
"""Tests of `reproduce` and `publish` as a whole, with a scenario that answers at once."""
import os
import pty
import shutil
import signal
import subprocess
import unittest

import stand_in


class WithRealScripts(stand_in.Case):
    script = stand_in.SCRIPT

    def test_publish_reproduce_and_find_the_changed_figure(self):
        self.finish("publish(top, out, '', False)")
        self.assertEqual(sorted(self.ran()), list("abcdef"), "a batch of both figures runs once")
        self.assertEqual(sorted(os.listdir(os.path.join(self.top, "results/published/first"))),
                         ["caption.txt", "first.csv", "first.pdf", "first.png", "manifest.json"])
        output, _ = self.finish()
        for line, name, numbers in zip(output[-2:], ("first", "second"), (9, 6)):
            self.assertRegex(line, r"\APASS %s \(%d numbers, largest relative difference 0.0e\+00\), "
                                   r"runs took \d+ s on one core\Z" % (name, numbers))
        name = "results/published/second/second.csv"
        published = self.read(name)
        self.assertIn("f,103.125,", published)
        self.write(name, published.replace("f,103.125,", "f,103.126,"))
        output, _ = self.finish(expect=1)
        self.assertTrue(output[-2].startswith("PASS first ("))
        self.assertTrue(output[-1].startswith("FAIL second: first difference: mean_units"))
        self.assertEqual(len(self.ran()), 6 + 5, "a comparison reruns nothing")


class Workflow(stand_in.Case):
    def test_killed_workflow_redoes_only_what_was_cut_off(self):
        process = self.start("publish(top, out, '', False)", SECONDS_EACH="0.5")
        self.wait_for(lambda: len(self.ran()) >= 2 and len(self.ran("-begun")) > len(self.ran()))
        with open("/proc/%d/task/%d/children" % (process.pid, process.pid)) as children:
            (snakemake,) = children.read().split()
        for group in (process.pid, int(snakemake)):  # at one blow, with all that they have started
            os.killpg(group, signal.SIGKILL)
        process.communicate()
        before, cut = self.ran(), len(self.ran("-begun")) - len(self.ran())
        self.assertLess(len(before), 6)
        self.assertGreater(cut, 0)
        self.finish("publish(top, out, '', False)")
        self.assertEqual(set(self.ran()), set("abcdef"))
        # Twice ran at most what had ended, but whose end the workflow had not yet written down.
        self.assertLessEqual(len(self.ran()), 6 + os.cpu_count())
        rows = self.read("results/published/first/first.csv").splitlines()
        self.assertEqual([row.split(",")[0:2] for row in rows[1:]],
                         [[point, "%.3f" % (ord(point) + 1.125)] for point in "abcd"])

    def test_kill_of_the_caller_alone_ends_the_workflow_in_order(self):
        process = self.start("publish(top, out, 'first', False)", SECONDS_EACH="1")
        self.wait_for(self.ran)
        process.kill()
        process.communicate()
        begun = self.ran("-begun")
        self.assertLess(len(begun), 4)
        _, errors = self.finish("publish(top, out, 'first', False)")
        self.assertIn(errors, ([], ["waf: waiting for another reproduction to end"]))
        ran = self.ran()
        self.assertEqual(set(ran), set("abcd"))
        self.assertLessEqual(len(ran), 4 + len(begun), "nothing was redone but what was under way")

    def test_terminated_says_how_to_go_on(self):
        process = self.start("run(top, out, 'first', True, '')", SECONDS_EACH="0.5")
        self.wait_for(lambda: self.ran("-begun"))
        process.terminate()
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn("goes on where this one stopped", errors)
        self.assertLess(len(self.ran()), 4)

    def test_broken_run_fails_its_figure_and_is_named(self):
        output, errors = self.finish(expect=1, BROKEN_POINT="c")
        self.assertEqual(output[-2], "FAIL first: it could not be made")
        self.assertIn("FAIL second: nothing is published", output[-1])
        self.assertEqual(errors, ["stand-in: point c is broken", "waf: the workflow failed; "
                                  "all that it said is in results/local/quick.log"])
        self.assertEqual([name for _, folders, _ in os.walk(self.top) for name in folders
                          if ".part-" in name], [])

    def test_changed_program_is_run_again(self):
        self.finish("publish(top, out, 'second', False)")
        self.write("build/scenarios/stand-in", stand_in.SCENARIO.replace("0.25 * run", "0.5 * run"),
                   0o755)
        output, _ = self.finish("run(top, out, 'second', True, '')", expect=1)
        self.assertTrue(output[-1].startswith("FAIL second: first difference"))
        self.assertEqual(sorted(self.ran()), sorted("def" * 2))

    def test_what_is_published_comes_from_one_revision(self):
        def commit():
            git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", self.top]
            subprocess.run([*git, "init", "-q"], check=True)
            subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
            head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, text=True,
                                  stdout=subprocess.PIPE)
            return head.stdout.strip()
        call = "publish(top, out, 'second', False)"
        self.finish(call, REVISION=commit())
        self.finish(call)
        self.assertEqual(len(self.ran()), 3, "all is there")
        self.finish(call, REVISION=commit())
        self.assertEqual(len(self.ran()), 6, "what another revision has computed is not published")

    def test_mistakes_end_with_2_and_one_line(self):
        unknown = "no figure is named third; there are: first, second"
        for call, words in (("run(top, out, 'third', False, '')", unknown),
                            ("publish(top, out, 'third', False)", unknown),
                            ("run(top, out, '', False, 'nowhere')",
                             "no Snakemake profile (config.yaml) in nowhere")):
            _, errors = self.finish(call, expect=2)
            self.assertEqual(len(errors), 1)
            self.assertIn(words, errors[0])
        self.write("config.yaml", "jobs: 1\n")
        _, errors = self.finish("run(top, out, '', False, top)", expect=2)
        self.assertEqual(errors, ["waf: Snakemake cannot start cluster jobs from a folder with a "
                                  "blank in its name: " + self.top])
        os.makedirs(os.path.join(self.top, "results"))
        self.write("results/published", "a file where a folder should be")
        _, errors = self.finish("publish(top, out, 'first', False)", expect=2)
        self.assertEqual(errors, ["waf: cannot publish into results/published/first: "
                                  "Not a directory"])
        os.makedirs(os.path.join(self.top, "results/local/quick.log"))
        _, errors = self.finish(expect=2)
        self.assertEqual(errors, ["waf: results cannot be written: results/local/quick.log: "
                                  "Is a directory"])
        shutil.rmtree(os.path.join(self.top, "results"))
        self.write("results", "a file where a folder should be")
        _, errors = self.finish(expect=2)
        self.assertEqual(len(errors), 1)
        self.assertIn("results cannot be written into results/local", errors[0])

    def test_another_python3_on_the_path_no_home_and_no_user(self):
        other = os.path.join(self.top, "other")
        os.makedirs(other)
        for name in ("python3", "python", "snakemake"):
            self.write("other/" + name, "#!/bin/sh\necho the wrong $0 >&2\nexit 1\n", 0o755)
        kept = dict(os.environ)
        self.addCleanup(os.environ.update, kept)
        for name in ("HOME", "USER", "LOGNAME"):
            os.environ.pop(name, None)
        output, _ = self.finish("run(top, out, 'second', False, '')", expect=1,
                                PATH=other + ":/usr/bin:/bin", PYTHONPATH=other)
        self.assertIn("FAIL second: nothing is published", output[-1])

    def test_terminal_gets_one_line_that_is_rewritten(self):
        ours, theirs = pty.openpty()
        process = self.start("run(top, out, 'first', False, '')", stdout=theirs,
                             SECONDS_EACH="0.3", NO_COLOR="1")
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            shown += piece
        os.close(ours)
        process.communicate()
        bar = shown.split(b"\n")[0]
        self.assertGreater(bar.count(b"\r"), 3)
        self.assertRegex(bar, rb"about \d+ s left")
        self.assertIn(b"6 of 6 steps", bar.split(b"\r")[-2])
        self.assertNotIn(b"\x1b", shown)


if __name__ == "__main__":
    unittest.main()
