"""The rows of a table: their text, their ids, and their true order, however the file has them.

Which column of a table holds what, by the settings and by the names that the table has.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake import (
    Cell,
    DistinctNames,
    TableFile,
    WrittenCodes,
    all_columns,
    as_text,
    first_column,
    name_columns,
    name_lines,
    read_codes_by_coder,
)
from thememiner.records import Problem

_SINGLE = ("id", "document", "order", "speaker", "participant", "coders")
_SEVERAL = ("codes", "parents", "paths", "participant_attributes", "document_attributes")
_LABELS = ("document", "order", "speaker", "participant")
NaturalKey = tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by what they hold; None or empty for what it has not."""

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
    """Columns that the settings ask for by name and the table has not."""


def choose_columns(columns: Sequence[str], *, settings: TableSettings, place: str) -> Columns:
    """Choose the first column that bears one of the names in the settings; of codes and attributes, all.

    Raises ``UnreadableFileError`` with the columns that there are if none holds the text.
    """
    text = first_column(columns, settings.text)
    if text is None:
        what = f"has no column of text called {' or '.join(settings.text)}. {name_columns(columns, settings.text)}"
        raise UnreadableFileError(what, place=place, remedy="Name it as text under [table] in the configuration.")
    single = {name: first_column(columns, getattr(settings, name)) for name in _SINGLE}
    several = {name: all_columns(columns, getattr(settings, name)) for name in _SEVERAL}
    if not settings.codes and not _is_named("paths", settings):
        several["paths"] = ()  # codes that nobody asked for are no manual coding
    notes = [
        f"has no column {' or '.join(names)}, which the setting table.{name} asks for. {name_columns(columns, names)}"
        for name, found in {**single, **several}.items()
        if not found and _is_named(name, settings) and (names := getattr(settings, name))
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


def _is_named(name: str, settings: TableSettings) -> bool:
    """Say whether a column is asked for, rather than looked for by default."""
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
    codes: Mapping[str, tuple[WrittenCodes, ...]]
    """By coder, for everyone whose row this is or who is named in it; without names if he gave no code."""
    cells: Mapping[str, Cell]


def rows_with_text(table: TableFile, columns: Columns, *, place: str, coder: str) -> tuple[list[Row], list[Problem]]:
    """Return the rows that have text, and one problem that names the lines of those without.

    ``coder`` is whose codes they are where the table does not say.
    """
    rows, empty = [], []
    for number, (cells, line) in enumerate(zip(table.rows, table.lines, strict=True), 1):
        text = as_text(cells[columns.text])
        if text is None:
            empty.append(line)
            continue
        own = _label(cells, columns.coder) or coder
        written = read_codes_by_coder(
            cells, coder=own, codes=columns.codes, parents=columns.parents, paths=columns.paths
        )
        codes = {name: (of_coder,) for name, of_coder in written.items()}
        row_id = _label(cells, columns.id) if columns.id else str(number)
        labels = {name: _label(cells, getattr(columns, name)) for name in _LABELS}
        rows.append(Row(line=line, row_id=row_id or f"line {line}", text=text, codes=codes, cells=cells, **labels))
    reason = f"nothing stands in the column {columns.text} of {name_lines(empty)}; left out."
    return rows, [Problem(f"{place}:{empty[0]}", reason)] if empty else []


def _label(cells: Mapping[str, Cell], column: str | None) -> str | None:
    return (as_text(cells[column]) or "").strip() or None if column else None


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Sort rows by the order column (as numbers if all are), then by id, so that u2 comes before u10.

    Rows without a value in that column come last.
    """
    numbers = {row.order: _number(row.order) for row in rows if row.order is not None}
    numeric = all(number is not None for number in numbers.values())

    def key(row: Row) -> tuple[bool, float, NaturalKey, NaturalKey, str, int]:
        number = numbers.get(row.order) if numeric and row.order is not None else None
        by_order = () if numeric or row.order is None else natural(row.order)
        return row.order is None, number or 0.0, by_order, natural(row.row_id), row.text, row.line

    return sorted(rows, key=key)


def natural(text: str) -> NaturalKey:
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


def with_unique_ids(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Give the second and later rows of one id in one document a number, and name them in a note."""
    names: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        names[row.document].append(row.row_id)
    distinct = {document: DistinctNames(own) for document, own in names.items()}
    unique = [replace(row, row_id=distinct[row.document].give(row.row_id)) for row in ordered(rows)]
    given = {row.line: row.row_id for row in rows}
    renamed = sorted(row.line for row in unique if row.row_id != given[row.line])
    return unique, [f"an id stands a second time in {name_lines(renamed)}, and is numbered there."] if renamed else []
