"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.reading import read_corpus
from thememiner.corpus.speakers import identity, role_of

__all__ = ["identity", "read_corpus", "role_of"]
