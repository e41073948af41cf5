"""Coded segments as a table: coder, participant, place, text and code; ``read_codings`` can read it again."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.exchange.project_building import find_used_codes, make_losses
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, to_csv
from thememiner.phrasing import round_score
from thememiner.records import (
    EXCERPTS,
    Codebook,
    Coding,
    CodingKind,
    Document,
    Form,
    Loss,
    Project,
    StatedPlace,
    code_path,
)
from thememiner.storage import write_bytes

_LINE_END = re.compile(r"\r\n|\r|\n")
StatedPlaces = Mapping[tuple[str, int, int], StatedPlace]
"""Stated places by document and range in the excerpt."""
NO_STATED_PLACES: StatedPlaces = MappingProxyType({})
_NAME_SEPARATORS = str.maketrans({";": ",", "；": "，"})
_SPACES = re.compile(r"\s+")
LEVEL_NAME = "level {}"
SEGMENTS_TITLE, CODEBOOK_TITLE, MEMOS_TITLE, IPA_TITLE = "Coded segments", "Codebook", "Memos", "IPA transcript"
"""Titles of the sheets of a workbook that are read again."""
MEMO_COLUMN, NOTES_COLUMN = "memo", "exploratory notes"
ASKED_NAMES = ("answers question", "participants asked it", "of these said it", "share of those asked")
"""Columns of a codebook on the question of the interview guide that a theme answers."""
_LEADING_COLUMNS = (
    ("coder", 14),
    ("participant", 14),
    ("document", 20),
    ("line", 7),
    ("turn", 7),
    ("start", 8),
    ("end", 8),
)
_TRAILING_COLUMNS = (("path", 36), ("code id", 12), ("rank", 7), ("membership", 12))


class DocumentIndex:
    """Lines, turns and speakers of one document, by position."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def line_at(self, position: int) -> int:
        """Return the number of the line at a position, from 1; CRLF is one line end."""
        return bisect_right(self._line_starts, position)

    def turn_at(self, position: int) -> int | None:
        """Return the number of the turn at a position, from 1; None outside of all turns."""
        place = bisect_right(self._turn_starts, position)
        return place if place and position < self.document.turns[place - 1].end else None

    def participant_in(self, start: int, end: int) -> str | None:
        """Return the first participant who speaks in a range of the text; None if none is known there."""
        first = max(bisect_right(self._turn_starts, start) - 1, 0)
        for turn in islice(self.document.turns, first, None):
            if turn.start >= end:
                return None
            if start < turn.end and turn.participant is not None:
                return turn.participant
        return None

    def speaker_at(self, position: int) -> str | None:
        """Return who speaks at a position: the participant, else the speaker as written in the transcript."""
        number = self.turn_at(position)
        turn = None if number is None else self.document.turns[number - 1]
        return None if turn is None else turn.participant or turn.speaker

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.document.text))]

    @cached_property
    def _turn_starts(self) -> list[int]:
        return [turn.start for turn in self.document.turns]


def index_documents(documents: Sequence[Document]) -> Mapping[str, DocumentIndex]:
    """Return the index of each document, by its id."""
    return {document.doc_id: DocumentIndex(document) for document in documents}


class CodedRow(NamedTuple):
    """One code of one coded segment; a segment with two codes has two rows."""

    coder: str
    participant: str | None
    document: str
    start: int
    end: int
    shown_place: StatedPlace
    """The place that is shown to people, with line and turn from 1.

    For the excerpts of a table, it is the place that the table states. Line and turn are missing for a document whose
    text is unknown, the turn also for prose without turns.
    """
    text: str | None
    """None for a document whose text is unknown."""
    path: tuple[str, ...]
    """Names from the theme at the top level down to the code."""
    code_id: str
    rank: int
    membership: float | None


def make_cell_paths(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Return the names from the top level down to each code, by its id; different codes have different paths.

    Names are written as cells can hold them (``to_cell_name``). If two codes under one parent would then have the same
    name, the second is followed by its id.
    """
    paths: dict[str, tuple[str, ...]] = {}
    taken: set[tuple[str, ...]] = set()
    for code in codebook.codes:
        above = paths[code.parent_id] if code.parent_id is not None else ()
        path = (*above, to_cell_name(code.name) or code.code_id)
        if path in taken:
            path = (*above, f"{path[-1]} ({to_cell_name(code.code_id)})")
        taken.add(path)
        paths[code.code_id] = path
    return paths


def to_cell_name(name: str) -> str:
    """Return a name as a cell can hold it: on one line, and without semicolons, which separate names in cells."""
    return _SPACES.sub(" ", name.translate(_NAME_SEPARATORS)).strip()


def iterate_coded_rows(
    codings: Sequence[Coding], documents: Sequence[Document], stated: StatedPlaces = NO_STATED_PLACES
) -> Iterator[CodedRow]:
    """Yield the rows of each coding, by position; ``stated`` is that of the project."""
    indexes = index_documents(documents)
    for coding in codings:
        paths = make_cell_paths(coding.codebook)
        for doc_id, start, end, code_id, rank, membership in _iterate_segments(coding):
            index = indexes.get(doc_id)
            yield CodedRow(
                coder=coding.coder,
                participant=None if index is None else index.participant_in(start, end),
                document=doc_id,
                start=start,
                end=end,
                shown_place=_shown_place(doc_id, start, end, index, stated),
                text=None if index is None else index.document.text[start:end],
                path=paths[code_id],
                code_id=code_id,
                rank=rank,
                membership=membership,
            )


def _shown_place(doc_id: str, start: int, end: int, index: DocumentIndex | None, stated: StatedPlaces) -> StatedPlace:
    """Return the place that is shown: never that in an excerpt, which would be taken for one in the full text."""
    if index is None:
        return StatedPlace(start, end)
    document = index.document
    if document.source.format == EXCERPTS:
        return stated.get((doc_id, start, end), StatedPlace())
    has_turns = document.form is not Form.PROSE or len(document.turns) > 1
    return StatedPlace(start, end, index.line_at(start), index.turn_at(start) if has_turns else None)


def _iterate_segments(coding: Coding) -> Iterator[tuple[str, int, int, str, int, float | None]]:
    table = coding.segments
    columns = [table[name].tolist() for name in ("doc_id", "start", "end", "code_id", "rank")]
    known = table["membership"].notna().tolist()
    memberships = [
        float(value) if there else None for value, there in zip(table["membership"].tolist(), known, strict=True)
    ]
    yield from zip(*columns, memberships, strict=True)


def build_coded_sheet(
    codings: Sequence[Coding], documents: Sequence[Document], stated: StatedPlaces = NO_STATED_PLACES
) -> Sheet:
    """Return a table with one row per code of a coded segment, and a column for each level of the codebooks.

    ``path`` holds the same names as the levels, as ``code_path`` writes them. A code at the top level has the first
    level only. For the excerpts of a table, places are those that the table states (``stated``), or empty.
    """
    rows = list(iterate_coded_rows(codings, documents, stated))
    levels = max((len(row.path) for row in rows), default=1)
    return Sheet(
        title=SEGMENTS_TITLE,
        columns=(
            *(SheetColumn(name, width) for name, width in _LEADING_COLUMNS),
            SheetColumn("text", 60),
            *(SheetColumn(LEVEL_NAME.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn(name, width) for name, width in _TRAILING_COLUMNS),
        ),
        rows=tuple(_row_cells(row, levels) for row in rows),
    )


def _row_cells(row: CodedRow, levels: int) -> tuple[str | int | float | None, ...]:
    return (
        *(row.coder, row.participant, row.document),
        *(row.shown_place.line, row.shown_place.turn, row.shown_place.start, row.shown_place.end, row.text),
        *(row.path[level] if level < len(row.path) else None for level in range(levels)),
        *(code_path(*row.path), row.code_id, row.rank),
        round_score(row.membership),
    )


def write_coded_csv(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write the coded segments of all coders as one CSV file, and return what such a table cannot hold.

    The file is UTF-8 with a byte order mark, with formulas and unwritable characters escaped as in ``write_sheet``.
    ``read_codings`` restores coders, documents, places and paths of codes. Raises ``StorageError``.
    """
    write_bytes(path, to_csv(build_coded_sheet(project.codings, project.documents, project.stated)))
    return count_table_losses(project)


def count_table_losses(project: Project) -> tuple[Loss, ...]:
    """Return what is lost when only coded segments are written."""
    codes = [code for coding in project.codings for code in coding.codebook.codes]
    unused = [len(one.codebook.codes) - len(find_used_codes(one.codebook, one.segments)) for one in project.codings]
    return make_losses(
        {
            "texts of documents around the coded segments": sum(
                document.source.format != EXCERPTS for document in project.documents
            ),
            "codes without any coded segment, in them or below them": sum(unused),
            "names of codes in which semicolons or line ends were replaced": sum(
                to_cell_name(code.name) != code.name for code in codes
            ),
            "descriptions of codes": sum(bool(code.description) for code in codes),
            "colours of codes": len(project.colours),
            "memos": len(project.memos),
            "participants' attributes": sum(len(known) for known in project.participants.values()),
            "codings of which it is lost that they are a consensus or suggestions": sum(
                coding.kind in {CodingKind.CONSENSUS, CodingKind.SUGGESTION} for coding in project.codings
            ),
            "scopes (what a coder read without coding it)": sum(
                coding.scope.spans is not None for coding in project.codings
            ),
        }
    )
