"""A very short sentence joins its neighbour in the same turn."""

from collections.abc import Sequence
from itertools import pairwise

from thememiner.config import SegmentationSettings
from thememiner.segmentation.pieces import Piece
from thememiner.segmentation.punctuation import CLAUSE_ENDERS, CLOSERS, ELLIPSES, ENDERS

_TRAILING = frozenset(CLAUSE_ENDERS + ELLIPSES + "-")


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
