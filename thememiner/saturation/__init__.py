"""Saturation: how many new themes the last interviews added, whatever method finds the themes."""

from thememiner.saturation.curve import count_themes_seen, find_saturation_point, share_of_new_themes
from thememiner.saturation.measure import compute_saturation

__all__ = [
    "compute_saturation",
    "count_themes_seen",
    "find_saturation_point",
    "share_of_new_themes",
]
