"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.file_listing import SUFFIXES
from thememiner.corpus.formats.tables import read_coded_tables
from thememiner.corpus.read import corpus_of_project, documents_with_turns, read_corpus

__all__ = ["SUFFIXES", "corpus_of_project", "documents_with_turns", "read_coded_tables", "read_corpus"]
