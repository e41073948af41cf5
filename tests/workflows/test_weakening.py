"""When a sub-theme weakened, worked by hand."""

import numpy as np
import pytest

from thememiner.workflows.extension.changes import best_jaccard, binomial_tail, has_lost_stability


@pytest.mark.parametrize(
    ("members", "labels", "expected"),
    [
        pytest.param([1, 1, 1, 0], [0, 0, 0, -1], 1.0, id="the same units"),
        pytest.param([1, 1, 1, 0], [0, 0, 1, 1], 2 / 3, id="two of three, and of clusters the best"),
        pytest.param([1, 1, 0, 0], [-1, -1, 0, 0], 0.0, id="none of them in a cluster"),
        pytest.param([1, 1, 0, 0], [-1, -1, -1, -1], 0.0, id="no cluster"),
        pytest.param([0, 0, 0, 0], [0, 0, 1, 1], None, id="the empty set"),
    ],
)
def test_the_best_jaccard_is_that_of_the_most_similar_cluster(
    members: list[int], labels: list[int], expected: float | None
) -> None:
    """Shared units over units of either, the largest over all clusters."""
    assert best_jaccard(np.array(members, dtype=bool), np.array(labels)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("comes_back", "stability", "weakened"),
    [
        pytest.param(0.6, 1.0, False, id="there still"),
        pytest.param(0.4, 0.9, True, id="dissolved"),
        pytest.param(0.4, 0.45, False, id="hardly below"),
        pytest.param(0.55, None, True, id="not to be trusted, and not measured before"),
        pytest.param(0.65, None, False, id="doubtful, and not measured before"),
        pytest.param(None, 0.9, False, id="without earlier units"),
    ],
)
def test_coming_back_is_held_against_the_stability_before(
    comes_back: float | None, stability: float | None, *, weakened: bool
) -> None:
    """A sub-theme that is still found, or was hardly more stable before, did not weaken."""
    assert has_lost_stability(comes_back, stability) is weakened


@pytest.mark.parametrize(
    ("count", "trials", "share", "expected"),
    [
        pytest.param(0, 3, 0.5, 1 / 8, id="none of three"),
        pytest.param(1, 3, 0.5, 4 / 8, id="at most one of three"),
        pytest.param(3, 3, 0.5, 1.0, id="all of them"),
        pytest.param(0, 0, 0.5, 1.0, id="no new interviews"),
    ],
)
def test_rarity_is_the_tail_of_a_binomial(count: int, trials: int, share: float, expected: float) -> None:
    """The probability of so few, from the coin."""
    assert binomial_tail(count, trials, share) == pytest.approx(expected)


def test_many_interviews_are_no_trouble() -> None:
    """A hundred thousand rows that each are a document give a probability."""
    assert 0 <= binomial_tail(10, 100_000, 0.3) < 0.01
