"""Cut the turns of a document into meaning units.

A very short sentence joins its neighbour in the same turn.
An overlong sentence is divided, as evenly as its clauses allow.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil
from operator import attrgetter, itemgetter
from typing import NamedTuple

from thememiner.config import SegmentationSettings
from thememiner.language import HAN, listed_words
from thememiner.records import Document, Turn
from thememiner.segmentation.layout import Layout, layout_of
from thememiner.segmentation.sentences import CLAUSE_ENDERS, CLOSERS, ELLIPSES, ENDERS, OPENERS, sentence_ends
from thememiner.segmentation.spans import Piece, Span, Speech, trimmed
from thememiner.segmentation.tokenizers import Words

_TRAILING = frozenset(CLAUSE_ENDERS + ELLIPSES + "-")
_CLAUSE_END = re.compile(f"[{re.escape(CLAUSE_ENDERS)}]+[{re.escape(CLOSERS)}]*")
_GAP_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_TRAIL = re.compile(rf"[^\w\s{re.escape(OPENERS)}]*+")
_FINAL_PARTICLES = frozenset("了啊呀吧呢嘛啦哦喽")
_PRONOUNS = frozenset(
    {*"我你您他她它这那這", "我们", "你们", "他们", "她们", "我們", "你們", "他們", "她們", "人家", "大家"}
)
_words_before = attrgetter("words")
_EVEN = 0.2
"""A cut leaves at least this share of the words on either side, or a worse kind of place is tried."""


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


def join_short(
    pieces: Sequence[Piece], spoken: str, *, punctuated: bool, settings: SegmentationSettings
) -> list[Piece]:
    """Join every piece of fewer than ``min_words`` words to a neighbour; all pieces are of one turn, in order.

    What is unfinished (it trails off, or has no full stop where others have one: a heading), and what begins the line
    on which its neighbour goes on, joins the following piece; anything else joins the previous one. Nothing is joined
    to more than ``max_words`` words, and a line of nothing but marks stays by itself.
    """
    onwards = list(pieces[:1])
    for before, piece in pairwise(pieces):
        leads_on = _is_unfinished(before, spoken, punctuated=punctuated) or (before.own_line and not piece.own_line)
        if len(before.words) < settings.min_words and leads_on and _may_join(onwards[-1], piece, settings):
            onwards[-1] = onwards[-1].joined(piece)
        else:
            onwards.append(piece)
    return _join_neighbours(onwards, settings)


def _join_neighbours(pieces: Sequence[Piece], settings: SegmentationSettings) -> list[Piece]:
    joined = list(pieces[:1])
    for piece in pieces[1:]:
        short = min(len(joined[-1].words), len(piece.words)) < settings.min_words
        if short and _may_join(joined[-1], piece, settings):
            joined[-1] = joined[-1].joined(piece)
        else:
            joined.append(piece)
    return joined


def _may_join(before: Piece, piece: Piece, settings: SegmentationSettings) -> bool:
    if piece.own_line and not (before.words and piece.words):
        return False
    return len(before.words) + len(piece.words) <= settings.max_words


def _is_unfinished(piece: Piece, spoken: str, *, punctuated: bool) -> bool:
    said = spoken[piece.start : piece.end].rstrip().rstrip(CLOSERS)
    if not said or said[-1] in _TRAILING or said.endswith(".."):
        return True
    return punctuated and said[-1] not in ENDERS


class _Place(NamedTuple):
    """A place where a piece may be cut: how many of its words lie before, and where in the text."""

    words: int
    position: int


def split_overlong(piece: Piece, speech: Speech, openings: Sequence[int], most: int) -> list[Piece]:
    """Divide a piece of more than ``most`` words into as few parts as that allows, as even as they can be.

    Kinds of places, best first: behind clause punctuation; at line breaks, pauses, time stamps (the ``openings`` of
    the document) and spaces between Chinese words; before a conjunction, or between a Chinese final
    particle and a pronoun; behind such a particle; between any two words.
    """
    if len(piece.words) <= most:
        return [piece]
    kinds = _places(piece, speech.spoken, openings)
    return _parts(piece, speech.text, _cuts(kinds, 0, len(piece.words), most))


def _places(piece: Piece, spoken: str, openings: Sequence[int]) -> list[list[_Place]]:
    """Return the places where a piece may be cut, by kind."""
    starts = [start for start, _ in piece.words]
    ends = [end for _, end in piece.words]
    said = [spoken[start:end].casefold() for start, end in piece.words]
    clauses = (found.end() for found in _CLAUSE_END.finditer(spoken, piece.start, piece.end))
    gaps = (found.end() for found in _GAP_BETWEEN_HAN.finditer(spoken, piece.start, piece.end))
    breaks = sorted({*gaps, *openings[bisect_left(openings, piece.start) : bisect_left(openings, piece.end)]})
    behind = [_behind(spoken, end, start) for end, start in zip(ends, starts[1:], strict=False)]
    pairs = list(zip(behind, pairwise(said), strict=True))
    starting = (place for place, (before, word) in pairs if _starts_clause(before, word))
    ending = (place for place, (before, _) in pairs if before in _FINAL_PARTICLES)

    def counted(positions: Iterable[int]) -> list[_Place]:
        places = (_Place(bisect_right(ends, position), position) for position in positions)
        return [place for place in places if 0 < place.words < len(starts) and starts[place.words] >= place.position]

    return [counted(kind) for kind in (clauses, breaks, starting, ending, behind)]


def _starts_clause(before: str, word: str) -> bool:
    return word in listed_words("conjunctions") or (before in _FINAL_PARTICLES and word in _PRONOUNS)


def _behind(spoken: str, end: int, following: int) -> int:
    """Return the place behind a word and the punctuation that belongs to it."""
    trail = _TRAIL.match(spoken, end, following)
    return trail.end() if trail else end


def _cuts(kinds: Sequence[Sequence[_Place]], first: int, last: int, most: int) -> list[int]:
    """Return where to cut between the words ``first`` and ``last``, halving the number of parts each time."""
    count = last - first
    parts = ceil(count / most)
    if parts <= 1:
        return []
    ideal = first + count * (parts // 2) / parts
    margin = max(1, int(count * _EVEN))
    best = min(_first_within(kinds, first + margin, last - margin), key=lambda place: (abs(place.words - ideal), place))
    before = _cuts(kinds, first, best.words, most)
    return [*before, best.position, *_cuts(kinds, best.words, last, most)]


def _first_within(kinds: Sequence[Sequence[_Place]], low: int, high: int) -> Sequence[_Place]:
    """Return the places of the best kind that has any with ``low`` to ``high`` words before them; the last kind has."""
    for places in kinds:
        within = places[bisect_left(places, low, key=_words_before) : bisect_right(places, high, key=_words_before)]
        if within:
            break
    return within


def _parts(piece: Piece, text: str, cuts: Sequence[int]) -> list[Piece]:
    parts: list[Piece] = []
    taken = 0
    for begin, end in pairwise([piece.start, *cuts, piece.end]):
        count = bisect_left(piece.words, end, lo=taken, key=itemgetter(0))
        parts.append(Piece(*trimmed(text, begin, end), piece.words[taken:count], piece.own_line and not parts))
        taken = count
    return parts
