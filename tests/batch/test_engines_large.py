"""Large corpora on several workers, and documents that kill workers."""

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from small_plans import NO_THEMES, runs_of, small_plan

from thememiner.batch import large_corpora as large
from thememiner.batch import part_tasks as tasks
from thememiner.batch.engines import CrashedTask
from thememiner.batch.jobs import CorpusTask
from thememiner.batch.journal import State
from thememiner.batch.part_tasks import EncodePart, ReadPart, SegmentPart
from thememiner.batch.run_plan import run_plan

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class Fragile:
    """An engine in which some tasks crash two workers."""

    kills: Callable[[object], bool] = lambda _: False
    is_parallel: bool = True
    done: list[object] = field(default_factory=list)

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the last result first, as a cluster may do."""
        for index, task in reversed(list(enumerate(tasks))):
            self.done.append(task)
            yield index, CrashedTask(2) if self.kills(task) else function(task)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every corpus count as large, with few documents in each part."""
    monkeypatch.setattr(importlib.import_module("thememiner.batch.run_plan"), "LARGE_CORPUS_BYTES", 1)
    monkeypatch.setattr(large, "PART_BYTES", 2000)
    monkeypatch.setattr(large, "PART_UNITS", 50)
    monkeypatch.setattr(tasks, "PART_CHARACTERS", 2000)


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the hashes of the run of a corpus that was mined as a whole."""
    plan = small_plan(tmp_path_factory.mktemp("whole"), 1, configuration=NO_THEMES)
    run_plan(plan)
    return runs_of(plan)


def kill_with(name: str, kind: type) -> Callable[[object], bool]:
    """Return a check for tasks of one kind that contain a file, and for the task of the whole corpus."""

    def kills(task: object) -> bool:
        if isinstance(task, CorpusTask):
            return not task.accepted_keys
        return isinstance(task, kind) and name in repr(task)

    return kills


@pytest.mark.usefixtures("small_parts")
def test_a_large_corpus_in_parts_gives_the_same_run(
    tmp_path: Path, whole_run: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is byte for byte that of a corpus that was read, segmented and encoded as a whole."""
    monkeypatch.setenv("THEMEMINER_CACHE", str(tmp_path / "cache"))
    plan = small_plan(tmp_path, 1, configuration=NO_THEMES)
    engine = Fragile()
    (outcome,) = run_plan(plan, engine=engine)
    assert outcome.failure is None
    assert {"read", "segment"}.isdisjoint(outcome.computed)
    for kind in (ReadPart, SegmentPart, EncodePart):
        assert sum(isinstance(task, kind) for task in engine.done) > 2
    assert runs_of(plan) == whole_run
    assert not list((plan.output / "stages").glob("*/part-*")), "parts are removed once they are joined"
    engine.done.clear()
    run_plan(plan, engine=engine)
    assert [type(task) for task in engine.done] == [CorpusTask], "no file is read again"


@pytest.mark.parametrize("kind", [pytest.param(ReadPart, id="read"), pytest.param(SegmentPart, id="cut")])
@pytest.mark.parametrize("workers", [pytest.param(2, id="two workers"), pytest.param(1, id="one worker")])
@pytest.mark.usefixtures("small_parts")
def test_a_document_that_kills_workers_is_left_out_until_the_next_call(
    tmp_path: Path, whole_run: dict[str, str], kind: type, workers: int
) -> None:
    """All other documents are mined, the run lists the file, and the next call tries it again."""
    plan = small_plan(tmp_path, 1, configuration=NO_THEMES)
    (outcome,) = run_plan(plan, engine=Fragile(kill_with("interview-03.txt", kind), is_parallel=workers > 1))
    assert (outcome.state, outcome.problems) == (State.DONE, 1)
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [problem["place"] for problem in manifest["problems"]] == ["interview-03.txt"]
    assert "killed the 2 workers" in manifest["problems"][0]["reason"]
    (outcome,) = run_plan(plan, engine=Fragile(kill_with("interview-03.txt", kind)))
    assert (outcome.state, outcome.problems) == (State.UNCHANGED, 1)
    (outcome,) = run_plan(plan, engine=Fragile())
    assert (outcome.state, outcome.problems) == (State.DONE, 0)
    assert runs_of(plan) == whole_run


@pytest.mark.usefixtures("small_parts")
def test_a_corpus_that_always_kills_workers_does_not_stop_the_others(tmp_path: Path) -> None:
    """It fails with a reason; the other corpus is mined."""
    plan = small_plan(tmp_path, 2, configuration=NO_THEMES)
    first, second = run_plan(
        plan, engine=Fragile(lambda task: isinstance(task, CorpusTask) and "study-0" in repr(task))
    )
    assert (first.state, first.exit_code, second.state) == (State.FAILED, 70, State.DONE)
    assert first.failure
    assert "killed" in first.failure.reason
