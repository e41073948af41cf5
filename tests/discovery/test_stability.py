"""How well clusters reappear in resamples, and come back in other people."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from thememiner.discovery.ensemble import Clustering
from thememiner.discovery.stability import score_replication, score_stabilities

Labels = list[int]


def clustering(resample: list[int], fine: list[Labels], broad: Labels) -> Clustering:
    """Return one clustering of a resample, each grouping written as a row."""
    return Clustering(np.array(resample), np.array(fine, dtype=np.int32).T, np.array(broad, dtype=np.int32))


CLUSTERS = np.array([0, 0, 0, 1, 1, -1])
WHOLE = clustering([0, 1, 2, 3, 4, 5], [[0, 0, 1, 1, 1, 1]], [0, 0, 0, 1, 1, 1])
"""Two of three units of cluster 0 form a group of two: 2/3. Both of cluster 1 are in a group of four: 2/4."""
PART = clustering([0, 1, 3, 4], [[0, 0, 0, 1, 1, 0]], [0] * 6)
"""Unit 2 is left out: both clusters reappear as far as they are in the resample."""


def test_jaccard_by_hand() -> None:
    """The largest Jaccard similarity within each resample, and then the mean over resamples."""
    assert score_stabilities(CLUSTERS, [WHOLE], is_broad=False) == pytest.approx((2 / 3, 2 / 4))
    assert score_stabilities(CLUSTERS, [WHOLE, PART], is_broad=False) == pytest.approx((5 / 6, 3 / 4))


def test_broad_groupings_count_for_themes() -> None:
    """With broad groupings, cluster 0 reappears as a whole, and cluster 1 in a group of three."""
    assert score_stabilities(CLUSTERS, [WHOLE], is_broad=True) == pytest.approx((1, 2 / 3))


def test_a_cluster_that_always_reappears_has_stability_one() -> None:
    """Other groups in the groupings do not matter."""
    runs = [clustering([0, 1, 2, 3, 4], [[7, 7, 7, 2, 3, 1], [0, 1, 2, 3, 3, 1]], [0] * 6)] * 3
    assert score_stabilities(CLUSTERS, runs, is_broad=False) == (1, 1)


def test_a_resample_without_the_cluster_does_not_count() -> None:
    """A cluster that is not in a resample cannot reappear there."""
    without = clustering([0, 1, 2], [[0, 0, 0, 1, 1, 1]], [0] * 6)
    alone = score_stabilities(CLUSTERS, [WHOLE], is_broad=False)[1]
    assert score_stabilities(CLUSTERS, [WHOLE, without], is_broad=False)[1] == pytest.approx(alone)


def test_without_clusters_or_groups_there_is_nothing_to_measure() -> None:
    """Without clusters there are no figures; without groups the stability is 0."""
    assert score_stabilities(np.full(6, -1), [WHOLE], is_broad=True) == ()
    assert score_stabilities(CLUSTERS, [clustering([0, 1, 2, 3, 4, 5], [[-1] * 6], [0] * 6)], is_broad=False) == (0, 0)


@settings(max_examples=examples(50))
@given(
    arrays(np.int64, 7, elements=some.integers(-1, 2)),
    arrays(np.int32, (7, 3), elements=some.integers(-1, 3)),
    some.sets(some.integers(0, 6), min_size=1),
)
def test_stability_lies_between_nothing_and_one(clusters: np.ndarray, fine: np.ndarray, seen: set[int]) -> None:
    """Every figure is between 0 and 1 for any clusters, groupings and resample."""
    run = Clustering(np.array(sorted(seen)), fine, fine[:, 0])
    figures = score_stabilities(clusters, [run, run], is_broad=True)
    assert len(figures) == clusters.max() + 1
    known = [figure for figure in figures if figure is not None]
    assert all(0 <= figure <= 1 for figure in known)
    assert len(known) == len(set(clusters[sorted(seen)].tolist()) - {-1})


PERSONS = np.array([0, 0, 1, 1, 2, 2])
SPREAD = np.array([0, 1, 0, 1, 0, 1])
"""Each of three persons has one unit of each cluster."""


def without_each_person(fine: list[Labels]) -> list[Clustering]:
    """Return three clusterings with these groupings, each of a resample without one of the ``PERSONS``."""
    return [clustering(np.flatnonzero(person != PERSONS).tolist(), fine, [0] * 6) for person in range(3)]


def test_replication_by_hand() -> None:
    """Without person 0, group 0 is cluster 0; of the units of person 0, it has both, and cluster 0 only one."""
    runs = [clustering([2, 3, 4, 5], [[0, 0, 0, 1, 0, 1]], [0] * 6)]
    assert score_replication(SPREAD, PERSONS, runs) == pytest.approx((1 / 2, 0))


def test_replication_adds_the_units_of_all_runs() -> None:
    """Two units of three were in both in one run, and one of one in the other: 3/4, and not the mean of 2/3 and 1."""
    clusters, persons = np.zeros(6, dtype=np.int64), np.array([0, 0, 0, 1, 2, 2])
    runs = [
        clustering([3, 4, 5], [[0, 0, 1, 0, 0, 0]], [0] * 6),
        clustering([0, 1, 2, 4, 5], [[0, 0, 0, 0, 0, 0]], [0] * 6),
    ]
    assert score_replication(clusters, persons, runs) == pytest.approx((3 / 4,))


def test_a_cluster_that_others_share_comes_back() -> None:
    """A cluster of all persons that is always found comes back in everyone; other groupings do not matter."""
    runs = without_each_person([[0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1], [0, 1, 2, 3, 4, 5]])
    assert score_replication(SPREAD, PERSONS, runs) == (1, 1)


def test_a_cluster_of_one_person_does_not_come_back() -> None:
    """Its stability is 1, but without its only person nothing is like it."""
    alone = np.array([0, 0, 1, 1, 1, 1])
    runs = without_each_person([[0, 0, 1, 1, 1, 1]])
    assert score_stabilities(alone, runs, is_broad=False) == (1, 1)
    assert score_replication(alone, PERSONS, runs)[0] == 0


def test_a_cluster_that_is_mostly_one_person_comes_back_little() -> None:
    """Eight units of person 0 go elsewhere without that person; the units of the others come back. 4 of 12."""
    clusters, persons = np.zeros(12, dtype=np.int64), np.array([0] * 8 + [1, 1, 2, 2])
    together, apart = [0] * 12, [1] * 8 + [0] * 4
    runs = [
        clustering(np.flatnonzero(person != persons).tolist(), [together if person else apart], [0] * 12)
        for person in range(3)
    ]
    assert score_replication(clusters, persons, runs) == pytest.approx((4 / 12,))


def test_what_was_never_left_out_is_unknown() -> None:
    """If every person has units in each resample, or nobody in the cluster was left out, there is no figure."""
    assert score_replication(SPREAD, PERSONS, [clustering([0, 2, 4], [[0] * 6], [0] * 6)]) == (None, None)
    run = clustering([2, 3, 4, 5], [[0, 0, 1, 1, 1, 1]], [0] * 6)
    assert score_replication(np.array([0, 0, 1, 1, 1, 1]), PERSONS, [run]) == (0, None)
    assert score_replication(np.full(6, -1), PERSONS, [run]) == ()


@settings(max_examples=examples(50))
@given(
    arrays(np.int64, 7, elements=some.integers(-1, 2)),
    arrays(np.int64, 7, elements=some.integers(0, 3)),
    arrays(np.int32, (7, 3), elements=some.integers(-1, 3)),
    some.permutations(range(7)),
)
def test_replication_is_a_share_and_does_not_depend_on_the_order_of_units(
    clusters: np.ndarray, persons: np.ndarray, fine: np.ndarray, order: list[int]
) -> None:
    """Every figure is between 0 and 1, and shuffled units give the same figures."""
    runs = [Clustering(np.flatnonzero(persons != left), fine, fine[:, 0]) for left in range(4)]
    figures = score_replication(clusters, persons, runs)
    assert all(figure is None or 0 <= figure <= 1 for figure in figures)
    moved = [Clustering(np.flatnonzero(persons[order] != left), fine[order], fine[order, 0]) for left in range(4)]
    assert score_replication(clusters[order], persons[order], moved) == figures
