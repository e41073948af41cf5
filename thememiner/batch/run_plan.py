"""A plan from its first job that is not done to the summary.

Which corpora are done in parts; looks at sizes and marks only.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from thememiner.batch.engines import Engine, InProcess, Lost, DeathReporter
from thememiner.batch.jobs import RESULTS, UNEXPECTED, CorpusTask, failed, results_of, run_corpus
from thememiner.batch.journal import JobJournal, Outcome, journal_path
from thememiner.batch.locks import locked
from thememiner.batch.plan import Job, Plan
from thememiner.batch.status import survey
from thememiner.batch.store import DONE
from thememiner.batch.summary_marker import summary_is_current
from thememiner.config import Permissions
from thememiner.errors import ThemeMinerError
from thememiner.records import Problem
from thememiner.storage import remove_path

OnOutcome = Callable[[Outcome], None]
OnDeath = Callable[[str], None]
NOTHING_PERMITTED = Permissions()
LARGE = 8 * 2**20
"""Bytes of all files. One process reads and cuts so much text in more than a minute; workers start in seconds."""
IN_PARTS = frozenset({"read", "segment", "embed"})


def run_plan(
    plan: Plan,
    *,
    engine: Engine | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    wait: bool = False,
    on_outcome: OnOutcome = lambda _: None,
    on_death: OnDeath = lambda _: None,
) -> tuple[Outcome, ...]:
    """Do what is not done of a plan, write its summary, and return what became of each job, in the plan's order.

    Whatever ends the process, the next call goes on after the last stage that was done. One corpus that fails stops
    no other, and is tried again by the next call. What no job of the plan needs any more is removed from the results
    of stages; runs of jobs that left the plan stay. ``on_death`` is told a corpus of which a worker died, and
    that is tried again.

    Raises ``UsageError`` if another process is at work on the plan and it is not to ``wait`` for that.
    """
    with locked(plan.output, wait=wait):
        engine = engine or InProcess()
        corpora = [_on_one_core(jobs) if engine.side_by_side else jobs for jobs in plan.corpora.values()]
        found: dict[int, tuple[Outcome, ...]] = {}
        tasks = [CorpusTask(plan.output, jobs, permissions) for jobs in corpora]
        for place, outcomes in _each(engine, tasks, on_death):
            found[place] = outcomes
            for outcome in outcomes:
                on_outcome(outcome)
        ended = tuple(outcome for place in sorted(found) for outcome in found[place])
        _forget_others(plan)
        _summarise(plan, ended)
        return ended


def _forget_others(plan: Plan) -> None:
    """Remove what was kept of corpora that left the plan, transcripts among it; not if it has no corpus at all.

    That is more likely a disk that is not there.
    """
    kept = {results_of(plan.output, corpus) for corpus in plan.corpora}
    folder = plan.output / RESULTS
    there = sorted(path for path in folder.iterdir() if path.is_dir()) if kept and folder.is_dir() else []
    with contextlib.suppress(OSError):  # what stays costs room, and is removed by the next call
        for path in (path for path in there if path not in kept):
            remove_path(path)


def _summarise(plan: Plan, outcomes: Sequence[Outcome]) -> None:
    """Write the summary of all jobs, unless nothing was done and it is there already."""
    if any(outcome.computed for outcome in outcomes) or not summary_is_current(plan, outcomes):
        from thememiner.batch.summary import write_summary  # noqa: PLC0415 - a batch with nothing to do needs none

        write_summary(plan, outcomes)


def _each(engine: Engine, tasks: Sequence[CorpusTask], on_death: OnDeath) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
    """Yield the place of each corpus and what became of its jobs.

    What of a corpus can be done in parts is done so first if it is large, or if it killed its workers as a whole.
    """

    def in_parts(task: CorpusTask) -> CorpusTask:
        return _in_parts(DeathReporter(engine, lambda _: on_death(task.corpus)), task)

    tasks = [in_parts(task) if _is_for_many(engine, task) else task for task in tasks]
    telling = DeathReporter(engine, lambda task: on_death(task.corpus))
    lost: dict[int, Lost] = {}
    for place, result in telling.each(run_corpus, tasks):
        if isinstance(result, Lost):
            lost[place] = result
        else:
            yield place, result
    divided = {place: in_parts(tasks[place]) for place in sorted(lost)}
    places = [place for place, task in divided.items() if task != tasks[place]]
    for number, result in telling.each(run_corpus, [divided[place] for place in places]):
        if isinstance(result, Lost):
            lost[places[number]] = Lost(lost[places[number]].times + result.times)
        else:
            del lost[places[number]]
            yield places[number], result
    for place, one in lost.items():
        yield place, _lost(tasks[place], one)


def _is_for_many(engine: Engine, task: CorpusTask) -> bool:
    if isinstance(engine, InProcess):
        return False
    is_shared = engine.side_by_side and is_large(task.jobs)
    results = results_of(task.output, task.corpus)
    return (is_shared or lacks_documents(results)) and is_due(task.jobs, task.output)


def _in_parts(engine: Engine, task: CorpusTask) -> CorpusTask:
    from thememiner.batch.large_corpora import in_parts  # noqa: PLC0415 - a batch of small corpora loads none of this

    return in_parts(engine, task)


def _on_one_core(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return jobs that leave the other processors to other workers; it changes no result."""
    found = []
    for job in jobs:
        discovery = job.settings.discovery.model_copy(update={"workers": 1})
        found.append(replace(job, settings=job.settings.model_copy(update={"discovery": discovery})))
    return tuple(found)


def _lost(task: CorpusTask, lost: Lost) -> tuple[Outcome, ...]:
    """Return what became of the jobs of a corpus that killed its workers, and tell it in their logs."""
    what = f"killed {lost.times} workers."
    remedy = "Most likely there was not enough memory: give workers more, or fewer of them."
    outcomes = tuple(failed(job, Problem(job.name, what, remedy), UNEXPECTED) for job in task.jobs)
    for outcome in outcomes:
        JobJournal(journal_path(task.output, outcome.corpus, outcome.configuration)).tell_end(outcome)
    return outcomes


def is_large(jobs: Sequence[Job]) -> bool:
    """Tell whether the files of a corpus hold so much that many workers should share them."""
    return any(sum(_sizes(job.paths)) >= LARGE for job in jobs)


def is_due(jobs: Sequence[Job], output: Path) -> bool:
    """Tell whether anything of a corpus is to be done that can be done in parts."""
    try:
        return any(due.stage.name in IN_PARTS for job in jobs for due in survey(job, output).due)
    except ThemeMinerError:  # the job itself meets it again, and tells
        return False


def lacks_documents(results: Path) -> bool:
    """Tell whether a document was left out when the corpus was read, because it killed workers."""
    for mark in results.glob(f"read-*/{DONE}"):
        try:
            if json.loads(mark.read_bytes())["again"]:
                return True
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return False


def _sizes(paths: Sequence[Path]) -> Iterator[int]:
    for path in paths:
        names = (
            (Path(folder, name) for folder, _, names in os.walk(path) for name in names) if path.is_dir() else [path]
        )
        for name in names:
            if name.is_file():
                yield name.stat().st_size
