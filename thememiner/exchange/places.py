"""Where in a transcript something stands, as people say it: line, turn, and who speaks there."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice

from thememiner.records import Document

_LINE_END = re.compile(r"\r\n|\r|\n")


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
