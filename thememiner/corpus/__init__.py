"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.reading import read_corpus

__all__ = ["read_corpus"]
