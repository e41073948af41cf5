"""Full stops: dots that end a sentence, told from those of abbreviations, initials and numbered lists."""

import re

from thememiner.language import has_han, is_stop_word

_LOOK_BACK = 24
_WORD_BEFORE = re.compile(r"[^\s(（\[“\"'‘«]*\Z")
_NEXT_WORD = re.compile(r"\s*+[“\"'‘(（\[«]*+((?:[^\W\d_]|['’])*+)(\d?)")

_BEFORE_A_NAME = frozenset(
    {"Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "St", "Mt", "Rev", "Gen", "Sen", "Gov", "Sgt", "Capt", "Lt", "Messrs", "Fr"}
)
_BEFORE_MORE = frozenset(
    {"e.g", "eg", "i.e", "ie", "cf", "vs", "v.s", "approx", "incl", "esp", "viz", "mr", "mrs", "dr"}
)
_BEFORE_A_NUMBER = frozenset(
    {"no", "nos", "nr", "p", "pp", "fig", "figs", "vol", "ch", "sec", "art", "ca", "c"}
    | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_SHORTENED = frozenset(
    {
        "etc",
        "dept",
        "govt",
        "min",
        "mins",
        "max",
        "tel",
        "ext",
        "misc",
        "avg",
        "temp",
        "hr",
        "hrs",
        "yr",
        "yrs",
        "wk",
        "wks",
    }
    | {"inc", "ltd", "co", "corp", "bros", "jr", "sr", "ph.d", "al"}
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|(?!I\b)[A-Z]")
_LIST_NUMBER = re.compile(r"\s*[(（]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})(?:\.\d{1,3})*")


def full_stop_ends(text: str, dot: int, after: int, begin: int, end: int) -> bool:
    """Tell whether the single dot at ``dot`` ends the sentence that begins at ``begin``.

    ``after`` is the place behind the dot and any closing quotes, ``end`` where the text to look at ends.
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
    if word in _BEFORE_A_NAME or folded in _BEFORE_MORE:
        return False
    if folded in _BEFORE_A_NUMBER and number_follows:
        return False
    if folded in _SHORTENED or folded in {"a.m", "p.m"}:
        return not next_word[:1].islower() and not number_follows
    if _INITIALS.fullmatch(word):
        starts_sentence = next_word[:1].isupper() and is_stop_word(next_word, "en")
        return starts_sentence or not (next_word or number_follows)
    return True
