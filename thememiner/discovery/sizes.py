"""Sizes that follow the number of units, instead of fixed ones that fail small corpora."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from thememiner.config import DiscoverySettings

GRAINS = 6
"""Clusterings by centres that each resample gets, from few groups to many."""
MOST_GROUPS = 100
"""More sub-themes than so many nobody reads."""
OF_A_GROUP = 20
"""Units of a sample, on average, that a group by centres needs."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What one clustering works with."""

    neighbours: int
    groups: tuple[int, ...]
    """Numbers of groups by centres, ascending."""
    broad_groups: int
    """Number of groups at the level of themes."""
    density_units: int
    """The smallest dense group."""


def half_root(units: int) -> int:
    """Return √n / 2, which neighbourhoods and smallest groups follow."""
    return round(sqrt(units) / 2)


def smallest_subtheme(units: int, settings: DiscoverySettings) -> int:
    """Return the least units that make a sub-theme: √n/2, within 3 to 50, unless it is set."""
    return settings.min_theme_units or within(half_root(units), 3, 50)


def sizes_of_runs(
    units: int, settings: DiscoverySettings, draw: np.random.Generator, *, whole: int | None = None
) -> tuple[Sizes, ...]:
    """Return the sizes for each clustering of so many distinct units, which may be a sample of a larger ``whole``.

    Neighbours lie between .6 and 1.6 times √n/2 (within 5 to 30) and numbers of groups between √n/3 and √n, evenly
    spread, so that every draw looks at the same range; which clustering gets which neighbourhood is drawn. In a sample
    neighbourhoods are those of so few units, but there are as many groups as in the whole, as far as they have units.
    """
    usual = settings.neighbours or within(half_root(units), 5, 30)
    low, high = (1.0, 1.0) if settings.neighbours else (0.6, 1.6)
    neighbours = draw.permutation(np.linspace(max(2, low * usual), high * usual, settings.runs))
    root = min(sqrt(whole or units), MOST_GROUPS, max(sqrt(units), units / OF_A_GROUP))
    groups = np.linspace(max(2, root / 3), max(4, root), settings.runs * GRAINS)
    middle = sqrt(2 / 3 * root)
    broad = np.linspace(max(2, 0.6 * middle), max(3, 1.5 * middle), settings.runs)
    return tuple(
        Sizes(
            neighbours=round(neighbours[run]),
            groups=_whole(groups[run :: settings.runs]),
            broad_groups=round(broad[run]),
            density_units=settings.min_theme_units or within(half_root(units), 3, 30),
        )
        for run in range(settings.runs)
    )


def share_for(usual: float, granularity: float) -> float:
    """Return in what share of groupings units must go together: the usual one times the granularity, at most 95 %."""
    return min(usual * granularity, 0.95)


def most_neighbours(sizes: Sequence[Sizes], kept_share: float) -> int:
    """Return how many neighbours to find, so that enough are left when a part of the units is left out."""
    return ceil(1.3 * max(one.neighbours for one in sizes) / kept_share) + 1


def workers_of(settings: DiscoverySettings) -> int:
    """Return how many processes may cluster, or threads look for neighbours, at a time."""
    return settings.workers or os.cpu_count() or 1


def within(value: int, low: int, high: int) -> int:
    """Return the value, or the bound that it crosses."""
    return max(low, min(high, value))


def _whole(numbers: Sequence[float] | np.ndarray) -> tuple[int, ...]:
    return tuple(max(2, round(float(number))) for number in numbers)
