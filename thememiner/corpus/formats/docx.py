"""Read Word files with python-docx: paragraphs and tables in reading order."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from thememiner.config import Settings
from thememiner.corpus.file_contents import (
    HEADING_STYLES,
    Block,
    FileContents,
    document_from_text,
    join_blocks,
    locate_headings,
)
from thememiner.errors import UnreadableFileError
from thememiner.intake import guard_zip
from thememiner.records import Note, Source
from thememiner.storage import hash_bytes

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, EOFError),
    *(AttributeError, LookupError, ValueError, TypeError),
)
"""Errors that python-docx raises, beside its own, for a file that is torn, altered or not a Word file."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CONTAINERS = {f"{_WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_LEFT_OUT = {f"{_WORD}{name}" for name in ("del", "moveFrom", "drawing", "pict", "object", "rPr", "pPr", "rt")}
_CHARACTERS = {
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}tab": "\t",
    f"{_WORD}ptab": "\t",
    f"{_WORD}noBreakHyphen": "-",
}
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = (f"{_WORD}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def read_word(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.docx`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Inserted text is read; deleted text, comments, headers, notes and text boxes are not.

    Raises ``UnreadableFileError`` for a file that is broken or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    import docx  # noqa: PLC0415 - heavy, and needed for Word files only
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - heavy, and needed for Word files only

    guard_zip(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    data = path.read_bytes()
    try:
        file = docx.Document(io.BytesIO(data))
        names = {style.style_id: str(style.name).casefold() for style in file.styles}
        body = file.element.body
        blocks = list(_blocks(body, names))
    except (OpcError, *_BROKEN) as error:
        raise UnreadableFileError(
            "is broken, or not a Word file.", place=place, remedy="Open it in Word and save it again as .docx."
        ) from error
    text = join_blocks(blocks)
    if not text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    source = Source(place, hash_bytes(data), "docx", None)
    headings = locate_headings(blocks)
    document = document_from_text(text, source, speakers=settings.speakers, headings=headings)
    has_boxes = any(True for _ in body.iter(f"{_WORD}txbxContent"))
    return FileContents((document,), notes=(Note(place, "has text boxes, which are left out."),) if has_boxes else ())


def _blocks(parent: "BaseOxmlElement", styles: dict[str, str]) -> Iterator[Block]:
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield Block(_text(element), is_heading=_style_name(element, styles).startswith(HEADING_STYLES))
        elif element.tag == _TABLE:
            for row in _children(element, _ROW):
                yield Block("\t".join(_cell_text(cell, styles) for cell in _children(row, _CELL)))
        elif element.tag in _CONTAINERS:
            yield from _blocks(element, styles)


def _children(parent: "BaseOxmlElement", tag: str) -> Iterator["BaseOxmlElement"]:
    """Yield the children with a tag, including those inside content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _children(element, tag)


def _cell_text(cell: "BaseOxmlElement", styles: dict[str, str]) -> str:
    return "\n".join(block.text for block in _blocks(cell, styles))


def _text(parent: "BaseOxmlElement") -> str:
    parts = []
    for element in parent:
        if element.tag == _TEXT:
            parts.append(element.text or "")
        elif element.tag in _CHARACTERS:
            parts.append(_CHARACTERS[element.tag])
        elif element.tag not in _LEFT_OUT and element.tag != _ALTERNATE:
            parts.append(_text(element))
    return "".join(parts)


def _style_name(paragraph: "BaseOxmlElement", styles: dict[str, str]) -> str:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    style_id = style.get(f"{_WORD}val") if style is not None else None
    return styles.get(style_id or "", "")
