"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.folder import SUFFIXES
from thememiner.corpus.project_texts import corpus_of_project, documents_with_turns
from thememiner.corpus.reading import read_corpus
from thememiner.corpus.tables import read_coded_tables

__all__ = ["SUFFIXES", "corpus_of_project", "documents_with_turns", "read_coded_tables", "read_corpus"]
