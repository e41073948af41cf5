"""JSON lines, an object a line, become a table."""

import json
from typing import Any, NoReturn

from thememiner.errors import UnreadableFileError
from thememiner.intake.cells import written
from thememiner.intake.encodings import decode
from thememiner.intake.grids import Cell, Cells, TableFile


def read_json_lines(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read one object a line; lists stay lists (of text), everything else becomes text.

    Raises ``UnreadableFileError`` with file and line for a line that is no object.
    """
    decoded = decode(data, place=place, encoding=encoding)
    objects = {
        number: _object(line, f"{place}:{number}")
        for number, line in enumerate(decoded.text.split("\n"), 1)  # not splitlines: U+2028 may stand inside a text
        if line.strip()
    }
    if not objects:
        raise UnreadableFileError("is empty.", place=place)
    columns = tuple(dict.fromkeys(name for given in objects.values() for name in given))
    rows = tuple(
        Cells((name, cell) for name, value in given.items() if (cell := _cell(value)) is not None)
        for given in objects.values()
    )
    notes = (decoded.note,) if decoded.note else ()
    return TableFile(columns, rows, tuple(objects), decoded.encoding, notes)


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except RecursionError:
        _refuse("is nested too deeply.", place)
    except ValueError:
        _refuse("is not valid JSON.", place)
    if not isinstance(given, dict):
        _refuse("is no JSON object.", place)
    if "\\ud" in line.lower():
        _check_surrogates(given, place)
    return given


def _check_surrogates(given: dict[str, Any], place: str) -> None:
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse("holds half a character (a lone surrogate).", place)


def _cell(value: Any) -> Cell:  # noqa: ANN401 - JSON can hold anything
    if isinstance(value, list):
        return [written(item) for item in value if written(item).strip()] or None
    text = written(value)
    return text if text.strip() else None


def _refuse(what: str, place: str) -> NoReturn:
    raise UnreadableFileError(f"this line {what}", place=place, remedy="Each line has to be one JSON object: {…}.")
