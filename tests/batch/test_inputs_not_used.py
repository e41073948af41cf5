"""Every call lists inputs that could not be used, and results of corpora that left the plan are removed."""

import json
import shutil
from pathlib import Path

import pytest
from small_executor import SmallExecutor, run_small, write_plan
from small_plans import NO_THEMES, small_plan

from thememiner.__main__ import run
from thememiner.batch.journal import Outcome, State, read_unused_inputs
from thememiner.batch.plan import read_plan
from thememiner.records import Problem


def test_each_call_lists_inputs_that_could_not_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is printed once, also with ``--quiet`` and if nothing is done, since the exit code is 3 every time."""
    plan = small_plan(tmp_path, corpora=1, configuration=NO_THEMES)
    folder = plan.jobs[0].paths[0]
    (folder / "scan.docx").write_bytes(b"no document")
    printed = []
    for _ in range(2):
        assert run(["batch", str(plan.path), "--quiet"]) == 3
        printed.append(capsys.readouterr())
    assert printed[0].out == printed[1].out == ""
    assert printed[0].err == printed[1].err
    assert printed[0].err.startswith(f"Not used: {plan.jobs[0].corpus}: scan.docx: ")
    page = (plan.output / "summary.html").read_text("utf-8")
    assert "scan.docx" in page.partition('id="not-used"')[2].partition("</section>")[0]
    assert run(["batch", str(plan.path), "--json"]) == 3
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert job["not_used"][0]["place"] == "scan.docx"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(None, id="no run"),
        pytest.param("{", id="cut off"),
        pytest.param("{}", id="without problems"),
    ],
)
def test_a_run_with_an_unreadable_manifest_lists_no_inputs(tmp_path: Path, written: str | None) -> None:
    """Damage of a run is reported elsewhere."""
    if written is not None:
        (tmp_path / "manifest.json").write_text(written, "utf-8")
    assert read_unused_inputs(Outcome("a", "b", tmp_path, State.DONE, problems=1)) == ()


def test_inputs_are_those_of_the_manifest(tmp_path: Path) -> None:
    """Each has place, reason and remedy."""
    (tmp_path / "manifest.json").write_text('{"problems": [{"place": "x", "reason": "y", "remedy": "z"}]}', "utf-8")
    assert read_unused_inputs(Outcome("a", "b", tmp_path, State.DONE, problems=1)) == (Problem("x", "y", "z"),)


def test_of_a_corpus_that_left_the_plan_only_the_runs_stay(tmp_path: Path) -> None:
    """A note names its runs; stage results of the other corpora stay."""
    plan = write_plan(tmp_path)
    run_small(plan, SmallExecutor())
    shutil.rmtree(tmp_path / "interviews" / "corpus-1")
    outcomes = run_small(plan, SmallExecutor())
    assert {outcome.state for outcome in outcomes} == {State.UNCHANGED}
    output = read_plan(plan).output
    assert sorted(path.name for path in (output / "stages").iterdir() if path.is_dir()) == ["corpus-0", "corpus-2"]
    assert (output / "runs" / "corpus-1").is_dir()
    assert any(note.startswith("the corpus of runs/corpus-1 is not in the plan") for note in read_plan(plan).notes)


def test_a_disk_that_is_not_mounted_costs_no_results(tmp_path: Path) -> None:
    """If the plan has no corpus, nothing is removed."""
    plan = write_plan(tmp_path)
    run_small(plan, SmallExecutor())
    (tmp_path / "interviews").rename(tmp_path / "elsewhere")
    assert run_small(plan, SmallExecutor()) == ()
    assert len([path for path in (read_plan(plan).output / "stages").iterdir() if path.is_dir()]) == 3
