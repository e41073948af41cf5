"""What several tests of workflows share."""

import shutil
from pathlib import Path

import pytest
from small_study import UNITS_TABLE, write_rows
from study_to_extend import of_people

from thememiner.__main__ import run


@pytest.fixture(scope="session")
def extended_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run over six people, and one that extends it by two more."""
    folder = tmp_path_factory.mktemp("extended")
    base = write_rows(folder / "base.jsonl", of_people("P0", "P1", "P2", "P4", "P5", "P7"))
    new = write_rows(folder / "new.jsonl", of_people("P3", "P6"))
    assert run(["mine", str(base), "-c", str(UNITS_TABLE), "-o", str(folder / "run"), "--quiet"]) == 0
    shutil.copytree(folder / "run", folder / "as it was")
    assert run(["extend", str(folder / "run"), str(new), "-o", str(folder / "extended"), "--quiet"]) == 0
    return folder
