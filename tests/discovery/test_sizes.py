"""Sizes follow the number of units."""

import numpy as np
import pytest

from thememiner.config import DiscoverySettings
from thememiner.discovery.sizes import (
    K_MEANS_PER_RESAMPLE,
    MAX_GROUPS,
    ClusteringSizes,
    choose_min_subtheme_size,
    choose_sizes,
    count_neighbours_needed,
    scale_share,
)


def sizes(units: int, settings: DiscoverySettings | None = None, seed: int = 0) -> tuple[ClusteringSizes, ...]:
    """Return the sizes of each clustering of this number of units."""
    return choose_sizes(units, settings or DiscoverySettings(), np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("units", "smallest"),
    [
        pytest.param(0, 3, id="none"),
        pytest.param(10, 3, id="few"),
        pytest.param(212, 7, id="seven interviews"),
        pytest.param(1387, 19, id="a survey"),
        pytest.param(100_000, 50, id="many"),
    ],
)
def test_the_smallest_subtheme_has_half_the_square_root_of_units(units: int, smallest: int) -> None:
    """It lies within bounds, unless it is set."""
    assert choose_min_subtheme_size(units, DiscoverySettings()) == smallest
    assert choose_min_subtheme_size(units, DiscoverySettings(min_theme_units=4)) == 4


@pytest.mark.parametrize("units", [0, 1, 2, 10, 60, 900, 20_000, 100_000])
def test_every_clustering_has_sizes_that_can_be_used(units: int) -> None:
    """There are at least two of everything, and at most ``MAX_GROUPS`` groups."""
    settings = DiscoverySettings()
    found = sizes(units, settings)
    assert len(found) == settings.runs
    for one in found:
        assert one.neighbours >= 2
        assert len(one.groups) == K_MEANS_PER_RESAMPLE
        assert list(one.groups) == sorted(one.groups)
        assert 2 <= one.groups[0] <= one.groups[-1] <= MAX_GROUPS
        assert 2 <= one.broad_groups <= one.groups[-1]
        assert one.density_units >= 3


def test_each_draw_covers_the_same_range() -> None:
    """Another seed gives the same neighbourhoods to other clusterings."""
    first, second = sizes(400, seed=0), sizes(400, seed=1)
    assert first != second
    assert sorted(one.neighbours for one in first) == sorted(one.neighbours for one in second)


def test_sizes_can_be_set() -> None:
    """Neighbours and the smallest sub-theme are the same in each clustering if they are set."""
    found = sizes(500, DiscoverySettings(neighbours=11, min_theme_units=6))
    assert {(one.neighbours, one.density_units) for one in found} == {(11, 6)}


def test_enough_neighbours_are_found_for_every_resample() -> None:
    """If a fifth of the units is left out, the largest neighbourhood is still full."""
    found = sizes(400)
    assert count_neighbours_needed(found, 0.8) * 0.8 > max(one.neighbours for one in found)


@pytest.mark.parametrize(("granularity", "share"), [(1, 0.3), (0.5, 0.15), (2, 0.6), (8, 0.95)])
def test_granularity_scales_the_share(granularity: float, share: float) -> None:
    """The share is scaled in proportion, up to 0.95."""
    assert scale_share(0.3, granularity) == pytest.approx(share)
