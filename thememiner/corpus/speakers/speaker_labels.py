"""What a speaker's label means: its parts, the role in the study, and the person."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.language import HAN, read_word_list
from thememiner.records import Role

LONGEST_NAME = 40
"""In characters; a longer text is not a speaker's label."""
_NOSCRIBE = re.compile(r"s\d\d")
_SHORTEST_MISSPELT = 7
LONGEST_LABEL = 60
"""In characters; a longer label is not parsed."""
ID = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}[a-z]?")
"""The form of an id, in lower case."""
_EDGES = " .:：*_#-@?,;"
_ASIDE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<aside>[^()]+)\)")
_NUMBER = re.compile(
    r"(?P<name>.+?)"
    rf"(?:[ ._#-]{{0,3}}\d+|[ _#-]{{1,3}}[a-z]|(?<=[{HAN}])(?:[a-z]|[一二三四五六七八九十甲乙丙丁]+))"
)
_DESCRIBED = re.compile(
    r"(?P<how>(?:(?:unidentified|unknown|another|other|new|young|younger|old|older|elderly|female|male|woman|man|"
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))[ -]){1,3})(?P<name>.+)"
    r"|(?P<order>第[一二三四五六七八九十\d]{1,3}[位名个個]?)?[男女]?(?P<named>[^男女第].*)"
)
_DESCRIBING = frozenset(
    {
        *(
            "unidentified",
            "unknown",
            "another",
            "other",
            "new",
            "young",
            "younger",
            "old",
            "older",
            "elderly",
            "female",
        ),
        *("male", "woman", "man", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
        *("ninth", "tenth", "第", "男", "女"),
    }
)
_FIRST_WORD = re.compile(r"[^\W_]+")
_NUMERALS = "0123456789一二三四五六七八九十甲乙丙丁"
_ORDER = re.compile(r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d|第")
_NUMBER_WORD = re.compile(r"(?P<name>.+) (?:one|two|three|four|five|six|seven|eight|nine|ten)")
_JOINT = re.compile(r"\s+(?:and/or|and|or|und)\s+|\s*(?:&|\+|/|、|和|与|與|及|以及|或)\s*", re.IGNORECASE)
_WORD_BREAKS = (" ", "-", "/", "·", ",")
_NO_TITLES = frozenset({"笔者", "筆者"})
"""Words of written text, in which a verb follows them and not a name."""
_NO_NAME = tuple("们的所在也和就都又还")  # a Han word followed by one of these is not a title before a name


CACHED_LABELS = 1 << 15
"""Answers about so many labels are remembered, more than the labels, and what looks like one, of a large corpus."""


class ParsedLabel(NamedTuple):
    """The parts of a label, in lower case and half-width."""

    whole: str
    """The whole label, in the form in which labels are compared."""
    core: str
    """Without number, without words that describe (``female``, ``第一位``), and without the part in brackets."""
    is_numbered: bool
    aside: str
    """The part in brackets at the end, or an empty string."""


@lru_cache(maxsize=CACHED_LABELS)
def parse_label(label: str) -> ParsedLabel:
    """Parse a label: ``"访谈者2（李）"`` has the core ``"访谈者"``, is numbered, and has the aside ``"李"``."""
    whole = " ".join(unicodedata.normalize("NFKC", label).casefold().split()).strip(_EDGES)
    whole = re.sub(r" (?=\d)", "", whole)
    if len(whole) > LONGEST_LABEL:
        return ParsedLabel(whole, whole, is_numbered=False, aside="")
    aside = _ASIDE.fullmatch(whole)
    name = aside["name"].strip(_EDGES) if aside else whole
    number = _NUMBER.fullmatch(name) or _NUMBER_WORD.fullmatch(name)
    core = number["name"].strip(_EDGES) if number else name
    described = _DESCRIBED.fullmatch(core)
    how = (described["how"] or described["order"] or "") if described else ""
    if described:
        core = (described["name"] or described["named"]).strip(_EDGES)
    is_numbered = bool(number) or _ORDER.search(how) is not None
    return ParsedLabel(whole, core or name, is_numbered, aside["aside"].strip() if aside else "")


@lru_cache(maxsize=CACHED_LABELS)
def role_of(label: str | None, speakers: SpeakerSettings) -> Role:
    """Return the role of the speaker with this label: participant, unless the settings say otherwise.

    Case, full width, and a number, letter or name after the label are ignored (``Interviewer 2``, ``访谈者（李）``),
    unless the setting itself ends in a number: ``说话人1`` is only that speaker. Several ids or parts in one label
    (``P1 and P2``) are others: their words belong to no single person.
    """
    if label is None or is_named_participant(label, speakers):
        return Role.PARTICIPANT
    joint = split_joint_label(label)
    if joint and all(is_study_label(part, speakers) for part in joint):
        roles = {role_of(part, speakers) for part in joint}
        return Role.INTERVIEWER if roles == {Role.INTERVIEWER} else Role.OTHER
    return _usual_role(correct_label(label, speakers) or label, speakers)


@lru_cache(maxsize=CACHED_LABELS)
def is_study_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label is an id (``P3``), or one that the settings list."""
    return is_listed_label(label, speakers) or ID.fullmatch(parse_label(label).whole) is not None


def is_named_participant(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether the setting ``participant`` names a label, unless another setting names the very same label."""
    if not speakers.participant:
        return False
    parsed, listed = parse_label(label), _listed(speakers)
    return parsed.whole not in listed.given_elsewhere and _is_one_of(parsed, listed.participants)


@lru_cache(maxsize=CACHED_LABELS)
def split_joint_label(label: str) -> tuple[str, ...]:
    """Return the labels that are joined in one (``P1 and P2``, ``小林、小美``); an empty tuple for a single label."""
    if len(label) > LONGEST_LABEL:
        return ()
    first, *others = [part.strip() for part in _JOINT.split(unicodedata.normalize("NFKC", label))]
    stem = re.sub(r"\d+$", "", first)
    parts = [first, *(stem + part if part.isdecimal() and stem != first else part for part in others)]
    has_letters = all(any(c.isalpha() for c in part) for part in parts)
    return tuple(parts) if len(parts) > 1 and has_letters else ()


def is_group_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names several people at once (``All``, ``众人``)."""
    return parse_label(label).whole in _listed(speakers).groups and not is_named_participant(label, speakers)


def names_several(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names several people: a group (``All``), or labels that are joined (``P1 and P2``)."""
    return is_group_label(label, speakers) or bool(split_joint_label(label))


def begins_like_listed_label(text: str, speakers: SpeakerSettings) -> bool:
    """Say whether the first word of a text is the first word of a label that the settings list, or describes one."""
    word = _FIRST_WORD.match(text)
    return word is not None and word.group().casefold().rstrip(_NUMERALS) in _listed(speakers).first_words


@lru_cache(maxsize=CACHED_LABELS)
def correct_label(label: str, speakers: SpeakerSettings) -> str | None:
    """Return the label of the settings that a label is one letter away from (``Interveiwer``); None for all others.

    Only English labels of at least seven letters are corrected, and no plurals: shorter ones may be names, and one
    Chinese character makes another word. The number of the label is kept.
    """
    parsed = parse_label(label)
    if len(parsed.core) < _SHORTEST_MISSPELT - 1 or not parsed.core.isascii() or is_listed_label(label, speakers):
        return None
    similar = [name for name in _listed(speakers).long if is_one_edit_apart(parsed.core, name)]
    is_plural = any(parsed.core == f"{name}s" for name in similar)
    return None if is_plural or not similar else parsed.whole.replace(parsed.core, min(similar))


def is_one_edit_apart(one: str, other: str) -> bool:
    """Say whether one letter was added, left out, changed, or swapped with the next one."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    begin = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    if begin < 0:
        return True
    rest, others = one[begin:], other[begin:]
    is_swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or is_swapped


def is_generic_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names a part in the study (``Participant``, ``受访者``), with a number or without."""
    return parse_label(label).core in _listed(speakers).unnamed


def is_recogniser_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether speech recognition gives such labels (``Speaker 1``, ``说话人2``, ``S00``)."""
    parsed = parse_label(label)
    return parsed.core in _listed(speakers).renumbered or _NOSCRIBE.fullmatch(parsed.whole) is not None


def is_role_word(label: str) -> bool:
    """Say whether a label is a role, an occupation or kin without a number (``Teacher``, ``护士``), not a name."""
    return parse_label(label).whole in _role_words()


@cache
def _role_words() -> frozenset[str]:
    return frozenset({word.strip() for line in read_word_list("roles") for word in line.split(",")} - {""})


@lru_cache(maxsize=CACHED_LABELS)
def is_listed_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether the settings list a label, whatever its number and the part in brackets."""
    return _is_one_of(parse_label(label), _listed(speakers).every)


@lru_cache(maxsize=CACHED_LABELS)
def is_local_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names another person in each document: a part without number, or one of a recogniser."""
    is_bare_part = not parse_label(label).is_numbered and is_generic_label(label, speakers)
    return is_recogniser_label(label, speakers) or is_bare_part


def identify_participant(
    label: str | None,
    document_name: str,
    speakers: SpeakerSettings,
    *,
    is_only_local: bool = True,
    is_local: bool = False,
) -> str | None:
    """Return the name of the participant with this label over the whole corpus; None for interviewers and others.

    A label that names another person in each document, or no label at all, means the document's own participant, who
    is called ``document_name``. The label is added unless it ``is_only_local``: the only such label of the document.
    Any other label means the same person everywhere and is the name itself, as written here, unless it ``is_local`` to
    its document.
    """
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return None
    if label is None:
        return document_name
    if is_local or is_local_label(label, speakers):
        return document_name if is_only_local else f"{document_name}/{label}"
    return label


def _usual_role(label: str, speakers: SpeakerSettings) -> Role:
    parsed, listed = parse_label(label), _listed(speakers)
    roles = ((Role.INTERVIEWER, listed.interviewers), (Role.OTHER, listed.others))
    for role, names in roles:
        if _is_one_of(parsed, names) or (parsed.aside and _is_one_of(parse_label(parsed.aside), names)):
            return role
    if parsed.whole.startswith(listed.titles) or parsed.whole.endswith(listed.titles):
        for role, names in roles:
            if any(_is_title(name, parsed.whole) for name in names):
                return role
    return Role.PARTICIPANT


def _is_one_of(parsed: ParsedLabel, names: frozenset[str]) -> bool:
    if parsed.whole in names or parsed.core in names:
        return True
    return "(" in parsed.whole and parsed.whole.split("(", maxsplit=1)[0].strip(_EDGES) in names


def _is_title(title: str, whole: str) -> bool:
    """Say whether a label is a title with a name before or after it (``Moderator Lee``, ``主持人小王``)."""
    if not whole.startswith(title) and not whole.endswith(title):
        return False
    before, behind = whole.removesuffix(title), whole.removeprefix(title)
    if title.isascii():
        is_long = len(title) >= len("host")
        return is_long and (behind.startswith(_WORD_BREAKS) or before.endswith(_WORD_BREAKS))
    if len(title) < len("翻译") or parse_label(title).is_numbered or not whole.startswith(title):
        return False
    return 1 <= len(behind) <= len("欧阳娜娜") and not behind.startswith(_NO_NAME)


class _ListedLabels(NamedTuple):
    """The labels that settings list, by what they mean, in the form in which labels are compared."""

    interviewers: frozenset[str]
    others: frozenset[str]
    groups: frozenset[str]
    participants: frozenset[str]
    """Those of the setting ``participant``."""
    unnamed: frozenset[str]
    renumbered: frozenset[str]
    given_elsewhere: frozenset[str]
    """Those of the settings ``interviewer`` and ``other``."""
    every: frozenset[str]
    titles: tuple[str, ...]
    """Those of interviewers and others, which may stand before or after a name."""
    long: frozenset[str]
    """Those that may be misspelt."""
    first_words: frozenset[str]
    """How they begin, with the words that describe a speaker."""


@lru_cache(maxsize=16)
def _listed(speakers: SpeakerSettings) -> _ListedLabels:
    interviewers, others = _wholes(speakers.interviewers), _wholes(speakers.others)
    unnamed = _wholes(speakers.unnamed_participants)
    words = (_FIRST_WORD.match(label.casefold()) for label in list_labels(speakers))
    return _ListedLabels(
        interviewers=interviewers,
        others=others,
        groups=_wholes(speakers.groups),
        participants=_wholes(speakers.participant),
        unnamed=unnamed,
        renumbered=_wholes(speakers.renumbered),
        given_elsewhere=_wholes((*speakers.interviewer, *speakers.other)),
        every=_wholes(list_labels(speakers)),
        titles=tuple((interviewers | others) - _NO_TITLES),
        long=frozenset(
            whole for whole in interviewers | others | unnamed if whole.isascii() and len(whole) >= _SHORTEST_MISSPELT
        ),
        first_words=frozenset(word.group().rstrip(_NUMERALS) for word in words if word) | _DESCRIBING,
    )


@lru_cache(maxsize=16)
def list_labels(speakers: SpeakerSettings) -> tuple[str, ...]:
    """Return all labels that the settings list, as written, the longest first."""
    listed = (speakers.interviewers, speakers.others, speakers.participant, speakers.unnamed_participants)
    labels = {label for names in (*listed, speakers.renumbered) for label in names}
    return tuple(sorted(labels, key=lambda label: (-len(label), label)))


def _wholes(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(parse_label(name).whole for name in names)
