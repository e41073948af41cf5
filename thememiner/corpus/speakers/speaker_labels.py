"""What a speaker's label means: its parts, the role in the study, the person, and whether it can be a label at all."""

import re
import unicodedata
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.language import HAN, read_word_list
from thememiner.records import Role

LONGEST_NAME = 40
"""In characters; a longer text is not a speaker's label."""
LONGEST_LABEL = 60
"""In characters; a longer label is not parsed."""
_MAX_WORDS = 4
_MAX_HAN = 6
_NAME_MARKS = frozenset(" .'’‘-_·•・&/#")
_CODE = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}[a-z]?")
_PARTICLES = frozenset({"de", "da", "do", "du", "del", "della", "der", "den", "van", "von", "la", "el", "al", "bin"})
_HAN = re.compile(f"[{HAN}]")
_EDGES = " .:：*_#-"
_ASIDE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<aside>[^()]+)\)")
_NUMBER = re.compile(
    r"(?P<name>.+?)"
    rf"(?:[ ._#-]{{0,3}}\d+|[ ._#-]{{1,3}}[a-z]|(?<=[{HAN}])(?:[a-z]|[一二三四五六七八九十甲乙丙丁]+))"
)
_WORD_BREAKS = (" ", "-", "/", "·", ",")
_NO_NAME = tuple("们的所在也和就都又还")  # a Han word followed by one of these is not a title before a name


class ParsedLabel(NamedTuple):
    """The parts of a label, in lower case and half-width."""

    whole: str
    """The whole label, in the form in which labels are compared."""
    core: str
    """Without number and without the part in brackets."""
    is_numbered: bool
    aside: str
    """The part in brackets at the end, or an empty string."""


@lru_cache(maxsize=4096)
def parse_label(label: str) -> ParsedLabel:
    """Parse a label: ``"访谈者2（李）"`` has the core ``"访谈者"``, is numbered, and has the aside ``"李"``."""
    whole = " ".join(unicodedata.normalize("NFKC", label).casefold().split()).strip(_EDGES)
    whole = re.sub(r" (?=\d)", "", whole)
    if len(whole) > LONGEST_LABEL:
        return ParsedLabel(whole, whole, is_numbered=False, aside="")
    aside = _ASIDE.fullmatch(whole)
    name = aside["name"].strip(_EDGES) if aside else whole
    number = _NUMBER.fullmatch(name)
    core = number["name"].strip(_EDGES) if number else name
    return ParsedLabel(whole, core or name, is_numbered=bool(number), aside=aside["aside"].strip() if aside else "")


def role_of(label: str | None, speakers: SpeakerSettings) -> Role:
    """Return the role of the speaker with this label: participant, unless the settings say otherwise.

    Case, full width, and a number, letter or name after the label are ignored (``Interviewer 2``, ``访谈者（李）``),
    unless the setting itself ends in a number: ``说话人1`` is only that speaker.
    """
    return Role.PARTICIPANT if label is None else _role_of(label, speakers.interviewers, speakers.others)


def is_generic_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names a part in the study (``Participant``, ``受访者``), with a number or without."""
    return parse_label(label).core in _wholes(speakers.unnamed_participants)


def is_recogniser_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether speech recognition gives such labels (``Speaker 1``, ``说话人2``)."""
    return parse_label(label).core in _wholes(speakers.renumbered)


def is_listed_label(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether the settings list a label, whatever its number and the part in brackets."""
    listed = (speakers.interviewers, speakers.others, speakers.unnamed_participants, speakers.renumbered)
    return any(_is_one_of(parse_label(label), names) for names in listed)


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


@lru_cache(maxsize=4096)
def _role_of(label: str, interviewers: tuple[str, ...], others: tuple[str, ...]) -> Role:
    parsed = parse_label(label)
    roles = ((Role.INTERVIEWER, interviewers), (Role.OTHER, others))
    for role, names in roles:
        if _is_one_of(parsed, names) or (parsed.aside and _is_one_of(parse_label(parsed.aside), names)):
            return role
    for role, names in roles:
        if any(_is_title(parse_label(name).whole, parsed.whole) for name in names):
            return role
    return Role.PARTICIPANT


def _is_one_of(parsed: ParsedLabel, names: tuple[str, ...]) -> bool:
    without_aside = parsed.whole.split("(", maxsplit=1)[0].strip(_EDGES)
    return bool({parsed.whole, without_aside, parsed.core} & _wholes(names))


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


@lru_cache(maxsize=64)
def _wholes(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(parse_label(name).whole for name in names)


class LabelKind(Enum):
    """What the words of a label say, before it is known how often it comes."""

    ROLE = auto()
    """An interviewer or another person, as the settings name them."""
    PARTICIPANT = auto()
    """A participant or a numbered speaker, as the settings name them."""
    CODE = auto()
    """An id such as ``P3``, ``W1``, ``FG2``."""
    NAME = auto()
    """May be a name: capitalised, all capitals, or of a script without case."""
    WORD = auto()
    """A word in lower case."""
    FACT = auto()
    """Names a fact about the interview (``Date``, ``访谈地点``), as front matter does."""

    @property
    def is_certain(self) -> bool:
        """Whether the words alone make it a speaker's label: named in the settings, or an id."""
        return self in {LabelKind.ROLE, LabelKind.PARTICIPANT, LabelKind.CODE}


def classify_label(label: str, speakers: SpeakerSettings) -> LabelKind | None:
    """Return what the words of a label say, or None if it cannot be the label of a speaker.

    A label has a letter, at most 40 characters and four words, no punctuation of a sentence, and is not a common word
    that stands before a colon in ordinary text (``Note``, ``他说``, ``比如``).
    """
    if not _is_well_formed(label):
        return None
    parsed = parse_label(label)
    facts, no_speakers = _label_words("interview_facts"), _label_words("no_speakers")
    if facts.has(parsed.whole):
        return LabelKind.FACT
    is_common = no_speakers.has(parsed.whole) or no_speakers.has(parsed.core)
    kind = _kind_in_settings(label, speakers)
    if kind is not None and (not is_common or is_listed_label(label, speakers)):
        return kind
    if not is_common and _CODE.fullmatch(parsed.whole):
        return LabelKind.CODE
    return None if is_common or facts.has(parsed.core) else _name_or_word(label)


def _kind_in_settings(label: str, speakers: SpeakerSettings) -> LabelKind | None:
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return LabelKind.ROLE
    is_participant = is_generic_label(label, speakers) or is_recogniser_label(label, speakers)
    return LabelKind.PARTICIPANT if is_participant else None


def _is_well_formed(label: str) -> bool:
    if not 0 < len(label) <= LONGEST_NAME or not any(c.isalpha() for c in label):
        return False
    outside = re.sub(r"[(（][^()（）]*[)）]$", "", label)
    if len(outside.split()) > _MAX_WORDS:
        return False
    return all(c.isalnum() or c in _NAME_MARKS or unicodedata.category(c)[0] == "M" for c in outside)


def _name_or_word(label: str) -> LabelKind | None:
    words = [word for word in re.split(r"[\s()（）]+", label) if word]
    if _HAN.search(label):
        return LabelKind.NAME if len(_HAN.findall(label)) <= _MAX_HAN else None
    if words[0][0].islower():
        return LabelKind.WORD if len(words) == 1 and len(label) > 1 else None
    is_name = all(not word[0].islower() or word in _PARTICLES for word in words)
    return LabelKind.NAME if is_name else None


class _LabelWords(NamedTuple):
    """Listed words, and how listed words begin and end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Say whether a word is listed, or begins or ends as a listed one does."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.endings)


@cache
def _label_words(name: str) -> _LabelWords:
    """Read a list of words between commas, in which ``*`` at an end stands for any text."""
    listed = {word.strip() for line in read_word_list(name) for word in line.split(",")} - {""}
    return _LabelWords(
        frozenset(word for word in listed if "*" not in word),
        tuple(sorted(word[:-1] for word in listed if word.endswith("*"))),
        tuple(sorted(word[1:] for word in listed if word.startswith("*"))),
    )
