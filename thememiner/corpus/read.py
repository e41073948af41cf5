"""Read files and folders, or the texts of a project of another program, as a corpus."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.attributes import AttributeTables, read_attributes
from thememiner.corpus.copies import note_copies, note_same_talks
from thememiner.corpus.file_contents import FileContents, to_problem
from thememiner.corpus.file_listing import FileListing, InputFile, detect_suffix, list_files
from thememiner.corpus.formats import (
    read_captions,
    read_chat,
    read_elan,
    read_odt,
    read_pdf,
    read_rtf,
    read_table_rows,
    read_text,
    read_textgrid,
    read_word,
)
from thememiner.corpus.participants import NamedCorpus, name_participants
from thememiner.corpus.speaker_suspicions import find_suspicions
from thememiner.corpus.speakers import find_turns, find_unspoken_lines, is_running_number
from thememiner.errors import InputError
from thememiner.intake import TABLE_SUFFIXES
from thememiner.phrasing import note_running_numbers, note_unspoken_lines
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
    make_table,
)
from thememiner.storage import to_path

if TYPE_CHECKING:
    import pandas as pd

Reader = Callable[..., FileContents]
DEFAULTS = Settings()
AttributesByPerson = Mapping[str, Mapping[str, str]]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_text,
        ".docx": read_word,
        ".odt": read_odt,
        ".rtf": read_rtf,
        ".pdf": read_pdf,
        ".vtt": read_captions,
        ".srt": read_captions,
        ".eaf": read_elan,
        ".textgrid": read_textgrid,
        ".cha": read_chat,
        **dict.fromkeys(TABLE_SUFFIXES, read_table_rows),
    }
)
"""The reader of each kind of file, by suffix."""


def read_corpus(paths: Sequence[Path] | Path, *, settings: Settings = DEFAULTS) -> Corpus:
    r"""Read files, and folders of files, as one corpus.

    Documents are sorted by id: the path relative to the given folder, or the name that a table gives them. Attributes
    come from ``participants.csv`` and ``documents.csv`` in the folders. A file that cannot be read becomes one of the
    corpus's problems, and the other files are read; the corpus may therefore have no documents.

    Raises ``UsageError`` if a path does not exist.

    >>> from tempfile import TemporaryDirectory
    >>> from thememiner import read_corpus
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "anna.txt").write_text("Interviewer: How was it?\nAnna: I liked the choir.\n", "utf-8")
    ...     corpus = read_corpus(folder)
    >>> [(turn.speaker, turn.role.value) for turn in corpus.documents[0].turns]
    [('Interviewer', 'interviewer'), ('Anna', 'participant')]
    """
    listing = list_files([to_path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)])
    return join_files(listing, [read_file(file, settings=settings) for file in listing.files], settings=settings)


def join_files(
    listing: FileListing, read: Sequence[FileContents | Problem], *, settings: Settings = DEFAULTS
) -> Corpus:
    """Return the corpus of listed files, from the result of ``read_file`` for each of them, in order."""
    contents = make_ids_unique([one for one in read if isinstance(one, FileContents)])
    tables = read_attributes(listing.attributes, settings=settings)
    documents = [document for file in contents for document in file.documents]
    named = _name_participants(documents, tables, join_participants(contents), settings)
    unreadable = (one for one in read if isinstance(one, Problem))
    problems = (problem for file in contents for problem in file.problems)
    notes = (note for file in contents for note in file.notes)
    return Corpus(
        documents=tuple(named.documents),
        participants=MappingProxyType(named.participants),
        codings=join_codings([coding for file in contents for coding in file.codings]),
        problems=(*listing.problems, *unreadable, *problems, *tables.problems),
        notes=(
            *_note_suspicions(named, settings),
            *listing.notes,
            *notes,
            *_note_unspoken_lines(named.documents),
            *note_copies(contents),
            *note_same_talks(named.documents),
            *tables.notes,
            *named.notes,
        ),
    )


def _name_participants(
    documents: Sequence[Document], tables: AttributeTables, attributes: AttributesByPerson, settings: Settings
) -> NamedCorpus:
    """Name the participants of documents, sorted by id."""
    in_order = sorted(documents, key=attrgetter("doc_id"))
    return name_participants(in_order, tables, attributes, speakers=settings.speakers)


def _note_suspicions(named: NamedCorpus, settings: Settings) -> list[Note]:
    return [suspicion.note for suspicion in find_suspicions(named.documents, settings.speakers)]


def _note_unspoken_lines(documents: Sequence[Document]) -> list[Note]:
    """Note the lines outside all turns, those that hold only a number apart."""
    found = {document.doc_id: lines for document in documents if (lines := find_unspoken_lines(document))}
    notes = []
    for is_number, note in ((False, note_unspoken_lines), (True, note_running_numbers)):
        chosen = {
            doc_id: [one for one in lines if is_running_number(one) is is_number] for doc_id, lines in found.items()
        }
        names = [doc_id for doc_id, lines in chosen.items() if lines]
        if names:
            notes.append(Note(names[0], note([line for lines in chosen.values() for line in lines], names)))
    return notes


def read_file(file: InputFile, *, settings: Settings = DEFAULTS) -> FileContents | Problem:
    """Read one file by its content, whatever its suffix, or return the problem with it."""
    kind = detect_suffix(file.path)
    try:
        contents = READERS[kind](file.path, place=file.place, settings=settings)
    except (InputError, OSError) as error:
        return to_problem(error, file.place)
    if kind == file.path.suffix.lower():
        return contents
    note = Note(file.place, f"has the content of a {kind} file, whatever its name, and is read as one.")
    return replace(contents, notes=(note, *contents.notes))


def make_ids_unique(contents: Sequence[FileContents]) -> list[FileContents]:
    """Put the path of the file before the ids of documents that another file also uses."""
    count = Counter(document.doc_id for file in contents for document in file.documents)
    unique = []
    for file in contents:
        names = {d.doc_id: f"{d.source.path}/{d.doc_id}" for d in file.documents if count[d.doc_id] > 1}
        unique.append(_rename_documents(file, names) if names else file)
    return unique


def join_codings(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Join codings of the same coder into one with all their codes, segments and scopes; sorted by coder."""
    by_coder: dict[str, list[Coding]] = {}
    for coding in codings:
        by_coder.setdefault(coding.coder, []).append(coding)
    return tuple(_join_codings(by_coder[coder]) for coder in sorted(by_coder))


def join_participants(contents: Sequence[FileContents]) -> dict[str, Mapping[str, str]]:
    """Return the attributes of every participant over all files; of two values the first counts."""
    joined: dict[str, Mapping[str, str]] = {}
    for file in contents:
        for person, attributes in file.participants.items():
            joined[person] = MappingProxyType({**attributes, **joined.get(person, {})})
    return joined


def _rename_documents(file: FileContents, names: Mapping[str, str]) -> FileContents:
    documents = tuple(replace(d, doc_id=names.get(d.doc_id, d.doc_id)) for d in file.documents)
    return replace(
        file, documents=documents, codings=tuple(_rename_in_coding(coding, names) for coding in file.codings)
    )


def _rename_in_coding(coding: Coding, names: Mapping[str, str]) -> Coding:
    doc_ids = [names.get(doc_id, doc_id) for doc_id in coding.segments["doc_id"]]
    spans = coding.scope.spans
    scope = coding.scope if spans is None else Scope({names.get(key, key): value for key, value in spans.items()})
    return replace(coding, segments=_sort_segments(coding.segments.assign(doc_id=doc_ids)), scope=scope)


def _join_codings(codings: Sequence[Coding]) -> Coding:
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
    return Coding(codings[0].coder, codebook, _sort_segments(make_table(SEGMENT_COLUMNS, columns)), scope)


def _sort_segments(segments: "pd.DataFrame") -> "pd.DataFrame":
    in_order = segments.sort_values(["doc_id", "start", "end", "rank"], kind="stable", ignore_index=True)
    return make_table(SEGMENT_COLUMNS, {column.name: in_order[column.name] for column in SEGMENT_COLUMNS})


def corpus_from_documents(
    documents: Sequence[Document], attributes: AttributesByPerson, *, settings: Settings
) -> Corpus:
    """Return documents as a corpus, with turns found from the labels of speakers in their texts.

    Texts, and thus positions in them, stay as they are. A document whose turns are known keeps them. Where a document
    is known to be one participant's, its speaker is that participant, unless several participants speak.
    """
    with_turns = [_find_turns(document, settings.speakers) for document in documents]
    named = _name_participants(with_turns, AttributeTables(), attributes, settings)
    return Corpus(
        documents=tuple(named.documents),
        participants=MappingProxyType(named.participants),
        notes=(*_note_suspicions(named, settings), *named.notes),
    )


def add_turns(
    documents: Sequence[Document], attributes: AttributesByPerson, *, settings: Settings
) -> tuple[Document, ...]:
    """Return documents with the turns and participants found from the labels of speakers in their texts.

    Excerpts, and documents in which no turns are found, stay as they are. In ``corpus_from_documents``, by contrast,
    such a document is one turn of one participant.
    """
    whole = [document for document in documents if document.source.format != EXCERPTS]
    corpus = corpus_from_documents(whole, attributes, settings=settings)
    by_id = {document.doc_id: document for document in corpus.documents}
    new = (by_id.get(document.doc_id, document) for document in documents)
    return tuple(
        with_turns if with_turns.form is not document.form else document
        for with_turns, document in zip(new, documents, strict=True)
    )


def _find_turns(document: Document, speakers: SpeakerSettings) -> Document:
    if document.form is not Form.PROSE or len(document.turns) > 1:
        return document
    found = find_turns(document.text, speakers=speakers)
    known = document.turns[0].participant if document.turns else None
    people = {turn.speaker for turn in found.turns if turn.role is Role.PARTICIPANT}
    owner = known if len(people) == 1 else None
    turns = (replace(turn, participant=owner if turn.role is Role.PARTICIPANT else None) for turn in found.turns)
    return replace(document, form=found.form, turns=tuple(turns), cues=found.cues)
