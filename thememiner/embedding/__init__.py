"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import embed, embed_new_units, encode_units
from thememiner.embedding.encoders import TextEncoder
from thememiner.embedding.models import BILINGUAL, SentenceEncoder, create_encoder, refuse_unusable_model

__all__ = [
    "BILINGUAL",
    "SentenceEncoder",
    "TextEncoder",
    "create_encoder",
    "embed",
    "embed_new_units",
    "encode_units",
    "refuse_unusable_model",
]
