"""The summary as tables: CSV and XLSX for people, Parquet for programs; the same bytes for the same jobs."""

from collections.abc import Iterator

import pyarrow as pa

from thememiner.batch.summary.columns import Executions, JobColumn, Value, job_columns
from thememiner.batch.summary.nearness import HOW_NEAR
from thememiner.batch.summary.records import Summary
from thememiner.exchange.sheets import Sheet, SheetColumn, as_csv, as_xlsx
from thememiner.runs.tables import arrow_to_parquet

DECIMALS = 3
_STORED = {str: pa.large_string(), int: pa.int64(), float: pa.float64()}
HOW_TO_READ = """
Each row of 'Jobs' is one corpus with one configuration. An empty cell: not known, or not measured.
Units assigned and unassigned add up to the units kept.
Stability: how well themes come back when part of the material is left out, 0 to 1; here the mean of the themes.
Coder 1 is the manual coder with the most units in common. kappa and AMI are over all units that both looked at: 1 if \
the two always agree, 0 if no more than by chance. The low and high end are those of the range in the run's report.
'Recurring themes' has the themes of different corpora that are near each other, a row a theme of a corpus.
"""
RECURRING = (
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


def jobs_sheet(summary: Summary, executions: Executions | None = None) -> Sheet:
    """Return the jobs as a table, a row a job."""
    columns = job_columns(summary, executions)
    rows = tuple(tuple(_rounded(column.value(job)) for column in columns) for job in summary.jobs)
    return Sheet("Jobs", tuple(SheetColumn(column.heading, column.width) for column in columns), rows)


def recurring_sheet(summary: Summary) -> Sheet:
    """Return the themes that recur as a table, a row a theme of a corpus."""
    return Sheet("Recurring themes", RECURRING, tuple(_recurring_rows(summary)))


def summary_csv(summary: Summary, executions: Executions | None = None) -> bytes:
    """Return the jobs as CSV."""
    return as_csv(jobs_sheet(summary, executions))


def recurring_csv(summary: Summary) -> bytes:
    """Return the themes that recur as CSV."""
    return as_csv(recurring_sheet(summary))


def summary_xlsx(summary: Summary) -> bytes:
    """Return a workbook: the jobs, the themes that recur, and how to read both."""
    lines = tuple((line,) for line in (*HOW_TO_READ.strip().splitlines(), *HOW_NEAR))
    words = Sheet("How to read", (SheetColumn("How to read this workbook", 110),), lines)
    return as_xlsx(jobs_sheet(summary), recurring_sheet(summary), words)


def summary_parquet(summary: Summary) -> bytes:
    """Return the jobs as Parquet, figures unrounded."""
    columns = job_columns(summary)
    stored = {column.name: pa.array([column.value(job) for job in summary.jobs], _type(column)) for column in columns}
    return arrow_to_parquet(pa.table(stored))


def _type(column: JobColumn) -> pa.DataType:
    return _STORED[column.kind]


def _recurring_rows(summary: Summary) -> Iterator[tuple[Value, ...]]:
    for alignment in summary.alignments:
        for number, group in enumerate(alignment.recurring, 1):
            for member in group.members:
                theme = member.theme
                yield (
                    *(alignment.configuration, number, len(group.members)),
                    *(_rounded(group.nearness), _rounded(group.least)),
                    *(member.corpus, theme.theme_id, theme.name, ", ".join(theme.keywords)),
                    *(theme.units, theme.participants, _rounded(theme.stability), _rounded(member.nearness)),
                )


def _rounded(value: Value) -> Value:
    return round(value, DECIMALS) if isinstance(value, float) else value
