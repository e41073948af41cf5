"""The tables of a summary: a row for every job, equal bytes for equal runs, and no formulas."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from summarised_batch import FAILED, agreement, invented_batch, theme

from thememiner.batch.journal import State
from thememiner.batch.summary.page import write_summary
from thememiner.batch.summary.sources import summarize_jobs

CORPORA = {"north": [theme(1, "sleep"), theme(2, "money", stability=None)], "south": []}
TABLES = ("summary.csv", "summary.parquet", "summary.xlsx", "summary.html", "recurring-themes.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_every_job_has_a_row_and_counts_add_up(tmp_path: Path) -> None:
    """Rows are in the order of the plan; assigned and unassigned units add up to the kept ones."""
    plan, outcomes = invented_batch(tmp_path, CORPORA)
    write_summary(plan, outcomes)
    rows = rows_of(plan.output / "summary.csv")
    assert [(row["Corpus"], row["State"]) for row in rows] == [
        ("broken", "failed"),
        ("north", "done"),
        ("south", "done"),
    ]
    for row in rows[1:]:
        assert int(row["Units assigned"]) + int(row["Units unassigned"]) == int(row["Units kept"])
    assert [row["Themes"] for row in rows] == ["", "2", "0"]
    assert [row["Mean stability of themes"] for row in rows] == ["", "0.8", ""]
    assert rows[1]["Report"] == "runs/north/default/report.html"


def test_a_failed_job_has_file_reason_and_remedy(tmp_path: Path) -> None:
    """The place is relative to the plan, so that a moved plan gives the same table."""
    plan, outcomes = invented_batch(tmp_path, CORPORA)
    write_summary(plan, outcomes)
    (row,) = (row for row in rows_of(plan.output / "summary.csv") if row["State"] == "failed")
    assert (row["Failed at"], row["Reason"], row["What to do"]) == (FAILED.place, FAILED.reason, FAILED.remedy)


def test_each_manual_coder_has_scores_with_ranges(tmp_path: Path) -> None:
    """The coder with the most units comes first; a score that was not measured is empty."""
    comparisons = {"north": [agreement("Bo", 0.3, units=50), agreement("Anna", 0.5)]}
    plan, outcomes = invented_batch(tmp_path, CORPORA, comparisons)
    write_summary(plan, outcomes)
    row = rows_of(plan.output / "summary.csv")[1]
    assert (row["Coder 1"], row["Coder 1: units"], row["Coder 2"]) == ("Anna", "90", "Bo")
    ends = [row[f"Coder 1: kappa, themes{part}"] for part in ("", ", low end", ", high end")]
    assert ends == ["0.5", "0.4", "0.6"]
    assert (row["Coder 1: AMI, themes"], row["Coder 1: kappa, sub-themes"]) == ("", "")


def test_a_run_that_cannot_be_read_is_a_failed_job(tmp_path: Path) -> None:
    """If a file of a run was altered, its row says so; the other rows are complete."""
    plan, outcomes = invented_batch(tmp_path, CORPORA)
    (plan.output / "runs" / "north" / "default" / "themes.json").write_text("[]", "utf-8")
    _, north, south = summarize_jobs(plan, outcomes)
    assert north.failure is not None
    assert (north.state, north.failure.place) == (State.FAILED, "plan-runs/runs/north/default/themes.json")
    assert south.state is State.DONE


def test_a_job_without_an_outcome_is_open(tmp_path: Path) -> None:
    """A summary in the middle of a batch has a row for every job."""
    plan, outcomes = invented_batch(tmp_path, CORPORA)
    assert [job.state for job in summarize_jobs(plan, outcomes[:1])] == [State.FAILED, State.OPEN, State.OPEN]


def test_equal_runs_give_equal_bytes(tmp_path: Path) -> None:
    """It does not matter whether this call computed the runs, or in which folder they are."""
    written = []
    for name, state in (("one", State.DONE), ("other", State.UNCHANGED)):
        plan, outcomes = invented_batch(tmp_path / name, CORPORA)
        ended = [one if one.failure else replace(one, state=state, computed=()) for one in outcomes]
        write_summary(plan, ended)
        written.append([(plan.output / table).read_bytes() for table in TABLES])
    assert written[0] == written[1]


def test_parquet_has_every_job_with_types_that_do_not_change(tmp_path: Path) -> None:
    """Counts are integers and scores are floats, also if no job has any."""
    plan, outcomes = invented_batch(tmp_path, {"south": []})
    write_summary(plan, outcomes)
    stored = pq.read_table(plan.output / "summary.parquet")
    assert stored.num_rows == 2
    assert str(stored.schema.field("themes").type) == "int64"
    assert str(stored.schema.field("coder1_theme_kappa_low").type) == "double"


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "@sum", "-2", "007"])
def test_no_name_becomes_a_formula_or_a_number(tmp_path: Path, name: str) -> None:
    """A corpus may have any name: CSV escapes it, and a workbook stores it as text."""
    plan, outcomes = invented_batch(tmp_path, {name: []})
    write_summary(plan, outcomes)
    assert f"'{name}" in (plan.output / "summary.csv").read_text("utf-8-sig")
    sheet = openpyxl.load_workbook(plan.output / "summary.xlsx")["Jobs"]
    (cell,) = (row[0] for row in sheet.iter_rows(min_row=2) if row[0].value == name)
    assert cell.data_type == "s"


def test_the_workbook_has_a_frozen_header_filters_and_an_explanation(tmp_path: Path) -> None:
    """It has three sheets: the jobs, the recurring themes, and how to read both."""
    plan, outcomes = invented_batch(tmp_path, CORPORA)
    write_summary(plan, outcomes)
    book = openpyxl.load_workbook(plan.output / "summary.xlsx")
    assert book.sheetnames == ["Jobs", "Recurring themes", "How to read"]
    assert book["Jobs"].freeze_panes == "A2"
    assert book["Jobs"].auto_filter.ref is not None
    assert book["Jobs"].column_dimensions["A"].width > 20
