"""Running a plan: every unfinished job, and then the summary."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from thememiner.batch.engines import CrashedTask, CrashReporter, Engine, InProcess
from thememiner.batch.jobs import (
    RESULTS_FOLDER,
    UNEXPECTED_EXIT_CODE,
    CorpusTask,
    make_failed_outcome,
    results_folder,
    run_corpus,
)
from thememiner.batch.journal import JobJournal, Outcome, journal_path
from thememiner.batch.locks import lock_output
from thememiner.batch.plan import Job, Plan
from thememiner.batch.status import find_due_stages
from thememiner.batch.store import DONE_FILE
from thememiner.batch.summary_marker import summary_is_current
from thememiner.config import Permissions
from thememiner.errors import ThemeMinerError
from thememiner.records import Problem
from thememiner.stages import EMBED, READ, SEGMENT
from thememiner.storage import remove_path

OnOutcome = Callable[[Outcome], None]
OnCrash = Callable[[str], None]
NOTHING_PERMITTED = Permissions()
LARGE_CORPUS_BYTES = 8 * 2**20
"""Size of a large corpus. One process needs more than a minute to read and segment it; workers start in seconds."""
DIVISIBLE_STAGES = frozenset({READ.name, SEGMENT.name, EMBED.name})
"""Names of the stages that can run in parts."""


def run_plan(
    plan: Plan,
    *,
    engine: Engine | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    wait: bool = False,
    on_outcome: OnOutcome = lambda _: None,
    on_crash: OnCrash = lambda _: None,
) -> tuple[Outcome, ...]:
    """Run the unfinished jobs of a plan, write its summary, and return the outcome of each job in the plan's order.

    Whatever ends the process, the next call continues after the last finished stage. A corpus that fails does not stop
    the others, and the next call tries it again. Stage results that no job of the plan needs any more are removed;
    runs of jobs that left the plan stay. ``on_outcome`` is called with the outcome of each job, ``on_crash`` with the
    name of a corpus whose worker died and whose task is tried again.

    Raises ``UsageError`` if another process is working on the plan, unless it is to ``wait`` for it.
    """
    with lock_output(plan.output, wait=wait):
        engine = engine or InProcess()
        corpora = [_limit_to_one_core(jobs) if engine.is_parallel else jobs for jobs in plan.corpora.values()]
        ended: dict[int, tuple[Outcome, ...]] = {}
        tasks = [CorpusTask(plan.output, jobs, permissions) for jobs in corpora]
        for index, outcomes in _run_corpora(engine, tasks, on_crash):
            ended[index] = outcomes
            for outcome in outcomes:
                on_outcome(outcome)
        in_order = tuple(outcome for index in sorted(ended) for outcome in ended[index])
        _remove_unplanned_results(plan)
        _update_summary(plan, in_order)
        return in_order


def _remove_unplanned_results(plan: Plan) -> None:
    """Remove the stage results of corpora that left the plan, since they contain transcripts.

    If the plan has no corpus at all, nothing is removed: more likely a disk is not mounted.
    """
    kept = {results_folder(plan.output, corpus) for corpus in plan.corpora}
    folder = plan.output / RESULTS_FOLDER
    existing = sorted(path for path in folder.iterdir() if path.is_dir()) if kept and folder.is_dir() else []
    with contextlib.suppress(OSError):  # what stays only takes up space; the next call removes it
        for path in (path for path in existing if path not in kept):
            remove_path(path)


def _update_summary(plan: Plan, outcomes: Sequence[Outcome]) -> None:
    """Write the summary of all jobs, unless nothing was computed and it is current."""
    if any(outcome.computed for outcome in outcomes) or not summary_is_current(plan, outcomes):
        from thememiner.batch.summary import write_summary  # noqa: PLC0415 - a finished batch loads nothing heavy

        write_summary(plan, outcomes)


def _run_corpora(
    engine: Engine, tasks: Sequence[CorpusTask], on_crash: OnCrash
) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
    """Yield the index of each corpus and the outcomes of its jobs.

    A large corpus is run in parts first, as far as possible; so is one that killed its workers as a whole.
    """

    def run_in_parts(task: CorpusTask) -> CorpusTask:
        return _run_in_parts(CrashReporter(engine, lambda _: on_crash(task.corpus)), task)

    tasks = [run_in_parts(task) if _should_divide(engine, task) else task for task in tasks]
    reporter = CrashReporter(engine, lambda task: on_crash(task.corpus))
    crashed: dict[int, CrashedTask] = {}
    for index, result in reporter.run_tasks(run_corpus, tasks):
        if isinstance(result, CrashedTask):
            crashed[index] = result
        else:
            yield index, result
    divided = {index: run_in_parts(tasks[index]) for index in sorted(crashed)}
    indices = [index for index, task in divided.items() if task != tasks[index]]
    for number, result in reporter.run_tasks(run_corpus, [divided[index] for index in indices]):
        index = indices[number]
        if isinstance(result, CrashedTask):
            crashed[index] = CrashedTask(crashed[index].crashes + result.crashes)
        else:
            del crashed[index]
            yield index, result
    for index, crash in crashed.items():
        yield index, _record_crashed_corpus(tasks[index], crash)


def _should_divide(engine: Engine, task: CorpusTask) -> bool:
    if isinstance(engine, InProcess):
        return False
    is_shared = engine.is_parallel and _is_large(task.jobs)
    results = results_folder(task.output, task.corpus)
    return (is_shared or _has_left_out_documents(results)) and _has_divisible_work(task.jobs, task.output)


def _run_in_parts(engine: Engine, task: CorpusTask) -> CorpusTask:
    from thememiner.batch.large_corpora import run_in_parts  # noqa: PLC0415 - a batch of small corpora does not need it

    return run_in_parts(engine, task)


def _limit_to_one_core(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return jobs that use one processor and leave the others to other workers; results do not change."""
    limited = []
    for job in jobs:
        discovery = job.settings.discovery.model_copy(update={"workers": 1})
        limited.append(replace(job, settings=job.settings.model_copy(update={"discovery": discovery})))
    return tuple(limited)


def _record_crashed_corpus(task: CorpusTask, crash: CrashedTask) -> tuple[Outcome, ...]:
    """Return the outcomes of the jobs of a corpus that killed its workers, and write them to the logs."""
    what = f"killed {crash.crashes} workers."
    remedy = "Most likely there was not enough memory: give each worker more, or use fewer workers."
    outcomes = tuple(
        make_failed_outcome(job, Problem(job.name, what, remedy), UNEXPECTED_EXIT_CODE) for job in task.jobs
    )
    for outcome in outcomes:
        JobJournal(journal_path(task.output, outcome.corpus, outcome.configuration)).log_outcome(outcome)
    return outcomes


def _is_large(jobs: Sequence[Job]) -> bool:
    """Return whether the files of a corpus are so large that several workers should share them."""
    return any(sum(_file_sizes(job.paths)) >= LARGE_CORPUS_BYTES for job in jobs)


def _has_divisible_work(jobs: Sequence[Job], output: Path) -> bool:
    """Return whether a corpus has an unfinished stage that can run in parts."""
    try:
        return any(due.stage.name in DIVISIBLE_STAGES for job in jobs for due in find_due_stages(job, output).stages)
    except ThemeMinerError:  # the job itself raises it again, and reports it
        return False


def _has_left_out_documents(results: Path) -> bool:
    """Return whether a document was left out when the corpus was read, because it killed workers."""
    for mark in results.glob(f"{READ.name}-*/{DONE_FILE}"):
        try:
            if json.loads(mark.read_bytes())["again"]:
                return True
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return False


def _file_sizes(paths: Sequence[Path]) -> Iterator[int]:
    for path in paths:
        names = (
            (Path(folder, name) for folder, _, names in os.walk(path) for name in names) if path.is_dir() else [path]
        )
        for name in names:
            if name.is_file():
                yield name.stat().st_size
