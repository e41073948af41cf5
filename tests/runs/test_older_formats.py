"""Runs of earlier formats open."""

import json
from pathlib import Path

import pytest
from sample_runs import a_run, write

from thememiner.records import Basis, Measurement, Spread
from thememiner.runs import open_run
from thememiner.storage import hash_bytes

NAME = "comparisons/manual--ThemeMiner.json"


def as_before(folder: Path, number: int) -> None:
    """Write the comparison of a run as the formats 1 and 2 had it: figures as numbers, units beside them."""
    path, manifest_path = folder / NAME, folder / "manifest.json"
    stored = json.loads(path.read_bytes())
    for key in ("cut_by", "coded_only"):
        del stored["comparison"][key]
    for level in stored["comparison"]["levels"]:
        for key in ("matched", "matches"):
            del level[key]
        level["units"], level["figures"] = 7, {"ami": 0.3, "ari": None}
    path.write_text(json.dumps(stored), encoding="utf-8")
    manifest = json.loads(manifest_path.read_bytes())
    manifest["format"] = number
    manifest["files"][NAME] = hash_bytes(path.read_bytes())
    manifest_path.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("number", [1, 2])
def test_figures_without_intervals_are_read(tmp_path: Path, number: int) -> None:
    """Figures that were numbers come back as figures whose range and chance are not known, over the same units."""
    write(a_run(), tmp_path / "run")
    as_before(tmp_path / "run", number)
    (level,) = open_run(tmp_path / "run").comparisons[0].levels
    (figures,) = level.figures
    assert (figures.basis, figures.units, figures.participants) == (Basis.LOOKED_AT, 7, 0)
    assert figures.spread is Spread.NONE
    assert figures.by_name == {"ami": Measurement(0.3), "ari": Measurement(None)}
    assert level.reference == a_run().comparisons[0].levels[0].reference
