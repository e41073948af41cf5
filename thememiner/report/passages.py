"""The stretches of the documents that the page carries, so that each unit it shows can be read in its context."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from thememiner.comparison.stretches import joined
from thememiner.records import Document, Role, Turn

NEIGHBOURS = 2
"""Turns shown before and after the one that holds the unit."""
REACH = 1_500
"""Code points shown before and after the unit at most: a turn can be a whole essay."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A turn, or the part of a long one that is needed."""

    turn: int
    """Number of the turn in its document, from 1."""
    speaker: str
    role: str
    start: int
    """First code point of the piece in the document's text."""
    text: str
    opens: bool
    """Whether the piece begins where its turn does."""
    closes: bool


def pieces(document: Document, spans: Iterable[tuple[int, int]], neighbours: int = NEIGHBOURS) -> list[Piece]:
    """Return the parts of turns around the given spans, in order and without overlap.

    A document without turns counts as one turn of nobody.
    """
    turns = document.turns or (Turn(0, len(document.text), None, Role.OTHER, None),)
    starts = [turn.start for turn in turns]
    windows = joined(_window(turns, starts, span, neighbours) for span in spans)
    return [
        _piece(document.text, number, turns[number], window)
        for window in windows
        for number in range(max(bisect_right(starts, window[0]) - 1, 0), bisect_right(starts, window[1] - 1))
        if turns[number].end > window[0]
    ]


def _window(turns: tuple[Turn, ...], starts: list[int], span: tuple[int, int], neighbours: int) -> tuple[int, int]:
    start, end = span
    holder = max(bisect_right(starts, start) - 1, 0)
    first, last = turns[max(holder - neighbours, 0)], turns[min(holder + neighbours, len(turns) - 1)]
    return max(first.start, start - REACH), min(last.end, end + REACH)


def _piece(text: str, number: int, turn: Turn, window: tuple[int, int]) -> Piece:
    start, end = max(turn.start, window[0]), min(turn.end, window[1])
    return Piece(
        turn=number + 1,
        speaker=turn.speaker or turn.participant or "",
        role=turn.role.value,
        start=start,
        text=text[start:end],
        opens=start == turn.start,
        closes=end == turn.end,
    )
