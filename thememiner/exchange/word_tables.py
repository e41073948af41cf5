"""Word files with coded segments: tables under a header, or Taguette's list of highlights."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.segment_columns import names_segments
from thememiner.intake import TableFile, guard_zip
from thememiner.intake.grids import table_from_grid

_DOCUMENT, _TAGS = "Document: ", " Tags: "
_FAULTS = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, AttributeError, LookupError, ValueError, TypeError)
"""What python-docx lets through for a file that is torn, altered or no Word file."""


def read_word_table(path: Path, *, settings: Settings) -> TableFile:
    """Return the rows of all tables that have the header of the first one with coded segments, or the highlights.

    Taguette's list gives columns ``id``, ``document``, ``tag`` and ``content``, a row for each tag of a highlight; its
    tags are parted by commas, so that a tag with a comma in its name comes as two. The header is line 1.

    Raises ``UnreadableFileError`` for a file that is broken or has neither, and ``UnsafeFileError``.
    """
    guard_zip(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    import docx  # noqa: PLC0415 - heavy, and most codings come otherwise
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - likewise

    try:
        body = docx.Document(io.BytesIO(path.read_bytes()))
        grids = [[[_cell(cell) for cell in row.cells] for row in table.rows] for table in body.tables]
        paragraphs = [paragraph.text for paragraph in body.paragraphs] if not grids else []
    except (OpcError, OSError, *_FAULTS) as error:
        what = "is broken, or no Word file."
        raise UnreadableFileError(what, place=path.name, remedy="Open it in Word and save it as .docx.") from error
    grid = _of_segments(grids) or list(_highlights(paragraphs))
    if not grid:
        what = "has no table of coded segments, nor a list of highlights as Taguette writes it."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return table_from_grid(enumerate(grid, 1), place=path.name, encoding=None, short_is_normal=True)


def _of_segments(grids: Sequence[list[list[str]]]) -> list[list[str]]:
    """Return the first table whose header is of a program, or has codes and quotes, with those that go on with it."""
    found: list[list[str]] = []
    for grid in grids:
        if found and grid and grid[0] == found[0]:
            found += grid[1:]
        elif not found and grid and names_segments(grid[0]):
            found = list(grid)
    return found


def _highlights(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    """Yield Taguette's highlights as rows under a header: paragraphs of text, then one of document and tags."""
    said: list[str] = []
    number = 0
    for text in paragraphs[1:]:  # the first is the title
        document, found, tags = text.strip().rpartition(_TAGS)
        if not said or not found or not document.startswith(_DOCUMENT):
            said += [text] if text.strip() else []
            continue
        if not number:
            yield ["id", "document", "tag", "content"]
        number += 1
        for tag in tags.split(", "):
            yield [str(number), document.removeprefix(_DOCUMENT).strip(), tag.strip(), "\n".join(said)]
        said = []


def _cell(cell: Any) -> str:  # noqa: ANN401 - a cell of python-docx, which is imported late
    return "\n".join(paragraph.text for paragraph in cell.paragraphs)
