"""Text in the cells of spreadsheets: never taken for a formula, never cut, no character lost."""

import re

ROOM = 32_766
"""UTF-16 code units of text in a cell; Excel holds one more, an apostrophe, and cuts what is longer without a word."""

_TAKEN = r"(?:[=+\-@\t\r\n＝＋－＠]|(?:0\d+|\d{16,}|\d+e\d+)\Z)"
_FORMULA = re.compile(f"'*{_TAKEN}", re.IGNORECASE)
_GUARDED = re.compile(f"'+{_TAKEN}", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WIDEST = len("_x0007_")
_LAST_OF_ONE_UNIT = 0xFFFF
_PICTURES = 0x2400


def escaped(text: str) -> str:
    """Write characters that no workbook can hold as Excel does: a bell becomes ``_x0007_``.

    Text that only looks like that gets its underscore escaped (``_x005F_``), so that ``unescaped`` gives it back.
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text))


def unescaped(text: str) -> str:
    """Undo ``escaped``."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would not leave as it is when it opens a CSV file.

    That is what it takes for a formula: text that begins with ``=``, ``+``, ``-``, ``@``, a full-width form of these, a
    tab or a line end; names that it takes for numbers and writes otherwise (``007``, ``12e5``, 16 digits and more);
    and text that begins with apostrophes before one of them, so that ``unguarded`` gives every text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo ``guarded``."""
    return text[1:] if _GUARDED.match(text) else text


def pieces(text: str) -> list[str]:
    """Part text into pieces that each fit a cell, escaped and guarded; one piece, if it is not too long."""
    if len(text) * _WIDEST <= ROOM:
        return [text]
    parts, begin, length = [], 0, 0
    for place, character in enumerate(text):
        width = _width(character)
        if length + width > ROOM:
            parts.append(text[begin:place])
            begin, length = place, 0
        length += width
    return [*parts, text[begin:]]


def _width(character: str) -> int:
    """Return how many UTF-16 code units a character takes at most, once it is escaped."""
    if character == "_" or _UNWRITABLE.match(character):
        return _WIDEST
    return 2 if ord(character) > _LAST_OF_ONE_UNIT else 1


def pictured(text: str) -> str:
    """Write characters that no document can hold as pictures of them (a bell as ``␇``); others stay as they are.

    For texts to be read, where ``escaped`` would puzzle. What has no picture becomes ``�``.
    """
    return _UNWRITABLE.sub(lambda found: _picture(found.group()), text)


def _picture(character: str) -> str:
    return chr(_PICTURES + ord(character)) if ord(character) < ord(" ") else "\N{REPLACEMENT CHARACTER}"
