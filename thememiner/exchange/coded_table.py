"""Coded segments as rows that say everything about themselves: who coded, who said it, where, what, as which code.

Coded segments as a table for people, which our own ``--gold`` reads again.
Where in a transcript something stands, as people say it: line, turn, and who speaks there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.exchange.spreadsheets import Sheet, SheetColumn, as_csv
from thememiner.records import EXCERPTS, Codebook, Coding, Document, Form, Loss, Project, StatedPlace, code_path
from thememiner.storage import write_bytes

_LINE_END = re.compile(r"\r\n|\r|\n")
Stated = Mapping[tuple[str, int, int], StatedPlace]
_SEPARATORS = str.maketrans({";": ",", "；": "，"})
_SPACES = re.compile(r"\s+")
LEVEL = "level {}"
_BEFORE = (("coder", 14), ("participant", 14), ("document", 20), ("line", 7), ("turn", 7), ("start", 8), ("end", 8))
_BEHIND = (("path", 36), ("code id", 12), ("rank", 7), ("membership", 12))


class TextPlaces:
    """Lines and turns of one document, found by position."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def line(self, position: int) -> int:
        """Return the number of the line in which a position lies; the first is 1, and CRLF ends one line."""
        return bisect_right(self._line_starts, position)

    def turn(self, position: int) -> int | None:
        """Return the number of the turn in which a position lies, the first being 1; None outside all turns."""
        place = bisect_right(self._turn_starts, position)
        return place if place and position < self.document.turns[place - 1].end else None

    def participant(self, start: int, end: int) -> str | None:
        """Return the participant who says a range of the text, the first of several; None where nobody is known."""
        first = max(bisect_right(self._turn_starts, start) - 1, 0)
        for turn in islice(self.document.turns, first, None):
            if turn.start >= end:
                return None
            if start < turn.end and turn.participant is not None:
                return turn.participant
        return None

    def speaker(self, position: int) -> str | None:
        """Return who speaks at a position: the participant, else the speaker as written."""
        number = self.turn(position)
        turn = None if number is None else self.document.turns[number - 1]
        return None if turn is None else turn.participant or turn.speaker

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.document.text))]

    @cached_property
    def _turn_starts(self) -> list[int]:
        return [turn.start for turn in self.document.turns]


def places_of(documents: Sequence[Document]) -> Mapping[str, TextPlaces]:
    """Return the places of each document, by its id."""
    return {document.doc_id: TextPlaces(document) for document in documents}


NOTHING_STATED: Stated = MappingProxyType({})


class CodedRow(NamedTuple):
    """One code of one coded segment; a segment with two codes has two rows."""

    coder: str
    participant: str | None
    document: str
    start: int
    end: int
    told: StatedPlace
    """What people are told of the place, line and turn from 1: if the document is but what a table quotes, what that
    table says. No line or turn is told of a document whose text is not known, nor a turn where nobody is known to speak
    in turns."""
    text: str | None
    """None for a document whose text is not known."""
    path: tuple[str, ...]
    """Names from the theme at the top down to the code."""
    code_id: str
    rank: int
    membership: float | None


def code_paths(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Return the names from the top down to each code, by its id; different codes have different paths.

    Names are as cells of a table can hold them (``cell_name``); of two codes that would be called the same under one
    parent, the second is followed by its id.
    """
    paths: dict[str, tuple[str, ...]] = {}
    taken: set[tuple[str, ...]] = set()
    for code in codebook.codes:
        above = paths[code.parent_id] if code.parent_id is not None else ()
        path = (*above, cell_name(code.name) or code.code_id)
        if path in taken:
            path = (*above, f"{path[-1]} ({cell_name(code.code_id)})")
        taken.add(path)
        paths[code.code_id] = path
    return paths


def cell_name(name: str) -> str:
    """Return a name as the cell of a table can hold it: one line, and no semicolon, which would make it two names."""
    return _SPACES.sub(" ", name.translate(_SEPARATORS)).strip()


def coded_rows(
    codings: Sequence[Coding], documents: Sequence[Document], stated: Stated = NOTHING_STATED
) -> Iterator[CodedRow]:
    """Yield the rows of each coding in turn, in order of place; ``stated`` is that of a project."""
    places = places_of(documents)
    for coding in codings:
        paths = code_paths(coding.codebook)
        for doc_id, start, end, code_id, rank, membership in _segments(coding):
            where = places.get(doc_id)
            yield CodedRow(
                coder=coding.coder,
                participant=None if where is None else where.participant(start, end),
                document=doc_id,
                start=start,
                end=end,
                told=_told(where, start, end, stated),
                text=None if where is None else where.document.text[start:end],
                path=paths[code_id],
                code_id=code_id,
                rank=rank,
                membership=membership,
            )


def _told(where: TextPlaces | None, start: int, end: int, stated: Stated) -> StatedPlace:
    """Return what people are told of a place: never that of an excerpt, which would be taken for one in the text."""
    if where is None:
        return StatedPlace(start, end)
    document = where.document
    if document.source.format == EXCERPTS:
        return stated.get((document.doc_id, start, end), StatedPlace())
    has_turns = document.form is not Form.PROSE or len(document.turns) > 1
    return StatedPlace(start, end, where.line(start), where.turn(start) if has_turns else None)


def _segments(coding: Coding) -> Iterator[tuple[str, int, int, str, int, float | None]]:
    table = coding.segments
    columns = [table[name].tolist() for name in ("doc_id", "start", "end", "code_id", "rank")]
    known = table["membership"].notna().tolist()
    memberships = [
        float(value) if there else None for value, there in zip(table["membership"].tolist(), known, strict=True)
    ]
    yield from zip(*columns, memberships, strict=True)


def coded_sheet(codings: Sequence[Coding], documents: Sequence[Document], stated: Stated = NOTHING_STATED) -> Sheet:
    """Return a row for each code of each coded segment, with a column for each level of the codebooks.

    ``path`` holds the same as the levels, as ``code_path`` writes it. A code at the top has its first level only. Of
    documents that are but what a table quotes, places are those that the table gives (``stated``), or left empty.
    """
    rows = list(coded_rows(codings, documents, stated))
    levels = max((len(row.path) for row in rows), default=1)
    return Sheet(
        title="Coded segments",
        columns=(
            *(SheetColumn(name, width) for name, width in _BEFORE),
            SheetColumn("text", 60),
            *(SheetColumn(LEVEL.format(number), 28) for number in range(1, levels + 1)),
            *(SheetColumn(name, width) for name, width in _BEHIND),
        ),
        rows=tuple(_cells(row, levels) for row in rows),
    )


def _cells(row: CodedRow, levels: int) -> tuple[str | int | float | None, ...]:
    return (
        *(row.coder, row.participant, row.document),
        *(row.told.line, row.told.turn, row.told.start, row.told.end, row.text),
        *(row.path[level] if level < len(row.path) else None for level in range(levels)),
        *(code_path(*row.path), row.code_id, row.rank),
        None if row.membership is None else round(row.membership, 3),
    )


def write_coded_csv(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write the coded segments of all coders as one CSV file, and return what a table of segments cannot hold.

    UTF-8 with a byte order mark; formula-safe, and with characters that no cell holds escaped, as ``write_sheet`` says.
    ``read_codings`` gives back coders, documents, places and paths of codes. Raises ``StorageError``.
    """
    write_bytes(path, as_csv(coded_sheet(project.codings, project.documents, project.stated)))
    return losses_of_a_table(project)


def losses_of_a_table(project: Project) -> tuple[Loss, ...]:
    """Return what is left behind when only coded segments are written."""
    codes = [code for coding in project.codings for code in coding.codebook.codes]
    bare = [len({code.code_id for code in one.codebook.codes} - _carried(one)) for one in project.codings]
    counts = {
        "texts of documents around the coded segments": sum(
            document.source.format != EXCERPTS for document in project.documents
        ),
        "codes without any coded segment, in them or below them": sum(bare),
        "names of codes in which semicolons or line ends are written otherwise": sum(
            cell_name(code.name) != code.name for code in codes
        ),
        "descriptions of codes": sum(bool(code.description) for code in codes),
        "colours of codes": len(project.colours),
        "memos": len(project.memos),
        "participants' attributes": sum(len(known) for known in project.participants.values()),
        "coders of whom it is known what they read without coding it": sum(
            coding.scope.spans is not None for coding in project.codings
        ),
    }
    return tuple(Loss(what, count) for what, count in counts.items() if count)


def _carried(coding: Coding) -> set[str]:
    """Return the ids of the codes that segments carry, and of those above them."""
    parents = coding.codebook.parents()
    found: set[str] = set()
    for code_id in coding.segments["code_id"].unique().tolist():
        above: str | None = code_id
        while above is not None and above not in found:
            found.add(above)
            above = parents[above]
    return found
