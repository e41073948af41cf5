"""The columns of a table by what they hold, and its rows with their text, ids and order."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake import (
    Cell,
    DistinctNames,
    RowCodes,
    TableFile,
    cell_to_text,
    describe_columns,
    find_column,
    find_columns,
    read_codes_by_coder,
)
from thememiner.language import has_han
from thememiner.phrasing import list_lines
from thememiner.records import Problem

_SINGLE = ("id", "document", "order", "speaker", "participant", "coders")
_SEVERAL = ("codes", "parents", "paths", "participant_attributes", "document_attributes")
_LABEL_COLUMNS = ("document", "order", "speaker", "participant")
_SHORT_TEXT = 4
"""Texts of so few words, or of twice as many Chinese characters, are often equal by chance, and are not noted."""
NaturalKey = tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by what they hold; None or empty if the table has no such column."""

    text: str
    id: str | None
    document: str | None
    order: str | None
    speaker: str | None
    participant: str | None
    coder: str | None
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]
    participant_attributes: tuple[str, ...]
    document_attributes: tuple[str, ...]
    notes: tuple[str, ...]
    """One for each column that the settings ask for by name and the table lacks."""


def choose_columns(columns: Sequence[str], *, settings: TableSettings, place: str) -> Columns:
    """Choose the first column with one of the names in the settings; for codes and attributes, all such columns.

    Raises ``UnreadableFileError``, which names the columns of the table, if none holds the text.
    """
    text = find_column(columns, settings.text)
    if text is None:
        what = f"has no column of text called {' or '.join(settings.text)}. {describe_columns(columns, settings.text)}"
        raise UnreadableFileError(what, place=place, remedy="Name it as text under [table] in the configuration.")
    single = {name: find_column(columns, getattr(settings, name)) for name in _SINGLE}
    several = {name: find_columns(columns, getattr(settings, name)) for name in _SEVERAL}
    if not settings.codes and not _is_requested("paths", settings):
        several["paths"] = ()  # codes that the settings do not ask for are not a manual coding
    missing = [
        (name, getattr(settings, name))
        for name, chosen in {**single, **several}.items()
        if not chosen and _is_requested(name, settings)
    ]
    notes = [
        f"has no column {' or '.join(names)}, which the setting table.{name} asks for. "
        f"{describe_columns(columns, names)}"
        for name, names in missing
        if names
    ]
    return Columns(
        text=text,
        id=single["id"],
        document=single["document"],
        order=single["order"],
        speaker=single["speaker"],
        participant=single["participant"],
        coder=single["coders"],
        codes=several["codes"],
        parents=several["parents"],
        paths=several["paths"],
        participant_attributes=several["participant_attributes"],
        document_attributes=several["document_attributes"],
        notes=tuple(notes),
    )


def _is_requested(name: str, settings: TableSettings) -> bool:
    """Say whether the settings ask for a column, rather than looking for it by default."""
    return bool(getattr(settings, name) != TableSettings.model_fields[name].default)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has text."""

    line: int
    row_id: str
    document: str | None
    order: str | None
    speaker: str | None
    participant: str | None
    text: str
    codes: Mapping[str, tuple[RowCodes, ...]]
    """By coder, for the coder of the row and everyone named in it; without names if the coder gave no code."""
    cells: Mapping[str, Cell]


def select_rows_with_text(
    table: TableFile, columns: Columns, *, place: str, coder: str
) -> tuple[list[Row], list[Problem]]:
    """Return the rows with text, and one problem that names the lines of rows without text.

    ``coder`` is used for codes whose coder the table does not name.
    """
    rows, empty = [], []
    for number, (cells, line) in enumerate(zip(table.rows, table.lines, strict=True), 1):
        text = cell_to_text(cells[columns.text])
        if text is None:
            empty.append(line)
            continue
        own = _label(cells, columns.coder) or coder
        written = read_codes_by_coder(
            cells, coder=own, codes=columns.codes, parents=columns.parents, paths=columns.paths
        )
        codes = {name: (of_coder,) for name, of_coder in written.items()}
        row_id = _label(cells, columns.id) if columns.id else str(number)
        labels = {name: _label(cells, getattr(columns, name)) for name in _LABEL_COLUMNS}
        rows.append(Row(line=line, row_id=row_id or f"line {line}", text=text, codes=codes, cells=cells, **labels))
    reason = f"the column {columns.text} is empty in {list_lines(empty)}; these rows are left out."
    return rows, [Problem(f"{place}:{empty[0]}", reason)] if empty else []


def _label(cells: Mapping[str, Cell], column: str | None) -> str | None:
    return (cell_to_text(cells[column]) or "").strip() or None if column else None


def sort_rows(rows: Sequence[Row]) -> list[Row]:
    """Sort rows by the order column (as numbers if all its values are numbers), then by id, u2 before u10.

    Rows without a value in that column come last.
    """
    numbers = {row.order: _number(row.order) for row in rows if row.order is not None}
    is_numeric = all(number is not None for number in numbers.values())

    def key(row: Row) -> tuple[bool, float, NaturalKey, NaturalKey, str, int]:
        number = numbers.get(row.order) if is_numeric and row.order is not None else None
        by_order = () if is_numeric or row.order is None else natural_sort_key(row.order)
        return row.order is None, number or 0.0, by_order, natural_sort_key(row.row_id), row.text, row.line

    return sorted(rows, key=key)


def natural_sort_key(text: str) -> NaturalKey:
    """Return a key by which numbers inside texts sort as numbers."""
    parts = re.split(r"(\d+)", text)
    numbers = [digits.lstrip("0") for digits in parts[1::2]]  # compared by length, then digits: they may be huge
    pieces = zip(parts[::2], [*numbers, ""], strict=True)
    return (*((before, len(number), number) for before, number in pieces), (text, 0, ""))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def make_row_ids_unique(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Add a number to the id of every row whose id an earlier row of the document has; a note names their lines."""
    names: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        names[row.document].append(row.row_id)
    distinct = {document: DistinctNames(own) for document, own in names.items()}
    written = sort_rows(rows)
    unique = [replace(row, row_id=distinct[row.document].give(row.row_id)) for row in written]
    # Rows of several tables can have the same line.
    renamed = sorted(new.line for new, old in zip(unique, written, strict=True) if new.row_id != old.row_id)
    return unique, [f"an id is used a second time in {list_lines(renamed)}, and is numbered there."] if renamed else []


def note_equal_rows(rows: Sequence[Row]) -> list[str]:
    """Return a note that counts the rows whose text an earlier row has word for word; empty if there are none.

    All rows are kept, because two people may say the same. Texts of very few words are not noted.
    """
    first: dict[str, int] = {}
    repeats = []
    for row in sorted(rows, key=attrgetter("line")):
        words = row.text.split()
        plain = " ".join(words)
        if len(words) <= _SHORT_TEXT and not (has_han(plain) and len(plain) > 2 * _SHORT_TEXT):
            continue
        if first.setdefault(plain, row.line) != row.line:
            repeats.append((row.line, first[plain]))
    if not repeats:
        return []
    lines = list_lines([line for line, _ in repeats])
    what = "1 row has" if len(repeats) == 1 else f"{len(repeats):,} rows have"
    line, same = repeats[0]
    example = f"line {line} is equal to line {same}"
    return [f"{what} the same text as an earlier row, word for word ({lines}; {example}). Each is kept as a row."]
