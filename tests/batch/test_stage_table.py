"""The table of stages: closed in itself, and each stage given no settings but its own."""

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
    """They can be done in the order in which they stand."""
    known: set[str] = set()
    for stage in STAGES:
        assert set(stage.needs) <= known
        known.add(stage.name)


def test_every_section_shapes_some_stage_before_the_report() -> None:
    """No section of the configuration is forgotten, or a change of it would go unnoticed."""
    used = {name.partition(".")[0] for stage in STAGES[:-1] for name in stage.settings}
    assert used == set(Settings.model_fields)


def test_a_stage_gets_the_defaults_for_what_is_not_its_own() -> None:
    """So it cannot depend on a setting that it is not known by."""
    segment = next(stage for stage in STAGES if stage.name == "segment")
    own = segment.own_settings(SETTINGS)
    assert own.segmentation.min_words == 2
    assert own.model_copy(update={"segmentation": Settings().segmentation}) == Settings()


def test_a_stage_can_depend_on_one_setting_of_a_section() -> None:
    """Reading manual codings depends on what coders are said to have read, and on no other part of comparing."""
    gold = next(stage for stage in STAGES if stage.name == "gold")
    own = gold.own_settings(SETTINGS).comparison
    assert own.read == "documents"
    assert own.shuffles == Settings().comparison.shuffles


def test_the_last_stage_gets_everything() -> None:
    """The manifest holds the whole configuration."""
    assert STAGES[-1].own_settings(SETTINGS) == SETTINGS


@pytest.mark.parametrize(("section", "names"), [pytest.param(*one, id=one[0]) for one in WITHOUT_EFFECT.items()])
def test_settings_without_effect_exist(section: str, names: set[str]) -> None:
    """A renamed setting would otherwise count again without anybody noticing."""
    assert names <= set(type(getattr(Settings(), section)).model_fields)


def test_a_whole_section_goes_before_a_single_setting_of_it() -> None:
    """Whichever is named first."""
    for settings in (("comparison", "comparison.read"), ("comparison.read", "comparison")):
        assert Stage("any", "Any", settings).own_settings(SETTINGS).comparison == SETTINGS.comparison
