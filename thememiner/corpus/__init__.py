"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.file_listing import SUFFIXES, InputFile, list_files
from thememiner.corpus.formats import read_coded_tables
from thememiner.corpus.read import (
    corpus_of_project,
    documents_with_turns,
    join_codings,
    join_files,
    read_corpus,
    read_file,
)
from thememiner.corpus.speakers import parts

__all__ = [
    "SUFFIXES",
    "FileContents",
    "InputFile",
    "corpus_of_project",
    "documents_with_turns",
    "join_codings",
    "join_files",
    "list_files",
    "parts",
    "read_coded_tables",
    "read_corpus",
    "read_file",
]
