"""Where the layout of a document ends sentences: lines, blank lines, pauses, time stamps."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from thememiner.language import HAN
from thememiner.records import Document, Turn
from thememiner.segmentation.sentence_ends import CLOSERS, ENDERS
from thememiner.segmentation.spans import Span, SpokenText

PAUSE = 0.8
"""Seconds of silence between two cues that end a sentence in text without punctuation."""

WORDS_PER_SENTENCE = 60
"""A text with fewer than one sentence end in this many words was written without punctuation."""

MIN_SENTENCE_LINES = 0.5
"""If at least this share of lines end a sentence, a line break ends one; otherwise lines are only wrapped."""

_BREAK = re.compile(r"(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])\s*")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(f"[{HAN}]{{1,2}}|[^\\W{HAN}]+")
_SENTENCE_END = re.compile(f"[{re.escape(ENDERS)}]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in a document at which its layout ends a sentence, or allows a cut; each field is sorted."""

    is_punctuated: bool
    lines: tuple[int, ...]
    """After line breaks that end a sentence."""
    pauses: tuple[int, ...]
    """After pauses and at time stamps that end a sentence; empty for punctuated text: its sentences hold pauses."""
    break_points: tuple[int, ...]
    """After all other line breaks, pauses and time stamps: good places to divide an overlong sentence."""

    def line_starts(self, turn: Turn) -> set[int]:
        """Return where lines of a turn begin, where line breaks end sentences; its start is one of them."""
        return {turn.start, *_inside(self.lines, turn)}

    def divide(self, turn: Turn) -> Iterable[Span]:
        """Return the spans of a turn between the positions at which the layout ends sentences."""
        return pairwise(sorted({turn.start, turn.end, *_inside(self.lines, turn), *_inside(self.pauses, turn)}))


def _inside(positions: Sequence[int], turn: Turn) -> Sequence[int]:
    return positions[bisect_right(positions, turn.start) : bisect_left(positions, turn.end)]


def detect_layout(document: Document, speech: SpokenText) -> Layout:
    """Detect how the layout of a document ends sentences.

    A blank line always ends a sentence. A single line break does so in text without punctuation, and where most lines
    end with a sentence. Otherwise lines are wrapped, or are the cues of a subtitle file.
    """
    spoken = speech.spoken
    is_punctuated = _is_punctuated(spoken[turn.start : turn.end] for turn in document.turns)
    single, blank = _line_breaks(document)
    stamps = [mark.start for mark in speech.marks.values() if mark.is_time]
    cues = [cue.start for cue in document.cues]
    pauses = [] if is_punctuated else sorted({*stamps, *_after_pauses(document)})
    lines_end = not cues and _do_lines_end_sentences(spoken, single, is_punctuated=is_punctuated)
    lines = blank + (single if lines_end else [])
    break_points = {*single, *stamps, *cues}.difference(lines, pauses)
    return Layout(is_punctuated, tuple(sorted(lines)), tuple(pauses), tuple(sorted(break_points)))


def _is_punctuated(turns: Iterable[str]) -> bool:
    words = ends = 0
    for turn in turns:
        words += sum(1 for _ in _WORD.finditer(turn))
        ends += sum(1 for _ in _SENTENCE_END.finditer(turn))
    return ends * WORDS_PER_SENTENCE >= words


def _line_breaks(document: Document) -> tuple[list[int], list[int]]:
    """Return where lines begin inside turns: after single line breaks, and after blank lines."""
    single: list[int] = []
    blank: list[int] = []
    for turn in document.turns:
        for match in _BREAK.finditer(document.text, turn.start, turn.end):
            breaks = sum(1 for _ in _LINE_END.finditer(match[0]))
            (single if breaks == 1 else blank).append(match.end())
    return single, blank


def _do_lines_end_sentences(spoken: str, starts: Sequence[int], *, is_punctuated: bool) -> bool:
    if not is_punctuated or not starts:
        return not is_punctuated
    previous, ended = 0, 0
    for start in starts:
        line = spoken[previous:start].rstrip().rstrip(CLOSERS)
        ended += not line or line[-1] in ENDERS
        previous = start
    return ended >= MIN_SENTENCE_LINES * len(starts)


def _after_pauses(document: Document) -> list[int]:
    pairs = zip(document.cues, document.cues[1:], strict=False)
    return [
        after.start
        for before, after in pairs
        if before.media_end is not None and after.media_start - before.media_end >= PAUSE
    ]
