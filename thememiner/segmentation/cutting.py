"""Cut the turns of a document into meaning units."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from thememiner.config import SegmentationSettings
from thememiner.records import Document, Turn
from thememiner.segmentation.joining import join_short
from thememiner.segmentation.layout import Layout, layout_of
from thememiner.segmentation.pieces import Piece, Span, Speech, trimmed
from thememiner.segmentation.sentences import sentence_ends
from thememiner.segmentation.splitting import split_overlong
from thememiner.segmentation.words import Words


class Unit(NamedTuple):
    """A meaning unit at its place in a document, with the words in it; all positions are the document's."""

    start: int
    end: int
    turn: int
    row_id: str | None
    words: list[Span]


def units_of(document: Document, speech: Speech, words: Words, settings: SegmentationSettings) -> list[Unit]:
    """Return the meaning units of a document, in order of place.

    Units that the input had cut already are taken as they are. Otherwise every character of every turn that is no white
    space lies in exactly one unit. Without punctuation a stretch of speech holds several sentences, so that half of
    ``max_words`` is its bound.
    """
    if document.cuts:
        return sorted(
            Unit(cut.start, cut.end, cut.turn, cut.row_id, words.spans(speech.spoken, cut.start, cut.end))
            for cut in document.cuts
        )
    layout = layout_of(document, speech)
    return [
        Unit(piece.start, piece.end, index, None, piece.words)
        for index, turn in enumerate(document.turns)
        for piece in _pieces(turn, speech, layout, words, settings)
    ]


def _pieces(turn: Turn, speech: Speech, layout: Layout, words: Words, settings: SegmentationSettings) -> list[Piece]:
    most = settings.max_words if layout.punctuated else settings.max_words // 2
    sentences = _sentences(turn, speech, layout, words)
    divided = [part for piece in sentences for part in split_overlong(piece, speech, layout.openings, most)]
    return join_short(divided, speech.spoken, punctuated=layout.punctuated, settings=settings)


def _sentences(turn: Turn, speech: Speech, layout: Layout, words: Words) -> Iterator[Piece]:
    lines = {turn.start, *_inside(layout.lines, turn)}
    edges = sorted({turn.start, turn.end, *lines, *_inside(layout.pauses, turn)})
    for begin, end in pairwise(edges):
        ends = sentence_ends(speech, begin, end)
        for first, last in pairwise([begin, *ends, end]):
            start, stop = trimmed(speech.text, first, last)
            if start < stop:
                yield Piece(start, stop, words.spans(speech.spoken, start, stop), first in lines)


def _inside(places: Sequence[int], turn: Turn) -> Sequence[int]:
    return places[bisect_right(places, turn.start) : bisect_left(places, turn.end)]
