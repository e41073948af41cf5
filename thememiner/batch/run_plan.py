"""A plan from its first job that is not done to the summary."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from thememiner.batch.corpora import CorpusTask, run_corpus
from thememiner.batch.engines import Engine, InProcess, Lost
from thememiner.batch.lock import locked
from thememiner.batch.outcomes import Outcome, State
from thememiner.batch.plan import Job, Plan
from thememiner.config import Permissions
from thememiner.records import Problem

OnOutcome = Callable[[Outcome], None]
NOTHING_PERMITTED = Permissions()


def run_plan(
    plan: Plan,
    *,
    engine: Engine | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    wait: bool = False,
    on_outcome: OnOutcome = lambda _: None,
) -> tuple[Outcome, ...]:
    """Do what is not done of a plan, and return what became of each job, in the order of the plan.

    Whatever ends the process, the next call goes on after the last stage that was done. One corpus that fails stops
    no other, and is tried again by the next call. What no job of the plan needs any more is removed from the results
    of stages; runs of jobs that left the plan stay.

    Raises ``UsageError`` if another process is at work on the plan and it is not to ``wait`` for that.
    """
    with locked(plan.output, wait=wait):
        engine = engine or InProcess()
        corpora = [_on_one_core(jobs) if engine.side_by_side else jobs for jobs in plan.corpora.values()]
        tasks = [CorpusTask(plan.output, jobs, permissions) for jobs in corpora]
        found: dict[int, tuple[Outcome, ...]] = {}
        for place, result in engine.each(run_corpus, tasks):
            found[place] = _lost(tasks[place].jobs, result) if isinstance(result, Lost) else result
            for outcome in found[place]:
                on_outcome(outcome)
        return tuple(outcome for place in sorted(found) for outcome in found[place])


def _on_one_core(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return jobs that leave the other processors to other workers; it changes no result."""
    found = []
    for job in jobs:
        discovery = job.settings.discovery.model_copy(update={"workers": 1})
        found.append(replace(job, settings=job.settings.model_copy(update={"discovery": discovery})))
    return tuple(found)


def _lost(jobs: Sequence[Job], lost: Lost) -> tuple[Outcome, ...]:
    what = f"killed {lost.times} workers."
    remedy = "Most likely there was not enough memory: give workers more, or fewer of them."
    return tuple(
        Outcome(
            job.corpus,
            job.configuration,
            job.folder,
            State.FAILED,
            failure=Problem(job.name, what, remedy),
            exit_code=70,
        )
        for job in jobs
    )
