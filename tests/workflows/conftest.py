"""Runs that several tests of workflows share, each made once for all processes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import UNITS_TABLE, rows, write_rows
from study_to_extend import of_people

from thememiner.__main__ import run

MakeOnce = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def mined(make_once: MakeOnce) -> Path:
    """Return the run folder of the small study; its input is deleted."""
    return make_once("mined-study", _mine_study) / "run"


def _mine_study(folder: Path) -> None:
    table = write_rows(folder / "study.jsonl", rows())
    assert run(["mine", str(table), "-c", str(UNITS_TABLE), "-o", str(folder / "run"), "--quiet"]) == 0
    table.unlink()


@pytest.fixture(scope="session")
def extended_study(make_once: MakeOnce) -> Path:
    """Return a folder with a run over six people, and one that extends it by two more."""
    return make_once("extended-study", _extend_study)


def _extend_study(folder: Path) -> None:
    base = write_rows(folder / "base.jsonl", of_people("P0", "P1", "P2", "P4", "P5", "P7"))
    new = write_rows(folder / "new.jsonl", of_people("P3", "P6"))
    assert run(["mine", str(base), "-c", str(UNITS_TABLE), "-o", str(folder / "run"), "--quiet"]) == 0
    shutil.copytree(folder / "run", folder / "as it was")
    assert run(["extend", str(folder / "run"), str(new), "-o", str(folder / "extended"), "--quiet"]) == 0
