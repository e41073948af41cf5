"""What was chosen, and why, in words."""

import numpy as np
import pytest

from thememiner.config import DiscoverySettings
from thememiner.discovery import explanations as choices
from thememiner.discovery.ensemble import Resampling
from thememiner.discovery.significance import ChanceComparison
from thememiner.discovery.sizes import choose_sizes

VERDICT = ChanceComparison(0.8, 0.3, 0.05)


def told(settings: DiscoverySettings | None = None, *, noun: str = "units", subthemes: int = 7) -> dict[str, str]:
    """Return what is told of a hundred units."""
    settings = settings or DiscoverySettings()
    sizes = choose_sizes(100, settings, np.random.default_rng(0))
    ways = choices.ClusteringMethod(100, sizes, Resampling(noun, np.arange(100)), settings)
    return choices.explain_clusters(ways, VERDICT, subthemes, min(subthemes, 3))


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
    for key, sentence in told(settings).items():
        assert sentence[0].isupper() or sentence[0].isdigit(), key
        assert sentence.endswith("."), key
        assert "None" not in sentence, key
        assert "nan" not in sentence, key


@pytest.mark.parametrize("noun", ["participants", "documents", "units"])
def test_it_says_what_was_left_out(noun: str) -> None:
    """The manifest names it, with the reason."""
    assert f"of the {noun} was left out, because" in told(noun=noun)["clusterings"]


def test_numbers_asked_for_and_found_are_both_told() -> None:
    """Where the tree has no such number, nobody is told that it was met."""
    sentences = told(DiscoverySettings(n_themes=4, n_subthemes=9))
    assert sentences["sub-themes"].startswith("7, where 9 were asked for")
    assert sentences["themes"].startswith("3, where 4 were asked for")


def test_second_codes_are_told_where_they_are_given() -> None:
    """And not where they are not."""
    assert "second code" in told()["assigned"]
    assert "second code" not in told(DiscoverySettings(two_codes=False))["assigned"]


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(choices.explain_too_few_units(3, DiscoverySettings()), id="too few units"),
        pytest.param(choices.explain_shuffled_words(VERDICT), id="no language"),
        pytest.param(choices.explain_noise(VERDICT), id="noise"),
        pytest.param(told(subthemes=0), id="nothing held together"),
    ],
)
def test_nothing_found_is_told_first(sentences: dict[str, str]) -> None:
    """What is told of themes begins with none, and says why."""
    assert sentences["themes"].startswith("None: ")
    assert sentences["themes"].endswith(".")
