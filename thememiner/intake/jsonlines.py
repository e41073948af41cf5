"""JSON lines, an object a line, become a table."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from thememiner.errors import UnreadableFileError
from thememiner.intake.cells import Cell, Cells, as_text, written
from thememiner.intake.encodings import decode, lines_of
from thememiner.intake.grids import TableFile

_REMEDY = "Each line has to be one JSON object: {…}."


def read_json_lines(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read one object a line; lists stay lists (of text), everything else becomes text.

    Raises ``UnreadableFileError`` with file and line for a line that is no object, or holds what no text can.
    """
    decoded = decode(data, place=place, encoding=encoding)
    objects = {
        number: _object(line, f"{place}:{number}")
        for number, line in enumerate(lines_of(decoded.text), 1)
        if line.strip()
    }
    if not objects:
        raise UnreadableFileError("is empty.", place=place, remedy=_REMEDY)
    columns = tuple(dict.fromkeys(name for cells in objects.values() for name in cells))
    rows = tuple(Cells((name, cell) for name, cell in cells.items() if cell) for cells in objects.values())
    notes = (decoded.note,) if decoded.note else ()
    return TableFile(columns, rows, tuple(objects), decoded.encoding, notes)


def _object(line: str, place: str) -> dict[str, Cell]:
    try:
        given = json.loads(line)
        cells = {name: _cell(value) for name, value in given.items()} if isinstance(given, dict) else None
    except RecursionError:
        _refuse("is nested too deeply.", place)
    except ValueError:
        _refuse("is not valid JSON.", place)
    if cells is None:
        _refuse("is no JSON object.", place)
    _check_characters(cells, place)
    return cells


def _cell(value: Any) -> Cell:  # noqa: ANN401 - JSON can hold anything
    if isinstance(value, list):
        return [text for item in value if (text := written(item)).strip()] or None
    text = written(value)
    return text if text.strip() else None


def _check_characters(cells: Mapping[str, Cell], place: str) -> None:
    """Refuse what JSON can hold as an escape, and no file of text holds."""
    text = "".join([*cells, *(as_text(cell) or "" for cell in cells.values())])
    if "\0" in text:
        _refuse("holds a zero character.", place)
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("holds half a character (a lone surrogate).", place)


def _refuse(what: str, place: str) -> NoReturn:
    raise UnreadableFileError(f"this line {what}", place=place, remedy=_REMEDY)
