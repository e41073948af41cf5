"""Spans of a text, and the text as it was spoken."""

from collections.abc import Mapping
from typing import NamedTuple

from thememiner.language import Mark, blank_spans, find_marks

Span = tuple[int, int]


class SpokenText(NamedTuple):
    """A document's text as written, and as spoken: transcriber's marks are blanked, positions stay the same."""

    text: str
    spoken: str
    marks: Mapping[int, Mark]
    """By start, in order."""


class TextSpan(NamedTuple):
    """A span of one turn, without white space at its ends, and the words in it; positions are those of the document."""

    start: int
    end: int
    words: list[Span]
    own_line: bool
    """Whether it begins a line, where line breaks end sentences."""

    def join(self, following: "TextSpan") -> "TextSpan":
        """Return one span from the start of this one to the end of the following one."""
        return TextSpan(self.start, following.end, self.words + following.words, self.own_line)


def to_spoken_text(text: str) -> SpokenText:
    """Return a text with the transcriber's marks found and blanked."""
    marks = find_marks(text)
    return SpokenText(text, blank_spans(text, marks), {mark.start: mark for mark in marks})


def trim_span(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its ends; an empty span if it holds only white space."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, max(start, end - len(inside) + len(inside.rstrip()))
