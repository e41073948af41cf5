"""Sizes of neighbourhoods, groups and sub-themes, which follow the number of units."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from thememiner.config import DiscoverySettings

K_MEANS_PER_RESAMPLE = 6
"""Groupings by k-means of each resample, from few groups to many."""
MAX_GROUPS = 100
"""Most groups of a grouping. More sub-themes than that cannot be read."""
MIN_UNITS_PER_GROUP = 20
"""Mean number of units of a sample that a k-means group needs."""


@dataclass(frozen=True, slots=True)
class ClusteringSizes:
    """The sizes that one clustering works with."""

    neighbours: int
    groups: tuple[int, ...]
    """Numbers of k-means groups, ascending."""
    broad_groups: int
    """Number of k-means groups at the level of themes."""
    density_units: int
    """Units of the smallest dense group."""


def half_square_root(units: int) -> int:
    """Return √n / 2, rounded: neighbourhoods and smallest groups follow it."""
    return round(sqrt(units) / 2)


def choose_min_subtheme_size(units: int, settings: DiscoverySettings) -> int:
    """Return how many units a sub-theme needs: ``settings.min_theme_units``, or √n/2 within 3 to 50."""
    return settings.min_theme_units or clamp(half_square_root(units), 3, 50)


def choose_sizes(
    units: int, settings: DiscoverySettings, draw: np.random.Generator, *, whole: int | None = None
) -> tuple[ClusteringSizes, ...]:
    """Choose the sizes for each clustering of ``units`` distinct units, which may be a sample of a larger ``whole``.

    Neighbours range from 0.6 to 1.6 times √n/2 (within 5 to 30) and numbers of groups from √n/3 to √n, both evenly
    spread, so that every draw covers the same range. Which clustering gets which neighbourhood is random. For a
    sample, neighbourhoods follow the size of the sample; the number of groups follows the whole, as far as the sample
    has enough units.
    """
    usual = settings.neighbours or clamp(half_square_root(units), 5, 30)
    low, high = (1.0, 1.0) if settings.neighbours else (0.6, 1.6)
    neighbours = draw.permutation(np.linspace(max(2, low * usual), high * usual, settings.runs))
    root = min(sqrt(whole or units), MAX_GROUPS, max(sqrt(units), units / MIN_UNITS_PER_GROUP))
    groups = np.linspace(max(2, root / 3), max(4, root), settings.runs * K_MEANS_PER_RESAMPLE)
    middle = sqrt(2 / 3 * root)
    broad = np.linspace(max(2, 0.6 * middle), max(3, 1.5 * middle), settings.runs)
    return tuple(
        ClusteringSizes(
            neighbours=round(neighbours[run]),
            groups=_round_counts(groups[run :: settings.runs]),
            broad_groups=round(broad[run]),
            density_units=settings.min_theme_units or clamp(half_square_root(units), 3, 30),
        )
        for run in range(settings.runs)
    )


def scale_share(usual: float, granularity: float) -> float:
    """Return the share of groupings in which units must be together: ``usual`` times ``granularity``, at most 0.95."""
    return min(usual * granularity, 0.95)


def count_neighbours_needed(sizes: Sequence[ClusteringSizes], kept_share: float) -> int:
    """Return how many neighbours to find, so that enough remain in a resample of ``kept_share`` of the units."""
    return ceil(1.3 * max(one.neighbours for one in sizes) / kept_share) + 1


def count_workers(settings: DiscoverySettings) -> int:
    """Return how many processes may cluster, or threads search for neighbours, at the same time."""
    return settings.workers or os.cpu_count() or 1


def clamp(value: int, low: int, high: int) -> int:
    """Return ``value``, or the bound that it lies beyond."""
    return max(low, min(high, value))


def _round_counts(numbers: Sequence[float] | np.ndarray) -> tuple[int, ...]:
    return tuple(max(2, round(float(number))) for number in numbers)
