"""Decide which units are kept, why the others are set aside, and which repeat an earlier one."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.intake import TABLE_SUFFIXES
from thememiner.language import is_back_channel, is_leave_taking, is_masked, is_non_answer, is_question
from thememiner.records import Document, ExclusionReason, Form, Role, Turn
from thememiner.segmentation.unit_boundaries import Unit

_BY_ROLE = {
    Role.INTERVIEWER: ExclusionReason.INTERVIEWER,
    Role.OTHER: ExclusionReason.OTHER_SPEAKER,
}
_NO_ANSWER = {False: ExclusionReason.NON_ANSWER, True: ExclusionReason.EMPTY}
"""By whether a unit has no words."""
DuplicateGroup = tuple[str, str]
"""Units of one group that are equal are duplicates: a participant, or a table without participants."""


class Judgement(NamedTuple):
    """Whether a unit is kept."""

    reason: ExclusionReason | None
    """Why it is set aside; None if it is kept."""
    question: int | None = None
    """The index of the question that it answers, if it is a back-channel."""


class _LastTurn(NamedTuple):
    """The last turn that said more than a back-channel: its speaker, and the index of the question it ended with."""

    speaker: tuple[str | None, ...]
    question: int | None


def judge_units(document: Document, spoken: str, units: Sequence[Unit]) -> list[Judgement]:
    """Judge the units of a document, given in order of place; ``spoken`` is its text with marks blanked.

    A back-channel is set aside unless it answers a question: the last turn of another speaker must end with one. Turns
    that hold only back-channels do not count on the way back to that turn. A farewell answers nothing. Texts of one
    speaker (essays, answers in a table) and units that were cut by hand have no back-channels. In a table of answers,
    an answer that says only that there is none is set aside as a whole.
    """
    has_listeners = _has_listeners(document)
    has_answers = _has_answers(document)
    judgements: list[Judgement] = []
    last = before = _LastTurn((), None)
    for index, group in groupby(units, key=attrgetter("turn")):
        turn, own, first = document.turns[index], list(group), len(judgements)
        answered = before if last.speaker == _speaker(turn) else last
        is_wordless = [all(is_masked(spoken[slice(*word)]) for word in unit.words) for unit in own]
        texts = [spoken[unit.start : unit.end] for unit in own]
        back = [has_listeners and not bare and is_back_channel(t) for t, bare in zip(texts, is_wordless, strict=True)]
        if has_answers and turn.role is Role.PARTICIPANT and is_non_answer(spoken[turn.start : turn.end]):
            judgements += [Judgement(_NO_ANSWER[bare]) for bare in is_wordless]
        else:
            judgements += [
                _judge(turn, bare, b, None if b and is_leave_taking(text) else answered.question)
                for text, bare, b in zip(texts, is_wordless, back, strict=True)
            ]
        content = [place for place, bare in enumerate(is_wordless) if not bare and not back[place]]
        if content:
            asks = is_question(spoken[own[content[-1]].start : own[content[-1]].end])
            before = answered
            last = _LastTurn(_speaker(turn), first + content[-1] if asks else None)
    return judgements


def _has_listeners(document: Document) -> bool:
    if document.cuts:
        return False
    return document.form is Form.DIALOGUE or len({_speaker(turn) for turn in document.turns}) > 1


def _has_answers(document: Document) -> bool:
    """Say whether the document is answers in a table; rows that name speakers may be of a conversation."""
    is_table = f".{document.source.format}" in TABLE_SUFFIXES and document.form is not Form.DIALOGUE
    is_one_answer = len(document.turns) == 1 and not document.cuts
    is_nameless = not any(turn.speaker for turn in document.turns)
    return is_table and (is_one_answer or is_nameless)


def _speaker(turn: Turn) -> tuple[str | None, ...]:
    return (turn.role, turn.speaker, turn.participant)


def _judge(turn: Turn, is_wordless: bool, is_back: bool, question: int | None) -> Judgement:  # noqa: FBT001 - private
    if turn.role in _BY_ROLE:
        return Judgement(_BY_ROLE[turn.role])
    if is_wordless:
        return Judgement(ExclusionReason.EMPTY)
    if not is_back:
        return Judgement(None)
    return Judgement(ExclusionReason.BACK_CHANNEL if question is None else None, question)


class DuplicateFinder:
    """Find units that repeat an earlier one; units are passed to it in order of document and place."""

    def __init__(self) -> None:
        self._first: dict[tuple[DuplicateGroup, str], str] = {}

    def original_of(self, document: Document, unit: Unit, text: str, unit_id: str) -> str | None:
        """Return the id of the first unit of the same group and text; None for that first unit itself.

        Units of different participants are not duplicates, because two people said them, nor are units of running
        text without a speaker. Rows of a table that names no participants are compared within the table.
        """
        group = _duplicate_group(document, unit)
        if group is None:
            return None
        first = self._first.setdefault((group, text), unit_id)
        return None if first == unit_id else first


def find_duplicates(
    units: pd.DataFrame, documents: Sequence[Document], order: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """Return for each unit the id of the unit that it repeats, or None; shape (units,).

    ``order`` gives the rows in the order in which they count: the first of equal units is the original. Units that
    were set aside are never duplicates.
    """
    by_id = {document.doc_id: document for document in documents}
    rows = units[["doc_id", "start", "end", "turn", "text", "unit_id"]].to_numpy(dtype=object)
    kept = units["kept"].to_numpy(bool)
    originals = np.full(len(units), None, dtype=object)
    finder = DuplicateFinder()
    for row in order:
        if kept[row]:
            doc_id, start, end, turn, text, unit_id = rows[row]
            unit = Unit(start, end, turn, None, [])
            originals[row] = finder.original_of(by_id[doc_id], unit, text, unit_id)
    return originals


def _duplicate_group(document: Document, unit: Unit) -> DuplicateGroup | None:
    participant = document.turns[unit.turn].participant
    if participant is not None:
        return ("participant", participant)
    if document.cuts or document.form is Form.ROWS:
        return ("table", document.source.path)
    return None
