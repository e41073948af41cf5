"""Sub-themes are grouped into themes, and both have a fixed order."""

import numpy as np
import pytest
from made_units import blobs

from thememiner.discovery.consensus import THEME_SHARE, compute_centroids, group_subthemes, order_subthemes

OFTEN, SELDOM = (1 + THEME_SHARE) / 2, THEME_SHARE / 2
PAIRS = np.array([[1, OFTEN, SELDOM, 0], [OFTEN, 1, 0, SELDOM], [SELDOM, 0, 1, OFTEN], [0, SELDOM, OFTEN, 1]])
"""Sub-themes 0 and 1 often go together, and so do 2 and 3."""


@pytest.mark.parametrize(
    ("count", "granularity", "themes"),
    [
        pytest.param(None, 1, [0, 0, 1, 1], id="as the data show"),
        pytest.param(None, 0.01, [0, 0, 0, 0], id="coarser"),
        pytest.param(None, 8, [0, 1, 2, 3], id="finer"),
        pytest.param(1, 1, [0, 0, 0, 0], id="one, as set"),
        pytest.param(2, 8, [0, 0, 1, 1], id="two, as set"),
        pytest.param(9, 1, [0, 1, 2, 3], id="more than there are"),
    ],
)
def test_themes_are_subthemes_that_go_together(count: int | None, granularity: float, themes: list[int]) -> None:
    """By average linkage, as many as the data show or as were set."""
    assert group_subthemes(PAIRS, count=count, granularity=granularity).tolist() == themes


@pytest.mark.parametrize("subthemes", [0, 1])
def test_fewer_than_two_need_no_tree(subthemes: int) -> None:
    """No sub-theme, no theme; one, one."""
    assert group_subthemes(np.ones((subthemes, subthemes)), count=3, granularity=1).tolist() == [0] * subthemes


def test_numbers_go_by_size() -> None:
    """The largest theme comes first, and in it the largest sub-theme."""
    places, parents = order_subthemes(np.array([0, 1, 1, 2, 2, 2, -1]), np.array([0, 1, 0]))
    assert places.tolist() == [1, 2, 0, -1]
    assert parents == (0, 0, 1)


def test_equals_go_by_their_first_unit() -> None:
    """However the clusterer counted, the sub-theme of the first unit comes first."""
    places, parents = order_subthemes(np.array([1, 0, 1, 0]), np.array([0, 1]))
    assert places.tolist() == [1, 0, -1]
    assert parents == (0, 1)


def test_nothing_has_no_order() -> None:
    """Without sub-themes there is only the place of none."""
    places, parents = order_subthemes(np.full(3, -1), np.zeros(0, dtype=np.int64))
    assert (places.tolist(), parents) == ([-1], ())


def test_mean_vectors_have_unit_length() -> None:
    """The centre of a cluster is the direction of its mean, and unassigned units have no part in it."""
    vectors = blobs(20, 2)
    labels = np.arange(20) % 2
    labels[0] = -1
    centres = compute_centroids(vectors, labels)
    assert np.linalg.norm(centres, axis=1) == pytest.approx(1, abs=1e-5)
    mean = vectors[2::2].mean(axis=0)
    assert centres[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)
    assert compute_centroids(vectors, np.full(20, -1)).shape == (0, 16)
