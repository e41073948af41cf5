"""A table of coded segments as a project of its own: what it quotes is all the text there is."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from thememiner.config import Settings
from thememiner.exchange.project_building import losses, project_codings, project_document
from thememiner.exchange.table_columns import Dialect
from thememiner.exchange.table_rows import SegmentRow, coder_note, read_table_of_segments, segment_rows
from thememiner.intake import CodedSpan, CodePath, TableFile
from thememiner.records import EXCERPTS, Document, Note, Problem, Project, Role, StatedPlace, Turn

DEFAULTS = Settings()
_BETWEEN = "\n\n"
Passage = tuple[object, ...]
"""What tells the passages of a document apart."""


def read_excerpts(
    path: Path, *, settings: Settings = DEFAULTS, dialect: Dialect | None = None, table: TableFile | None = None
) -> Project:
    """Read a table of coded segments without the texts that they are from.

    A document is what is quoted from it, each passage once, in the order of the rows, an empty line between them; that
    the text around them is missing is a loss. Rows that give one place, or one id, are of one passage. Without either,
    rows that quote the same words are, unless one coder gives one code again: then it was said again. Positions, lines
    and turns that the table gives are those of the whole text: they are kept as ``stated``. Rows without a quote or a
    code are problems. ``table`` is what was read of the file already.

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
        place = pages[doc_id].place(row)
        spans[row.coder or path.stem].append(CodedSpan(doc_id, *place, row.paths, row.rank or 1))
    codes: dict[CodePath, str] = {path: "" for own in spans.values() for span in own for path in span.paths}
    notes = [*read.notes, *coder_note(read, path.stem), *_fallen_together(list(pages.values()))]
    if not read.names_documents:
        notes.append(f"no column says which document a row is of; all passages are put into one, called {path.stem}.")
    return Project(
        documents=tuple(pages[name].document(name, path) for name in sorted(pages)),
        codings=project_codings(spans, codes, nobody=path.stem, in_order=dialect is None),
        stated=MappingProxyType(
            {(name, *place): said for name in sorted(pages) for place, said in pages[name].stated.items()}
        ),
        losses=losses(documents_whose_text_around_the_coded_segments_is_not_there=len(pages)),
        problems=tuple(problems),
        notes=tuple(Note(path.name, note) for note in notes),
    )


@dataclass(slots=True)
class _Passages:
    """The passages of one document, one behind the other."""

    stated: dict[tuple[int, int], StatedPlace] = field(default_factory=dict)
    """Where they stand in the whole text, by their range here."""
    shared: int = 0
    """Rows that are taken for one passage with another row, for the sake of their words alone."""
    again: int = 0
    """Rows that say what another row says."""
    _quotes: list[str] = field(default_factory=list)
    _turns: list[Turn] = field(default_factory=list)
    _length: int = 0
    _places: dict[Passage, tuple[int, int]] = field(default_factory=dict)
    _said: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def place(self, row: SegmentRow) -> tuple[int, int]:
        """Return where the passage of a row stands, the first time behind all others."""
        key = self._passage(row)
        if key not in self._places:
            self._places[key] = self._add(row)
        elif key[0] == "words":
            self.shared += 1
        codings = [(row.coder, self._places[key], path) for path in row.paths]
        self.again += all(coding in self._said for coding in codings)
        self._said.update(codings)
        return self._places[key]

    def document(self, name: str, path: Path) -> Document:
        """Return all passages as a document, with who said each, as far as that is known."""
        made = project_document(name, _BETWEEN.join(self._quotes), path, EXCERPTS)
        return replace(made, turns=tuple(self._turns)) if any(turn.participant for turn in self._turns) else made

    def _passage(self, row: SegmentRow) -> Passage:
        quote, given = row.given.quote, row.given
        if row.stated.start is not None and row.stated.end is not None:
            return "place", row.stated.start, row.stated.end, quote
        if given.row_id:
            return "id", given.row_id, quote
        own = [(row.coder, quote, path) for path in row.paths]
        earlier = max(self._said[coding] for coding in own)
        self._said.update(own)
        return "words", earlier, quote

    def _add(self, row: SegmentRow) -> tuple[int, int]:
        quote = row.given.quote or ""
        start, end = self._length, self._length + len(quote)
        self._quotes.append(quote)
        self._turns.append(Turn(start, end, None, Role.PARTICIPANT, row.participant))
        self._length = end + len(_BETWEEN)
        if row.stated != StatedPlace():
            self.stated[start, end] = row.stated
        return start, end


def _fallen_together(pages: list[_Passages]) -> list[str]:
    counts = {
        "quote what another row quotes, under another code or by another coder; without places or ids such rows are "
        "taken for one passage": sum(page.shared for page in pages),
        "say what another row says, and count once": sum(page.again for page in pages),
    }
    return [f"rows that {what}: {count:,}." for what, count in counts.items() if count]


def _wrong(row: SegmentRow) -> str:
    if not row.paths:
        return "has no code"
    return "" if row.given.quote else "has no quote"
