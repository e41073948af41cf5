"""What kind a file is by its beginning, where people and programs have given it the suffix of another."""

import re
from pathlib import Path

from thememiner.intake import TABLE_SUFFIXES

_REACH = 1024
_BY_BEGINNING = (
    (re.compile(rb"\s*\{\\rtf"), ".rtf"),
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL), ".odt"),
    (re.compile(rb"PK\x03\x04"), ".docx"),
    (re.compile(rb"\s*<(?:\?xml[^>]{0,200}>\s*<)?ANNOTATION_DOCUMENT"), ".eaf"),
    (
        re.compile(rb'\s*File type = "oo(?:TextFile(?: short)?"\s+(?:Object class = )?"TextGrid"|BinaryFile)'),
        ".textgrid",
    ),
    (re.compile(rb"@(?:UTF8|Begin)\s"), ".cha"),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> str:
    """Return the suffix that a file should have: by its content if that tells, else its own, in lower case.

    A table is what its name says; so is a file that cannot be opened.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        return suffix
    try:
        with path.open("rb") as file:
            beginning = file.read(_REACH)
    except OSError:
        return suffix
    for mark in _MARKS:
        if beginning.startswith(mark):
            beginning = beginning.removeprefix(mark).replace(b"\0", b"")
            break
    return next((kind for pattern, kind in _BY_BEGINNING if pattern.match(beginning)), suffix)
