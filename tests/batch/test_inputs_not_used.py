"""What could not be used is told by every call, and what left the plan is not kept in secret."""

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


def test_each_call_tells_what_could_not_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once for its corpus, also with ``--quiet`` and where nothing is done, since the exit code is 3 every time."""
    plan = small_plan(tmp_path, corpora=1, configuration=NO_THEMES)
    folder = plan.jobs[0].paths[0]
    (folder / "scan.docx").write_bytes(b"no document")
    told = []
    for _ in range(2):
        assert run(["batch", str(plan.path), "--quiet"]) == 3
        told.append(capsys.readouterr())
    assert told[0].out == told[1].out == ""
    assert told[0].err == told[1].err
    assert told[0].err.startswith(f"Not used: {plan.jobs[0].corpus}: scan.docx: ")
    page = (plan.output / "summary.html").read_text("utf-8")
    assert "scan.docx" in page.partition('id="not-used"')[2].partition("</section>")[0]
    assert run(["batch", str(plan.path), "--json"]) == 3
    (job,) = json.loads(capsys.readouterr().out)["jobs"]
    assert job["not_used"][0]["place"] == "scan.docx"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(None, id="no run"),
        pytest.param("{", id="torn"),
        pytest.param("{}", id="says nothing"),
    ],
)
def test_a_run_that_says_nothing_has_nothing_to_tell(tmp_path: Path, written: str | None) -> None:
    """What is wrong with a run is told elsewhere."""
    if written is not None:
        (tmp_path / "manifest.json").write_text(written, "utf-8")
    assert read_unused_inputs(Outcome("a", "b", tmp_path, State.DONE, problems=1)) == ()


def test_inputs_are_those_of_the_manifest(tmp_path: Path) -> None:
    """With place, reason and remedy."""
    (tmp_path / "manifest.json").write_text('{"problems": [{"place": "x", "reason": "y", "remedy": "z"}]}', "utf-8")
    assert read_unused_inputs(Outcome("a", "b", tmp_path, State.DONE, problems=1)) == (Problem("x", "y", "z"),)


def test_of_a_corpus_that_left_nothing_is_kept_but_its_runs(tmp_path: Path) -> None:
    """Its runs are noted; results of the others stay."""
    plan = write_plan(tmp_path)
    run_small(plan, SmallExecutor())
    shutil.rmtree(tmp_path / "interviews" / "corpus-1")
    outcomes = run_small(plan, SmallExecutor())
    assert {outcome.state for outcome in outcomes} == {State.UNCHANGED}
    output = read_plan(plan).output
    assert sorted(path.name for path in (output / "stages").iterdir() if path.is_dir()) == ["corpus-0", "corpus-2"]
    assert (output / "runs" / "corpus-1").is_dir()
    assert any(note.startswith("the corpus of runs/corpus-1 is not in the plan") for note in read_plan(plan).notes)


def test_a_disk_that_is_not_there_costs_no_results(tmp_path: Path) -> None:
    """A plan without any corpus removes nothing."""
    plan = write_plan(tmp_path)
    run_small(plan, SmallExecutor())
    (tmp_path / "interviews").rename(tmp_path / "elsewhere")
    assert run_small(plan, SmallExecutor()) == ()
    assert len([path for path in (read_plan(plan).output / "stages").iterdir() if path.is_dir()]) == 3
