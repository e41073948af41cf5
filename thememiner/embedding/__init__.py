"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import embed, embed_further
from thememiner.embedding.encoders import TextEncoder
from thememiner.embedding.models import SentenceEncoder, refuse_unusable_model

__all__ = ["SentenceEncoder", "TextEncoder", "embed", "embed_further", "refuse_unusable_model"]
