"""Where sentences end, in text that switches between Chinese and English as it likes."""

import re
from collections.abc import Iterator

from thememiner.language import has_han
from thememiner.segmentation.full_stops import full_stop_ends
from thememiner.segmentation.pieces import Speech
from thememiner.segmentation.punctuation import CLAUSE_ENDERS, CLOSERS, ELLIPSES, ENDERS, FULL_ENDERS

_END = re.compile(f"[{re.escape(ENDERS)}]+[{re.escape(CLOSERS)}]*")
_SPACE = re.compile(r"\s*+")
_ASIDE = 80
"""An aside or a quotation that reaches further than so many characters to either side is divided into its sentences."""
_ASIDES = tuple(
    (re.compile(opener), re.compile(closer), quotes)
    for opener, closer, quotes in (
        (r"[(（]", r"[)）]", False),
        (r"“", r"”", True),
        (r"「", r"」", True),
        (r"『", r"』", True),
        (r"(?<![^\s,，:：(（])\"(?=\S)", r"(?<=\S)\"(?!\w)", True),
    )
)
_RESTART = 4
_GOES_ON = frozenset(CLAUSE_ENDERS + "的地得")


def sentence_ends(speech: Speech, begin: int, end: int) -> Iterator[int]:
    """Yield the places between ``begin`` and ``end`` behind each sentence but the last.

    A mark right behind a sentence, (laughs), belongs to it; a time stamp belongs to what follows.
    """
    spoken = speech.spoken
    for found in _END.finditer(spoken, begin, end):
        if found.start() < begin or not _ends_sentence(spoken, found, begin, end):
            continue
        begin = _behind_marks(speech, found.end(), end)
        if begin < end:
            yield begin


def _behind_marks(speech: Speech, place: int, end: int) -> int:
    while True:
        next_place = place + (speech.text[place : place + 1] == " ")
        following = speech.marks.get(next_place)
        if following is None or following.is_time or following.end > end:
            return place
        place = following.end


def _ends_sentence(spoken: str, found: re.Match[str], begin: int, end: int) -> bool:
    stops = found[0].rstrip(CLOSERS)
    closed = len(stops) < len(found[0])
    space = _SPACE.match(spoken, found.end(), end)
    next_start = space.end() if space else found.end()
    following = spoken[next_start] if next_start < end else ""
    if (closed and following in _GOES_ON) or _inside_aside(spoken, found, begin, end):
        return False
    if any(stop in FULL_ENDERS for stop in stops):
        return True
    if _trails_off(stops):
        return _ellipsis_ends(spoken, found.start(), next_start, following)
    if stops in {".", "．"}:
        return full_stop_ends(spoken, found.start(), found.end(), begin, end)
    return _exclamation_ends(spoken, found, following, closed=closed)


def _trails_off(stops: str) -> bool:
    return set(stops) <= set(ELLIPSES + ".．") and (len(stops) > 1 or stops in ELLIPSES)


def _ellipsis_ends(spoken: str, start: int, next_start: int, following: str) -> bool:
    """Chinese: unless a clause goes on or the speaker takes the same words up again; English: before a capital."""
    if not has_han(spoken[max(0, start - 1) : start] + following):
        return following.isupper()
    if following in _GOES_ON:
        return False
    return not any(
        spoken[start - length : start] == spoken[next_start : next_start + length]
        for length in range(1, _RESTART + 1)
        if length <= start
    )


def _exclamation_ends(spoken: str, found: re.Match[str], following: str, *, closed: bool) -> bool:
    if has_han(spoken[max(0, found.start() - 1) : found.start()] + following):
        return True
    apart = spoken[found.end() : found.end() + 1]
    return (not apart or apart.isspace()) and not (closed and following.islower())


def _inside_aside(spoken: str, found: re.Match[str], begin: int, end: int) -> bool:
    """Tell whether a sentence would end within brackets or a quotation that opened in its middle.

    What ends a sentence and a quotation at once may end both; behind an aside in brackets a sentence goes on.
    """
    first = max(begin, found.start() - _ASIDE)
    before = spoken[first : found.end()]
    after = spoken[found.start() : min(end, found.start() + _ASIDE)]
    return any(
        _is_open(before if quotes else before[: found.start() - first], opener, closer, from_start=first == begin)
        and closer.search(after)
        for opener, closer, quotes in _ASIDES
    )


def _is_open(before: str, opener: re.Pattern[str], closer: re.Pattern[str], *, from_start: bool) -> bool:
    opened = max((found.end() for found in opener.finditer(before)), default=0)
    if opened == 0 or closer.search(before, opened):
        return False
    return not from_start or bool(before[: opened - 1].strip())
