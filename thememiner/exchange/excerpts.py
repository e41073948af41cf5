"""A table of coded segments as a project: the passages that it quotes are the only text there is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.exchange.project_building import build_codings, build_document, make_losses
from thememiner.exchange.table_columns import Dialect
from thememiner.exchange.table_rows import SegmentRow, note_assumed_coder, parse_segment_rows, read_segment_table
from thememiner.intake import CodedSpan, CodePath, TableFile
from thememiner.records import EXCERPTS, Document, Note, Problem, Project, Role, StatedPlace, Turn

DEFAULTS = Settings()
_PASSAGE_SEPARATOR = "\n\n"
PassageKey = tuple[object, ...]
"""Equal for two rows of a document that quote the same passage."""


def read_excerpts(
    path: Path, *, settings: Settings = DEFAULTS, dialect: Dialect | None = None, table: TableFile | None = None
) -> Project:
    """Read a table of coded segments without the texts that they come from.

    A document consists of the passages quoted from it, each once, in the order of the rows, with empty lines between
    them. The missing text around them is a loss. Rows with the same place, or the same id, quote the same passage. If
    the table has neither, rows that quote the same words do, unless one coder applies the same code again: then the
    words were said again. Positions, lines and turns in the table refer to the full text and are kept as ``stated``.
    Rows without a quote or a code are problems. ``table`` holds the rows if they were read already.

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_segment_table`` raises.
    """
    table = table or read_segment_table(path, settings=settings)
    parsed = parse_segment_rows(table, place=path.name, settings=settings, dialect=dialect)
    documents: dict[str, _DocumentPassages] = defaultdict(_DocumentPassages)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems = []
    for row in parsed.rows:
        if fault := _find_fault(row):
            problems.append(Problem(f"{path.name}:{row.line}", f"this row {fault}."))
            continue
        doc_id = row.reference.document or path.stem
        place = documents[doc_id].add(row)
        spans[row.coder or path.stem].append(CodedSpan(doc_id, *place, row.paths, row.rank or 1))
    codes: dict[CodePath, str] = {path: "" for own in spans.values() for span in own for path in span.paths}
    notes = [*parsed.notes, *note_assumed_coder(parsed, path.stem), *_note_merged_rows(documents.values())]
    if not parsed.has_documents:
        notes.append(f"no column names the document of a row; all passages are put into one document, {path.stem}.")
    return Project(
        documents=tuple(documents[name].to_document(name, path) for name in sorted(documents)),
        codings=build_codings(spans, codes, default_coder=path.stem, in_order=dialect is None),
        stated=MappingProxyType(
            {(name, *place): stated for name in sorted(documents) for place, stated in documents[name].stated.items()}
        ),
        losses=make_losses({"documents whose text around the coded segments is missing": len(documents)}),
        problems=tuple(problems),
        notes=tuple(Note(path.name, note) for note in notes),
    )


@dataclass(slots=True)
class _DocumentPassages:
    """The passages of one document, one after the other."""

    stated: dict[tuple[int, int], StatedPlace] = field(default_factory=dict)
    """Places in the full text, by the range of the passage here."""
    merged_rows: int = 0
    """Rows that are merged with another row only because they quote the same words."""
    repeated_rows: int = 0
    """Rows whose codes by this coder were all applied to the passage before."""
    _quotes: list[str] = field(default_factory=list)
    _turns: list[Turn] = field(default_factory=list)
    _length: int = 0
    _places: dict[PassageKey, tuple[int, int]] = field(default_factory=dict)
    _applied: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def add(self, row: SegmentRow) -> tuple[int, int]:
        """Add the passage of a row unless it is there already, and return its range."""
        key = self._make_key(row)
        if key not in self._places:
            self._places[key] = self._append(row)
        elif key[0] == "words":
            self.merged_rows += 1
        codings = [(row.coder, self._places[key], path) for path in row.paths]
        self.repeated_rows += all(coding in self._applied for coding in codings)
        self._applied.update(codings)
        return self._places[key]

    def to_document(self, name: str, path: Path) -> Document:
        """Return the passages as a document, with their speakers if any is known."""
        document = build_document(name, _PASSAGE_SEPARATOR.join(self._quotes), path, EXCERPTS)
        has_speakers = any(turn.participant for turn in self._turns)
        return replace(document, turns=tuple(self._turns)) if has_speakers else document

    def _make_key(self, row: SegmentRow) -> PassageKey:
        quote, row_id = row.reference.quote, row.reference.row_id
        if row.stated.start is not None and row.stated.end is not None:
            return "place", row.stated.start, row.stated.end, quote
        if row_id:
            return "id", row_id, quote
        own = [(row.coder, quote, path) for path in row.paths]
        earlier = max(self._applied[coding] for coding in own)
        self._applied.update(own)
        return "words", earlier, quote

    def _append(self, row: SegmentRow) -> tuple[int, int]:
        quote = row.reference.quote or ""
        start, end = self._length, self._length + len(quote)
        self._quotes.append(quote)
        self._turns.append(Turn(start, end, None, Role.PARTICIPANT, row.participant))
        self._length = end + len(_PASSAGE_SEPARATOR)
        if row.stated != StatedPlace():
            self.stated[start, end] = row.stated
        return start, end


def _note_merged_rows(documents: Iterable[_DocumentPassages]) -> list[str]:
    merged = sum(document.merged_rows for document in documents)
    repeated = sum(document.repeated_rows for document in documents)
    counts = {
        "rows that quote the same words as another row, with another code or by another coder; without positions or "
        "ids they are taken for one passage": merged,
        "rows that repeat another row; they are counted once": repeated,
    }
    return [f"{what}: {count:,}." for what, count in counts.items() if count]


def _find_fault(row: SegmentRow) -> str:
    if not row.paths:
        return "has no code"
    return "" if row.reference.quote else "has no quote"
