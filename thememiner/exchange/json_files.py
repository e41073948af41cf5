"""JSON files from outside: one value, or one a line, read whole and checked for what no text can hold."""

import json
import re
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.intake import decode, lines_of, read_bounded

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_REMEDY = "Export it again, as JSON."


def read_json(path: Path, *, settings: Settings) -> list[Any]:
    """Return the items of a JSON list, the one value of a file that is no list, or the values of its lines.

    Raises ``UnreadableFileError`` for a file that is no JSON or nested too deeply, ``UnsafeFileError`` for one that is
    too large, and what ``decode`` raises.
    """
    try:
        data = read_bounded(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    try:
        text = decode(data, place=path.name, encoding=settings.corpus.encoding).text
        values = _values(text)
        if _HALF.search(text):
            json.dumps(values, ensure_ascii=False).encode()  # half a character without its other half cannot be
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("is no valid JSON.", place=path.name, remedy=_REMEDY) from error
    return values


def _values(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in lines_of(text) if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004 - one line that is no JSON is no JSON
            raise
        return [json.loads(line) for line in lines]
    return whole if isinstance(whole, list) else [whole]


def own_text(value: object) -> str:
    """Return a value that is text or a number as text, anything else as the empty text."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
