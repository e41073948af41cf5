"""Files and folders become a corpus.

Contents of many files become one corpus: documents told apart, codings of one coder joined.
Texts that a project of another program holds, read as transcripts are: turns found, people named.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.file_contents import FileContents, problem_of
from thememiner.corpus.file_listing import InputFile, Listing, kind_of, list_files
from thememiner.corpus.formats import (
    read_chat,
    read_elan,
    read_odt,
    read_pdf,
    read_rtf,
    read_srt,
    read_table_rows,
    read_text,
    read_textgrid,
    read_vtt,
    read_word,
)
from thememiner.corpus.participants import Attributes, name_participants, note_asker, read_attributes
from thememiner.corpus.speakers import find_turns
from thememiner.errors import InputError
from thememiner.intake import TABLE_SUFFIXES
from thememiner.records import (
    CODED_ONLY,
    EXCERPTS,
    SEGMENT_COLUMNS,
    Code,
    Codebook,
    Coding,
    Corpus,
    Document,
    Form,
    Note,
    Problem,
    Role,
    Scope,
    table,
)

if TYPE_CHECKING:
    import pandas as pd

Reader = Callable[..., FileContents]
DEFAULTS = Settings()
Described = Mapping[str, Mapping[str, str]]


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


def tell_apart(contents: Sequence[FileContents]) -> list[FileContents]:
    """Set a file's place before the ids of its documents where two files have documents of one id."""
    count = Counter(document.doc_id for file in contents for document in file.documents)
    found = []
    for file in contents:
        names = {d.doc_id: f"{d.source.path}/{d.doc_id}" for d in file.documents if count[d.doc_id] > 1}
        found.append(_renamed(file, names) if names else file)
    return found


def join_codings(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Return one coding a coder, sorted by coder: all codes, all segments, and the scope of all."""
    by_coder: dict[str, list[Coding]] = {}
    for coding in codings:
        by_coder.setdefault(coding.coder, []).append(coding)
    return tuple(_joined(by_coder[coder]) for coder in sorted(by_coder))


def join_participants(contents: Sequence[FileContents]) -> dict[str, Mapping[str, str]]:
    """Return the attributes of every participant over all files; of two values the first counts."""
    found: dict[str, Mapping[str, str]] = {}
    for file in contents:
        for person, attributes in file.participants.items():
            found[person] = MappingProxyType({**attributes, **found.get(person, {})})
    return found


def note_copies(contents: Sequence[FileContents]) -> list[Note]:
    """Return a note for every file with the same content as one before it."""
    first: dict[str, str] = {}
    notes = []
    for source in dict.fromkeys(document.source for file in contents for document in file.documents):
        original = first.setdefault(source.sha256, source.path)
        if original != source.path:
            notes.append(
                Note(source.path, f"has the same content as {original}. If it is there by mistake, take it out.")
            )
    return notes


def _renamed(file: FileContents, names: Mapping[str, str]) -> FileContents:
    documents = tuple(replace(d, doc_id=names.get(d.doc_id, d.doc_id)) for d in file.documents)
    return replace(file, documents=documents, codings=tuple(_recoded(coding, names) for coding in file.codings))


def _recoded(coding: Coding, names: Mapping[str, str]) -> Coding:
    doc_ids = [names.get(doc_id, doc_id) for doc_id in coding.segments["doc_id"]]
    spans = coding.scope.spans
    scope = coding.scope if spans is None else Scope({names.get(key, key): value for key, value in spans.items()})
    return replace(coding, segments=_sorted(coding.segments.assign(doc_id=doc_ids)), scope=scope)


def _joined(codings: Sequence[Coding]) -> Coding:
    if len(codings) == 1:
        return codings[0]
    codes: dict[str, Code] = {code.code_id: code for coding in codings for code in coding.codebook.codes}
    columns = {
        column.name: [value for coding in codings for value in coding.segments[column.name]]
        for column in SEGMENT_COLUMNS
    }
    spans = [coding.scope.spans for coding in codings]
    known = {doc_id: ranges for span in spans for doc_id, ranges in (span or {}).items()}
    scope = CODED_ONLY if None in spans else Scope(MappingProxyType(dict(sorted(known.items()))))
    codebook = Codebook(tuple(codes[code_id] for code_id in sorted(codes)))
    return Coding(codings[0].coder, codebook, _sorted(table(SEGMENT_COLUMNS, columns)), scope)


def _sorted(segments: "pd.DataFrame") -> "pd.DataFrame":
    found = segments.sort_values(["doc_id", "start", "end", "rank"], kind="stable", ignore_index=True)
    return table(SEGMENT_COLUMNS, {column.name: found[column.name] for column in SEGMENT_COLUMNS})


def corpus_of_project(documents: Sequence[Document], participants: Described, *, settings: Settings) -> Corpus:
    """Return documents as a corpus, with the turns that labels of speakers in their texts tell.

    Texts stay as they are, so that positions in them do. A document whose turns are known keeps them. ``participants``
    are attributes by participant. Where a document is known to be one participant's, who speaks in it is that one,
    unless several participants do.
    """
    found = [_with_turns(document, settings.speakers) for document in documents]
    cast = name_participants(
        sorted(found, key=lambda document: document.doc_id), Attributes(), participants, speakers=settings.speakers
    )
    askers = (note_asker(document) for document in cast.documents)
    return Corpus(
        documents=tuple(cast.documents),
        participants=MappingProxyType(cast.participants),
        notes=(*cast.notes, *(note for note in askers if note is not None)),
    )


def documents_with_turns(
    documents: Sequence[Document], participants: Described, *, settings: Settings
) -> tuple[Document, ...]:
    """Return documents with the turns and participants that labels of speakers in their texts tell.

    Where no turns are found, and in excerpts, a document stays as it is: unlike in ``corpus_of_project`` nobody is
    made up who speaks there.
    """
    whole = [document for document in documents if document.source.format != EXCERPTS]
    found = {one.doc_id: one for one in corpus_of_project(whole, participants, settings=settings).documents}
    new = (found.get(one.doc_id, one) for one in documents)
    return tuple(
        told if told.form is not document.form else document for told, document in zip(new, documents, strict=True)
    )


def _with_turns(document: Document, speakers: SpeakerSettings) -> Document:
    if document.form is not Form.PROSE or len(document.turns) > 1:
        return document
    talk = find_turns(document.text, speakers=speakers)
    known = document.turns[0].participant if document.turns else None
    people = {turn.speaker for turn in talk.turns if turn.role is Role.PARTICIPANT}
    owner = known if len(people) == 1 else None
    turns = (replace(turn, participant=owner if turn.role is Role.PARTICIPANT else None) for turn in talk.turns)
    return replace(document, form=talk.form, turns=tuple(turns), cues=talk.cues)
