"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.file_listing import SUFFIXES, InputFile, list_files
from thememiner.corpus.formats import read_coded_tables
from thememiner.corpus.read import (
    add_turns,
    corpus_from_documents,
    join_codings,
    join_files,
    read_corpus,
    read_file,
)
from thememiner.corpus.speakers import parse_label

__all__ = [
    "SUFFIXES",
    "FileContents",
    "InputFile",
    "add_turns",
    "corpus_from_documents",
    "join_codings",
    "join_files",
    "list_files",
    "parse_label",
    "read_coded_tables",
    "read_corpus",
    "read_file",
]
