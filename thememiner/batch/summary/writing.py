"""Write the summary of a batch: tables and a page of what came of every job, and a page of what that took."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from thememiner.batch.outcomes import Outcome
from thememiner.batch.plan import Plan
from thememiner.batch.summary.aligning import alignments_of
from thememiner.batch.summary.current import LOGGED, mark_as_written
from thememiner.batch.summary.execution import executions_of
from thememiner.batch.summary.page import summary_page
from thememiner.batch.summary.reading import jobs_of
from thememiner.batch.summary.records import Summary
from thememiner.batch.summary.tables import recurring_csv, summary_csv, summary_parquet, summary_xlsx
from thememiner.storage.atomic import make_folder, write_bytes
from thememiner.storage.refusals import refusals


def write_summary(plan: Plan, outcomes: Sequence[Outcome]) -> Summary:
    """Write what came of a plan into its output folder, and return it.

    ``summary.csv``, ``.xlsx``, ``.parquet`` and ``.html`` have a row a job, also for those that failed, and
    ``recurring-themes.csv`` the themes that recur in several corpora. The same runs and failures give the same bytes,
    in however many calls they came about. What they took stands in ``log/summary.html`` and ``log/summary.csv``.

    Raises ``StorageError`` if the disk refuses; each file is then the old one or the new.
    """
    jobs = jobs_of(plan, outcomes)
    summary = Summary(plan.path.stem, jobs, alignments_of(plan, jobs), plan.notes)
    files = {
        "summary.csv": summary_csv(summary),
        "summary.html": summary_page(summary).encode(),
        "summary.parquet": summary_parquet(summary),
        "summary.xlsx": summary_xlsx(summary),
        "recurring-themes.csv": recurring_csv(summary),
    }
    executions = executions_of(plan)
    page, table = LOGGED
    logged = {
        page: summary_page(summary, executions, root="../").encode(),
        table: summary_csv(summary, executions),
    }
    _write(plan.output, {**files, **logged})
    mark_as_written(plan, outcomes, files)
    return summary


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        with refusals(path):
            make_folder(path.parent)
        write_bytes(path, data)
