"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import embed, embed_new_units, encode_units
from thememiner.embedding.encoders import TextEncoder
from thememiner.embedding.models import BILINGUAL, SentenceEncoder, create_encoder, refuse_unusable_model

__all__ = [
    "BILINGUAL",
    "SentenceEncoder",
    "TextEncoder",
    "embed",
    "embed_new_units",
    "create_encoder",
    "encode_units",
    "refuse_unusable_model",
]
