"""A corpus is what a worker is given: all its jobs, one after the other, since they share results."""

from dataclasses import dataclass
from pathlib import Path

from thememiner.batch.corpus_lock import corpus_locked
from thememiner.batch.jobs import JobAtWork
from thememiner.batch.outcomes import Outcome, State
from thememiner.batch.plan import Job
from thememiner.batch.workshop import Pipeline, Workshop
from thememiner.config import Permissions
from thememiner.errors import ThemeMinerError
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


def run_corpus(task: CorpusTask, *, workshop: Workshop | None = None) -> tuple[Outcome, ...]:
    """Do what is not done of each job of a corpus; what goes wrong with one stops none of the others.

    What killed processes left is removed and, unless a job failed, every result that none of them needs any more:
    what a failed job would need is not known.
    """
    works = [
        JobAtWork(job, task.output, task.permissions, workshop or Pipeline(), accepted=task.accepted)
        for job in task.jobs
    ]
    with corpus_locked(task.output, task.jobs[0].corpus):
        outcomes = tuple(_run(work) for work in works)
        failed = any(outcome.failure is not None for outcome in outcomes)
        kept = works[0].store.finished() if failed else {path for one in works for path in one.kept}
        works[0].store.sweep(kept)
    return outcomes


def _run(work: JobAtWork) -> Outcome:
    job = work.job
    try:
        outcome = work.run()
    except ThemeMinerError as error:
        work.journal.confess(error)
        failure = Problem(error.place or "", error.what, error.remedy or "")
        outcome = _failed(job, failure, error.exit_code)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one corpus, the others are mined
        work.journal.confess(error)
        remedy = f"This is a fault of ThemeMiner; where it happened stands in {work.journal.path.name}."
        outcome = _failed(job, Problem(job.name, f"Unexpected failure ({type(error).__name__}).", remedy), UNEXPECTED)
    known = {} if outcome.failure is None else {"failure": in_words(outcome.failure)}
    work.journal.tell(outcome.state.value, problems=outcome.problems, **known)
    return outcome


def in_words(problem: Problem) -> str:
    """Return a problem as a sentence or two."""
    return f"{problem.place}: {problem.reason} {problem.remedy}".removeprefix(": ").rstrip()


def _failed(job: Job, failure: Problem, exit_code: int) -> Outcome:
    return Outcome(job.corpus, job.configuration, job.folder, State.FAILED, failure=failure, exit_code=exit_code)
