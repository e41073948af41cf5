"""Files and folders become a corpus."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.corpus.attributes import read_attributes
from thememiner.corpus.chat import read_chat
from thememiner.corpus.contents import FileContents, problem_of
from thememiner.corpus.elan import read_elan
from thememiner.corpus.folder import InputFile, Listing, list_files
from thememiner.corpus.merging import join_codings, join_participants, note_copies, tell_apart
from thememiner.corpus.odt import read_odt
from thememiner.corpus.participants import name_participants
from thememiner.corpus.pdf import read_pdf
from thememiner.corpus.questions import note_asker
from thememiner.corpus.rtf import read_rtf
from thememiner.corpus.signatures import kind_of
from thememiner.corpus.srt import read_srt
from thememiner.corpus.tables import read_table_rows
from thememiner.corpus.text import read_text
from thememiner.corpus.textgrid import read_textgrid
from thememiner.corpus.vtt import read_vtt
from thememiner.corpus.word import read_word
from thememiner.errors import InputError
from thememiner.intake import TABLE_SUFFIXES
from thememiner.records import Corpus, Note, Problem

Reader = Callable[..., FileContents]

DEFAULTS = Settings()
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_text,
        ".docx": read_word,
        ".odt": read_odt,
        ".rtf": read_rtf,
        ".pdf": read_pdf,
        ".vtt": read_vtt,
        ".srt": read_srt,
        ".eaf": read_elan,
        ".textgrid": read_textgrid,
        ".cha": read_chat,
        **dict.fromkeys(TABLE_SUFFIXES, read_table_rows),
    }
)


def read_corpus(paths: Sequence[Path] | Path, *, settings: Settings = DEFAULTS) -> Corpus:
    """Read files, and folders of files, as one corpus.

    Documents are sorted by id: the path relative to the folder given, or what a table calls them. Attributes come
    from ``participants.csv`` and ``documents.csv`` in the folders. A file that cannot be read is one of the
    corpus's problems and the others are read all the same; a corpus may come back without documents.

    Raises ``UsageError`` if a path does not exist.
    """
    listing = list_files([Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)])
    return join_files(listing, [read_file(file, settings=settings) for file in listing.files], settings=settings)


def join_files(listing: Listing, read: Sequence[FileContents | Problem], *, settings: Settings = DEFAULTS) -> Corpus:
    """Return the corpus of the files of a listing, from what ``read_file`` gave for each, in their order."""
    problems = [*listing.problems, *(one for one in read if isinstance(one, Problem))]
    contents = tell_apart([one for one in read if isinstance(one, FileContents)])
    found = read_attributes(listing.attributes, settings=settings)
    documents = sorted((d for file in contents for d in file.documents), key=lambda document: document.doc_id)
    cast = name_participants(documents, found, join_participants(contents), speakers=settings.speakers)
    askers = (note_asker(document) for document in cast.documents)
    return Corpus(
        documents=tuple(cast.documents),
        participants=MappingProxyType(cast.participants),
        codings=join_codings([coding for file in contents for coding in file.codings]),
        problems=(*problems, *(problem for file in contents for problem in file.problems), *found.problems),
        notes=(
            *listing.notes,
            *(note for file in contents for note in file.notes),
            *note_copies(contents),
            *found.notes,
            *cast.notes,
            *(note for note in askers if isinstance(note, Note)),
        ),
    )


def read_file(file: InputFile, *, settings: Settings = DEFAULTS) -> FileContents | Problem:
    """Read one file as what it is, or return what is wrong with it."""
    kind = kind_of(file.path)
    try:
        contents = READERS[kind](file.path, place=file.place, settings=settings)
    except (InputError, OSError) as error:
        return problem_of(error, file.place)
    if kind == file.path.suffix.lower():
        return contents
    note = Note(file.place, f"holds what a {kind} file holds, whatever its name says, and is read as one.")
    return replace(contents, notes=(note, *contents.notes))
