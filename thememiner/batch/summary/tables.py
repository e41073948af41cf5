"""The summary as tables: CSV and XLSX for people, Parquet for programs; equal jobs give equal bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from thememiner.batch.summary.records import LEVELS, Agreement, JobSummary, Summary
from thememiner.batch.summary.recurring import NEARNESS_EXPLANATION
from thememiner.batch.summary.sources import Execution
from thememiner.exchange import Sheet, SheetColumn, to_csv, to_xlsx
from thememiner.runs import arrow_to_parquet
from thememiner.stages import STAGES

Value = str | int | float | None
Executions = Mapping[tuple[str, str], Execution]
UNKNOWN_EXECUTION = Execution()
LEVEL_PLURALS = {"theme": "themes", "sub-theme": "sub-themes"}
SYMBOLS = {"kappa": "kappa", "ami": "AMI"}
DECIMALS = 3
_STORED = {str: pa.large_string(), int: pa.int64(), float: pa.float64()}
READING_HINTS = """
Each row of 'Jobs' is one corpus with one configuration. An empty cell means not known or not measured.
Assigned and unassigned units add up to the units kept.
Stability is how well themes reappear when part of the material is left out, 0 to 1; the table has the mean over the \
themes.
Coder 1 is the manual coder with the most units in common. kappa and AMI cover all units that both looked at: 1 if \
the two always agree, 0 if they agree no more than by chance. The low and high end belong to the range in the run's \
report.
'Recurring themes' lists similar themes of different corpora, one theme in each row.
"""
RECURRING_COLUMNS = (
    SheetColumn("Configuration", 18),
    SheetColumn("Group", 8),
    SheetColumn("Corpora", 8),
    SheetColumn("Nearness of the group", 12),
    SheetColumn("Least nearness", 12),
    SheetColumn("Corpus", 24),
    SheetColumn("Theme", 8),
    SheetColumn("Name", 40),
    SheetColumn("Key words", 50),
    SheetColumn("Units", 8),
    SheetColumn("Participants", 12),
    SheetColumn("Stability", 10),
    SheetColumn("Nearness to the others", 12),
)


@dataclass(frozen=True, slots=True)
class JobColumn:
    """A column of the table of jobs."""

    name: str
    """Name in Parquet files."""
    heading: str
    """Heading in CSV files and workbooks."""
    kind: type[str] | type[int] | type[float]
    value: Callable[[JobSummary], Value]
    """Returns the cell of a job; None if not known."""
    width: int = 12
    """In characters, in a workbook."""


def _make_job_columns(summary: Summary, executions: Executions | None = None) -> tuple[JobColumn, ...]:
    """Return the columns of the table of jobs; with ``executions``, also those of seconds and memory."""
    coders = max((len(job.run.agreements) for job in summary.jobs if job.run), default=0)
    return (
        JobColumn("corpus", "Corpus", str, lambda job: job.corpus, 24),
        JobColumn("configuration", "Configuration", str, lambda job: job.configuration, 18),
        JobColumn("state", "State", str, lambda job: job.state.value),
        *_count_columns(),
        *(column for number in range(max(coders, 1)) for column in _agreement_columns(number)),
        JobColumn("problems", "Inputs not used", int, lambda job: len(job.run.not_used) if job.run else None),
        JobColumn("failed_at", "Failed at", str, lambda job: job.failure.place if job.failure else None, 30),
        JobColumn("reason", "Reason", str, lambda job: job.failure.reason if job.failure else None, 50),
        JobColumn("remedy", "What to do", str, lambda job: job.failure.remedy if job.failure else None, 50),
        *(() if executions is None else _execution_columns(executions)),
        JobColumn("report", "Report", str, lambda job: job.report or None, 40),
    )


def _count_columns() -> Sequence[JobColumn]:
    headings = {
        "documents": "Documents",
        "participants": "Participants",
        "kept": "Units kept",
        "assigned": "Units assigned",
        "unassigned": "Units unassigned",
    }
    return (
        *(JobColumn(name, heading, int, partial(_run_value, name=name)) for name, heading in headings.items()),
        JobColumn("themes", "Themes", int, lambda job: len(job.run.themes) if job.run else None),
        JobColumn("subthemes", "Sub-themes", int, partial(_run_value, name="subthemes")),
        JobColumn("stability", "Mean stability of themes", float, partial(_run_value, name="stability")),
    )


def _run_value(job: JobSummary, name: str) -> Any:  # noqa: ANN401 - a count or a mean, depending on the name
    return None if job.run is None else getattr(job.run, name)


def _agreement_columns(number: int) -> Sequence[JobColumn]:
    """Return the columns of one manual coder, by number: names of coders differ between corpora."""
    at, coder = f"coder{number + 1}", f"Coder {number + 1}"
    return (
        JobColumn(at, coder, str, lambda job: _agreement_value(job, number, lambda agreement: agreement.coder), 18),
        JobColumn(
            f"{at}_units",
            f"{coder}: units",
            int,
            lambda job: _agreement_value(job, number, lambda agreement: agreement.units),
        ),
        *(
            JobColumn(
                f"{at}_{level.replace('-', '')}_{score}{'' if part == 'value' else f'_{part}'}",
                f"{coder}: {SYMBOLS[score]}, {LEVEL_PLURALS[level]}{'' if part == 'value' else f', {part} end'}",
                float,
                partial(_score_value, number=number, level=level, score=score, part=part),
            )
            for score in SYMBOLS
            for level in LEVELS
            for part in ("value", "low", "high")
        ),
    )


def _agreement_value(job: JobSummary, number: int, get: Callable[[Agreement], Value]) -> Value:
    agreements = job.run.agreements if job.run else ()
    return get(agreements[number]) if number < len(agreements) else None


def _score_value(job: JobSummary, number: int, level: str, score: str, part: str) -> Value:
    def get_part(agreement: Agreement) -> Value:
        measurement = agreement.find_score(level, score)
        return None if measurement is None else getattr(measurement, part)

    return _agreement_value(job, number, get_part)


def _execution_columns(executions: Executions) -> Sequence[JobColumn]:
    def find_execution(job: JobSummary) -> Execution:
        return executions.get((job.corpus, job.configuration), UNKNOWN_EXECUTION)

    def find_seconds(job: JobSummary, stage: str) -> Value:
        return find_execution(job).seconds.get(stage)

    return (
        JobColumn("seconds", "Seconds", float, lambda job: find_execution(job).total),
        *(
            JobColumn(
                f"seconds_{stage.name}",
                f"Seconds: {stage.label.lower()}",
                float,
                partial(find_seconds, stage=stage.name),
            )
            for stage in STAGES
        ),
        JobColumn("peak_memory_mib", "Most memory (MiB)", int, lambda job: find_execution(job).peak_memory_mib),
    )


def _make_jobs_sheet(summary: Summary, executions: Executions | None = None) -> Sheet:
    """Return the table of jobs, one job in each row."""
    columns = _make_job_columns(summary, executions)
    rows = tuple(tuple(_round_value(column.value(job)) for column in columns) for job in summary.jobs)
    return Sheet("Jobs", tuple(SheetColumn(column.heading, column.width) for column in columns), rows)


def _make_recurring_sheet(summary: Summary) -> Sheet:
    """Return the table of recurring themes, one theme in each row."""
    return Sheet("Recurring themes", RECURRING_COLUMNS, tuple(_recurring_rows(summary)))


def summary_to_csv(summary: Summary, executions: Executions | None = None) -> bytes:
    """Return the jobs as CSV."""
    return to_csv(_make_jobs_sheet(summary, executions))


def recurring_to_csv(summary: Summary) -> bytes:
    """Return the recurring themes as CSV."""
    return to_csv(_make_recurring_sheet(summary))


def summary_to_xlsx(summary: Summary) -> bytes:
    """Return a workbook with the jobs, the recurring themes, and an explanation of both."""
    lines = tuple((line,) for line in (*READING_HINTS.strip().splitlines(), *NEARNESS_EXPLANATION))
    explanation = Sheet("How to read", (SheetColumn("How to read this workbook", 110),), lines)
    return to_xlsx(_make_jobs_sheet(summary), _make_recurring_sheet(summary), explanation)


def summary_to_parquet(summary: Summary) -> bytes:
    """Return the jobs as Parquet, with unrounded numbers."""
    columns = _make_job_columns(summary)
    stored = {
        column.name: pa.array([column.value(job) for job in summary.jobs], _arrow_type(column)) for column in columns
    }
    return arrow_to_parquet(pa.table(stored))


def _arrow_type(column: JobColumn) -> pa.DataType:
    return _STORED[column.kind]


def _recurring_rows(summary: Summary) -> Iterator[tuple[Value, ...]]:
    for recurring in summary.recurring:
        for number, group in enumerate(recurring.groups, 1):
            for member in group.members:
                theme = member.theme
                yield (
                    *(recurring.configuration, number, len(group.members)),
                    *(_round_value(group.nearness), _round_value(group.least)),
                    *(member.corpus, theme.theme_id, theme.name, ", ".join(theme.keywords)),
                    *(theme.units, theme.participants, _round_value(theme.stability), _round_value(member.nearness)),
                )


def _round_value(value: Value) -> Value:
    return round(value, DECIMALS) if isinstance(value, float) else value
