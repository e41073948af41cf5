"""A corpus is what a worker is given: all its jobs, one after the other, since they share results."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.batch.corpus_lock import corpus_locked
from thememiner.batch.jobs import JobAtWork
from thememiner.batch.outcomes import Outcome, State
from thememiner.batch.plan import Job
from thememiner.batch.workshop import Pipeline, Workshop
from thememiner.config import Permissions
from thememiner.errors import StorageError, ThemeMinerError
from thememiner.records import Problem

UNEXPECTED = 70


@dataclass(frozen=True, slots=True)
class CorpusTask:
    """The jobs of one corpus; carries paths and settings, and no text."""

    output: Path
    jobs: tuple[Job, ...]
    """One at least."""
    permissions: Permissions
    accepted: frozenset[str] = frozenset()
    """Keys of results that lack a document and were tried again by this call already."""

    @property
    def corpus(self) -> str:
        """The name of the corpus."""
        return self.jobs[0].corpus


def run_corpus(task: CorpusTask, *, workshop: Workshop | None = None) -> tuple[Outcome, ...]:
    """Do what is not done of each job of a corpus; what goes wrong with one stops none of the others.

    What killed processes left is removed and, unless a job failed, every result that none of them needs any more:
    what a failed job would need is not known.
    """
    works = [
        JobAtWork(job, task.output, task.permissions, workshop or Pipeline(), accepted=task.accepted)
        for job in task.jobs
    ]
    try:
        with corpus_locked(task.output, task.corpus):
            outcomes = tuple(_run(work) for work in works)
            _sweep(works, outcomes)
    except StorageError as error:  # the lock could not be had, as on a full disk
        return tuple(_refused(job, error) for job in task.jobs)
    return outcomes


def _sweep(works: Sequence[JobAtWork], outcomes: Sequence[Outcome]) -> None:
    store = works[0].store
    failed = any(outcome.failure is not None for outcome in outcomes)
    kept = store.finished() if failed else {path for one in works for path in one.kept}
    with contextlib.suppress(StorageError):  # what stays costs room, and is removed by the next call
        store.sweep(kept)


def _run(work: JobAtWork) -> Outcome:
    job = work.job
    try:
        outcome = work.run()
    except ThemeMinerError as error:
        work.journal.confess(error)
        outcome = _refused(job, error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one corpus, the others are mined
        work.journal.confess(error)
        log = work.journal.path.relative_to(work.output).as_posix()
        remedy = f"This is a fault of ThemeMiner; where it happened stands in {log}, below the plan's output."
        outcome = failed(job, Problem(job.name, f"Unexpected failure ({type(error).__name__}).", remedy), UNEXPECTED)
    work.journal.tell_end(outcome)
    return outcome


def _refused(job: Job, error: ThemeMinerError) -> Outcome:
    return failed(job, Problem(error.place or job.corpus, error.what, error.remedy or ""), error.exit_code)


def failed(job: Job, failure: Problem, exit_code: int) -> Outcome:
    """Return that a job failed, and by what."""
    return Outcome(job.corpus, job.configuration, job.folder, State.FAILED, failure=failure, exit_code=exit_code)
