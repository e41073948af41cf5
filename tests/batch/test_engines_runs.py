"""Every engine and number of workers gives the same runs, byte for byte."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from small_plans import NO_THEMES, runs_of, small_plan

from thememiner.batch.engines import create_engine
from thememiner.batch.journal import State
from thememiner.batch.run_plan import run_plan

ENGINES = [
    pytest.param("processes", 2, id="two processes"),
    pytest.param("dask", 2, id="Dask with two workers", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Return the hashes of the runs of two corpora that were mined in this process."""
    plan = small_plan(tmp_path_factory.mktemp("in-process"), configuration=NO_THEMES)
    assert {outcome.state for outcome in run_plan(plan)} == {State.DONE}
    return runs_of(plan)


@pytest.mark.parametrize(("name", "workers"), ENGINES)
def test_every_engine_gives_the_same_runs(
    tmp_path: Path, in_process: Mapping[str, str], name: str, workers: int
) -> None:
    """Every file of every run is the one that this process writes."""
    plan = small_plan(tmp_path, configuration=NO_THEMES)
    outcomes = run_plan(plan, engine=create_engine(name, output=plan.output, workers=workers))
    assert [outcome.name for outcome in outcomes] == ["study-0/small", "study-1/small"]
    assert [outcome.failure for outcome in outcomes] == [None, None]
    assert runs_of(plan) == in_process


@pytest.mark.slow
def test_themes_do_not_depend_on_the_number_of_threads(tmp_path: Path) -> None:
    """Workers with one thread each find the themes that this process finds with all threads."""
    here, there = small_plan(tmp_path / "here"), small_plan(tmp_path / "there")
    run_plan(here)
    run_plan(there, engine=create_engine("processes", output=there.output, workers=2))
    assert runs_of(there) == runs_of(here)
