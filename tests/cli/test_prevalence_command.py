"""``thememiner prevalence`` prints sentences first, then shares, then differences, or everything as JSON."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from longitudinal import HOPE, longitudinal

from thememiner.__main__ import run
from thememiner.runs import write_run


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the little study over time."""
    folder = tmp_path_factory.mktemp("runs") / "study"
    write_run(longitudinal(), folder, files={}, log={})
    return folder


def test_shares_and_changes_are_printed(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every share has its count and its interval; differences are in percentage points."""
    assert run(["prevalence", str(study), "--by", "time point"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("How many participants said each theme at least once, by time point.")
    assert "Theme\tAll\t1 before\t2 after\nT1 hope, plans\t5 of 12, 42 % (19–68 %)\t2 of 12, 17 % (" in printed
    assert "\nT1 hope, plans\t2 after minus 1 before\t+30\t−5 to +57\tthe same participants\n" in printed


def test_small_groups_are_named_and_not_compared(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Groups of fewer than five have shares, and a sentence instead of a difference."""
    assert run(["prevalence", str(study), "--by", "group", "--by", "time point", "--level", "subtheme"]) == 0
    printed = capsys.readouterr().out
    assert "Numbers too small to compare (fewer than 5 participants" in printed
    assert "ward, 1 before with ward, 2 after" in printed
    assert "ward: 2 after minus" not in printed
    assert "T1.1 hope, plans\tday care: 2 after minus 1 before" in printed


def test_without_attributes_all_are_counted(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole study is one group."""
    assert run(["prevalence", str(study)]) == 0
    assert capsys.readouterr().out.endswith(
        "Theme\tAll\nT1 hope, plans\t5 of 12, 42 % (19–68 %)\nT2 pain\t12 of 12, 100 % (76–100 %)\n"
    )


def test_counts_of_show_and_prevalence_say_what_they_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With second codes, a theme has more people in prevalence than in the list of themes, and both say why."""
    study = longitudinal()
    units = study.units.copy()
    units.loc[units["participant"] == "P12", "second_subtheme_id"] = f"{HOPE}.1"
    write_run(replace(study, units=units), tmp_path / "both", files={}, log={})
    write_run(study, tmp_path / "firsts", files={}, log={})
    assert run(["prevalence", str(tmp_path / "both")]) == 0
    printed = capsys.readouterr().out
    assert "T1 hope, plans\t6 of 12" in printed
    assert "have two codes and count for both here." in printed
    assert run(["show", str(tmp_path / "both")]) == 0
    assert "counted by the first code of a unit" in capsys.readouterr().err
    assert run(["show", str(tmp_path / "firsts")]) == 0
    assert "first code" not in capsys.readouterr().err


def test_two_runs_are_printed_side_by_side(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counterparts have their nearness, and themes without counterpart are listed for both runs."""
    write_run(longitudinal(text="y", prefix="Q"), tmp_path / "later", files={}, log={})
    assert run(["prevalence", str(study), "--with", str(tmp_path / "later")]) == 0
    printed = capsys.readouterr().out
    assert "Near is not the same" in printed
    assert (
        "T1 hope, plans\tT1 hope, plans\tcosine 1.00\thope, plans, every, day, home\t5 of 12, 42 % (19–68 %)" in printed
    )
    assert "Themes of later without counterpart in study: 0" in printed


def test_everything_comes_as_json(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON holds the groups, and for each theme shares and differences."""
    assert run(["prevalence", str(study), "--by", "group", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["groups"][0] == {"values": ["day care"], "participants": 6, "units": 4.0}
    assert found["themes"][0]["differences"][0]["people"] == "different participants"


def test_another_run_and_attributes_do_not_go_together(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error message says which options to leave out."""
    assert run(["prevalence", str(study), "--with", str(study), "--by", "group"]) == 2
    assert "Leave out --by and --coder." in capsys.readouterr().err
