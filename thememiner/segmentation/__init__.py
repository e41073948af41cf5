"""Segmentation: documents become meaning units with exact positions, and the words in them."""

from thememiner.segmentation.further import segment_further
from thememiner.segmentation.parts import join_parts
from thememiner.segmentation.segment import segment
from thememiner.segmentation.tokens import tokens_of

__all__ = ["join_parts", "segment", "segment_further", "tokens_of"]
