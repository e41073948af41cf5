"""The summary is written again only if something in it has changed."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from summarised_batch import invented_batch, theme, write_invented_run

from thememiner.batch.jobs import hash_manifest, read_record, record_path, write_record
from thememiner.batch.journal import Outcome, State
from thememiner.batch.plan import Plan
from thememiner.batch.summary.page import write_summary
from thememiner.batch.summary_marker import MARKER, summary_is_current
from thememiner.records import Problem

HEAVY = ("torch", "pandas", "pyarrow", "sklearn", "spacy", "openpyxl", "jinja2", "plotly", "sentence_transformers")


def summarised_batch(folder: Path) -> tuple[Plan, list[Outcome]]:
    """Return a batch whose summary has been written."""
    plan, outcomes = invented_batch(folder, {"north": [theme(1, "sleep")]})
    write_summary(plan, outcomes)
    return plan, outcomes


def test_a_summary_is_current_for_the_runs_that_it_describes(tmp_path: Path) -> None:
    """It stays current when the next call finds all runs unchanged."""
    plan, outcomes = summarised_batch(tmp_path)
    assert summary_is_current(plan, outcomes)
    assert summary_is_current(
        plan, [replace(one, state=State.UNCHANGED) if not one.failure else one for one in outcomes]
    )


def _change_run(plan: Plan, outcomes: list[Outcome]) -> None:
    job = plan.jobs[1]
    write_invented_run(job.folder, [theme(1, "money")])
    record = read_record(record_path(plan.output, job))
    assert record is not None
    write_record(record_path(plan.output, job), replace(record, manifest=hash_manifest(job.folder) or ""))
    assert outcomes


def _change_failure(plan: Plan, outcomes: list[Outcome]) -> None:
    outcomes[0] = replace(outcomes[0], failure=Problem("another.docx", "is empty."))
    assert plan


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_change_run, id="another run"),
        pytest.param(_change_failure, id="another failure"),
        pytest.param(lambda _, outcomes: outcomes.pop(), id="an open job"),
        pytest.param(lambda plan, _: (plan.output / "summary.html").unlink(), id="a missing page"),
        pytest.param(lambda plan, _: (plan.output / "summary.csv").write_text(""), id="a damaged table"),
        pytest.param(lambda plan, _: (plan.output / "log" / "summary.html").unlink(), id="a missing page of times"),
        pytest.param(lambda plan, _: (plan.output / MARKER).write_text("[]"), id="a damaged mark"),
        pytest.param(lambda plan, _: (plan.output / MARKER).unlink(), id="no mark"),
    ],
)
def test_a_summary_is_not_current_after_a_change(
    tmp_path: Path, change: Callable[[Plan, list[Outcome]], object]
) -> None:
    """The change may be in a run, in a failure, or in a file of the summary."""
    plan, outcomes = summarised_batch(tmp_path)
    change(plan, outcomes)
    assert not summary_is_current(plan, outcomes)


def test_the_check_loads_nothing_heavy() -> None:
    """A batch with nothing to do must end at once."""
    code = f"import sys, thememiner.batch.summary_marker; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"
