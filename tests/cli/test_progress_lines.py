"""Without a terminal, a long command says every minute how far it is, on standard error; ``--quiet`` silences it."""

import sys
import time
from pathlib import Path

import pytest

from thememiner.batch import Outcome, State, read_plan
from thememiner.cli import batch_progress, progress
from thememiner.cli.batch_progress import watch_jobs
from thememiner.cli.progress import describe_minutes, describe_steps, show_progress


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


def test_jobs_of_a_batch_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line counts the jobs that have ended."""
    (tmp_path / "study.csv").write_text("text\nwords\n", "utf-8")
    (tmp_path / "plan.toml").write_text('corpora = "*.csv"\n', "utf-8")
    plan = read_plan(tmp_path / "plan.toml")
    with watch_jobs(plan, quiet=False) as report:
        report(Outcome("study", "default", tmp_path / "run", State.DONE))
        done, *lines = wait_for_lines(capsys, 2)
    assert done.startswith("Done: study/default: ")
    assert lines[-1] == "1 of 1 jobs. (0 min)"


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
