"""Segmentation: documents become meaning units with exact positions, and the words in them."""

from thememiner.segmentation.incremental import join_parts, segment_further, tokens_of
from thememiner.segmentation.segment import segment

__all__ = [
    "join_parts",
    "segment",
    "segment_further",
    "tokens_of",
]
