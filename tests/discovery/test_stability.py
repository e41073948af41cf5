"""How well clusters reappear in resamples."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from thememiner.discovery.ensemble import Clustering
from thememiner.discovery.stability import score_stabilities

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
