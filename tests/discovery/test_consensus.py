"""Memberships, the tree and its cuts, and the order of themes and sub-themes."""

import numpy as np
import numpy.typing as npt
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from sample_units import blobs

from thememiner.discovery.consensus import (
    MAX_LANDMARKS,
    THEME_SHARE,
    build_tree,
    compute_centroids,
    compute_memberships,
    cut_at_share,
    cut_to_count,
    draw_landmarks,
    group_subthemes,
    order_subthemes,
)

GROUPINGS = np.array([[0, 0], [0, 0], [0, 1], [1, 1], [1, -1]], dtype=np.int32)
"""Five units, two groupings. Together: 0 and 1 twice; 0, 2 and 1, 2 and 2, 3 and 3, 4 once."""


def shares(groupings: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Return the share of groupings in which each pair of units was together, from every pair."""
    same = (groupings[:, None] == groupings[None, :]) & (groupings >= 0)[:, None]
    found: npt.NDArray[np.float64] = same.mean(axis=2)
    return found


def test_memberships_by_hand() -> None:
    """The mean over the other units of the cluster of the share of groupings in which the two were together."""
    found = compute_memberships(GROUPINGS, np.array([0, 0, 1, 1, -1]))
    expected = [[1, 1 / 4], [1, 1 / 4], [1 / 2, 1 / 2], [0, 1 / 2], [0, 1 / 4]]
    assert found == pytest.approx(np.array(expected))


def test_a_cluster_of_one_unit_has_no_membership() -> None:
    """A unit alone in its cluster has the membership 0, and nothing is divided by zero."""
    assert compute_memberships(GROUPINGS, np.array([0, -1, -1, -1, -1]))[0].tolist() == [0]


def test_no_clusters_no_memberships() -> None:
    """There is a row for each unit, and no column."""
    assert compute_memberships(GROUPINGS, np.full(5, -1)).shape == (5, 0)


@settings(max_examples=examples(50))
@given(
    arrays(np.int32, some.tuples(some.integers(1, 9), some.integers(1, 5)), elements=some.integers(-1, 3)), some.data()
)
def test_memberships_equal_those_over_all_pairs(groupings: npt.NDArray[np.int32], data: some.DataObject) -> None:
    """For any groupings and clusters, the matrix products equal the means over all pairs."""
    clusters = data.draw(arrays(np.int64, len(groupings), elements=some.integers(-1, 2)))
    found = compute_memberships(groupings, clusters)
    together = shares(groupings)
    for unit in range(len(groupings)):
        for cluster in range(found.shape[1]):
            others = [other for other in np.flatnonzero(clusters == cluster) if other != unit]
            expected = together[unit, others].mean() if others else 0
            assert found[unit, cluster] == pytest.approx(expected, abs=1e-6)


def test_the_tree_by_hand() -> None:
    """Units that are always together join at height 0, units that are together half of the time at 1/2."""
    tree = build_tree(np.array([[0, 0], [0, 0], [1, 0], [1, 0]], dtype=np.int32))
    assert tree[:, 2].tolist() == [0, 0, 0.5]


def test_units_in_no_group_are_not_together() -> None:
    """Two units that are in no group do not count as together."""
    assert build_tree(np.full((3, 2), -1, dtype=np.int32))[:, 2].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("together", "smallest", "clusters"),
    [
        pytest.param(0.4, 2, [0, 0, 0, 0, -1], id="low: the pairs join, the fifth is alone"),
        pytest.param(0.6, 2, [0, 0, 1, 1, -1], id="high: the pairs stay apart"),
        pytest.param(0.6, 1, [0, 0, 1, 1, 2], id="one unit is enough"),
        pytest.param(0.4, 5, [-1] * 5, id="all are too small"),
    ],
)
def test_cutting_by_hand(together: float, smallest: int, clusters: list[int]) -> None:
    """The units of a cluster were together in the required share, and clusters that are too small are dropped."""
    tree = build_tree(np.array([[0, 0], [0, 0], [1, 0], [1, 0], [2, 1]], dtype=np.int32))
    found = cut_at_share(tree, together, smallest)
    assert _same_partition(found, np.array(clusters))


@pytest.mark.parametrize("count", range(1, 9))
def test_a_tree_without_ties_is_cut_into_any_number(count: int) -> None:
    """Where every height differs, each number of clusters is met."""
    nested = np.array([[unit >= bound for bound in range(1, 8)] for unit in range(8)], dtype=np.int32)
    weighted = np.repeat(nested, range(1, 8), axis=1)
    assert cut_to_count(build_tree(weighted), count, 1).max() + 1 == count


def test_the_nearest_possible_number_of_clusters_is_taken() -> None:
    """Four units in two pairs that are never apart make two clusters of two, however many are asked for."""
    tree = build_tree(np.array([[0], [0], [1], [1]], dtype=np.int32))
    assert cut_to_count(tree, 7, 2).max() + 1 == 2
    assert cut_to_count(tree, 1, 2).tolist() == [0, 0, 0, 0]


def test_landmarks_are_all_units_or_a_sample() -> None:
    """Up to the bound the tree has every unit; above, it has that many, each once and ascending."""
    draw = np.random.default_rng(0)
    assert draw_landmarks(MAX_LANDMARKS, draw).tolist() == list(range(MAX_LANDMARKS))
    sample = draw_landmarks(MAX_LANDMARKS + 1000, draw)
    assert len(sample) == MAX_LANDMARKS
    assert (np.diff(sample) > 0).all()
    assert 0 <= sample[0] < sample[-1] < MAX_LANDMARKS + 1000


def _same_partition(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> bool:
    inside = (one >= 0).tolist() == (other >= 0).tolist()
    return inside and len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(set(one.tolist()))


OFTEN, SELDOM = (1 + THEME_SHARE) / 2, THEME_SHARE / 2
PAIRS = np.array([[1, OFTEN, SELDOM, 0], [OFTEN, 1, 0, SELDOM], [SELDOM, 0, 1, OFTEN], [0, SELDOM, OFTEN, 1]])
"""Sub-themes 0 and 1 are often together, and so are 2 and 3."""


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
    """Themes follow average linkage; their number follows from the data or is set."""
    assert group_subthemes(PAIRS, count=count, granularity=granularity).tolist() == themes


LOOSE = np.array([[0.4, 0.3, 0.1], [0.3, 0.4, 0.1], [0.1, 0.1, 1]])
"""Units of sub-themes 0 and 1 are together three quarters as often as those of each; 2 is firm and apart."""


@pytest.mark.parametrize("firmness", [1, 2.5])
def test_relative_shares_do_not_depend_on_how_firm_groups_are(firmness: float) -> None:
    """With a course, only the share in relation to that within the sub-themes counts."""
    together = np.array(LOOSE * firmness)
    assert group_subthemes(together, count=None, granularity=1, is_relative=True).tolist() == [0, 0, 1]
    assert group_subthemes(together, count=None, granularity=1.5, is_relative=True).tolist() == [0, 1, 2]
    assert group_subthemes(LOOSE, count=None, granularity=1).tolist() == [0, 1, 2]


def test_a_subtheme_in_no_broad_group_is_alone() -> None:
    """It is never together with itself, and nothing is divided by zero."""
    together = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], dtype=float)
    assert group_subthemes(together, count=None, granularity=1, is_relative=True).tolist() == [0, 0, 1]


@pytest.mark.parametrize("subthemes", [0, 1])
def test_fewer_than_two_need_no_tree(subthemes: int) -> None:
    """No sub-theme gives no theme, and one gives one."""
    assert group_subthemes(np.ones((subthemes, subthemes)), count=3, granularity=1).tolist() == [0] * subthemes


def test_numbers_go_by_size() -> None:
    """The largest theme comes first, and in it the largest sub-theme."""
    places, parents = order_subthemes(np.array([0, 1, 1, 2, 2, 2, -1]), np.array([0, 1, 0]))
    assert places.tolist() == [1, 2, 0, -1]
    assert parents == (0, 0, 1)


def test_equals_go_by_their_first_unit() -> None:
    """Among sub-themes of equal size, that of the first unit comes first."""
    places, parents = order_subthemes(np.array([1, 0, 1, 0]), np.array([0, 1]))
    assert places.tolist() == [1, 0, -1]
    assert parents == (0, 1)


def test_no_subthemes_have_no_order() -> None:
    """Without sub-themes there is only the place of -1."""
    places, parents = order_subthemes(np.full(3, -1), np.zeros(0, dtype=np.int64))
    assert (places.tolist(), parents) == ([-1], ())


def test_centroids_have_unit_length() -> None:
    """A centroid is the direction of the mean of a cluster, without unassigned units."""
    vectors = blobs(20, 2)
    labels = np.arange(20) % 2
    labels[0] = -1
    centres = compute_centroids(vectors, labels)
    assert np.linalg.norm(centres, axis=1) == pytest.approx(1, abs=1e-3)
    mean = vectors[2::2].mean(axis=0)
    assert centres[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1 / 4096)
    assert compute_centroids(vectors, np.full(20, -1)).shape == (0, 16)
