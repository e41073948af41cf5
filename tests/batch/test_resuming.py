"""After a kill at any moment, the next call continues and gives the files of an uninterrupted batch."""

import json
import subprocess
import sys
from pathlib import Path

from batch_trees import events, torn_files, tree_of
from small_executor import SmallEngine, SmallExecutor, run_small, write_plan

from thememiner.batch.journal import State
from thememiner.batch.plan import read_plan
from thememiner.batch.run_plan import run_plan
from thememiner.batch.summary_marker import MARKER
from thememiner.stages import StageContext
from thememiner.storage.file_names import temporary_path

KILLS = 50
SUMMARY_FILES = {"summary.html", "summary.csv", "summary.xlsx", "summary.parquet", MARKER}
"""Files that list failures."""


def test_fifty_kills_damage_nothing_and_change_nothing(tmp_path: Path) -> None:
    """After each, every file has its recorded hash; at the end every file is that of an uninterrupted batch."""
    command = [sys.executable, "killed_batches.py", str(tmp_path), str(KILLS), "0"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and script
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["kills"] == KILLS
    assert len(figures["at"]) > 1, "kills at different stages"
    assert figures["torn"] == []
    assert figures["different"] == []


class Interrupted(SmallExecutor):
    """An executor during which somebody presses Ctrl-C."""

    def compute(self, stage: str, context: StageContext) -> dict[str, bytes]:
        """Raise ``KeyboardInterrupt`` at the second stage."""
        if stage == "count":
            raise KeyboardInterrupt
        return SmallExecutor.compute(self, stage, context)


def test_an_interruption_keeps_finished_stages(tmp_path: Path) -> None:
    """``KeyboardInterrupt`` is raised again; the next call computes the remaining stages only."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    try:
        run_plan(plan, engine=SmallEngine(Interrupted()))
    except KeyboardInterrupt:
        pass
    else:
        raise AssertionError("the interruption was swallowed")
    assert torn_files(plan.output) == []
    (outcome,) = run_small(plan)
    assert outcome.computed == ("count", "draw", "report")


def test_remains_of_killed_processes_are_removed(tmp_path: Path) -> None:
    """The call that finishes the corpus removes incomplete results, incomplete files and started marks."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    run_small(plan)
    before = tree_of(plan.output)
    stages = plan.output / "stages" / "corpus-0"
    half = temporary_path(next(stages.glob("count-*")), "part")
    half.mkdir()
    (half / "one").write_text("half")
    temporary_path(stages / "plain.json", "part").write_text("half")
    (stages / "draw-0123.started").touch()
    assert run_small(plan)[0].state is State.UNCHANGED
    assert tree_of(plan.output) == before


def test_no_result_is_removed_after_a_failure(tmp_path: Path) -> None:
    """It is not known which results a failed job needs, so they stay until it succeeds again."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    run_small(plan)
    before = tree_of(plan.output)
    transcript = tmp_path / "interviews" / "corpus-0" / "P1.txt"
    text = transcript.read_text("utf-8")
    transcript.write_text("another", "utf-8")
    failing = SmallExecutor(failures={"corpus-0": OSError("no such drive")})
    assert run_small(plan, failing)[0].state is State.FAILED
    after = tree_of(plan.output)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= SUMMARY_FILES
    transcript.write_text(text, "utf-8")
    assert run_small(plan)[0].state is State.UNCHANGED
    assert tree_of(plan.output) == before


def test_the_run_of_a_configuration_that_left_the_plan_stays(tmp_path: Path) -> None:
    """Its stage results are removed, since no job needs them."""
    plan = write_plan(tmp_path, {"one": "", "other": "seed = 1\n"}, corpora=1)
    run_small(plan)
    output = read_plan(plan).output
    run_small(write_plan(tmp_path, {"one": ""}, corpora=1))
    assert (output / "runs" / "corpus-0" / "other" / "manifest.json").exists()
    assert len(list(output.glob("stages/corpus-0/draw-*"))) == 1
    assert events(output, "corpus-0", "one")[-1]["event"] == State.UNCHANGED
