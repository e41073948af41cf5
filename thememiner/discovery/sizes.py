"""Sizes that follow the number of units, instead of fixed ones that fail small corpora."""

from dataclasses import dataclass
from math import sqrt

from thememiner.config import DiscoverySettings

UMAP_FROM = 100
"""Below so many units a neighbour graph has too little to say, and principal components serve better."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the clusterer works with, for so many distinct units."""

    units: int
    neighbours: int
    min_theme_units: int
    dimensions: int

    @property
    def uses_umap(self) -> bool:
        """Whether there are enough units for UMAP."""
        return self.units >= UMAP_FROM


def sizes_for(units: int, settings: DiscoverySettings) -> Sizes:
    """Return the sizes for a number of distinct units: √n/2, neighbours within 5-30, smallest sub-theme within 3-50."""
    half_root = round(sqrt(units) / 2)
    return Sizes(
        units=units,
        neighbours=settings.neighbours or _within(half_root, 5, 30),
        min_theme_units=settings.min_theme_units or _within(half_root, 3, 50),
        dimensions=5 if units >= UMAP_FROM or units < UMAP_FROM // 2 else 10,
    )


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
