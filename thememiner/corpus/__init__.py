"""Files of any supported kind become documents: text, the turns of those who speak, roles and attributes."""

from thememiner.corpus.file_contents import CodedPassage, FileContents
from thememiner.corpus.file_listing import SUFFIXES, InputFile, list_files
from thememiner.corpus.formats import read_coded_tables
from thememiner.corpus.label_suspicions import Suspicion
from thememiner.corpus.read import (
    add_turns,
    corpus_from_documents,
    join_codings,
    join_files,
    read_corpus,
    read_file,
)
from thememiner.corpus.speaker_suspicions import find_suspicions
from thememiner.corpus.speaker_table import SPEAKER_COLUMNS, RoleReason, SpeakerCounts, count_speakers
from thememiner.corpus.speakers import parse_label

__all__ = [
    "SPEAKER_COLUMNS",
    "SUFFIXES",
    "CodedPassage",
    "FileContents",
    "InputFile",
    "RoleReason",
    "SpeakerCounts",
    "Suspicion",
    "add_turns",
    "corpus_from_documents",
    "count_speakers",
    "find_suspicions",
    "join_codings",
    "join_files",
    "list_files",
    "parse_label",
    "read_coded_tables",
    "read_corpus",
    "read_file",
]
