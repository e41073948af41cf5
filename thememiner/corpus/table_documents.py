"""The rows of one document laid out as its text, its turns and its units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from thememiner.config import Settings
from thememiner.corpus.speakers import role_of
from thememiner.corpus.table_rows import Row
from thememiner.corpus.turns import Span, find_turns
from thememiner.records import Cut, Document, Form, Role, Source, Turn


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A document made from rows, and what each row became; all in the order of the text."""

    document: Document
    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    turns: tuple[tuple[Turn, ...], ...]
    """The turns of each row: one, or several if speakers were found inside its text."""


def lay_out(doc_id: str, rows: Sequence[Row], *, source: Source, has_order: bool, settings: Settings) -> TableDocument:
    """Join rows, which are in their true order, by newlines, and remember where each stands.

    Every row is a turn of its own. Only a row that is a whole document without named speaker is searched for speakers.
    """
    cut = settings.table.rows == "units"
    ends = [end - 1 for end in accumulate(len(row.text) + 1 for row in rows)]
    spans = tuple((end - len(row.text), end) for end, row in zip(ends, rows, strict=True))
    whole = len(rows) == 1 and not cut
    turns: tuple[tuple[Turn, ...], ...]
    if whole and rows[0].speaker is None:
        form, found = _talk(rows[0], settings)
        turns = (found,)
    else:
        form = Form.DIALOGUE if has_order else Form.PROSE if whole else Form.ROWS
        turns = tuple((_turn(row, span, settings),) for row, span in zip(rows, spans, strict=True))
    cuts = [Cut(row.row_id, *span, turn=index) for index, (row, span) in enumerate(zip(rows, spans, strict=True))]
    document = Document(
        doc_id=doc_id,
        text="\n".join(row.text for row in rows),
        form=form,
        turns=tuple(turn for own in turns for turn in own),
        source=source,
        cuts=tuple(cuts) if cut else (),
    )
    return TableDocument(document, tuple(rows), spans, turns)


def _turn(row: Row, span: Span, settings: Settings) -> Turn:
    role = role_of(row.speaker or row.participant, settings.speakers)
    return Turn(*span, row.speaker, role, row.participant if role is Role.PARTICIPANT else None)


def _talk(row: Row, settings: Settings) -> tuple[Form, tuple[Turn, ...]]:
    """Find who speaks inside a text; if that is one participant, it is the one of the row."""
    talk = find_turns(row.text, speakers=settings.speakers, filling=False)
    speakers = {turn.speaker for turn in talk.turns if turn.role is Role.PARTICIPANT}
    if len(speakers) > 1:
        return talk.form, talk.turns
    own = (replace(turn, participant=row.participant if turn.role is Role.PARTICIPANT else None) for turn in talk.turns)
    return talk.form, tuple(own)
