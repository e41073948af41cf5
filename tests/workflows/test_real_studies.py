"""Real human-coded studies go through, and every row of theirs is accounted for."""

import json
from pathlib import Path

import pytest
from small_study import UNITS_TABLE

from thememiner import Settings, mine, read_settings
from thememiner.config import ComparisonSettings, SaturationSettings


def quickly(settings: Settings) -> Settings:
    """Return the settings with few draws and shuffles, and no saturation: here they only take time."""
    few = ComparisonSettings(resamples=20, shuffles=20)
    return settings.model_copy(update={"comparison": few, "saturation": SaturationSettings(compute="off")})


@pytest.mark.parametrize(
    ("name", "few"),
    [
        pytest.param("en_pdpilot_interviews", False, id="seven interviews, two levels"),
        pytest.param("study_shanghai_daycare", True, id="31 published quotations"),
        pytest.param("study_gwangju_peerworkers", True, id="14 published quotations"),
    ],
)
def test_a_coded_study_goes_through(shared: Path, name: str, few: bool) -> None:  # noqa: FBT001 - a table of cases
    """Every input id is there once, both levels are compared, and little material is called little."""
    table = shared / "data" / name / "units.jsonl"
    run = mine(table, settings=quickly(read_settings(UNITS_TABLE)))
    lines = table.read_text("utf-8").split("\n")
    assert sorted(run.units["row_id"]) == sorted(json.loads(line)["id"] for line in lines if line)
    assert [level.level for level in run.comparisons[0].levels] == ["theme", "sub-theme"]
    assert ("little material" in run.manifest["summary"]) == few


def test_demonstration_corpora_are_compared_with_both_coders(corpora: Path) -> None:
    """Every file of the Chinese corpus is read, whatever its format, and every coded segment is found."""
    folder = corpora / "daycare-zh"
    settings = quickly(read_settings(corpora.parent / "configs" / "daycare-zh.toml"))
    run = mine(folder / "transcripts", settings=settings, manual=[folder / "manual_coding.csv"])
    assert not run.manifest["problems"]
    assert run.manifest["counts"]["documents"] == run.manifest["counts"]["participants"] == 12
    assert {comparison.reference for comparison in run.comparisons} == {"研究者甲", "研究者乙"}
