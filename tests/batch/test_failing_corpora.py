"""What goes wrong with one corpus stops no other, is told without what anybody said, and is tried again."""

from pathlib import Path

import pytest
from batch_trees import events
from small_workshop import CANARY, SmallWorkshop, run_small, write_plan

from thememiner.batch.outcomes import State
from thememiner.batch.plan import read_plan
from thememiner.cli.batch import exit_code_of
from thememiner.errors import UnreadableFileError

FAILURES = [
    pytest.param(UnreadableFileError("is empty.", place="P1.txt", remedy="Remove it."), 4, id="unreadable"),
    pytest.param(ValueError(CANARY), 70, id="unexpected"),
    pytest.param(MemoryError(), 70, id="no memory"),
    pytest.param(RecursionError(CANARY), 70, id="too deep"),
]


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_one_bad_corpus_stops_no_other(tmp_path: Path, failure: Exception, code: int) -> None:
    """It is listed with place and reason, in the outcome and in its log; the call ends with exit code 3."""
    plan = write_plan(tmp_path)
    output = read_plan(plan).output
    first, bad, last = run_small(plan, SmallWorkshop(failures={"corpus-1": failure}))
    assert (first.state, bad.state, last.state) == (State.DONE, State.FAILED, State.DONE)
    assert bad.failure is not None
    assert bad.failure.place
    assert bad.failure.reason
    assert bad.failure.remedy
    assert bad.exit_code == code
    assert exit_code_of((first, bad, last)) == 3
    *_, traceback, end = events(output, "corpus-1")
    assert end["event"] == State.FAILED
    assert bad.failure.reason in end["failure"]
    assert traceback["error"] == type(failure).__name__
    assert any(frame.startswith("compute, line ") and "small_workshop.py" in frame for frame in traceback["frames"])


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_nothing_that_was_said_is_told(tmp_path: Path, failure: Exception, code: int) -> None:
    """An exception of another library may quote a transcript; neither the outcome nor any log repeats it."""
    del code
    plan = write_plan(tmp_path)
    outcomes = run_small(plan, SmallWorkshop(failures={"corpus-1": failure}))
    logs = [path.read_text("utf-8") for path in (read_plan(plan).output / "log").rglob("*.json*")]
    assert len(logs) == 3
    assert CANARY not in repr(outcomes) + "".join(logs)


def test_a_failed_corpus_is_tried_again(tmp_path: Path) -> None:
    """And the others are left as they are."""
    plan = write_plan(tmp_path)
    failing = SmallWorkshop(failures={"corpus-1": ValueError()})
    run_small(plan, failing)
    states = [outcome.state for outcome in run_small(plan, failing)]
    assert states == [State.UNCHANGED, State.FAILED, State.UNCHANGED]
    states = [outcome.state for outcome in run_small(plan)]
    assert states == [State.UNCHANGED, State.DONE, State.UNCHANGED]
    assert exit_code_of(run_small(plan)) == 0


def test_where_nothing_could_be_done_the_code_tells_why(tmp_path: Path) -> None:
    """As of a single call."""
    plan = write_plan(tmp_path, corpora=2)
    failure = UnreadableFileError("is empty.")
    outcomes = run_small(plan, SmallWorkshop(failures={"corpus-0": failure, "corpus-1": failure}))
    assert exit_code_of(outcomes) == 4
