"""A table of coded segments as a project: the passages that it quotes are the only text there is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.exchange.coded_workbook import SheetCode, SheetMemo
from thememiner.exchange.program_tables import Dialect
from thememiner.exchange.project_building import build_codings, build_document, make_losses, normalise_colour
from thememiner.exchange.table_rows import (
    SegmentRow,
    make_row_problem,
    note_assumed_coder,
    parse_segment_rows,
    read_segment_table,
)
from thememiner.intake import CodedSpan, TableFile
from thememiner.records import (
    EXCERPTS,
    Coding,
    Document,
    Memo,
    Note,
    Project,
    Role,
    StatedPlace,
    Turn,
    code_path,
)

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
    Rows without a quote or a code are problems. Of a workbook that ``convert`` or ``export`` wrote, codes, colours and
    memos are read too; a memo on another passage than the coded ones adds that passage. ``table`` holds the rows if
    they were read already.

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_segment_table`` raises.
    """
    table = table or read_segment_table(path, settings=settings)
    parsed = parse_segment_rows(table, place=path.name, settings=settings, dialect=dialect)
    documents: dict[str, _DocumentPassages] = defaultdict(_DocumentPassages)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems = []
    for row in parsed.rows:
        if fault := _find_fault(row):
            problems.append(make_row_problem(row, fault, path.name))
            continue
        doc_id = row.reference.document or path.stem
        place = documents[doc_id].add(row)
        spans[row.coder or path.stem].append(CodedSpan(doc_id, *place, row.paths, row.rank or 1))
    memos = tuple(_place_memo(memo, documents) for memo in parsed.companions.memos)
    codings = _build_codings(spans, parsed.companions.codes, default_coder=path.stem, in_order=dialect is None)
    notes = [*parsed.notes, *note_assumed_coder(parsed, path.stem), *_note_merged_rows(documents.values())]
    if not parsed.has_documents:
        notes.append(f"no column names the document of a row; all passages are put into one document, {path.stem}.")
    return Project(
        documents=tuple(documents[name].to_document(name, path) for name in sorted(documents)),
        codings=codings,
        memos=memos,
        colours=MappingProxyType(
            {
                code_path(*code.path): colour
                for code in reversed(parsed.companions.codes)
                if (colour := normalise_colour(code.colour))
            }
        ),
        stated=MappingProxyType(
            {(name, *place): stated for name in sorted(documents) for place, stated in documents[name].stated.items()}
        ),
        losses=make_losses({"documents whose text around the coded segments is missing": len(documents)}),
        problems=tuple(problems),
        notes=tuple(Note(path.name, note) for note in notes),
    )


def _build_codings(
    spans: Mapping[str, Iterable[CodedSpan]], listed: Sequence[SheetCode], *, default_coder: str, in_order: bool
) -> tuple[Coding, ...]:
    """Return one coding per coder; all have the same codebook, unless a sheet lists the codes of each coder."""
    used = {coder: {path: "" for span in own for path in span.paths} for coder, own in spans.items()}
    build = partial(build_codings, default_coder=default_coder, in_order=in_order)
    if not listed:
        return build(spans, {path: text for own in used.values() for path, text in own.items()})
    for code in reversed(listed):
        used.setdefault(code.coder or default_coder, {})[code.path] = code.description
    own = {coder: {coder: spans.get(coder, ())} for coder in sorted(used)}
    return tuple(coding for coder in own for coding in build(own[coder], used[coder]))


def _place_memo(memo: SheetMemo, documents: Mapping[str, "_DocumentPassages"]) -> Memo:
    """Return a memo on the passage that it quotes, which is added to the document if no coded segment quotes it."""
    code_id = None if memo.code is None else code_path(*memo.code)
    reference = memo.reference
    if reference is None or reference.document is None:
        return Memo(memo.text, memo.author, code_id=code_id)
    document = documents[reference.document]
    if not reference.quote:
        return Memo(memo.text, memo.author, reference.document, code_id=code_id)
    place = document.add_quote(reference.quote, memo.stated)
    return Memo(memo.text, memo.author, reference.document, *place, code_id)


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
            self._places[key] = self._append(row.reference.quote or "", row.stated, row.participant)
        elif key[0] == "words":
            self.merged_rows += 1
        codings = [(row.coder, self._places[key], path) for path in row.paths]
        self.repeated_rows += all(coding in self._applied for coding in codings)
        self._applied.update(codings)
        return self._places[key]

    def add_quote(self, quote: str, stated: StatedPlace) -> tuple[int, int]:
        """Add a passage without codes unless it is there already, and return its range."""
        is_placed = stated.start is not None and stated.end is not None
        key: PassageKey = ("place", stated.start, stated.end, quote) if is_placed else ("words", 0, quote)
        if key not in self._places:
            self._places[key] = self._append(quote, stated, None)
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

    def _append(self, quote: str, stated: StatedPlace, participant: str | None) -> tuple[int, int]:
        start, end = self._length, self._length + len(quote)
        self._quotes.append(quote)
        self._turns.append(Turn(start, end, None, Role.PARTICIPANT, participant))
        self._length = end + len(_PASSAGE_SEPARATOR)
        if stated != StatedPlace():
            self.stated[start, end] = stated
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
        return row.fault or "has no code"
    return "" if row.reference.quote else "has no quote"
