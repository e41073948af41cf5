"""Stretches of speech on their way to becoming meaning units."""

from collections.abc import Mapping
from typing import NamedTuple

from thememiner.language import Mark, blanked, marks

Span = tuple[int, int]


class Speech(NamedTuple):
    """A document's text as written, and as spoken: the same positions, the transcriber's marks blanked."""

    text: str
    spoken: str
    marks: Mapping[int, Mark]
    """By their start, in order."""


class Piece(NamedTuple):
    """A stretch of one turn, without white space at its ends, and the words in it; all positions are the document's."""

    start: int
    end: int
    words: list[Span]
    own_line: bool
    """Whether it begins on a line of its own, where lines mean something."""

    def joined(self, following: "Piece") -> "Piece":
        """Return one piece from the start of this one to the end of the following."""
        return Piece(self.start, following.end, self.words + following.words, self.own_line)


def speech_of(text: str) -> Speech:
    """Tell what was spoken from what the transcriber noted."""
    found = marks(text)
    return Speech(text, blanked(text, found), {mark.start: mark for mark in found})


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without white space at its ends; an empty one if there is nothing else."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, max(start, end - len(inside) + len(inside.rstrip()))
