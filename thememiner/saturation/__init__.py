"""Saturation: how much the last interviews still added; pure computing, whatever it is that finds the themes."""

from thememiner.saturation.curve import share_of_new_themes, find_saturation_point, count_themes_seen
from thememiner.saturation.measure import compute_saturation

__all__ = [
    "compute_saturation",
    "share_of_new_themes",
    "find_saturation_point",
    "count_themes_seen",
]
