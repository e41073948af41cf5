"""Cut the turns of a document into meaning units: short sentences are joined, overlong ones are divided."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil
from operator import attrgetter, itemgetter
from typing import NamedTuple

from thememiner.config import SegmentationSettings
from thememiner.language import HAN, read_words
from thememiner.records import Document, Turn
from thememiner.segmentation.layout import Layout, detect_layout
from thememiner.segmentation.sentence_ends import CLAUSE_ENDERS, CLOSERS, ELLIPSES, ENDERS, OPENERS, find_sentence_ends
from thememiner.segmentation.spans import Span, SpokenText, TextSpan, trim_span
from thememiner.segmentation.tokenizers import Tokenizer

_TRAILING = frozenset(CLAUSE_ENDERS + ELLIPSES + "-")
_CLAUSE_END = re.compile(f"[{re.escape(CLAUSE_ENDERS)}]+[{re.escape(CLOSERS)}]*")
_GAP_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_TRAIL = re.compile(rf"[^\w\s{re.escape(OPENERS)}]*+")
_FINAL_PARTICLES = frozenset("了啊呀吧呢嘛啦哦喽")
_PRONOUNS = frozenset(
    {*"我你您他她它这那這", "我们", "你们", "他们", "她们", "我們", "你們", "他們", "她們", "人家", "大家"}
)
_words_before = attrgetter("words")
_MIN_SHARE = 0.2
"""A cut leaves at least this share of the words on either side; otherwise the next kind of place is tried."""


class Unit(NamedTuple):
    """A meaning unit and the words in it; positions are those of the document."""

    start: int
    end: int
    turn: int
    row_id: str | None
    words: list[Span]


def cut_units(
    document: Document, speech: SpokenText, tokenizer: Tokenizer, settings: SegmentationSettings
) -> list[Unit]:
    """Return the meaning units of a document, in order of place.

    Units that the input had cut already are taken as they are. Otherwise every character of every turn that is not
    white space lies in exactly one unit. In text without punctuation a span may hold several sentences, so its limit is
    half of ``max_words``.
    """
    if document.cuts:
        return sorted(
            Unit(cut.start, cut.end, cut.turn, cut.row_id, tokenizer.find_words(speech.spoken, cut.start, cut.end))
            for cut in document.cuts
        )
    layout = detect_layout(document, speech)
    return [
        Unit(span.start, span.end, index, None, span.words)
        for index, turn in enumerate(document.turns)
        for span in _cut_turn(turn, speech, layout, tokenizer, settings)
    ]


def _cut_turn(
    turn: Turn, speech: SpokenText, layout: Layout, tokenizer: Tokenizer, settings: SegmentationSettings
) -> list[TextSpan]:
    max_words = settings.max_words if layout.is_punctuated else settings.max_words // 2
    sentences = _sentences(turn, speech, layout, tokenizer)
    divided = [part for span in sentences for part in split_overlong(span, speech, layout.break_points, max_words)]
    return join_short(divided, speech.spoken, is_punctuated=layout.is_punctuated, settings=settings)


def _sentences(turn: Turn, speech: SpokenText, layout: Layout, tokenizer: Tokenizer) -> Iterator[TextSpan]:
    lines = layout.line_starts(turn)
    for begin, end in layout.divide(turn):
        ends = find_sentence_ends(speech, begin, end)
        for first, last in pairwise([begin, *ends, end]):
            start, stop = trim_span(speech.text, first, last)
            if start < stop:
                yield TextSpan(start, stop, tokenizer.find_words(speech.spoken, start, stop), first in lines)


def join_short(
    spans: Sequence[TextSpan], spoken: str, *, is_punctuated: bool, settings: SegmentationSettings
) -> list[TextSpan]:
    """Join every span of fewer than ``min_words`` words to a neighbour; the spans are those of one turn, in order.

    An unfinished span joins the following one: it trails off, or has no full stop in punctuated text, as a heading
    does. So does a span that begins the line on which its neighbour continues. Any other span joins the previous one.
    A joined span has at most ``max_words`` words, and a line that holds only transcriber's marks is never joined.
    """
    joined = list(spans[:1])
    for before, span in pairwise(spans):
        leads_on = _is_unfinished(before, spoken, is_punctuated=is_punctuated) or (
            before.own_line and not span.own_line
        )
        if len(before.words) < settings.min_words and leads_on and _may_join(joined[-1], span, settings):
            joined[-1] = joined[-1].join(span)
        else:
            joined.append(span)
    return _join_neighbours(joined, settings)


def _join_neighbours(spans: Sequence[TextSpan], settings: SegmentationSettings) -> list[TextSpan]:
    joined = list(spans[:1])
    for span in spans[1:]:
        is_short = min(len(joined[-1].words), len(span.words)) < settings.min_words
        if is_short and _may_join(joined[-1], span, settings):
            joined[-1] = joined[-1].join(span)
        else:
            joined.append(span)
    return joined


def _may_join(before: TextSpan, span: TextSpan, settings: SegmentationSettings) -> bool:
    if span.own_line and not (before.words and span.words):
        return False
    return len(before.words) + len(span.words) <= settings.max_words


def _is_unfinished(span: TextSpan, spoken: str, *, is_punctuated: bool) -> bool:
    text = spoken[span.start : span.end].rstrip().rstrip(CLOSERS)
    if not text or text[-1] in _TRAILING or text.endswith(".."):
        return True
    return is_punctuated and text[-1] not in ENDERS


class _CutPlace(NamedTuple):
    """A place where a span may be cut: the number of its words before it, and the position in the text."""

    words: int
    position: int


def split_overlong(span: TextSpan, speech: SpokenText, break_points: Sequence[int], max_words: int) -> list[TextSpan]:
    """Divide a span of more than ``max_words`` words into as few and as even parts as possible.

    Kinds of places, best first: after clause punctuation; at the ``break_points`` of the document (line breaks, pauses,
    time stamps) and at spaces between Chinese words; before a conjunction, or between a Chinese final particle and a
    pronoun; after such a particle; between any two words.
    """
    if len(span.words) <= max_words:
        return [span]
    kinds = _cut_places(span, speech.spoken, break_points)
    return _cut_span(span, speech.text, _choose_cuts(kinds, 0, len(span.words), max_words))


def _cut_places(span: TextSpan, spoken: str, break_points: Sequence[int]) -> list[list[_CutPlace]]:
    """Return the places where a span may be cut, by kind."""
    starts = [start for start, _ in span.words]
    ends = [end for _, end in span.words]
    words = [spoken[start:end].casefold() for start, end in span.words]
    clauses = (match.end() for match in _CLAUSE_END.finditer(spoken, span.start, span.end))
    gaps = (match.end() for match in _GAP_BETWEEN_HAN.finditer(spoken, span.start, span.end))
    inside = break_points[bisect_left(break_points, span.start) : bisect_left(break_points, span.end)]
    breaks = sorted({*gaps, *inside})
    behind = [_behind(spoken, end, start) for end, start in zip(ends, starts[1:], strict=False)]
    pairs = list(zip(behind, pairwise(words), strict=True))
    starting = (place for place, (before, word) in pairs if _starts_clause(before, word))
    ending = (place for place, (before, _) in pairs if before in _FINAL_PARTICLES)

    def count_words(positions: Iterable[int]) -> list[_CutPlace]:
        places = (_CutPlace(bisect_right(ends, position), position) for position in positions)
        return [place for place in places if 0 < place.words < len(starts) and starts[place.words] >= place.position]

    return [count_words(kind) for kind in (clauses, breaks, starting, ending, behind)]


def _starts_clause(before: str, word: str) -> bool:
    return word in read_words("conjunctions") or (before in _FINAL_PARTICLES and word in _PRONOUNS)


def _behind(spoken: str, end: int, following: int) -> int:
    """Return the place after a word and the punctuation that belongs to it."""
    trail = _TRAIL.match(spoken, end, following)
    return trail.end() if trail else end


def _choose_cuts(kinds: Sequence[Sequence[_CutPlace]], first: int, last: int, max_words: int) -> list[int]:
    """Return where to cut between the words ``first`` and ``last``, halving the number of parts each time."""
    count = last - first
    parts = ceil(count / max_words)
    if parts <= 1:
        return []
    ideal = first + count * (parts // 2) / parts
    margin = max(1, int(count * _MIN_SHARE))
    best = min(_first_within(kinds, first + margin, last - margin), key=lambda place: (abs(place.words - ideal), place))
    before = _choose_cuts(kinds, first, best.words, max_words)
    return [*before, best.position, *_choose_cuts(kinds, best.words, last, max_words)]


def _first_within(kinds: Sequence[Sequence[_CutPlace]], low: int, high: int) -> Sequence[_CutPlace]:
    """Return the places of the best kind that has any with ``low`` to ``high`` words before them."""
    for places in kinds:
        within = places[bisect_left(places, low, key=_words_before) : bisect_right(places, high, key=_words_before)]
        if within:
            break
    return within


def _cut_span(span: TextSpan, text: str, cuts: Sequence[int]) -> list[TextSpan]:
    parts: list[TextSpan] = []
    first = 0
    for begin, end in pairwise([span.start, *cuts, span.end]):
        last = bisect_left(span.words, end, lo=first, key=itemgetter(0))
        parts.append(TextSpan(*trim_span(text, begin, end), span.words[first:last], span.own_line and not parts))
        first = last
    return parts
