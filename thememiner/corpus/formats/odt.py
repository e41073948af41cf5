"""Read OpenDocument texts (LibreOffice): paragraphs, lists and tables in reading order."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.config import Settings
from thememiner.corpus.file_contents import HEADING_STYLES, Block, FileContents, document_from_blocks, join_blocks
from thememiner.corpus.formats.left_out import LeftOut, note_left_out
from thememiner.corpus.formats.working_tables import TableRow, WorkingTables
from thememiner.errors import UnreadableFileError
from thememiner.intake import guard_zip, parse_xml
from thememiner.records import Source
from thememiner.storage import hash_file

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, RuntimeError, ValueError)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_ENCRYPTED = b"encryption-data"
_WHITE_SPACE = re.compile("[\t\n\r ]+")
_MAX_SPACES = 1_000  # one element can claim any number of spaces
_MARKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LEFT_OUT = {
    f"{_OFFICE}annotation": LeftOut.COMMENT,
    f"{_TEXT}deletion": LeftOut.DELETED,
    f"{_TEXT}note": LeftOut.FOOTNOTE,
    **{
        f"{_DRAW}{name}": LeftOut.TEXT_BOX
        for name in ("text-box", "custom-shape", "rect", "ellipse", "line", "polygon")
    },
}
_NO_TEXT = {
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "ruby-text", "sequence-decls", "variable-decls")),
    *(f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "illustration-index")),
    *(f"{_OFFICE}{name}" for name in ("forms", "event-listeners")),
    *(f"{_SVG}{name}" for name in ("title", "desc")),
}
_HEADERS = {f"{_STYLE}{name}{kind}" for name in ("header", "footer") for kind in ("", "-left", "-first")}
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_HIDING = {"none", "true"}
_MOST_COLUMNS = 100  # one element can claim any number of cells


def read_odt(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read an ``.odt`` file as one document: paragraphs joined by line ends, cells of a row by tabs.

    Inserted text is read. Hidden and deleted text, comments, notes, text boxes, headers and footers are left out and
    counted. Of a table with columns for speech and codes, only speech and speakers are read.

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
            common = archive.read("styles.xml") if "styles.xml" in names else b""
    except _BROKEN as error:
        raise UnreadableFileError("is broken, or not an OpenDocument text.", place=place, remedy=remedy) from error
    if _ENCRYPTED in manifest:
        raise UnreadableFileError("is protected by a password.", place=place, remedy="Save it without the password.")
    root = parse_xml(content, place=place, max_unpacked_mb=most)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableFileError("is not an OpenDocument text.", place=place, remedy=remedy)
    shared = parse_xml(common, place=place, max_unpacked_mb=most) if common else Element("none")
    reader = _Body(_read_styles(shared, root), WorkingTables(settings.speakers), _count_beside(body, shared))
    blocks = list(reader.read(body))
    if not join_blocks(blocks).strip():
        raise UnreadableFileError("has no text.", place=place, remedy="Pictures of pages cannot be read.")
    source = Source(place, hash_file(path), "odt", None)
    document = document_from_blocks(blocks, source, speakers=settings.speakers)
    notes = (*note_left_out(reader.left_out, place), *reader.tables.notes(place))
    return FileContents((document,), notes=notes, passages=tuple(reader.tables.passages))


class _Styles(NamedTuple):
    """The names of the styles of headings, and whether styles hide their text, if they say it."""

    headings: frozenset[str]
    hidden: Mapping[str, bool]


def _read_styles(*roots: Element) -> _Styles:
    """Return the styles of headings and of hidden text, with those derived from them."""
    elements = {one.get(f"{_STYLE}name", ""): one for root in roots for one in root.iter(f"{_STYLE}style")}
    parents = {name: style.get(f"{_STYLE}parent-style-name", "") for name, style in elements.items()}
    names = {*parents, *parents.values()}
    headings = {name for name in names if name.replace("_20_", " ").casefold().startswith(HEADING_STYLES)}
    hidden = {}
    for name in elements:
        at, seen = name, {""}
        while at not in seen:
            seen.add(at)
            if at in elements and (own := _says_hidden(elements[at])) is not None:
                hidden[name] = own
                break
            at = parents.get(at, "")
    derived = {name for name, parent in parents.items() if parent in headings}
    return _Styles(frozenset(headings | derived), hidden)


def _says_hidden(style: Element) -> bool | None:
    for properties in style.iter(f"{_STYLE}text-properties"):
        if (display := properties.get(f"{_TEXT}display")) is not None:
            return display in _HIDING
    return None


def _count_beside(body: Element, shared: Element) -> Counter[LeftOut]:
    """Count what is left out by the kind of element, and headers and footers with text."""
    counts: Counter[LeftOut] = Counter()
    for element in body.iter():
        kind = _LEFT_OUT.get(element.tag)
        if kind is not None and (kind is not LeftOut.TEXT_BOX or _has_text(element)):
            counts[kind] += 1
    counts[LeftOut.HEADER] += sum(element.tag in _HEADERS and _has_text(element) for element in shared.iter())
    return counts


def _has_text(element: Element) -> bool:
    return any(text.strip() for text in element.itertext())


class _Body:
    """The text of a document, read once from its body."""

    def __init__(self, styles: _Styles, tables: WorkingTables, left_out: Counter[LeftOut]) -> None:
        self.tables = tables
        self.left_out = left_out
        self._styles = styles

    def read(self, parent: Element) -> Iterator[Block]:
        """Yield the paragraphs and rows in an element."""
        for element in parent:
            if element.tag in _NO_TEXT or element.tag in _LEFT_OUT:
                continue
            if _is_hidden(element):
                self.left_out[LeftOut.HIDDEN] += _has_text(element)
            elif element.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                yield from self._read_paragraph(element)
            elif element.tag == f"{_TABLE}table":
                yield from self.tables.read([self._read_row(row) for row in self._find_rows(element)])
            else:
                yield from self.read(element)

    def _read_paragraph(self, element: Element) -> Iterator[Block]:
        style = element.get(f"{_TEXT}style-name", "")
        paragraph = _Paragraph(element, self._styles.hidden)
        text = "".join(paragraph.parts)
        self.left_out[LeftOut.HIDDEN] += paragraph.hidden
        if text.strip() or not paragraph.hidden:
            yield Block(text, is_heading=element.tag == f"{_TEXT}h" or style in self._styles.headings)

    def _find_rows(self, table: Element) -> Iterator[Element]:
        """Yield the rows of a table, also those in groups of rows such as the header."""
        for element in table:
            if element.tag != f"{_TABLE}table-row":
                if element.tag.startswith(f"{_TABLE}table-"):
                    yield from self._find_rows(element)
            elif _is_hidden(element):
                self.left_out[LeftOut.HIDDEN] += _has_text(element)
            else:
                yield element

    def _read_row(self, row: Element) -> TableRow:
        texts, columns = [], []
        for cell in row:
            if cell.tag in _CELLS:
                is_covered = cell.tag == f"{_TABLE}covered-table-cell"
                text = "" if is_covered else join_blocks(self.read(cell))
                texts += [] if is_covered else [text]
                repeated = min(_count(cell.get(f"{_TABLE}number-columns-repeated")), _MOST_COLUMNS)
                columns += [text, *[""] * (repeated - 1)]
        return TableRow(tuple(columns), "\t".join(texts), is_wide=len(texts) == 1 and len(columns) > 1)


def _is_hidden(element: Element) -> bool:
    """Say whether an element is hidden by itself: a section, a field or paragraph with a condition, or a row."""
    is_field = element.tag in {f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph", f"{_TEXT}section"}
    is_condition_met = is_field and element.get(f"{_TEXT}is-hidden") == "true"
    is_hidden_section = element.tag == f"{_TEXT}section" and element.get(f"{_TEXT}display") in _HIDING
    is_hidden_row = element.tag == f"{_TABLE}table-row" and element.get(f"{_TABLE}visibility") == "collapse"
    return is_condition_met or is_hidden_section or is_hidden_row


class _Paragraph:
    """The text of a paragraph; white space in the file counts as one space, and at the beginning as none."""

    def __init__(self, element: Element, hidden: Mapping[str, bool]) -> None:
        self.parts: list[str] = []
        self.hidden = 0
        """The number of hidden passages."""
        self._hidden_styles = hidden
        self._ends_in_space = True
        self._is_in_hidden = False
        is_hidden = hidden.get(element.get(f"{_TEXT}style-name", ""), False)
        self._add(element, is_hidden=is_hidden or any(map(_hides_paragraph, element)))

    def _add(self, element: Element, *, is_hidden: bool) -> None:
        self._write(element.text, is_hidden=is_hidden)
        for child in element:
            if child.tag in _MARKS and not is_hidden:
                count = _count(child.get(f"{_TEXT}c")) if child.tag == f"{_TEXT}s" else 1
                self.parts.append(_MARKS[child.tag] * count)
                self._ends_in_space = False
            elif child.tag not in _NO_TEXT and child.tag not in _LEFT_OUT:
                own = self._hidden_styles.get(child.get(f"{_TEXT}style-name", ""), is_hidden)
                self._add(child, is_hidden=own or _is_hidden(child))
            self._write(child.tail, is_hidden=is_hidden)

    def _write(self, text: str | None, *, is_hidden: bool) -> None:
        if is_hidden:
            if (text or "").strip() and not self._is_in_hidden:
                self.hidden += 1
                self._is_in_hidden = True
            return
        written = _WHITE_SPACE.sub(" ", text or "")
        if self._ends_in_space:
            written = written.removeprefix(" ")
        if written:
            self.parts.append(written)
            self._ends_in_space = written.endswith(" ")
            self._is_in_hidden = False


def _count(spaces: str | None) -> int:
    return min(int(spaces), _MAX_SPACES) if spaces and spaces.isascii() and spaces.isdigit() else 1


def _hides_paragraph(child: Element) -> bool:
    return child.tag == f"{_TEXT}hidden-paragraph" and _is_hidden(child)
