"""The columns of the summary's tables: each with its name, its heading, what it holds, and how it is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from thememiner.batch.stages import STAGES
from thememiner.batch.summary.execution import Execution
from thememiner.batch.summary.records import LEVELS, Agreement, JobSummary, Summary

Value = str | int | float | None
Executions = Mapping[tuple[str, str], Execution]
NOT_KNOWN = Execution()
PLURALS = {"theme": "themes", "sub-theme": "sub-themes"}
SYMBOLS = {"kappa": "kappa", "ami": "AMI"}


@dataclass(frozen=True, slots=True)
class JobColumn:
    """A column of the table of jobs."""

    name: str
    """For programs."""
    heading: str
    """For people."""
    kind: type[str] | type[int] | type[float]
    value: Callable[[JobSummary], Value]
    """None where nothing is known."""
    width: int = 12
    """In characters, in a workbook."""


def job_columns(summary: Summary, executions: Executions | None = None) -> tuple[JobColumn, ...]:
    """Return the columns of a table with a row a job; with seconds and memory, if it is known what the jobs took."""
    coders = max((len(job.run.agreements) for job in summary.jobs if job.run), default=0)
    return (
        JobColumn("corpus", "Corpus", str, lambda job: job.corpus, 24),
        JobColumn("configuration", "Configuration", str, lambda job: job.configuration, 18),
        JobColumn("state", "State", str, lambda job: job.state.value),
        *_counts(),
        *(column for number in range(max(coders, 1)) for column in _agreement(number)),
        JobColumn("problems", "Inputs not used", int, lambda job: len(job.run.not_used) if job.run else None),
        JobColumn("failed_at", "Failed at", str, lambda job: job.failure.place if job.failure else None, 30),
        JobColumn("reason", "Reason", str, lambda job: job.failure.reason if job.failure else None, 50),
        JobColumn("remedy", "What to do", str, lambda job: job.failure.remedy if job.failure else None, 50),
        *(() if executions is None else _execution(executions)),
        JobColumn("report", "Report", str, lambda job: job.report or None, 40),
    )


def _counts() -> Sequence[JobColumn]:
    whole = {
        "documents": "Documents",
        "participants": "Participants",
        "kept": "Units kept",
        "assigned": "Units assigned",
        "unassigned": "Units unassigned",
    }
    return (
        *(JobColumn(name, heading, int, partial(_of_run, name=name)) for name, heading in whole.items()),
        JobColumn("themes", "Themes", int, lambda job: len(job.run.themes) if job.run else None),
        JobColumn("subthemes", "Sub-themes", int, partial(_of_run, name="subthemes")),
        JobColumn("stability", "Mean stability of themes", float, partial(_of_run, name="stability")),
    )


def _of_run(job: JobSummary, name: str) -> Any:  # noqa: ANN401 - a count, by its name
    return None if job.run is None else getattr(job.run, name)


def _agreement(number: int) -> Sequence[JobColumn]:
    """Return the columns of one manual coder, by place: names of coders differ from corpus to corpus."""
    at, coder = f"coder{number + 1}", f"Coder {number + 1}"
    return (
        JobColumn(at, coder, str, lambda job: _with(job, number, lambda one: one.coder), 18),
        JobColumn(f"{at}_units", f"{coder}: units", int, lambda job: _with(job, number, lambda one: one.units)),
        *(
            JobColumn(
                f"{at}_{level.replace('-', '')}_{figure}{'' if part == 'value' else f'_{part}'}",
                f"{coder}: {SYMBOLS[figure]}, {PLURALS[level]}{'' if part == 'value' else f', {part} end'}",
                float,
                partial(_figure, number=number, level=level, figure=figure, part=part),
            )
            for figure in SYMBOLS
            for level in LEVELS
            for part in ("value", "low", "high")
        ),
    )


def _with(job: JobSummary, number: int, told: Callable[[Agreement], Value]) -> Value:
    agreements = job.run.agreements if job.run else ()
    return told(agreements[number]) if number < len(agreements) else None


def _figure(job: JobSummary, number: int, level: str, figure: str, part: str) -> Value:
    def told(agreement: Agreement) -> Value:
        measured = agreement.measured(level, figure)
        return None if measured is None else getattr(measured, part)

    return _with(job, number, told)


def _execution(executions: Executions) -> Sequence[JobColumn]:
    def of(job: JobSummary) -> Execution:
        return executions.get((job.corpus, job.configuration), NOT_KNOWN)

    def seconds(job: JobSummary, stage: str) -> Value:
        return of(job).seconds.get(stage)

    return (
        JobColumn("seconds", "Seconds", float, lambda job: of(job).total),
        *(
            JobColumn(
                f"seconds_{stage.name}", f"Seconds: {stage.doing.lower()}", float, partial(seconds, stage=stage.name)
            )
            for stage in STAGES
        ),
        JobColumn("peak_memory_mib", "Most memory (MiB)", int, lambda job: of(job).peak_memory_mib),
    )
