"""Coded segments in files of word processors: tables, lists of highlights, and codes beside a transcript."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.program_tables import CODES_COLUMN, PASSAGE_COLUMN
from thememiner.exchange.table_columns import is_segment_header, names_documents
from thememiner.intake import TableFile, guard_zip, table_from_grid
from thememiner.phrasing import format_count, inflect
from thememiner.records import Problem

if TYPE_CHECKING:
    from thememiner.corpus import CodedPassage

PASSAGE_SUFFIXES = frozenset({".docx", ".odt", ".rtf"})
"""The kinds of files in which such codes are looked for."""
_HEADER = ["document", PASSAGE_COLUMN, CODES_COLUMN]
_MARKED = re.compile(r"[;；\r\n]+")
_LISTED = re.compile(r"[;；,，、\r\n]+")
_BULLET = re.compile(r"^(?:[-–—•*·○▪]\s*|\(?\d{1,3}[.)]\s+)")
_LONGEST_CODE = 80
"""In characters; a longer comment is a memo, not a code."""
_DOCUMENT_LABEL, _TAGS_LABEL = "Document: ", " Tags: "
_DOCX_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    EOFError,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
)
"""What python-docx raises for a file that is truncated, altered or not a Word file."""


class PassageTable(NamedTuple):
    """A grid of cells below a header, and notes on how it was made."""

    grid: list[list[str]]
    """Empty if the file codes nothing."""
    notes: tuple[str, ...] = ()


def read_passage_table(path: Path, *, settings: Settings) -> PassageTable:
    """Return the codes in the working tables and comments of a file, with one row per passage and one code per line.

    A comment of more than 80 characters is a memo and left out. Codes of a table are separated by semicolons and line
    ends; if the tables have none of these, also by commas. A file that cannot be read has no codes.
    """
    from thememiner.corpus import InputFile, read_file  # noqa: PLC0415 - heavy, and few codings are in such files

    contents = read_file(InputFile(path, path.name), settings=settings)
    if isinstance(contents, Problem):
        return PassageTable([])
    in_tables = [one for one in contents.passages if one.coder is None]
    separator = _MARKED if any(_MARKED.search(one.codes.strip()) for one in in_tables) else _LISTED
    rows = [(one, _split(one, _MARKED if one.coder is not None else separator)) for one in contents.passages]
    coded = [(one, codes) for one, codes in rows if codes]
    if not coded:
        return PassageTable([])
    has_coders = any(one.coder is not None for one, _ in coded)
    header = [*_HEADER, "coder"] if has_coders else _HEADER
    grid = [header, *(_row(path, one, codes, has_coders=has_coders) for one, codes in coded)]
    return PassageTable(grid, tuple(_notes(in_tables, rows, separator)))


def _split(passage: "CodedPassage", separator: re.Pattern[str]) -> list[str]:
    if passage.coder is not None and len(passage.codes) > _LONGEST_CODE:
        return []
    names = (_BULLET.sub("", name.strip()).strip() for name in separator.split(passage.codes))
    return list(dict.fromkeys(name for name in names if name))


def _row(path: Path, passage: "CodedPassage", codes: Sequence[str], *, has_coders: bool) -> list[str]:
    return [path.name, passage.passage, "\n".join(codes), *([passage.coder or path.stem] if has_coders else [])]


def _notes(
    in_tables: "Sequence[CodedPassage]", rows: "Sequence[tuple[CodedPassage, list[str]]]", separator: re.Pattern[str]
) -> Iterator[str]:
    if in_tables and separator is _LISTED and any(len(codes) > 1 for one, codes in rows if one.coder is None):
        yield "commas between codes in its tables are taken to separate codes."
    if memos := sum(not codes for one, codes in rows if one.coder is not None):
        count, verb = format_count(memos, "comment"), inflect(memos, "is", "are")
        yield f"{count} of more than {_LONGEST_CODE} characters {verb} left out, as memos rather than codes."


def read_word_segments(path: Path, *, settings: Settings) -> TableFile:
    """Read the first table of coded segments in a Word file, or the list of highlights that Taguette exports.

    If it has neither, the codes beside the passages of a transcript are read, from working tables and comments.

    Further tables with the same header continue the first one. A list of highlights has the columns ``id``,
    ``document``, ``tag`` and ``content``, with one row per tag of a highlight. Taguette separates tags by commas, so a
    tag whose name has a comma is read as two. The header is line 1.

    Raises ``UnreadableFileError`` for a file that is broken or has neither, and ``UnsafeFileError``.
    """
    guard_zip(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    import docx  # noqa: PLC0415 - heavy, and few codings are in Word files
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - heavy, and few codings are in Word files

    try:
        body = docx.Document(io.BytesIO(path.read_bytes()))
        grids = [[[_word_cell_text(cell) for cell in row.cells] for row in table.rows] for table in body.tables]
        paragraphs = [paragraph.text for paragraph in body.paragraphs] if not grids else []
    except (OpcError, OSError, *_DOCX_ERRORS) as error:
        what = "is broken or not a Word file."
        raise UnreadableFileError(what, place=path.name, remedy="Open it in Word and save it as .docx.") from error
    grid = _find_segment_grid(grids) or list(_parse_highlights(paragraphs))
    if not grid or not names_documents(grid[0]):
        passages = read_passage_table(path, settings=settings)
        if passages.grid:
            return _passages_as_table(passages, path)
    if not grid:
        what = "has no table of coded segments, no list of highlights as Taguette exports it, and no codes in comments."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return table_from_grid(enumerate(grid, 1), place=path.name, encoding=None, short_is_normal=True)


def read_passages(path: Path, *, settings: Settings) -> TableFile:
    """Read the codes beside a transcript, from working tables and comments.

    Raises ``UnreadableFileError`` if there are none.
    """
    passages = read_passage_table(path, settings=settings)
    if not passages.grid:
        what = "has no table with codes beside the transcript."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return _passages_as_table(passages, path)


def _passages_as_table(passages: PassageTable, path: Path) -> TableFile:
    return table_from_grid(enumerate(passages.grid, 1), place=path.name, encoding=None, notes=passages.notes)


def _find_segment_grid(grids: Sequence[list[list[str]]]) -> list[list[str]]:
    """Return the first table whose header is that of coded segments, with the tables that continue it."""
    found: list[list[str]] = []
    for grid in grids:
        if found and grid and grid[0] == found[0]:
            found += grid[1:]
        elif not found and grid and is_segment_header(grid[0]):
            found = list(grid)
    return found


def _parse_highlights(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    """Yield Taguette's highlights as rows under a header.

    Each highlight is some paragraphs of text, followed by one paragraph with its document and tags.
    """
    content: list[str] = []
    number = 0
    for text in paragraphs[1:]:  # the first is the title
        document, separator, tags = text.strip().rpartition(_TAGS_LABEL)
        if not content or not separator or not document.startswith(_DOCUMENT_LABEL):
            content += [text] if text.strip() else []
            continue
        if not number:
            yield ["id", "document", "tag", "content"]
        number += 1
        for tag in tags.split(", "):
            yield [str(number), document.removeprefix(_DOCUMENT_LABEL).strip(), tag.strip(), "\n".join(content)]
        content = []


def _word_cell_text(cell: Any) -> str:  # noqa: ANN401 - a cell of python-docx, which is imported late
    return "\n".join(paragraph.text for paragraph in cell.paragraphs)
