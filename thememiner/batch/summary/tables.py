"""The columns of the summary's tables: each with its name, its heading, what it holds, and how it is found.

The summary as tables: CSV and XLSX for people, Parquet for programs; the same bytes for the same jobs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from thememiner.stages import STAGES
from thememiner.batch.summary.records import LEVELS, Agreement, JobSummary, Summary
from thememiner.batch.summary.recurring import NEARNESS_EXPLANATION
from thememiner.batch.summary.sources import Execution
from thememiner.exchange import Sheet, SheetColumn, to_csv, to_xlsx
from thememiner.runs import arrow_to_parquet

Value = str | int | float | None
Executions = Mapping[tuple[str, str], Execution]
UNKNOWN_EXECUTION = Execution()
LEVEL_PLURALS = {"theme": "themes", "sub-theme": "sub-themes"}
SYMBOLS = {"kappa": "kappa", "ami": "AMI"}
DECIMALS = 3
_STORED = {str: pa.large_string(), int: pa.int64(), float: pa.float64()}
READING_HINTS = """
Each row of 'Jobs' is one corpus with one configuration. An empty cell: not known, or not measured.
Units assigned and unassigned add up to the units kept.
Stability: how well themes come back when part of the material is left out, 0 to 1; here the mean of the themes.
Coder 1 is the manual coder with the most units in common. kappa and AMI are over all units that both looked at: 1 if \
the two always agree, 0 if no more than by chance. The low and high end are those of the range in the run's report.
'Recurring themes' has the themes of different corpora that are near each other, a row a theme of a corpus.
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
    """For programs."""
    heading: str
    """For people."""
    kind: type[str] | type[int] | type[float]
    value: Callable[[JobSummary], Value]
    """None where nothing is known."""
    width: int = 12
    """In characters, in a workbook."""


def make_job_columns(summary: Summary, executions: Executions | None = None) -> tuple[JobColumn, ...]:
    """Return the columns of a table with a row a job; with seconds and memory, if it is known what the jobs took."""
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
    whole = {
        "documents": "Documents",
        "participants": "Participants",
        "kept": "Units kept",
        "assigned": "Units assigned",
        "unassigned": "Units unassigned",
    }
    return (
        *(JobColumn(name, heading, int, partial(_run_value, name=name)) for name, heading in whole.items()),
        JobColumn("themes", "Themes", int, lambda job: len(job.run.themes) if job.run else None),
        JobColumn("subthemes", "Sub-themes", int, partial(_run_value, name="subthemes")),
        JobColumn("stability", "Mean stability of themes", float, partial(_run_value, name="stability")),
    )


def _run_value(job: JobSummary, name: str) -> Any:  # noqa: ANN401 - a count, by its name
    return None if job.run is None else getattr(job.run, name)


def _agreement_columns(number: int) -> Sequence[JobColumn]:
    """Return the columns of one manual coder, by place: names of coders differ from corpus to corpus."""
    at, coder = f"coder{number + 1}", f"Coder {number + 1}"
    return (
        JobColumn(at, coder, str, lambda job: _agreement_value(job, number, lambda one: one.coder), 18),
        JobColumn(f"{at}_units", f"{coder}: units", int, lambda job: _agreement_value(job, number, lambda one: one.units)),
        *(
            JobColumn(
                f"{at}_{level.replace('-', '')}_{figure}{'' if part == 'value' else f'_{part}'}",
                f"{coder}: {SYMBOLS[figure]}, {LEVEL_PLURALS[level]}{'' if part == 'value' else f', {part} end'}",
                float,
                partial(_score_value, number=number, level=level, figure=figure, part=part),
            )
            for figure in SYMBOLS
            for level in LEVELS
            for part in ("value", "low", "high")
        ),
    )


def _agreement_value(job: JobSummary, number: int, told: Callable[[Agreement], Value]) -> Value:
    agreements = job.run.agreements if job.run else ()
    return told(agreements[number]) if number < len(agreements) else None


def _score_value(job: JobSummary, number: int, level: str, figure: str, part: str) -> Value:
    def told(agreement: Agreement) -> Value:
        measured = agreement.measured(level, figure)
        return None if measured is None else getattr(measured, part)

    return _agreement_value(job, number, told)


def _execution_columns(executions: Executions) -> Sequence[JobColumn]:
    def of(job: JobSummary) -> Execution:
        return executions.get((job.corpus, job.configuration), UNKNOWN_EXECUTION)

    def seconds(job: JobSummary, stage: str) -> Value:
        return of(job).seconds.get(stage)

    return (
        JobColumn("seconds", "Seconds", float, lambda job: of(job).total),
        *(
            JobColumn(
                f"seconds_{stage.name}", f"Seconds: {stage.label.lower()}", float, partial(seconds, stage=stage.name)
            )
            for stage in STAGES
        ),
        JobColumn("peak_memory_mib", "Most memory (MiB)", int, lambda job: of(job).peak_memory_mib),
    )


def make_jobs_sheet(summary: Summary, executions: Executions | None = None) -> Sheet:
    """Return the jobs as a table, a row a job."""
    columns = make_job_columns(summary, executions)
    rows = tuple(tuple(_round_value(column.value(job)) for column in columns) for job in summary.jobs)
    return Sheet("Jobs", tuple(SheetColumn(column.heading, column.width) for column in columns), rows)


def make_recurring_sheet(summary: Summary) -> Sheet:
    """Return the themes that recur as a table, a row a theme of a corpus."""
    return Sheet("Recurring themes", RECURRING_COLUMNS, tuple(_recurring_rows(summary)))


def summary_to_csv(summary: Summary, executions: Executions | None = None) -> bytes:
    """Return the jobs as CSV."""
    return to_csv(make_jobs_sheet(summary, executions))


def recurring_to_csv(summary: Summary) -> bytes:
    """Return the themes that recur as CSV."""
    return to_csv(make_recurring_sheet(summary))


def summary_to_xlsx(summary: Summary) -> bytes:
    """Return a workbook: the jobs, the themes that recur, and how to read both."""
    lines = tuple((line,) for line in (*READING_HINTS.strip().splitlines(), *NEARNESS_EXPLANATION))
    words = Sheet("How to read", (SheetColumn("How to read this workbook", 110),), lines)
    return to_xlsx(make_jobs_sheet(summary), make_recurring_sheet(summary), words)


def summary_to_parquet(summary: Summary) -> bytes:
    """Return the jobs as Parquet, figures unrounded."""
    columns = make_job_columns(summary)
    stored = {column.name: pa.array([column.value(job) for job in summary.jobs], _arrow_type(column)) for column in columns}
    return arrow_to_parquet(pa.table(stored))


def _arrow_type(column: JobColumn) -> pa.DataType:
    return _STORED[column.kind]


def _recurring_rows(summary: Summary) -> Iterator[tuple[Value, ...]]:
    for alignment in summary.alignments:
        for number, group in enumerate(alignment.recurring, 1):
            for member in group.members:
                theme = member.theme
                yield (
                    *(alignment.configuration, number, len(group.members)),
                    *(_round_value(group.nearness), _round_value(group.least)),
                    *(member.corpus, theme.theme_id, theme.name, ", ".join(theme.keywords)),
                    *(theme.units, theme.participants, _round_value(theme.stability), _round_value(member.nearness)),
                )


def _round_value(value: Value) -> Value:
    return round(value, DECIMALS) if isinstance(value, float) else value
