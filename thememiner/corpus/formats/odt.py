"""Read OpenDocument texts (LibreOffice): paragraphs, lists and tables in reading order."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

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
from thememiner.intake import guard_zip, parse_xml
from thememiner.records import Note, Source
from thememiner.storage import hash_file

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, RuntimeError, ValueError)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ENCRYPTED = b"encryption-data"
_WHITE_SPACE = re.compile("[\t\n\r ]+")
_MAX_SPACES = 1_000  # one element can claim any number of spaces
_MARKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LEFT_OUT = {
    f"{_OFFICE}annotation": "comments",
    f"{_TEXT}deletion": "deleted passages",
    f"{_TEXT}note": "notes at the foot or end",
    f"{_DRAW}text-box": "text boxes",
}
_NO_TEXT = {
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "ruby-text", "sequence-decls", "variable-decls")),
    *(f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "illustration-index")),
    *(f"{_OFFICE}{name}" for name in ("forms", "event-listeners")),
    f"{_TABLE}covered-table-cell",
}


def read_odt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.odt`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Inserted text is read; deleted text, comments, notes and text boxes are not, and are counted.

    Raises ``UnreadableFileError`` for a file that is broken or has no text, ``UnsafeFileError``, and ``OSError``.
    """
    most = settings.corpus.max_unpacked_mb
    guard_zip(path, place=place, max_unpacked_mb=most)
    remedy = "Open it in LibreOffice and save it again as .odt."
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read("content.xml")
            names = archive.namelist()
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    except _BROKEN as error:
        raise UnreadableFileError("is broken, or not an OpenDocument text.", place=place, remedy=remedy) from error
    if _ENCRYPTED in manifest:
        raise UnreadableFileError("is protected by a password.", place=place, remedy="Save it without the password.")
    root = parse_xml(content, place=place, max_unpacked_mb=most)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableFileError("is not an OpenDocument text.", place=place, remedy=remedy)
    blocks = list(_blocks(body, _heading_styles(root)))
    text = join_blocks(blocks)
    if not text.strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    source = Source(place, hash_file(path), "odt", None)
    document = document_from_text(text, source, speakers=settings.speakers, headings=locate_headings(blocks))
    return FileContents((document,), notes=tuple(_notes(body, place)))


def _heading_styles(root: Element) -> frozenset[str]:
    """Return the names of the paragraph styles of headings, and of styles derived from them."""
    parents = {
        style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
        for style in root.iter(f"{_STYLE}style")
    }
    names = {*parents, *parents.values()}
    headings = {name for name in names if name.replace("_20_", " ").casefold().startswith(HEADING_STYLES)}
    return frozenset(headings | {name for name, parent in parents.items() if parent in headings})


def _blocks(parent: Element, headings: frozenset[str]) -> Iterator[Block]:
    for element in parent:
        if element.tag in _NO_TEXT or element.tag in _LEFT_OUT:
            continue
        if element.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            is_heading = element.tag == f"{_TEXT}h" or element.get(f"{_TEXT}style-name") in headings
            yield Block("".join(_Paragraph(element).parts), is_heading)
        elif element.tag == f"{_TABLE}table-row":
            yield Block(
                "\t".join(join_blocks(_blocks(cell, headings)) for cell in element if cell.tag == f"{_TABLE}table-cell")
            )
        else:
            yield from _blocks(element, headings)


class _Paragraph:
    """The text of a paragraph; white space in the file counts as one space, and at the beginning as none."""

    def __init__(self, element: Element) -> None:
        self.parts: list[str] = []
        self._ends_in_space = True
        self._add(element)

    def _add(self, element: Element) -> None:
        self._write(element.text)
        for child in element:
            if child.tag in _MARKS:
                count = _count(child.get(f"{_TEXT}c")) if child.tag == f"{_TEXT}s" else 1
                self.parts.append(_MARKS[child.tag] * count)
                self._ends_in_space = False
            elif child.tag not in _NO_TEXT and child.tag not in _LEFT_OUT:
                self._add(child)
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        written = _WHITE_SPACE.sub(" ", text or "")
        if self._ends_in_space:
            written = written.removeprefix(" ")
        if written:
            self.parts.append(written)
            self._ends_in_space = written.endswith(" ")


def _count(spaces: str | None) -> int:
    return min(int(spaces), _MAX_SPACES) if spaces and spaces.isascii() and spaces.isdigit() else 1


def _notes(body: Element, place: str) -> Iterator[Note]:
    counts = Counter(_LEFT_OUT[element.tag] for element in body.iter() if element.tag in _LEFT_OUT)
    if counts:
        yield Note(place, f"left out: {', '.join(f'{count} {kind}' for kind, count in sorted(counts.items()))}.")
