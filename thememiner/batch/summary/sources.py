"""The data of a summary, read from disk: the outcome of each job from its run, time and memory from its log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

from thememiner.batch.journal import Outcome, State, journal_path, read_journal
from thememiner.batch.plan import Job, Plan
from thememiner.batch.summary.records import SHOWN_SCORES, Agreement, JobSummary, RunSummary
from thememiner.batch.summary_marker import shorten_paths
from thememiner.errors import ThemeMinerError
from thememiner.records import MACHINE, CodingKind, Comparison, LevelComparison, Measurement, Problem, Theme
from thememiner.runs import RunFile, RunFiles, from_json, read_comparisons, read_manifest


def summarize_jobs(plan: Plan, outcomes: Sequence[Outcome]) -> tuple[JobSummary, ...]:
    """Return a summary of every job of a plan, in the plan's order; a job without an outcome is open.

    A job whose run cannot be read counts as failed.
    """
    by_name = {outcome.name: outcome for outcome in outcomes}
    return tuple(_summarize_job(job, by_name.get(job.name), plan) for job in plan.jobs)


def _summarize_run(folder: Path) -> RunSummary:
    """Return a run in short; only its manifest, themes and comparisons are read.

    Raises ``UsageError`` if the folder is not a run, and ``RunError`` if one of these files was altered.
    """
    manifest = read_manifest(folder)
    files = RunFiles(folder, manifest["files"])
    counts = manifest["counts"]
    agreements = [
        _summarize_agreement(comparison) for comparison in read_comparisons(files) if _is_of_proposal(comparison)
    ]
    return RunSummary(
        **{name: counts[name] for name in ("documents", "participants", "kept", "assigned", "unassigned", "subthemes")},
        not_used=tuple(Problem(**problem) for problem in manifest["problems"]),
        themes=files.parse(RunFile.THEMES, partial(from_json, kind=tuple[Theme, ...])),
        agreements=tuple(sorted(agreements, key=lambda agreement: (-agreement.units, agreement.coder))),
    )


def _summarize_job(job: Job, outcome: Outcome | None, plan: Plan) -> JobSummary:
    state = State.OPEN if outcome is None else outcome.state
    summary = JobSummary(job.corpus, job.configuration, State.DONE if state is State.UNCHANGED else state)
    if outcome is not None and outcome.failure is not None:
        return replace(summary, failure=shorten_paths(outcome.failure, plan))
    if summary.state is not State.DONE:
        return summary
    try:
        run = _summarize_run(job.folder)
    except ThemeMinerError as error:
        failure = Problem(error.place or "", error.summary, error.remedy or "")
        return replace(summary, state=State.FAILED, failure=shorten_paths(failure, plan))
    return replace(summary, run=run, report=_relative_address(job.folder / RunFile.REPORT, plan.output))


def _relative_address(path: Path, output: Path) -> str:
    return quote(path.relative_to(output).as_posix())


def _is_of_proposal(comparison: Comparison) -> bool:
    """Return whether this comparison is between the run's own themes and a manual coding."""
    return comparison.proposed_kind is CodingKind.PROPOSAL and comparison.proposed == MACHINE


def _summarize_agreement(comparison: Comparison) -> Agreement:
    scores = {level.level: _select_scores(level) for level in comparison.levels}
    return Agreement(comparison.reference, max((level.units for level in comparison.levels), default=0), scores)


def _select_scores(level: LevelComparison) -> Mapping[str, Measurement]:
    scores = level.figures[0].by_name
    return {name: scores[name] for name in SHOWN_SCORES if name in scores}


@dataclass(frozen=True, slots=True)
class Execution:
    """Time and memory of the stages of one job, each from the last call that computed it."""

    seconds: Mapping[str, float] = field(default_factory=dict)
    """Elapsed seconds by stage."""
    peak_memory_mib: int | None = None
    """Peak memory of the process by the end of any of these stages, earlier jobs included; None if not known."""

    @property
    def total(self) -> float | None:
        """Return the seconds of all stages together; None if not known."""
        return sum(self.seconds.values()) if self.seconds else None


def read_executions(plan: Plan) -> dict[tuple[str, str], Execution]:
    """Return time and memory of each job, by corpus and configuration; those of a job without a log are not known."""
    return {
        (job.corpus, job.configuration): _measure_execution(
            read_journal(journal_path(plan.output, job.corpus, job.configuration))
        )
        for job in plan.jobs
    }


def _measure_execution(lines: list[Mapping[str, object]]) -> Execution:
    begun: dict[str, datetime] = {}
    seconds: dict[str, float] = {}
    memory: dict[str, int] = {}
    for line in lines:
        stage, time = str(line.get("stage", "")), _parse_time(line)
        if line.get("event") == "begin" and time is not None:
            begun[stage] = time
        elif line.get("event") == "end" and time is not None and stage in begun:
            seconds[stage] = max((time - begun.pop(stage)).total_seconds(), 0.0)  # a clock can be set back
            peak = line.get("peak_memory_mib")
            memory[stage] = peak if isinstance(peak, int) else 0
    return Execution(seconds, max(memory.values(), default=None))


def _parse_time(line: Mapping[str, object]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(line.get("time")))
    except ValueError:
        return None
