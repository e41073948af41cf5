"""Word files, by python-docx: paragraphs and tables in the order in which they are read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from thememiner.config import Settings
from thememiner.corpus.file_contents import HEADINGS, Block, FileContents, heading_spans, text_of
from thememiner.corpus.speakers import find_turns
from thememiner.errors import UnreadableFileError
from thememiner.intake import guard_zip
from thememiner.records import Document, Note, Source
from thememiner.storage import hash_bytes

_BROKEN = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    EOFError,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
)
"""What python-docx lets through for a file that is torn, altered or no Word file."""

_CONTAINERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_LEFT_OUT = {qn(f"w:{name}") for name in ("del", "moveFrom", "drawing", "pict", "object", "rPr", "pPr", "rt")}
_MARKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_CHARACTERS = {qn(f"w:{name}"): mark for name, mark in _MARKS.items()}
_PARAGRAPH, _TABLE, _ROW, _CELL, _TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def read_word(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a ``.docx`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Inserted text is read, deleted text, comments, headers, notes and text boxes are not.

    Raises ``UnreadableFileError`` for a file that is broken or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    guard_zip(path, place=place, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    data = path.read_bytes()
    try:
        file = docx.Document(io.BytesIO(data))
        names = {style.style_id: str(style.name).casefold() for style in file.styles}
        body = file.element.body
        blocks = list(_blocks(body, names))
    except _BROKEN as error:
        raise UnreadableFileError(
            "is broken, or no Word file.", place=place, remedy="Open it in Word and save it again as .docx."
        ) from error
    text = text_of(blocks)
    if not text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    source = Source(place, hash_bytes(data), "docx", None)
    talk = find_turns(text, speakers=settings.speakers, headings=heading_spans(blocks))
    document = Document(place, text, talk.form, talk.turns, source, cues=talk.cues)
    boxes = any(True for _ in body.iter(qn("w:txbxContent")))
    return FileContents((document,), notes=(Note(place, "has text boxes, which are left out."),) if boxes else ())


def _blocks(parent: BaseOxmlElement, styles: dict[str, str]) -> Iterator[Block]:
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield Block(_paragraph(element), heading=_style(element, styles).startswith(HEADINGS))
        elif element.tag == _TABLE:
            for row in _below(element, _ROW):
                yield Block("\t".join(_cell(cell, styles) for cell in _below(row, _CELL)))
        elif element.tag in _CONTAINERS:
            yield from _blocks(element, styles)


def _below(parent: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Yield the children with a tag, also where they are wrapped in a content control."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _below(element, tag)


def _cell(cell: BaseOxmlElement, styles: dict[str, str]) -> str:
    return "\n".join(block.text for block in _blocks(cell, styles))


def _paragraph(parent: BaseOxmlElement) -> str:
    pieces = []
    for element in parent:
        if element.tag == _TEXT:
            pieces.append(element.text or "")
        elif element.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[element.tag])
        elif element.tag not in _LEFT_OUT and element.tag != _ALTERNATE:
            pieces.append(_paragraph(element))
    return "".join(pieces)


def _style(paragraph: BaseOxmlElement, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    identifier = style.get(qn("w:val")) if style is not None else None
    return styles.get(identifier or "", "")
