"""Find where sentences end, in text that may switch between Chinese and English."""

import re
from collections.abc import Iterator

from thememiner.language import has_han, is_stop_word
from thememiner.segmentation.spans import SpokenText

_LOOK_BACK = 24
_WORD_BEFORE = re.compile(r"[^\s(（\[“\"'‘«]*\Z")
_NEXT_WORD = re.compile(r"\s*+[“\"'‘(（\[«]*+((?:[^\W\d_]|['’])*+)(\d?)")
_BEFORE_A_NAME = frozenset(
    {"Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "St", "Mt", "Rev", "Gen", "Sen", "Gov", "Sgt", "Capt", "Lt", "Messrs", "Fr"}
)
_NEVER_FINAL = frozenset(
    {"e.g", "eg", "i.e", "ie", "cf", "vs", "v.s", "approx", "incl", "esp", "viz", "mr", "mrs", "dr"}
)
_BEFORE_A_NUMBER = frozenset(
    {"no", "nos", "nr", "p", "pp", "fig", "figs", "vol", "ch", "sec", "art", "ca", "c"}
    | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_ABBREVIATIONS = frozenset(
    {
        *("etc", "dept", "govt", "min", "mins", "max", "tel", "ext", "misc", "avg", "temp"),
        *("hr", "hrs", "yr", "yrs", "wk", "wks", "inc", "ltd", "co", "corp", "bros", "jr", "sr", "ph.d", "al"),
    }
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|(?!I\b)[A-Z]")
_LIST_NUMBER = re.compile(r"\s*[(（]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})(?:\.\d{1,3})*")
FULL_ENDERS = "。！？；｡‽"
"""These always end a sentence."""
ELLIPSES = "…⋯"
ENDERS = FULL_ENDERS + ELLIPSES + ".!?．"
"""These may end a sentence."""
CLOSERS = "”’\"'」』）)]】》〉»〗〕｝}］"
"""These belong to the text before them."""
OPENERS = "“‘\"'「『（([【《〈«〖〔｛{［"
CLAUSE_ENDERS = "，、；：,;:—–"
"""These end a clause."""
_END = re.compile(f"[{re.escape(ENDERS)}]+[{re.escape(CLOSERS)}]*")
_SPACE = re.compile(r"\s*+")
_LONGEST_ASIDE = 80
"""An aside or quotation that extends further than this many characters to either side is divided into sentences."""
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
_ASIDE_OPENER = re.compile(r"[(（“「『\"]")
_LONGEST_RESTART = 4
"""A speaker who repeats up to this many characters after an ellipsis goes on with the same sentence."""
_CONTINUES = frozenset(CLAUSE_ENDERS + "的地得")


def is_sentence_end(text: str, dot: int, after: int, begin: int, end: int) -> bool:
    """Say whether the single dot at ``dot`` ends the sentence that begins at ``begin``.

    Dots of abbreviations, initials and numbered lists do not. ``after`` is the position after the dot and any closing
    quotes, and ``end`` that at which the text to look at ends.
    """
    word = _word_before(text, dot, begin)
    if not word or (has_han(word[-1]) and not text[after : after + 1].isdigit()):
        return bool(word)
    if after < end and not text[after].isspace():
        glued = word.isalpha() and word.islower() and len(word) > 1 and text[after].isupper()
        return has_han(text[after]) or glued
    following = _NEXT_WORD.match(text, after, end)
    next_word, digit = following.groups() if following else ("", "")
    if next_word[:1].islower() and after > dot + 1:
        return False
    if _LIST_NUMBER.fullmatch(text, begin, dot) and (next_word or digit):
        return False
    return _word_may_end(word, next_word, number_follows=bool(digit and not next_word))


def _word_before(text: str, dot: int, begin: int) -> str:
    found = _WORD_BEFORE.search(text[max(begin, dot - _LOOK_BACK) : dot])
    return found[0] if found else ""


def _word_may_end(word: str, next_word: str, *, number_follows: bool) -> bool:
    folded = word.casefold()
    if word in _BEFORE_A_NAME or folded in _NEVER_FINAL:
        return False
    if folded in _BEFORE_A_NUMBER and number_follows:
        return False
    if folded in _ABBREVIATIONS or folded in {"a.m", "p.m"}:
        return not next_word[:1].islower() and not number_follows
    if _INITIALS.fullmatch(word):
        starts_sentence = next_word[:1].isupper() and is_stop_word(next_word, "en")
        return starts_sentence or not (next_word or number_follows)
    return True


def find_sentence_ends(speech: SpokenText, begin: int, end: int) -> Iterator[int]:
    """Yield the position after each sentence between ``begin`` and ``end`` except the last.

    A transcriber's mark directly after a sentence, such as ``(laughs)``, belongs to it; a time stamp belongs to the
    text that follows.
    """
    spoken = speech.spoken
    for found in _END.finditer(spoken, begin, end):
        if found.start() < begin or not _ends_sentence(spoken, found, begin, end):
            continue
        begin = _behind_marks(speech, found.end(), end)
        if begin < end:
            yield begin


def _behind_marks(speech: SpokenText, place: int, end: int) -> int:
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
    if (closed and following in _CONTINUES) or _inside_aside(spoken, found, begin, end):
        return False
    if any(stop in FULL_ENDERS for stop in stops):
        return True
    if _trails_off(stops):
        return _ellipsis_ends(spoken, found.start(), next_start, following)
    if stops in {".", "．"}:
        return is_sentence_end(spoken, found.start(), found.end(), begin, end)
    return _exclamation_ends(spoken, found, following, closed=closed)


def _trails_off(stops: str) -> bool:
    return set(stops) <= set(ELLIPSES + ".．") and (len(stops) > 1 or stops in ELLIPSES)


def _ellipsis_ends(spoken: str, start: int, next_start: int, following: str) -> bool:
    """Say whether an ellipsis ends a sentence.

    In English it does before a capital letter. In Chinese it does unless a clause continues, or the speaker starts
    again with the same words.
    """
    if not has_han(spoken[max(0, start - 1) : start] + following):
        return following.isupper()
    if following in _CONTINUES:
        return False
    return not any(
        spoken[start - length : start] == spoken[next_start : next_start + length]
        for length in range(1, _LONGEST_RESTART + 1)
        if length <= start
    )


def _exclamation_ends(spoken: str, found: re.Match[str], following: str, *, closed: bool) -> bool:
    if has_han(spoken[max(0, found.start() - 1) : found.start()] + following):
        return True
    apart = spoken[found.end() : found.end() + 1]
    return (not apart or apart.isspace()) and not (closed and following.islower())


def _inside_aside(spoken: str, found: re.Match[str], begin: int, end: int) -> bool:
    """Say whether a sentence would end inside brackets or a quotation that opened in its middle.

    A mark that ends a quotation may also end the sentence around it; after an aside in brackets a sentence continues.
    """
    first = max(begin, found.start() - _LONGEST_ASIDE)
    before = spoken[first : found.end()]
    if not _ASIDE_OPENER.search(before):
        return False
    after = spoken[found.start() : min(end, found.start() + _LONGEST_ASIDE)]
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
