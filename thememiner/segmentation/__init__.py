"""Segmentation: documents become meaning units with exact positions, and the words in them."""

from thememiner.segmentation.incremental import merge_segmentations, segment_new_documents, tokenize_units
from thememiner.segmentation.segment import document_forms, segment

__all__ = [
    "document_forms",
    "merge_segmentations",
    "segment",
    "segment_new_documents",
    "tokenize_units",
]
