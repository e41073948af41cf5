"""What the head of a transcript says about its labels: ``Key: R = researcher, I = interviewee``."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.line_labels import Line, LineLabel
from thememiner.corpus.speakers.speaker_labels import (
    LONGEST_NAME,
    is_generic_label,
    is_listed_label,
    list_labels,
    parse_label,
    role_of,
)
from thememiner.language import HAN
from thememiner.records import Role

_TITLES = frozenset({"dr", "mr", "ms", "mrs", "prof"})
_HEAD_LINES = 40
_LONGEST_LINE = 300
_LABEL = rf"[A-Za-z{HAN}][A-Za-z0-9{HAN}]{{0,11}}"
_WORDS = rf"[A-Za-z{HAN}](?:[^=＝,，;；、。.?？!！\n()（）\[\]|]|\.(?!\s)){{0,40}}"
_SIGNS = ("=", "＝", "→", "stands for", "refers to", "means", "代表", "表示", "指的是")
_BETWEEN = rf"\s{{0,3}}(?:{'|'.join(_SIGNS)})\s{{0,3}}"
_PAIR = re.compile(rf"(?<![A-Za-z0-9{HAN}])(?P<left>{_LABEL}){_BETWEEN}(?:the |an? )?(?P<right>{_WORDS})")
_LEFT_WORDS = re.compile(rf"(?P<left>{_WORDS}){_BETWEEN}(?P<right>[A-Z][A-Za-z0-9]{{0,3}})(?![A-Za-z0-9])")
_IN_BRACKETS = re.compile(
    rf"(?P<left>[A-Za-z{HAN}][A-Za-z {HAN}]{{0,30}}?)\s?[(（](?P<right>[A-Za-z][A-Za-z0-9]{{0,3}})[)）]"
)
_LABEL_AND_ROLE = re.compile(rf"(?P<left>{_LABEL})\s{{0,3}}[:：–—-]\s{{0,3}}(?:the |an? )?(?P<right>{_WORDS})")
_BETWEEN_PAIRS = re.compile(rf"\s{{0,3}}[,，;；、/|。\t]\s{{0,3}}|\s{{1,3}}(?={_LABEL}\s{{0,3}}[:：=])|\s{{2,3}}")
_HAN_SIGNS = "为是即指為"
_HAN_SIGN = re.compile(rf"(?P<left>[A-Z][A-Z0-9]{{0,3}})\s?[{_HAN_SIGNS}](?P<right>{_WORDS})")
_EDGES = " \t•*-–.。()（）[]【】"
_LAST_WORD = re.compile(r".*[\s:：–—-]", re.DOTALL)
_MOST_WORDS = 4
"""Of the role that a key gives to a label; more words are a sentence."""
_KEY_WORD = re.compile(
    r"\W{0,4}(?:key|legend|speakers?|abbreviations?|labels?|initials|transcription key|说明|图例|标记说明|缩写"
    r"|符号说明|說明)\W{0,3}[:：\n]",
    re.IGNORECASE,
)
_AFTER_KEY_WORD = re.compile(
    rf"(?<![A-Za-z0-9{HAN}])(?P<left>{_LABEL})\s{{0,3}}[:：–—(（-]\s{{0,3}}(?P<right>{_WORDS})"
)


_Endings = tuple[frozenset[str], frozenset[str]]
"""Last words, and the last two letters of each: a quick answer for most lines."""


@dataclass(slots=True)
class HeadKey:
    """Roles by label, in the form in which labels are compared, and the last line of the key (-1 if there is none)."""

    roles: dict[str, Role] = field(default_factory=dict)
    last_line: int = -1


def read_head_key(
    text: str, lines: Sequence[Line], candidates: Sequence[LineLabel], speakers: SpeakerSettings
) -> HeadKey:
    """Read which label means which role, where the first lines say so with two labels or more, or name a key.

    A line about one label is a key if it stands above all turns and the label speaks below (``candidates`` are all that
    may begin a turn). A key says it of each label once; lines that say it of the same label again and again are turns.
    """
    key = HeadKey()
    head = lines[:_HEAD_LINES]
    signs = [sign for sign in _SIGNS if head and text.find(sign, 0, head[-1].end) >= 0]
    if head and not text.isascii() and _HAN_SIGN.search(text, 0, head[-1].end):
        signs += _HAN_SIGNS
    last_words, last_letters = _last_words(speakers)
    found: dict[int, dict[str, Role]] = {}
    for index, (start, end) in enumerate(head):
        if 0 < end - start <= _LONGEST_LINE and (
            roles := _read_line(text[start:end], signs, (last_words, last_letters), speakers)
        ):
            found[index] = roles
    if not found:
        return key
    counts = Counter(label for roles in found.values() for label in roles)
    found = {index: roles for index, roles in found.items() if all(counts[label] == 1 for label in roles)}
    filled = [index for index, line in enumerate(head) if not line.is_empty]
    beside = {one for pair in pairwise(filled) if found.keys() >= set(pair) for one in pair}
    named = {index for index in found if _KEY_WORD.match(text[lines[index].start : lines[index].end])}
    above = _find_lines_above_talk(found, candidates)
    found = {index: roles for index, roles in found.items() if len(roles) > 1 or index in beside | named | above}
    pairs = {label: role for roles in found.values() for label, role in roles.items()}
    if len(pairs) > 1 or named or above:
        key.roles = pairs
        key.last_line = max(found)
    return key


def _find_lines_above_talk(found: Mapping[int, Mapping[str, Role]], candidates: Sequence[LineLabel]) -> set[int]:
    """Return the lines of a key that stand above every label that speaks again, and whose own labels speak below."""
    counts = Counter(label.key for label in candidates if label.line not in found)
    begin = min((label.line for label in candidates if counts[label.key] > 1 and label.line not in found), default=-1)
    return {index for index, roles in found.items() if index < begin and all(counts[label] > 1 for label in roles)}


def _read_line(piece: str, signs: Sequence[str], endings: _Endings, speakers: SpeakerSettings) -> dict[str, Role]:
    """Return the roles that a line gives to labels; ``signs`` are those that the head has anywhere.

    A line of nothing but labels and roles has one of the ``endings``.
    """
    last_words, last_letters = endings
    end = piece[-LONGEST_NAME:].rstrip(_EDGES)
    if end[-2:].casefold() in last_letters and _LAST_WORD.split(end)[-1].casefold() in last_words:
        only_pairs = _read_pairs(piece.strip(_EDGES), speakers)
        if only_pairs:
            return only_pairs
    has_sign = any(sign in piece for sign in signs)
    key_word = _KEY_WORD.match(piece)
    if not has_sign and key_word is None:
        return {}
    rest = piece[key_word.end() :] if key_word else piece
    roles: dict[str, Role] = {}
    pairs = (*_PAIR.finditer(rest), *_HAN_SIGN.finditer(rest))
    for match in (*pairs, *(_AFTER_KEY_WORD.finditer(rest) if key_word and not has_sign else ())):
        _add(roles, match["left"], match["right"], speakers)
    for match in (*_LEFT_WORDS.finditer(rest), *(_IN_BRACKETS.finditer(rest) if key_word else ())):
        _add(roles, match["right"], match["left"], speakers)
    return roles


def _read_pairs(piece: str, speakers: SpeakerSettings) -> dict[str, Role]:
    """Return the roles of a line that holds nothing but labels with roles: ``A: interviewer, B: participant``."""
    roles: dict[str, Role] = {}
    for part in _BETWEEN_PAIRS.split(piece):
        pair = _LABEL_AND_ROLE.fullmatch(part)
        if pair is None or (len(pair["left"]) > 1 and is_listed_label(pair["left"], speakers)):
            return {}
        role = _role_of_words(pair["right"], speakers) if is_listed_label(pair["right"], speakers) else None
        if role is None or parse_label(pair["left"]).whole in roles:
            return {}
        roles[parse_label(pair["left"]).whole] = role
    return roles


@lru_cache(maxsize=16)
def _last_words(speakers: SpeakerSettings) -> _Endings:
    """Return how the labels of the settings end: a line of a key ends with one of them."""
    words = frozenset(label.casefold().split()[-1] for label in list_labels(speakers))
    return words, frozenset(word[-2:] for word in words)


def _add(roles: dict[str, Role], label: str, words: str, speakers: SpeakerSettings) -> None:
    role = _role_of_words(words, speakers)
    if role is not None:
        roles.setdefault(parse_label(label).whole, role)


def _role_of_words(words: str, speakers: SpeakerSettings) -> Role | None:
    """Return the role that some words name with their first or last word; None if they name none."""
    words = words.strip(" .\t-–:：'\"“”*_")
    if len(words.split()) > _MOST_WORDS:
        return None
    ends = [words, *(words.split()[:1] if words else ()), *(words.split()[-1:] if words else ())]
    for end in ends:
        if len(end) > 1 and role_of(end, speakers) is not Role.PARTICIPANT:
            return role_of(end, speakers)
        if len(end) > 1 and is_generic_label(end, speakers):
            return Role.PARTICIPANT
    return None


def read_named_roles(
    text: str, lines: Sequence[Line], head: Sequence[LineLabel], keys: Mapping[str, str], speakers: SpeakerSettings
) -> dict[str, Role]:
    """Return the roles of those whom facts at the head name (``Interviewer: Anna Berg``), by the label of their turns.

    ``head`` are the labels before the talk, ``keys`` the accepted labels as written. Somebody is recognised by the
    whole name, one of its words, its initials, or what stands behind it in brackets.
    """
    roles: dict[str, Role] = {}
    for label in head:
        role = role_of(label.label, speakers)
        if role is Role.PARTICIPANT and not is_generic_label(label.label, speakers):
            continue
        name = text[label.speech_start : lines[label.line].end].strip()
        named = {parse_label(one).whole for one in _ways_to_write(name)} & set(keys)
        if len(named) == 1:
            roles.setdefault(named.pop(), role)
    return roles


def _ways_to_write(name: str) -> set[str]:
    if not 0 < len(name) <= _HEAD_LINES:
        return set()
    bracket = re.search(r"[(（]([^()（）]{1,20})[)）]", name)
    plain = re.sub(r"[(（][^()（）]*[)）]", "", name).strip()
    words = [word for word in re.split(r"[\s,，]+", plain) if word and word.rstrip(".").lower() not in _TITLES]
    initials = "".join(word[0] for word in words if word[0].isalpha())
    return {plain, initials, *(words if len(words) > 1 else ()), *((bracket[1],) if bracket else ())} - {""}
