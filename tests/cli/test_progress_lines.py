"""Without a terminal, a long command says every minute how far it is, on standard error; ``--quiet`` silences it."""

import os
import pty
import sys
import time
from pathlib import Path

import pytest

from thememiner.batch import Outcome, Plan, State, read_plan
from thememiner.batch.journal import JobJournal, journal_path
from thememiner.batch.locks import lock_output
from thememiner.cli import batch_progress, progress
from thememiner.cli.batch_progress import watch_jobs
from thememiner.cli.progress import describe_minutes, describe_steps, show_progress
from thememiner.records import Problem


@pytest.fixture(autouse=True)
def short_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print a line every twentieth of a second."""
    monkeypatch.setattr(progress, "LINE_INTERVAL", 0.05)
    monkeypatch.setattr(batch_progress, "LINE_INTERVAL", 0.05)


def wait_for_lines(capsys: pytest.CaptureFixture[str], count: int) -> list[str]:
    """Return the lines on standard error once there are so many, and check that standard output stays empty."""
    printed = ""
    deadline = time.monotonic() + 10
    while printed.count("\n") < count and time.monotonic() < deadline:
        time.sleep(0.01)
        read = capsys.readouterr()
        assert read.out == ""
        printed += read.err
    return printed.splitlines()


def test_stage_and_steps_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The line says which stage is running, how many of its steps are done, and how long it took so far."""
    with show_progress(quiet=False) as report:
        assert wait_for_lines(capsys, 1)[0] == "Starting (0 min)"
        report("Encoding", 0, 1200)
        report("Encoding", 300, 1200)
        assert wait_for_lines(capsys, 2)[-1] == "Encoding 300 of 1,200 (0 min)"
        report("Discovering", 0, 1)
        assert wait_for_lines(capsys, 2)[-1] == "Discovering (0 min)"
    capsys.readouterr()
    time.sleep(0.15)
    assert capsys.readouterr().err == "", "the lines end with the command"


def plan_of(folder: Path, name: str = "study") -> Plan:
    """Return a plan with one table as its only corpus."""
    (folder / f"{name}.csv").write_text("text\nwords\n", "utf-8")
    (folder / "plan.toml").write_text('corpora = "*.csv"\n', "utf-8")
    return read_plan(folder / "plan.toml")


def test_jobs_of_a_batch_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line counts the jobs that have ended."""
    plan = plan_of(tmp_path)
    with watch_jobs(plan, quiet=False) as report:
        report(Outcome("study", "default", tmp_path / "run", State.DONE))
        done, *lines = wait_for_lines(capsys, 2)
    assert done.startswith("Done: study/default: ")
    assert lines[-1] == "1 of 1 jobs. (0 min)"


@pytest.mark.parametrize("quiet", [True, False])
def test_a_failed_job_is_printed_even_if_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, quiet: bool
) -> None:
    """The line says which job failed, where, why, and what to do."""
    failure = Problem("one.txt", "is empty.", "Leave it out.")
    with watch_jobs(plan_of(tmp_path), quiet=quiet) as report:
        report(Outcome("study", "default", tmp_path / "run", State.FAILED, failure=failure))
    assert capsys.readouterr().err.startswith("Failed: study/default: one.txt: is empty. Leave it out.\n")


def test_running_jobs_are_shown_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line is renewed and finally erased; a name cannot steer the terminal."""
    plan = plan_of(tmp_path, "study\x1b]0;mine\x07")
    journal = JobJournal(journal_path(plan.output, plan.jobs[0].corpus, "default"))
    own, others = pty.openpty()
    with os.fdopen(own, "rb", 0) as screen, os.fdopen(others, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(batch_progress, "INTERVAL", 0.05)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "200")
        with lock_output(plan.output, wait=False), watch_jobs(plan, quiet=False):
            journal.log("begin", stage="embed")
            journal.log_step("embed", 20, 300)
            shown = b""
            while b"20 of 300" not in shown:
                shown += screen.read(4096)
        terminal.flush()
        erased = screen.read(4096)
    assert rb"0 of 1 jobs. study\x1b]0;mine\x07/default: Embedding 20 of 300" in shown
    assert b"\x1b[2K" in erased
    assert b"\x1b]" not in shown + erased


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_prints_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool
) -> None:
    """Neither bars nor lines."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with show_progress(quiet=True) as report:
        report("Encoding", 0, 2)
        time.sleep(0.15)
        report("Encoding", 2, 2)
    assert capsys.readouterr().err == ""


def test_words_of_a_line() -> None:
    """A stage without steps has no count; minutes are rounded."""
    assert describe_steps("Reading", 0, 1) == "Reading"
    assert describe_steps("Reading", 1, 2) == "Reading 1 of 2"
    assert describe_minutes(719) == "12 min"
