"""From when on themes of two corpora count as near, where that comes from, and how it is told."""

NEAR = 0.5
"""Cosine."""
HOW_NEAR = ("to be written",)
