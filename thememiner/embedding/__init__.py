"""Encoders: meaning units become vectors."""

from thememiner.embedding.embed import TextEncoder, embed
from thememiner.embedding.lexical import LexicalEncoder
from thememiner.embedding.sentence import SentenceEncoder

__all__ = ["LexicalEncoder", "SentenceEncoder", "TextEncoder", "embed"]
