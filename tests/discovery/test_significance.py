"""Structure is told from noise, and language from shuffled words."""

import numpy as np
import pytest
from sample_units import Vectors, blobs
from sklearn.preprocessing import normalize

from thememiner.discovery.significance import (
    MIN_WORD_PAIRS,
    NOISE_THRESHOLD,
    WORD_ORDER_THRESHOLD,
    ChanceComparison,
    _count_repeated_pairs,
    compare_with_noise,
    compare_with_shuffled_words,
)

TEXT = """i was not sure what i was going to do . i went to the doctor and she told me to wait . my mother told me to go
back to the doctor . i was going to wait but i was afraid . she told me that it was going to be fine . we went to the
school and we told them . they told us to wait for the letter . i was going to call them but my mother was not sure .
it was going to be a lot of work . there was a lot of work and a lot of waiting . i went back to the school"""
UNITS = [sentence.split() for sentence in TEXT.split(".")] * 12


def shuffled(seed: int) -> list[list[str]]:
    """Return the same words in random order, in units of the same lengths."""
    words = np.random.default_rng(seed).permutation([word for unit in UNITS for word in unit]).tolist()
    return [[words.pop() for _ in unit] for unit in UNITS]


def cloud(count: int, dimensions: int, *, seed: int, like: Vectors | None = None) -> Vectors:
    """Return normal noise: isotropic, or with the mean and covariance of other vectors."""
    draw = np.random.default_rng(seed)
    if like is None:
        points = draw.normal(size=(count, dimensions))
    else:
        points = draw.multivariate_normal(like.mean(axis=0), np.cov(like.T), count)
    return np.asarray(normalize(points), dtype=np.float32)


@pytest.mark.parametrize(
    ("vectors", "is_above"),
    [
        pytest.param(blobs(36, 4), True, id="groups"),
        pytest.param(blobs(60, 3), True, id="few groups of many units"),
        pytest.param(cloud(36, 16, seed=0), False, id="noise alike in all directions"),
        pytest.param(cloud(36, 16, seed=1, like=blobs(200, 4, spread=0.2)), False, id="noise with a shape"),
    ],
)
def test_groups_are_told_from_noise(vectors: Vectors, *, is_above: bool) -> None:
    """Clear groups agree better over resamples than noise of their shape; one cloud does not."""
    assert compare_with_noise(vectors, seed=0).is_above_chance is is_above


def test_language_has_an_order_of_words() -> None:
    """In language, pairs of words repeat."""
    comparison = compare_with_shuffled_words(UNITS, seed=0)
    assert comparison is not None
    assert comparison.distance > WORD_ORDER_THRESHOLD


def test_shuffled_words_are_told_from_language() -> None:
    """The same words in random order are below the threshold."""
    comparisons = [compare_with_shuffled_words(shuffled(seed), seed=0) for seed in range(6)]
    assert not any(comparison is None or comparison.distance > WORD_ORDER_THRESHOLD for comparison in comparisons)


@pytest.mark.parametrize(
    "units",
    [
        pytest.param([], id="no units"),
        pytest.param([[], []], id="empty units"),
        pytest.param([["a"], ["b"], ["a"]], id="one word each"),
        pytest.param([["a", "b"], []], id="a single pair"),
        pytest.param([["a"]] * (2 * MIN_WORD_PAIRS), id="many words, one in each unit"),
        pytest.param(UNITS[:3], id="a few sentences"),
    ],
)
def test_few_pairs_of_words_are_not_compared(units: list[list[str]]) -> None:
    """If few pairs can repeat, there is no comparison."""
    assert compare_with_shuffled_words(units, seed=0) is None


def test_repeated_pairs_by_hand() -> None:
    """In the units "a b a b" and "a b", the pair "a b" occurs three times, so it repeats twice."""
    assert _count_repeated_pairs(np.array([0, 1, 0, 1, 0, 1]), np.array([0, 4, 6])) == 2


def test_pairs_do_not_reach_over_units() -> None:
    """The last word of one unit and the first of the next are not a pair."""
    assert _count_repeated_pairs(np.array([0, 1, 0, 1]), np.array([0, 1, 3, 4])) == 0


@pytest.mark.parametrize(
    ("above", "is_above"), [pytest.param(0.1, True, id="just above"), pytest.param(0.0, False, id="just there")]
)
def test_a_comparison_counts_standard_deviations(above: float, *, is_above: bool) -> None:
    """A figure is above chance if it is beyond the threshold, not on it."""
    assert ChanceComparison(1 + (NOISE_THRESHOLD + above) * 2, 1, 2).is_above_chance is is_above
