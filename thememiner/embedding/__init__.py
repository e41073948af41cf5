"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import embed, embed_further, plain_vectors
from thememiner.embedding.encoders import TextEncoder
from thememiner.embedding.models import BILINGUAL, SentenceEncoder, encoder_for, refuse_unusable_model

__all__ = [
    "BILINGUAL",
    "SentenceEncoder",
    "TextEncoder",
    "embed",
    "embed_further",
    "encoder_for",
    "plain_vectors",
    "refuse_unusable_model",
]
