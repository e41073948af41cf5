"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.reading import read_corpus
from thememiner.corpus.tables import read_coded_tables

__all__ = ["read_coded_tables", "read_corpus"]
