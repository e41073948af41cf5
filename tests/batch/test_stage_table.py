"""The table of stages: it is complete, and each stage gets only its own settings."""

import pytest

from thememiner.config import Settings
from thememiner.stages import STAGES, WITHOUT_EFFECT, Stage

SETTINGS = Settings.model_validate(
    {
        "seed": 7,
        "comparison": {"read": "documents", "shuffles": 3},
        "discovery": {"runs": 5, "workers": 1},
        "segmentation": {"min_words": 2},
    }
)


def test_stages_need_only_earlier_ones() -> None:
    """They can run in the order of the table."""
    known: set[str] = set()
    for stage in STAGES:
        assert set(stage.needs) <= known
        known.add(stage.name)


def test_every_section_belongs_to_a_stage_before_the_report() -> None:
    """Otherwise a change in that section would go unnoticed."""
    used = {name.partition(".")[0] for stage in STAGES[:-1] for name in stage.settings}
    assert used == set(Settings.model_fields)


def test_a_stage_gets_the_defaults_for_all_other_settings() -> None:
    """So it cannot depend on a setting that is not part of its key."""
    segment = next(stage for stage in STAGES if stage.name == "segment")
    own = segment.own_settings(SETTINGS)
    assert own.segmentation.min_words == 2
    assert own.model_copy(update={"segmentation": Settings().segmentation}) == Settings()


def test_a_stage_can_depend_on_one_setting_of_a_section() -> None:
    """Reading manual codings depends on ``comparison.read``, and on no other setting of that section."""
    gold = next(stage for stage in STAGES if stage.name == "gold")
    own = gold.own_settings(SETTINGS).comparison
    assert own.read == "documents"
    assert own.shuffles == Settings().comparison.shuffles


def test_the_last_stage_gets_everything() -> None:
    """The manifest contains the whole configuration."""
    assert STAGES[-1].own_settings(SETTINGS) == SETTINGS


@pytest.mark.parametrize(("section", "names"), [pytest.param(*one, id=one[0]) for one in WITHOUT_EFFECT.items()])
def test_settings_without_effect_exist(section: str, names: set[str]) -> None:
    """Otherwise a renamed setting would silently become part of keys."""
    assert names <= set(type(getattr(Settings(), section)).model_fields)


def test_a_whole_section_includes_its_single_settings() -> None:
    """The order in which they are named does not matter."""
    for settings in (("comparison", "comparison.read"), ("comparison.read", "comparison")):
        assert Stage("any", "Any", settings).own_settings(SETTINGS).comparison == SETTINGS.comparison
