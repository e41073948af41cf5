"""What the head of a transcript says about its labels: ``Key: R = researcher, I = interviewee``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.line_labels import Line, LineLabel
from thememiner.corpus.speakers.speaker_labels import is_generic_label, is_listed_label, parse_label, role_of
from thememiner.language import HAN
from thememiner.records import Role

_TITLES = frozenset({"dr", "mr", "ms", "mrs", "prof"})
_HEAD_LINES = 40
_LONGEST_LINE = 300
_LABEL = rf"[A-Za-z{HAN}][A-Za-z0-9{HAN}]{{0,11}}"
_WORDS = rf"[A-Za-z{HAN}][^=＝,，;；、。\n()（）\[\]|]{{0,40}}"
_BETWEEN = r"\s{0,3}(?:=|＝|→|stands for|refers to|means|代表|表示|指的是)\s{0,3}"
_PAIR = re.compile(rf"(?<![A-Za-z0-9{HAN}])(?P<left>{_LABEL}){_BETWEEN}(?:the |an? )?(?P<right>{_WORDS})")
_LEFT_WORDS = re.compile(rf"(?P<left>{_WORDS}){_BETWEEN}(?P<right>[A-Z][A-Za-z0-9]{{0,3}})(?![A-Za-z0-9])")
_IN_BRACKETS = re.compile(
    rf"(?P<left>[A-Za-z{HAN}][A-Za-z {HAN}]{{0,30}}?)\s?[(（](?P<right>[A-Za-z][A-Za-z0-9]{{0,3}})[)）]"
)
_LABEL_AND_ROLE = re.compile(rf"(?P<left>{_LABEL})\s{{0,3}}[:：–—-]\s{{0,3}}(?:the |an? )?(?P<right>{_WORDS})")
_KEY_WORD = re.compile(
    r"\W{0,4}(?:key|legend|speakers?|abbreviations?|labels?|initials|transcription key|说明|图例|标记说明|缩写"
    r"|符号说明|說明)\W{0,3}[:：\n]",
    re.IGNORECASE,
)
_AFTER_KEY_WORD = re.compile(rf"(?<![A-Za-z0-9{HAN}])(?P<left>{_LABEL})\s{{0,3}}[:：–—-]\s{{0,3}}(?P<right>{_WORDS})")


@dataclass(slots=True)
class HeadKey:
    """Roles by label, in the form in which labels are compared, and the last line of the key (-1 if there is none)."""

    roles: dict[str, Role] = field(default_factory=dict)
    last_line: int = -1


def read_head_key(text: str, lines: Sequence[Line], speakers: SpeakerSettings) -> HeadKey:
    """Read which label means which role, where the first lines say so with two labels or more, or name a key."""
    key = HeadKey()
    filled = [(index, line) for index, line in enumerate(lines[:_HEAD_LINES]) if not line.is_empty]
    found: dict[int, dict[str, Role]] = {}
    for index, line in filled:
        if line.end - line.start > _LONGEST_LINE:
            continue
        piece = text[line.start : line.end]
        roles = _read_line(piece, speakers)
        if roles:
            found[index] = roles
    pairs = {label: role for roles in found.values() for label, role in roles.items()}
    if len(pairs) > 1 or any(_KEY_WORD.match(text[lines[index].start : lines[index].end]) for index in found):
        key.roles = pairs
        key.last_line = max(found)
    return key


def _read_line(piece: str, speakers: SpeakerSettings) -> dict[str, Role]:
    whole = _LABEL_AND_ROLE.fullmatch(piece.strip(" \t•*-–"))
    if whole and not is_listed_label(whole["left"], speakers):
        role = _role_of_words(whole["right"], speakers) if is_listed_label(whole["right"], speakers) else None
        if role is not None:
            return {parse_label(whole["left"]).whole: role}
    has_sign = "=" in piece or "＝" in piece or re.search(_BETWEEN, piece) is not None
    key_word = _KEY_WORD.match(piece)
    if not has_sign and key_word is None:
        return {}
    rest = piece[key_word.end() :] if key_word else piece
    roles: dict[str, Role] = {}
    for match in (*_PAIR.finditer(rest), *(_AFTER_KEY_WORD.finditer(rest) if key_word and not has_sign else ())):
        _add(roles, match["left"], match["right"], speakers)
    for match in (*_LEFT_WORDS.finditer(rest), *(_IN_BRACKETS.finditer(rest) if key_word else ())):
        _add(roles, match["right"], match["left"], speakers)
    return roles


def _add(roles: dict[str, Role], label: str, words: str, speakers: SpeakerSettings) -> None:
    role = _role_of_words(words, speakers)
    if role is not None:
        roles.setdefault(parse_label(label).whole, role)


def _role_of_words(words: str, speakers: SpeakerSettings) -> Role | None:
    """Return the role that some words name with their first or last word; None if they name none."""
    words = words.strip(" .\t-–:：'\"“”*_")
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
