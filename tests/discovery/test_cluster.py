"""Clusters, and how settings change them."""

import numpy as np
import pytest
from sample_units import FEW_RUNS, blobs, clustered, units_of
from sklearn.metrics import adjusted_mutual_info_score

from thememiner.config import DiscoverySettings
from thememiner.discovery import recluster
from thememiner.discovery.cluster import Clusters

RUNS = FEW_RUNS.runs


def as_bytes(found: Clusters) -> list[object]:
    """Return all parts of clusters, to compare them byte by byte."""
    assigned = found.assigned
    columns = (
        assigned.best,
        assigned.membership,
        assigned.second,
        assigned.second_membership,
        assigned.is_assigned,
        assigned.carries_both,
    )
    return [*(column.tobytes() for column in columns), found.parents, found.stability, found.theme_stability]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 17, 23, 30, 41, 60])
def test_any_number_of_units_is_grouped(count: int) -> None:
    """From none to sixty units there is a label for each, even if two units are enough for a theme."""
    labels = recluster(blobs(count, 3), units_of(count), settings=DiscoverySettings(runs=2, min_units=2), seed=0)
    assert labels.shape == (count,)
    assert set(np.unique(labels[labels >= 0]).tolist()) == set(range(int(labels.max(initial=-1)) + 1))


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(np.repeat(blobs(1, 1), 60, axis=0), id="all in one place"),
        pytest.param(np.repeat(blobs(6, 3), 10, axis=0), id="ten of each"),
        pytest.param(np.zeros((60, 8), dtype=np.float32), id="zeros"),
        pytest.param(np.vstack([blobs(59, 1), -blobs(1, 1)]), id="one points the other way"),
    ],
)
def test_degenerate_vectors_are_clustered(vectors: np.ndarray) -> None:
    """Every figure is a number within its bounds, whatever the geometry."""
    found = clustered(vectors)
    assert len(found.assigned.labels) == 60
    assert ((found.assigned.membership >= 0) & (found.assigned.membership <= 1)).all()
    assert all(figure is not None and 0 <= figure <= 1 for figure in (*found.stability, *found.theme_stability))


def test_one_participant_is_resampled_by_units() -> None:
    """Units of a single person can be grouped."""
    labels = recluster(blobs(40, 4), units_of(40, people=1), settings=FEW_RUNS, seed=0)
    assert adjusted_mutual_info_score(np.arange(40) % 4, labels) > 0.9


@pytest.mark.parametrize("groups", [3, 4])
def test_thirty_separable_units_show_their_groups(groups: int) -> None:
    """Clear groups are found in few units, and reappear when some of them are left out."""
    found = clustered(blobs(30, groups), DiscoverySettings())
    assert adjusted_mutual_info_score(np.arange(30) % groups, found.assigned.labels) > 0.9
    assert all(value is not None and value > 0.5 for value in found.stability)


@pytest.mark.parametrize("wanted", [1, 2, 3, 4])
def test_themes_are_as_many_as_set(wanted: int) -> None:
    """The number of themes is exact if there are enough sub-themes."""
    found = clustered(blobs(60, 5), DiscoverySettings(runs=RUNS, n_themes=wanted))
    assert len(found.theme_stability) == wanted
    assert set(found.parents) == set(range(wanted))


@pytest.mark.parametrize("wanted", [2, 4, 6])
def test_subthemes_are_as_many_as_set(wanted: int) -> None:
    """The number of sub-themes is exact if the tree can be cut there."""
    found = clustered(blobs(60, 6, spread=0.15), DiscoverySettings(runs=RUNS, n_subthemes=wanted))
    assert len(found.parents) == wanted


def test_there_are_never_more_themes_than_subthemes() -> None:
    """If more themes are asked for, each sub-theme is one theme, and no theme is empty."""
    found = clustered(blobs(40, 4), DiscoverySettings(runs=RUNS, n_themes=50, n_subthemes=3))
    assert found.parents == (0, 1, 2)


def test_granularity_makes_more_and_smaller_groups() -> None:
    """Higher granularity never gives fewer sub-themes, and a much higher one gives more."""
    vectors = blobs(90, 6, spread=0.3)
    counts = [len(clustered(vectors, DiscoverySettings(runs=RUNS, granularity=grain)).parents) for grain in (0.2, 1, 3)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_every_unit_can_be_assigned() -> None:
    """With ``assign_all`` every unit has a sub-theme, usually the one it has without it."""
    vectors = blobs(60, 4, seed=10, spread=0.5)
    usual = clustered(vectors)
    everything = clustered(vectors, DiscoverySettings(runs=RUNS, assign_all=True))
    assert everything.assigned.is_assigned.all()
    assert not usual.assigned.is_assigned.all()
    assert (everything.assigned.labels == usual.assigned.labels)[usual.assigned.is_assigned].mean() > 0.5


def test_second_codes_can_be_turned_off() -> None:
    """Without ``two_codes`` no unit carries a second code."""
    vectors = np.vstack([blobs(40, 2), np.repeat(blobs(40, 2)[:2].mean(axis=0)[None], 4, axis=0)])
    found = clustered(vectors, DiscoverySettings(runs=RUNS, two_codes=False))
    assert not found.assigned.carries_both.any()


@pytest.mark.parametrize("smallest", [2, 9])
def test_no_subtheme_starts_smaller_than_set(smallest: int) -> None:
    """Seven clear groups of five units are seven sub-themes, or none if a sub-theme needs nine units."""
    settings = DiscoverySettings(runs=RUNS, min_theme_units=smallest, granularity=4)
    found = clustered(blobs(35, 7), settings)
    assert len(found.parents) == (7 if smallest == 2 else 0)


def test_a_smallest_subtheme_above_the_number_of_units_gives_none() -> None:
    """No group is that large, so nothing is proposed."""
    found = clustered(blobs(30, 3), DiscoverySettings(runs=RUNS, min_theme_units=31))
    assert found.parents == ()
    assert not found.assigned.is_assigned.any()


@pytest.mark.parametrize("neighbours", [2, 10, 500])
def test_neighbours_can_be_set(neighbours: int) -> None:
    """Even more neighbours than units can be set."""
    found = clustered(blobs(40, 4), DiscoverySettings(runs=RUNS, neighbours=neighbours))
    assert len(found.assigned.labels) == 40


@pytest.mark.parametrize("count", [50, 130])
def test_workers_and_repetition_change_nothing(count: int) -> None:
    """The same seed gives the same bytes, with one worker or two."""
    vectors = blobs(count, 5, spread=0.3)
    one, again, two = (
        clustered(vectors, DiscoverySettings(runs=RUNS, workers=workers), seed=3) for workers in (1, 1, 2)
    )
    assert as_bytes(one) == as_bytes(again) == as_bytes(two)


def test_another_seed_hardly_changes_clear_groups() -> None:
    """Clear groups do not depend on the random draws."""
    vectors = blobs(80, 5, spread=0.1)
    first, second = (clustered(vectors, DiscoverySettings(), seed=seed).assigned.labels for seed in (0, 1))
    assert adjusted_mutual_info_score(first, second) > 0.9


def test_the_largest_theme_and_subtheme_come_first() -> None:
    """Sub-themes are numbered by the size of their theme, then by their own."""
    sizes = [30, 6, 18]
    vectors = np.repeat(blobs(3, 3), sizes, axis=0) + np.random.default_rng(0).normal(0, 0.05, (54, 16))
    found = clustered((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))
    labels = found.assigned.labels
    of_theme = np.bincount(np.array(found.parents)[labels[labels >= 0]])
    assert of_theme.tolist() == sorted(of_theme, reverse=True)
    assert list(found.parents) == sorted(found.parents)
