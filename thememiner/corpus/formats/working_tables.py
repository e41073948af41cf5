"""Tables in which people code: columns for speaker, transcript, codes and comments, of which only speech is read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.file_contents import Block, CodedPassage
from thememiner.corpus.formats.working_table_columns import (
    SPOKEN,
    SPOKEN_IN_ORDER,
    ColumnKind,
    TableLayout,
    clean_speaker,
    find_layout_in_header,
    infer_layout,
)
from thememiner.phrasing import format_count, hide_long_name, join_names, list_some
from thememiner.records import Note, Role

_MAX_TITLE_ROWS = 3


class TableRow(NamedTuple):
    """A row of a table in a document."""

    cells: tuple[str, ...]
    """The text of each column; a merged cell has its text in the first of its columns."""
    text: str
    """The row as it is read if the table is not a working table."""
    is_wide: bool = False
    """Whether one cell fills the row."""


@dataclass(slots=True)
class WorkingTables:
    """The working tables of a document, read one after another."""

    speakers: SpeakerSettings
    passages: list[CodedPassage] = field(default_factory=list)
    """Speech with codes, in the order of the document."""
    _layouts: list[TableLayout] = field(default_factory=list)
    _left_out: Counter[str] = field(default_factory=Counter)
    _examples: dict[str, str] = field(default_factory=dict)
    _unnamed: int = 0
    _speaker: str | None = None

    def read(self, rows: Sequence[TableRow]) -> list[Block]:
        """Return the rows of a table as blocks: speech and speakers of a working table, or else the whole rows.

        A working table is recognised by its header, which is left out unless there is only speech with its speakers. A
        table of at least three columns without a header is one if one column holds speakers that are known as such, and
        another most of the text. A table behind a working table that has as many columns and no header continues it.
        """
        layout, first = self._find_layout(rows)
        if layout is None:
            return [Block(row.text) for row in rows]
        if layout not in self._layouts:
            self._layouts.append(layout)
        header = rows[first - 1].cells if layout.has_header and first else ()
        above = rows[:first] if layout.is_plain else rows[: max(first - 1, 0)]
        blocks = [Block(row.text, is_heading=True) for row in above]
        for row in rows[first:]:
            if row.is_wide and row.text.strip():
                blocks.append(Block(row.text, is_heading=True))
            elif row.cells != header:
                blocks += self._read_row(row, layout)
        return blocks

    def read_all(self, content: Iterable[Block | TableRow]) -> Iterator[Block]:
        """Yield paragraphs, and the rows that follow one another as one table."""
        for is_row, group in groupby(content, lambda one: isinstance(one, TableRow)):
            if is_row:
                rows = [one for one in group if isinstance(one, TableRow)]
                width = max(len(row.cells) for row in rows)
                yield from self.read([row._replace(is_wide=len(row.cells) == 1 and width > 1) for row in rows])
            else:
                yield from (one for one in group if isinstance(one, Block))

    def notes(self, place: str) -> Iterator[Note]:
        """Yield notes on how the tables were read, and what was left out of them."""
        for layout in self._layouts:
            if layout.is_plain:
                continue
            yield Note(place, _describe_layout(layout))
        if self._left_out:
            parts = [f"{format_count(count, 'cell')} of {name}" for name, count in self._left_out.items()]
            example = f" (such as “{hide_long_name(next(iter(self._examples.values())))}”)" if self._examples else ""
            yield Note(place, f"left out of its tables, because it is no speech: {list_some(parts)}{example}.")
        if self.passages:
            count = format_count(len(self.passages), "passage")
            yield Note(
                place,
                f"its tables hold codes for {count}; to compare these with the themes, give the file also as --gold.",
            )
        if self._unnamed:
            count = format_count(self._unnamed, "row")
            yield Note(place, f"left out, because no speaker stands beside or above: {count} of its tables.")

    def _find_layout(self, rows: Sequence[TableRow]) -> tuple[TableLayout | None, int]:
        """Return the layout of a table, and the index of the first row behind its header."""
        for index, row in enumerate(rows[:_MAX_TITLE_ROWS]):
            if row.is_wide:
                continue
            if layout := find_layout_in_header(row.cells, self.speakers):
                self._speaker = None
                return layout, index + 1
            break
        last = self._layouts[-1] if self._layouts else None
        if last and rows and all(row.is_wide or len(row.cells) == len(last.kinds) for row in rows):
            return last, 0
        return infer_layout([row.cells for row in rows if not row.is_wide], self.speakers), 0

    def _read_row(self, row: TableRow, layout: TableLayout) -> Iterator[Block]:
        cells = (*row.cells, *[""] * (len(layout.kinds) - len(row.cells)))
        filled = [one for one in zip(layout.kinds, layout.names, cells, strict=False) if one[2].strip()]
        for kind, name, cell in filled:
            if kind is ColumnKind.SPEAKER:
                self._speaker = " ".join(cell.split())
            elif kind not in SPOKEN:
                self._left_out[name] += 1
                if not layout.has_header:
                    self._examples.setdefault(name, " ".join(cell.split()))
        has_speaker = any(kind is ColumnKind.SPEAKER for kind, _, _ in filled)
        for kind, name, cell in filled:
            if kind in SPOKEN:
                yield self._block(cell, kind, name, layout, label=self._speaker if has_speaker else None)
        codes = [cell for kind, _, cell in filled if kind is ColumnKind.CODES]
        speech = [cell for kind, _, cell in filled if kind in SPOKEN]
        if codes and speech:
            self.passages.append(CodedPassage(speech[-1], "\n".join(codes)))

    def _block(self, cell: str, kind: ColumnKind, name: str, layout: TableLayout, *, label: str | None) -> Block:
        """Return speech as a block; behind its speaker, if the table has a column of speakers or one for each."""
        speech_start = len(name) + 1
        match kind:
            case ColumnKind.VOICE:
                return Block(f"{name}\t{cell}", speech_start=speech_start, speaker=name)
            case ColumnKind.QUESTION:
                return Block(f"{name}\t{cell}", speech_start=speech_start, speaker=name, role=Role.INTERVIEWER)
            case ColumnKind.ANSWER:
                return Block(f"{name}\t{cell}", speech_start=speech_start, role=Role.PARTICIPANT)
        if ColumnKind.SPEAKER not in layout.kinds:
            return Block(cell)
        if self._speaker is None:
            self._unnamed += 1
            return Block(cell)
        text = f"{label}\t{cell}" if label else f"\t{cell}" if layout.is_plain else cell
        return Block(text, speech_start=len(text) - len(cell), speaker=clean_speaker(self._speaker))


def _describe_layout(layout: TableLayout) -> str:
    named = {
        kind: [name for one, name in zip(layout.kinds, layout.names, strict=True) if one is kind] for kind in SPOKEN
    }
    speech = join_names([name for kind in SPOKEN_IN_ORDER for name in named[kind]])
    speaker = [name for kind, name in zip(layout.kinds, layout.names, strict=True) if kind is ColumnKind.SPEAKER]
    how = "read by its header" if layout.has_header else "without a header, read by what its columns hold"
    beside = f", speakers in {speaker[0]}" if speaker else ""
    return f"has a working table, {how}: speech in {speech}{beside}."
