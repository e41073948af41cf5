"""Which units are kept, and why the others are set aside.

Units that say exactly what one before them says.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import is_back_channel, is_question
from thememiner.records import Document, Form, Role, SetAside, Turn
from thememiner.segmentation.units import Unit

_BY_ROLE = {
    Role.INTERVIEWER: SetAside.INTERVIEWER,
    Role.OTHER: SetAside.OTHER_SPEAKER,
}
Source = tuple[str, str]
"""Whose words must not count twice: a participant's, or those of a table without participants."""


class Standing(NamedTuple):
    """Why a unit is set aside, if it is; and the index of the unit that it answers, if it is kept for that."""

    reason: SetAside | None
    answers: int | None = None


class _Said(NamedTuple):
    """The last turn of a speaker that said something, and the question that it ended in."""

    speaker: tuple[str | None, ...]
    question: int | None


def standings(document: Document, spoken: str, units: Sequence[Unit]) -> list[Standing]:
    """Judge the units of a document, given in order of place; ``spoken`` is its text with marks blanked.

    A back-channel is set aside unless the last turn in which another speaker said something ends in a question: turns
    of nothing but back-channels are passed over on the way there, so they end nobody's turn. Texts of one speaker
    (essays, answers in a table) and units cut by hand have no back-channels.
    """
    listens = _has_listeners(document)
    found: list[Standing] = []
    last = before = _Said((), None)
    for index, group in groupby(units, key=attrgetter("turn")):
        turn, own, first = document.turns[index], list(group), len(found)
        answered = before if last.speaker == _speaker(turn) else last
        back = [listens and bool(unit.words) and is_back_channel(spoken[unit.start : unit.end]) for unit in own]
        found += [_standing(turn, unit, b, answered.question) for unit, b in zip(own, back, strict=True)]
        said = [n for n, unit in enumerate(own) if unit.words and not back[n]]
        if said:
            asks = is_question(spoken[own[said[-1]].start : own[said[-1]].end])
            before = answered
            last = _Said(_speaker(turn), first + said[-1] if asks else None)
    return found


def _has_listeners(document: Document) -> bool:
    if document.cuts:
        return False
    return document.form is Form.DIALOGUE or len({_speaker(turn) for turn in document.turns}) > 1


def _speaker(turn: Turn) -> tuple[str | None, ...]:
    return (turn.role, turn.speaker, turn.participant)


def _standing(turn: Turn, unit: Unit, is_back: bool, question: int | None) -> Standing:  # noqa: FBT001 - private
    if turn.role in _BY_ROLE:
        return Standing(_BY_ROLE[turn.role])
    if not unit.words:
        return Standing(SetAside.EMPTY)
    if not is_back:
        return Standing(None)
    return Standing(SetAside.BACK_CHANNEL if question is None else None, question)


class Originals:
    """Remember the first kept unit of each source and text; units are shown in order of document and place."""

    def __init__(self) -> None:
        self._first: dict[tuple[Source, str], str] = {}

    def original_of(self, document: Document, unit: Unit, text: str, unit_id: str) -> str | None:
        """Return the id of the first unit of the same source and text; None for that first unit itself.

        Two people who say the same are two people, so units of different participants are no duplicates, nor are those
        of running text without a speaker. Rows of a table that names no participants are compared within the table.
        """
        source = _source(document, unit)
        if source is None:
            return None
        first = self._first.setdefault((source, text), unit_id)
        return None if first == unit_id else first


def duplicates(
    units: pd.DataFrame, documents: Sequence[Document], order: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """Return for each unit the id of the first kept one of the same source and text, if that is not itself.

    ``order`` are the rows to look at, those that count as first in front; for a unit that was set aside there is none.
    """
    by_id = {document.doc_id: document for document in documents}
    rows = units[["doc_id", "start", "end", "turn", "text", "unit_id"]].to_numpy(dtype=object)
    kept = units["kept"].to_numpy(bool)
    found = np.full(len(units), None, dtype=object)
    originals = Originals()
    for row in order:
        if kept[row]:
            doc_id, start, end, turn, text, unit_id = rows[row]
            found[row] = originals.original_of(by_id[doc_id], Unit(start, end, turn, None, []), text, unit_id)
    return found


def _source(document: Document, unit: Unit) -> Source | None:
    participant = document.turns[unit.turn].participant
    if participant is not None:
        return ("participant", participant)
    if document.cuts or document.form is Form.ROWS:
        return ("table", document.source.path)
    return None
