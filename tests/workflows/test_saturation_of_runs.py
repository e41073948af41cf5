"""Saturation of runs: measured while mining, stored, and measured again from the folder alone."""

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_study import UNITS_TABLE, rows, write_rows

from thememiner import mine, open_run, read_settings
from thememiner.__main__ import run
from thememiner.config import SaturationSettings, Settings
from thememiner.records import Run
from thememiner.runs import write_run
from thememiner.workflows import remeasure_saturation


def with_settings(saturation: SaturationSettings) -> Settings:
    """Return the settings of the small study with others for saturation."""
    return read_settings(UNITS_TABLE).model_copy(update={"saturation": saturation})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of the small study of eight people."""
    base = tmp_path_factory.mktemp("saturated")
    mine(write_rows(base / "study.jsonl", rows()), base / "run", settings=with_settings(SaturationSettings(orders=3)))
    return base / "run"


@pytest.fixture
def opened(folder: Path) -> Run:
    """Return the run of the small study."""
    return open_run(folder)


def test_mining_measures_saturation_and_stores_it(folder: Path, opened: Run) -> None:
    """Eight people are enough for a base of four and runs of two; the record comes back from the folder as it was."""
    measured = opened.saturation
    assert measured is not None
    assert (measured.counted, measured.interviews, measured.orders) == ("documents", 8, 3)
    assert measured.rediscovered is not None
    assert measured.looked_up is not None
    assert [point.interviews for point in measured.rediscovered.points] == [4, 6, 8]
    assert [point.interviews for point in measured.looked_up.points] == [4, 5, 6, 7, 8]
    assert remeasure_saturation(folder) == measured
    assert measured.sentence in (folder / "report.html").read_text("utf-8")


def test_a_run_of_an_earlier_version_is_measured_too(folder: Path, tmp_path: Path) -> None:
    """A setting that only an earlier version had does not matter."""
    earlier = tmp_path / "run"
    shutil.copytree(folder, earlier)
    manifest = json.loads((earlier / "manifest.json").read_text("utf-8"))
    manifest["settings"]["discovery"] = {"min_units": 10, "max_themes": 12}
    del manifest["settings"]["saturation"]
    (earlier / "manifest.json").write_text(json.dumps(manifest | {"format": 1}), "utf-8")
    assert remeasure_saturation(earlier, base_size=9).sentence.startswith("Saturation is not defined")


def test_every_theme_of_the_run_is_looked_up_in_the_end(opened: Run) -> None:
    """After the last interview every sub-theme has been seen, in any order."""
    assert opened.saturation is not None
    assert opened.saturation.looked_up is not None
    last = opened.saturation.looked_up.points[-1]
    assert last.low == last.high == opened.manifest["counts"]["subthemes"]


def test_the_order_of_rows_does_not_matter(tmp_path: Path, opened: Run) -> None:
    """From a shuffled table comes the same saturation."""
    shuffled = rows()
    random.Random(5).shuffle(shuffled)  # noqa: S311 - nothing secret about it
    table = write_rows(tmp_path / "study.jsonl", shuffled)
    again = mine(table, settings=with_settings(SaturationSettings(orders=3)))
    assert again.saturation == opened.saturation


def test_saturation_can_be_left_out(tmp_path: Path) -> None:
    """Switched off, it is not measured, and no file is written; it can be measured later."""
    table = write_rows(tmp_path / "study.jsonl", rows()[:20])
    folder = tmp_path / "run"
    assert mine(table, folder, settings=with_settings(SaturationSettings(compute="off"))).saturation is None
    assert not (folder / "saturation.json").exists()
    assert open_run(folder).saturation is None
    assert remeasure_saturation(folder).sentence.startswith("Saturation is not defined: ")


def test_a_run_of_an_earlier_version_can_be_measured(tmp_path: Path, opened: Run) -> None:
    """A run without the section on saturation in its settings is measured with the defaults."""
    settings = {name: section for name, section in opened.manifest["settings"].items() if name != "saturation"}
    earlier = replace(opened, manifest={**opened.manifest, "settings": settings}, saturation=None)
    write_run(earlier, tmp_path / "run", files={}, log={})
    assert remeasure_saturation(tmp_path / "run", orders=2).base_size == 4


def test_the_command_prints_the_finding_and_the_curve(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentence and table on standard output, notes on standard error; the run stays as it is."""
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert run(["saturation", str(folder), "--base-size", "3", "--run-length", "1", "--orders", "2"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert "of 2 shuffled orders" in lines[0]
    assert lines[1] == "Documents\tThemes found\tRange\tNew\tFinal themes\tRange\tNew"
    assert [line.split("\t")[0] for line in lines[2:]] == ["3", "4", "5", "6", "7", "8"]
    assert "Note: Themes were searched again in the first 3, 4 … 8 documents" in told.err
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_the_command_prints_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The record is printed as it is stored; with other sizes, those are used."""
    assert run(["saturation", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((folder / "saturation.json").read_text("utf-8"))
    assert run(["saturation", str(folder), "--json", "--threshold", "1", "--orders", "1"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert (measured["threshold"], measured["orders"], measured["rediscovered"]["reached_at"]) == (1.0, 1, 4)


def test_the_command_says_why_there_is_no_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A base and a run that need more interviews than there are give a sentence and no table."""
    assert run(["saturation", str(folder), "--base-size", "7"]) == 0
    expected = "Saturation is not defined: a base of 7 and a run of 2 need 9 documents, and there are 8.\n"
    assert capsys.readouterr().out == expected
