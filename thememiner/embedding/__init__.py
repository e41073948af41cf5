"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import embed
from thememiner.embedding.encoder import TextEncoder
from thememiner.embedding.models import SentenceEncoder, refuse_unusable_model

__all__ = ["SentenceEncoder", "TextEncoder", "embed", "refuse_unusable_model"]
