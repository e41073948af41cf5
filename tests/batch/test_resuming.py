"""Killed at any moment, the same call goes on and ends with what an uninterrupted one gives."""

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
from thememiner.storage.atomic_writes import temporary_path

KILLS = 50
TELLING = {"summary.html", "summary.csv", "summary.xlsx", "summary.parquet", MARKER}
"""What tells of a failure."""


def test_fifty_kills_tear_nothing_and_change_nothing(tmp_path: Path) -> None:
    """After each, every mark tells the truth; at the end every file is that of batches that nobody killed."""
    command = [sys.executable, "killed_batches.py", str(tmp_path), str(KILLS), "0"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter and script
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["kills"] == KILLS
    assert len(figures["at"]) > 1, "kills at different stages"
    assert figures["torn"] == []
    assert figures["different"] == []


class Interrupted(SmallExecutor):
    """An executor in which somebody presses Ctrl-C."""

    def compute(self, stage: str, context: StageContext) -> dict[str, bytes]:
        """Be interrupted at the second stage."""
        if stage == "count":
            raise KeyboardInterrupt
        return SmallExecutor.compute(self, stage, context)


def test_an_interruption_passes_through_and_keeps_what_is_done(tmp_path: Path) -> None:
    """The next call does the rest, and reads nothing again."""
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


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    """Half a result, half a file, a started mark: the call that finishes the corpus clears them away."""
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


def test_nothing_is_swept_away_after_a_failure(tmp_path: Path) -> None:
    """What a failed job would have needed is not known; its results are there when it succeeds again."""
    plan = read_plan(write_plan(tmp_path, corpora=1))
    run_small(plan)
    before = tree_of(plan.output)
    transcript = tmp_path / "interviews" / "corpus-0" / "P1.txt"
    text = transcript.read_text("utf-8")
    transcript.write_text("another", "utf-8")
    failing = SmallExecutor(failures={"corpus-0": OSError("no such drive")})
    assert run_small(plan, failing)[0].state is State.FAILED
    after = tree_of(plan.output)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= TELLING
    transcript.write_text(text, "utf-8")
    assert run_small(plan)[0].state is State.UNCHANGED
    assert tree_of(plan.output) == before


def test_a_configuration_that_left_the_plan_leaves_its_run(tmp_path: Path) -> None:
    """Its results of stages go, as nothing needs them; the run stays."""
    plan = write_plan(tmp_path, {"one": "", "other": "seed = 1\n"}, corpora=1)
    run_small(plan)
    output = read_plan(plan).output
    run_small(write_plan(tmp_path, {"one": ""}, corpora=1))
    assert (output / "runs" / "corpus-0" / "other" / "manifest.json").exists()
    assert len(list(output.glob("stages/corpus-0/draw-*"))) == 1
    assert events(output, "corpus-0", "one")[-1]["event"] == State.UNCHANGED
