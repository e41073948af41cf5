"""What was chosen from the data, and why, in words."""

import numpy as np
import pytest

from thememiner.config import DiscoverySettings
from thememiner.discovery import explanations
from thememiner.discovery.ensemble import Resampling
from thememiner.discovery.significance import ChanceComparison
from thememiner.discovery.sizes import choose_sizes

COMPARISON = ChanceComparison(0.8, 0.3, 0.05)


def explain(
    settings: DiscoverySettings | None = None, *, noun: str = "units", subthemes: int = 7, has_course: bool = False
) -> dict[str, str]:
    """Return the explanations for a hundred units."""
    settings = settings or DiscoverySettings()
    sizes = choose_sizes(100, settings, np.random.default_rng(0))
    method = explanations.ClusteringMethod(100, sizes, Resampling(noun, np.arange(100)), settings, has_course)
    return explanations.explain_clusters(method, COMPARISON, subthemes, min(subthemes, 3))


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(DiscoverySettings(), id="as it comes"),
        pytest.param(DiscoverySettings(n_themes=3, n_subthemes=7), id="numbers set"),
        pytest.param(DiscoverySettings(assign_all=True, two_codes=False), id="everything assigned"),
        pytest.param(DiscoverySettings(neighbours=4, min_theme_units=5, granularity=8), id="sizes set"),
    ],
)
def test_every_choice_is_a_sentence(settings: DiscoverySettings) -> None:
    """Each begins with a capital or a number, ends with a full stop, and has no value missing."""
    for key, sentence in explain(settings).items():
        assert sentence[0].isupper() or sentence[0].isdigit(), key
        assert sentence.endswith("."), key
        assert "None" not in sentence, key
        assert "nan" not in sentence, key


@pytest.mark.parametrize("noun", ["participants", "documents", "units"])
def test_what_was_left_out_is_named(noun: str) -> None:
    """The sentence names participants, documents or units, with the reason."""
    assert f"of the {noun} was left out, because" in explain(noun=noun)["clusterings"]


def test_wanted_and_found_numbers_are_both_given() -> None:
    """If the tree cannot be cut into the wanted number, both numbers are given."""
    sentences = explain(DiscoverySettings(n_themes=4, n_subthemes=9))
    assert sentences["sub-themes"].startswith("7, where 9 were asked for")
    assert sentences["themes"].startswith("3, where 4 were asked for")


def test_the_share_of_themes_is_explained() -> None:
    """It is a share of the groupings, or with a course one in relation to that within sub-themes."""
    assert "together in at least 35% of 16 broad groupings" in explain()["themes"]
    with_course = explain(has_course=True)["themes"]
    assert "together at least 60% as often as units of one sub-theme, in 16 broad groupings" in with_course


def test_second_codes_are_explained_if_they_are_on() -> None:
    """They are not mentioned if they are off."""
    assert "second code" in explain()["assigned"]
    assert "second code" not in explain(DiscoverySettings(two_codes=False))["assigned"]


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(explanations.explain_too_few_units(3, DiscoverySettings()), id="too few units"),
        pytest.param(explanations.explain_shuffled_words(COMPARISON), id="no language"),
        pytest.param(explanations.explain_noise(COMPARISON), id="noise"),
        pytest.param(explain(subthemes=0), id="nothing held together"),
    ],
)
def test_no_themes_come_first_in_the_sentence(sentences: dict[str, str]) -> None:
    """The sentence on themes begins with None, and gives the reason."""
    assert sentences["themes"].startswith("None: ")
    assert sentences["themes"].endswith(".")
