"""A table of coded segments (csv, tsv, xlsx, jsonl) becomes a coding for each coder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings, TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.placing import GivenPlace, Place, PlaceFinder
from thememiner.intake import (
    CODERS,
    CODES,
    PARENTS,
    Cell,
    CodedSpan,
    all_columns,
    as_text,
    coding_from_spans,
    first_column,
    first_few,
    name_columns,
    name_unsettled,
    place_codes,
    read_codes,
    read_table,
)
from thememiner.records import Coding, Document, Note, Problem

DEFAULTS = Settings()
_SINGLE = ("document", "start", "end", "quote", "row_id", "coder")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "document": ("document", "doc", "doc_id", "document name", "file", "source", "文档", "文件", "文檔"),
    "row_id": ("id", "row_id", "编号", "編號"),
    "start": ("start",),
    "end": ("end",),
    "quote": ("quote", "segment", "content", "text", "引文", "片段", "文本", "内容", "內容"),
    "codes": CODES,
    "parents": PARENTS,
    "paths": ("path", "paths"),
    "coder": CODERS,
}


@dataclass(frozen=True, slots=True)
class ImportedCodings:
    """The codings of a file, sorted by coder, with the rows that could not be used."""

    codings: tuple[Coding, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    document: str | None
    start: str | None
    end: str | None
    quote: str | None
    row_id: str | None
    coder: str | None
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def read_codings(path: Path, documents: Sequence[Document], *, settings: Settings = DEFAULTS) -> ImportedCodings:
    """Read a table of coded segments: document, start and end or quote, code or codes, theme above, coder.

    ``start`` and ``end`` count code points of the document's text. A quote without them is located if it stands in its
    document once; with them, it has to stand there. A quote that stands nowhere is located by its parts, if something
    is left out in the middle, or by similarity, each with a note. Rows that have no such place, or have several, are
    problems, never guessed. Of documents that are tables of units, a row is also known by its id.
    Documents are found by id, file name, or file name without suffix. Without a column of coders, the file's
    name without suffix is the coder's. Only the segments are known to have been read (``CODED_ONLY``).

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_table`` raises.
    """
    table = read_table(path, place=path.name, settings=settings.corpus)
    columns = _choose(table.columns, settings.table, path.name)
    placement = place_codes(
        [read_codes(row, codes=columns.codes, parents=columns.parents, paths=columns.paths) for row in table.rows]
    )
    finder = PlaceFinder(documents)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems, notes = [], []
    for row, line, paths in zip(table.rows, table.lines, placement.paths, strict=True):
        found = finder.find(_given(row, columns)) if paths else "has no code"
        if isinstance(found, Place):
            spans[(_text(row, columns.coder) or path.stem).strip()].append(CodedSpan(*found[:3], paths))
            if found.how:
                notes.append(Note(f"{path.name}:{line}", f"this row was located in {found.doc_id} {found.how}."))
        elif found:
            problems.append(Problem(f"{path.name}:{line}", f"this row {found}."))
    problems += _unknown(finder, path.name)
    codings = tuple(coding_from_spans(coder, own) for coder, own in sorted(spans.items()))
    of_table = [*table.notes, *name_unsettled(placement), *_located(len(notes), len(table.rows))]
    notes = [*(Note(path.name, note) for note in of_table), *notes]
    return ImportedCodings(codings, tuple(problems), tuple(notes))


def _choose(columns: Sequence[str], settings: TableSettings, place: str) -> _Columns:
    """Choose columns by the names in the settings, else by those that are usual."""

    def several(kind: str) -> tuple[str, ...]:
        return all_columns(columns, getattr(settings, kind)) or all_columns(columns, _NAMES[kind])[:1]

    single = {kind: first_column(columns, _NAMES[kind]) for kind in _SINGLE}
    codes, parents, paths = several("codes"), several("parents"), several("paths")
    if not codes and not paths:
        codes, parents = parents, ()  # themes alone are codes
    missing = [] if codes or paths else ["code"]
    missing += [] if single["quote"] or (single["start"] and single["end"]) else ["quote (or start and end)"]
    if missing:
        there = name_columns(columns, [*_NAMES["codes"], *_NAMES["quote"]])
        what = f"has no column {' and no column '.join(missing)}. {there}"
        raise UnreadableFileError(what, place=place, remedy="A table of coded segments needs both.")
    return _Columns(**single, codes=codes, parents=parents, paths=paths)


def _given(row: Mapping[str, Cell], columns: _Columns) -> GivenPlace:
    asked = (columns.document, columns.start, columns.end, columns.quote, columns.row_id)
    return GivenPlace(*(_text(row, column) for column in asked))


def _text(row: Mapping[str, Cell], column: str | None) -> str | None:
    return as_text(row[column]) if column else None


def _located(number: int, rows: int) -> list[str]:
    if not number:
        return []
    verb = "does" if number == 1 else "do"
    return [f"of {rows:,} rows {number:,} {verb} not quote letter for letter; where each was found is told below."]


def _unknown(finder: PlaceFinder, place: str) -> list[Problem]:
    if not finder.unknown:
        return []
    rows = f"{finder.unknown.total()} {'row is' if finder.unknown.total() == 1 else 'rows are'}"
    reason = (
        f"{rows} of documents that the corpus does not have, or has several of: {first_few(sorted(finder.unknown))}."
    )
    return [Problem(place, reason, "Name documents as their files are called.")]
