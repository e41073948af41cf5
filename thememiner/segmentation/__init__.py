"""Segmentation: documents become meaning units with exact positions, and the words in them."""

from thememiner.segmentation.segment import segment

__all__ = ["segment"]
