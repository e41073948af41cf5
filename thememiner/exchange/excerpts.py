"""A table of coded segments as a project of its own: what it quotes is all the text there is."""

from collections import defaultdict
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.assembling import losses, project_codings, project_document
from thememiner.exchange.dialects import Dialect
from thememiner.exchange.segment_rows import SegmentRow, read_table_of_segments, segment_rows
from thememiner.intake import CodedSpan, CodePath, TableFile
from thememiner.records import Note, Problem, Project

DEFAULTS = Settings()
_BETWEEN = "\n\n"


def read_excerpts(
    path: Path, *, settings: Settings = DEFAULTS, dialect: Dialect | None = None, table: TableFile | None = None
) -> Project:
    """Read a table of coded segments without the texts that they are from.

    A document is what is quoted from it, each passage once, in the order of the rows, an empty line between them; that
    the text around them is missing is a loss. Rows without a quote or a code are problems. Positions that the table
    gives are those of the whole text, so that they do not count here. ``table`` is what was read of the file already.

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_table_of_segments`` raises.
    """
    table = table or read_table_of_segments(path, settings=settings)
    read = segment_rows(table, place=path.name, settings=settings, dialect=dialect)
    pages: dict[str, _Passages] = defaultdict(_Passages)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems = []
    for row in read.rows:
        if wrong := _wrong(row):
            problems.append(Problem(f"{path.name}:{row.line}", f"this row {wrong}."))
            continue
        doc_id = row.given.document or path.stem
        place = pages[doc_id].place(row.given.quote or "")
        spans[row.coder or path.stem].append(CodedSpan(doc_id, *place, row.paths))
    codes: dict[CodePath, str] = {path: "" for own in spans.values() for span in own for path in span.paths}
    return Project(
        documents=tuple(project_document(name, pages[name].text, path, "excerpts") for name in sorted(pages)),
        codings=project_codings(spans, codes, nobody=path.stem),
        losses=losses(documents_whose_text_around_the_coded_segments_is_not_there=len(pages)),
        problems=tuple(problems),
        notes=tuple(Note(path.name, note) for note in read.notes),
    )


class _Passages:
    """The passages of one document, one behind the other."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._length = 0

    @property
    def text(self) -> str:
        """Return the passages, an empty line between them."""
        return _BETWEEN.join(self._places)

    def place(self, quote: str) -> tuple[int, int]:
        """Return where a passage stands, the first time behind all others."""
        if quote not in self._places:
            self._places[quote] = self._length
            self._length += len(quote) + len(_BETWEEN)
        start = self._places[quote]
        return start, start + len(quote)


def _wrong(row: SegmentRow) -> str:
    if not row.paths:
        return "has no code"
    return "" if row.given.quote else "has no quote"
