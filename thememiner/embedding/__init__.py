"""Encoders: meaning units become vectors."""

from thememiner.embedding.choosing import refuse_unusable_model
from thememiner.embedding.embed import embed
from thememiner.embedding.encoder import TextEncoder
from thememiner.embedding.sentence import SentenceEncoder

__all__ = ["SentenceEncoder", "TextEncoder", "embed", "refuse_unusable_model"]
