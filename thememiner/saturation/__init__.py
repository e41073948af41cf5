"""Saturation: how much the last interviews still added; pure computing, whatever it is that finds the themes."""

from thememiner.saturation.curve import new_information, reached_at, themes_seen
from thememiner.saturation.measure import measure

__all__ = [
    "measure",
    "new_information",
    "reached_at",
    "themes_seen",
]
