"""What the layout of a document says about where sentences end: lines, blank lines, pauses, time stamps."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thememiner.language import HAN
from thememiner.records import Document
from thememiner.segmentation.sentences import CLOSERS, ENDERS
from thememiner.segmentation.spans import Speech

PAUSE = 0.8
"""Seconds of silence between two cues that end a stretch of unpunctuated speech."""

WORDS_PER_SENTENCE = 60
"""A text with fewer sentence ends than one in so many words was written without punctuation."""

LINES_THAT_END = 0.5
"""From this share of line ends that are sentence ends, a line is a unit of writing; below, lines are only wrapped."""

_BREAK = re.compile(r"(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])\s*")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(f"[{HAN}]{{1,2}}|[^\\W{HAN}]+")
_SENTENCE_END = re.compile(f"[{re.escape(ENDERS)}]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in a document where a new stretch begins, each sorted."""

    punctuated: bool
    lines: tuple[int, ...]
    """After line breaks that part sentences."""
    pauses: tuple[int, ...]
    """After pauses and at time stamps that part them; none in punctuated text: a sentence may have a pause in it."""
    openings: tuple[int, ...]
    """After all other line breaks, pauses and time stamps: good places to divide what is too long."""


def layout_of(document: Document, speech: Speech) -> Layout:
    """Judge the layout of a document.

    A blank line always parts sentences. A single line break does so in text without punctuation, and where most
    lines end with a sentence; else lines are wrapped, or the cues of a subtitle file.
    """
    spoken = speech.spoken
    turns = [spoken[turn.start : turn.end] for turn in document.turns]
    punctuated = _is_punctuated(turns)
    single, blank = _line_breaks(document)
    stamps = [mark.start for mark in speech.marks.values() if mark.is_time]
    cues = [cue.start for cue in document.cues]
    pauses = [] if punctuated else sorted({*stamps, *_after_pauses(document)})
    lines = blank + (single if _lines_part(spoken, single, punctuated=punctuated) and not cues else [])
    openings = {*single, *stamps, *cues}.difference(lines, pauses)
    return Layout(punctuated, tuple(sorted(lines)), tuple(pauses), tuple(sorted(openings)))


def _is_punctuated(turns: Iterable[str]) -> bool:
    words = ends = 0
    for turn in turns:
        words += sum(1 for _ in _WORD.finditer(turn))
        ends += sum(1 for _ in _SENTENCE_END.finditer(turn))
    return ends * WORDS_PER_SENTENCE >= words


def _line_breaks(document: Document) -> tuple[list[int], list[int]]:
    """Return where lines begin inside turns: after a single break, and after a blank line."""
    single: list[int] = []
    blank: list[int] = []
    for turn in document.turns:
        for found in _BREAK.finditer(document.text, turn.start, turn.end):
            breaks = sum(1 for _ in _LINE_END.finditer(found[0]))
            (single if breaks == 1 else blank).append(found.end())
    return single, blank


def _lines_part(spoken: str, starts: Sequence[int], *, punctuated: bool) -> bool:
    if not punctuated or not starts:
        return not punctuated
    previous, ended = 0, 0
    for start in starts:
        line = spoken[previous:start].rstrip().rstrip(CLOSERS)
        ended += not line or line[-1] in ENDERS
        previous = start
    return ended >= LINES_THAT_END * len(starts)


def _after_pauses(document: Document) -> list[int]:
    pairs = zip(document.cues, document.cues[1:], strict=False)
    return [
        after.start
        for before, after in pairs
        if before.media_end is not None and after.media_start - before.media_end >= PAUSE
    ]
