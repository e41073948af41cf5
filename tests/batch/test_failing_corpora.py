"""A corpus that fails does not stop the others; it is reported without text of transcripts, and tried again."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from batch_trees import events
from small_executor import CANARY, SmallEngine, SmallExecutor, run_small, write_plan

from thememiner.batch.engines import CrashedTask
from thememiner.batch.journal import JobJournal, State, journal_path, logs_folder, read_journal
from thememiner.batch.plan import read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.batch.status import read_statuses
from thememiner.batch.store import StageStore
from thememiner.cli.batch import choose_exit_code
from thememiner.errors import StorageError, UnreadableFileError

FAILURES = [
    pytest.param(UnreadableFileError("is empty.", place="P1.txt", remedy="Remove it."), 4, id="unreadable"),
    pytest.param(ValueError(CANARY), 70, id="unexpected"),
    pytest.param(MemoryError(), 70, id="out of memory"),
    pytest.param(RecursionError(CANARY), 70, id="too deep"),
]


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_one_bad_corpus_does_not_stop_the_others(tmp_path: Path, failure: Exception, code: int) -> None:
    """Its outcome and its log have place and reason; the call ends with exit code 3."""
    plan = write_plan(tmp_path)
    output = read_plan(plan).output
    first, bad, last = run_small(plan, SmallExecutor(failures={"corpus-1": failure}))
    assert (first.state, bad.state, last.state) == (State.DONE, State.FAILED, State.DONE)
    assert bad.failure is not None
    assert bad.failure.place
    assert bad.failure.reason
    assert bad.failure.remedy
    assert bad.exit_code == code
    assert choose_exit_code((first, bad, last)) == 3
    *_, traceback, end = events(output, "corpus-1")
    assert end["event"] == State.FAILED
    assert bad.failure.reason in end["failure"]
    assert traceback["error"] == type(failure).__name__
    assert any(frame.startswith("compute, line ") and "small_executor.py" in frame for frame in traceback["frames"])


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_no_message_quotes_a_transcript(tmp_path: Path, failure: Exception, code: int) -> None:
    """An exception of a library may quote a transcript; neither the outcome nor any log repeats it."""
    del code
    plan = write_plan(tmp_path)
    outcomes = run_small(plan, SmallExecutor(failures={"corpus-1": failure}))
    logs = [path.read_text("utf-8") for path in (read_plan(plan).output / "log").rglob("*.json*")]
    assert len(logs) == 3
    assert CANARY not in repr(outcomes) + "".join(logs)


def test_a_corpus_whose_log_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    """It fails with the path of the log, and is tried again."""
    plan = write_plan(tmp_path)
    obstacle = logs_folder(read_plan(plan).output, "corpus-1")
    obstacle.parent.mkdir(parents=True)
    obstacle.write_text("a file", "utf-8")
    first, bad, last = run_small(plan)
    assert (first.state, bad.state, last.state) == (State.DONE, State.FAILED, State.DONE)
    assert bad.failure is not None
    assert (bad.failure.place, bad.exit_code) == (str(obstacle), 7)
    obstacle.unlink()
    assert [outcome.state for outcome in run_small(plan)] == [State.UNCHANGED, State.DONE, State.UNCHANGED]


def test_results_that_cannot_be_removed_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take up space until a later call removes them."""
    plan = write_plan(tmp_path, corpora=1)
    run_small(plan)
    write_plan(tmp_path, {"plain": "seed = 1\n"}, corpora=1)

    def refuse(self: StageStore, keep: object) -> None:
        raise StorageError("could not be removed.", place=str(self.folder), remedy=str(keep))

    with monkeypatch.context() as patch:
        patch.setattr(StageStore, "remove_except", refuse)
        assert run_small(plan)[0].state is State.DONE
    stages = read_plan(plan).output / "stages" / "corpus-0"
    assert len(list(stages.glob("draw-*"))) == 2
    assert run_small(plan)[0].state is State.UNCHANGED
    assert len(list(stages.glob("draw-*"))) == 1


@pytest.mark.parametrize("name", ["lock", "lock.json", "dask", "summary.html", "jobs"])
def test_a_corpus_may_have_the_name_of_a_file_in_the_log_folder(tmp_path: Path, name: str) -> None:
    """Logs of corpora are in a separate folder."""
    plan = write_plan(tmp_path, corpora=1)
    (tmp_path / "interviews" / "corpus-0").rename(tmp_path / "interviews" / name)
    assert [(one.corpus, one.state) for one in run_small(plan)] == [(name, State.DONE)]
    assert events(read_plan(plan).output, name)[-1]["event"] == State.DONE
    assert [(one.corpus, one.state) for one in run_small(plan)] == [(name, State.UNCHANGED)]


class CrashingEngine(SmallEngine):
    """An engine in which every worker dies."""

    def run_tasks(self, function: Callable[..., Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """Report every task as crashed."""
        del function
        yield from ((index, CrashedTask(2)) for index, _ in enumerate(tasks))


def test_a_corpus_that_killed_its_workers_says_so_in_its_log(tmp_path: Path) -> None:
    """Otherwise its status would be that it is still running."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    JobJournal(journal_path(plan.output, "corpus-0", "plain")).log("begin", stage="read")
    (outcome,) = run_plan(plan, engine=CrashingEngine(SmallExecutor()))
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 70)
    (status,) = read_statuses(plan)
    assert (status.state, status.doing) == (State.FAILED, "")
    assert status.told.startswith("corpus-0/plain: killed ")


def test_a_name_that_is_not_valid_text_can_be_logged(tmp_path: Path) -> None:
    """Old archives contain such names; the invalid part is escaped."""
    path = journal_path(tmp_path, "ward", "plain")
    JobJournal(path).log("failed", failure=os.fsdecode(b"caf\xe9.txt: is empty."))
    assert read_journal(path)[0]["failure"] == "caf\udce9.txt: is empty."


def test_a_failed_corpus_is_tried_again(tmp_path: Path) -> None:
    """The other corpora stay unchanged."""
    plan = write_plan(tmp_path)
    failing = SmallExecutor(failures={"corpus-1": ValueError()})
    run_small(plan, failing)
    states = [outcome.state for outcome in run_small(plan, failing)]
    assert states == [State.UNCHANGED, State.FAILED, State.UNCHANGED]
    states = [outcome.state for outcome in run_small(plan)]
    assert states == [State.UNCHANGED, State.DONE, State.UNCHANGED]
    assert choose_exit_code(run_small(plan)) == 0


def test_if_every_job_failed_the_exit_code_is_that_of_the_first_failure(tmp_path: Path) -> None:
    """Exit code 3 is for batches that did at least one job."""
    plan = write_plan(tmp_path, corpora=2)
    failure = UnreadableFileError("is empty.")
    outcomes = run_small(plan, SmallExecutor(failures={"corpus-0": failure, "corpus-1": failure}))
    assert choose_exit_code(outcomes) == 4
