"""What may be a speaker's label, judged by the words alone.

Who a speaker's label means: the role in the study, and the person over the whole corpus.
"""

import re
import unicodedata
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.language import HAN, listed_lines
from thememiner.records import Role

LONGEST_NAME = 40
_WORDS = 4
_HAN_NAME = 6
_MARKS = frozenset(" .'’‘-_·•・&/#")
_CODE = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}[a-z]?")
_PARTICLES = frozenset({"de", "da", "do", "du", "del", "della", "der", "den", "van", "von", "la", "el", "al", "bin"})
_HAN = re.compile(f"[{HAN}]")
LONGEST_LABEL = 60
_EDGES = " .:：*_#-"
_ASIDE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<aside>[^()]+)\)")
_NUMBER = re.compile(
    r"(?P<name>.+?)"
    rf"(?:[ ._#-]{{0,3}}\d+|[ ._#-]{{1,3}}[a-z]|(?<=[{HAN}])(?:[a-z]|[一二三四五六七八九十甲乙丙丁]+))"
)
_WORD_BREAKS = (" ", "-", "/", "·", ",")
_NO_NAME = tuple("们的所在也和就都又还")  # a Han word that goes on with these is no title before a name


class Kind(Enum):
    """How much a label's words say, before it is known how often it comes."""

    SIDE = auto()
    """An interviewer or another person the settings name."""
    PART = auto()
    """A participant, or a numbered speaker, as the settings name them."""
    CODE = auto()
    """An id such as ``P3``, ``W1``, ``FG2``."""
    NAME = auto()
    """Could be a name: capitalised, all capitals, or of a script without case."""
    WORD = auto()
    """A word in lower case."""
    FIELD = auto()
    """Names a fact about the interview (``Date``, ``访谈地点``) that stands in its head."""


class _WordList(NamedTuple):
    """Words, and how words may begin and end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Say whether a word is listed, or begins or ends like one that is."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.endings)


def kind_of(label: str, speakers: SpeakerSettings) -> Kind | None:
    """Return what a label's words say, or None if no speaker is called so.

    A label has a letter, at most 40 characters and four words, no punctuation of a sentence, and is no common
    word that stands before a colon in ordinary text (``Note``, ``他说``, ``比如``).
    """
    if not _is_well_formed(label):
        return None
    name = parts(label)
    facts, no_speakers = _word_list("interview_facts"), _word_list("no_speakers")
    if facts.has(name.whole):
        return Kind.FIELD
    common = no_speakers.has(name.whole) or no_speakers.has(name.core)
    if (by_settings := _by_settings(label, speakers)) and (not common or is_known(label, speakers)):
        return by_settings
    if not common and _CODE.fullmatch(name.whole):
        return Kind.CODE
    return None if common or facts.has(name.core) else _name_or_word(label)


def _by_settings(label: str, speakers: SpeakerSettings) -> Kind | None:
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return Kind.SIDE
    return Kind.PART if is_generic(label, speakers) or is_numbered(label, speakers) else None


def _is_well_formed(label: str) -> bool:
    if not 0 < len(label) <= LONGEST_NAME or not any(c.isalpha() for c in label):
        return False
    outside = re.sub(r"[(（][^()（）]*[)）]$", "", label)
    if len(outside.split()) > _WORDS:
        return False
    return all(c.isalnum() or c in _MARKS or unicodedata.category(c)[0] == "M" for c in outside)


def _name_or_word(label: str) -> Kind | None:
    words = [word for word in re.split(r"[\s()（）]+", label) if word]
    if _HAN.search(label):
        return Kind.NAME if len(_HAN.findall(label)) <= _HAN_NAME else None
    if words[0][0].islower():
        return Kind.WORD if len(words) == 1 and len(label) > 1 else None
    named = all(not word[0].islower() or word in _PARTICLES for word in words)
    return Kind.NAME if named else None


@cache
def _word_list(name: str) -> _WordList:
    """Read a list of words between commas, in which ``*`` at an end stands for anything."""
    listed = {word.strip() for line in listed_lines(name) for word in line.split(",")} - {""}
    return _WordList(
        frozenset(word for word in listed if "*" not in word),
        tuple(sorted(word[:-1] for word in listed if word.endswith("*"))),
        tuple(sorted(word[1:] for word in listed if word.startswith("*"))),
    )


class Name(NamedTuple):
    """A label taken apart, in lower case and half-width."""

    whole: str
    core: str
    """Without number and without what stands in brackets behind it."""
    numbered: bool
    aside: str
    """What stands in brackets behind it, or nothing."""


@lru_cache(maxsize=4096)
def parts(label: str) -> Name:
    """Take a label apart: ``"访谈者2（李）"`` has the core ``"访谈者"``, is numbered, and has the aside ``"李"``."""
    whole = " ".join(unicodedata.normalize("NFKC", label).casefold().split()).strip(_EDGES)
    whole = re.sub(r" (?=\d)", "", whole)
    if len(whole) > LONGEST_LABEL:
        return Name(whole, whole, numbered=False, aside="")
    aside = _ASIDE.fullmatch(whole)
    name = aside["name"].strip(_EDGES) if aside else whole
    number = _NUMBER.fullmatch(name)
    core = number["name"].strip(_EDGES) if number else name
    return Name(whole, core or name, numbered=bool(number), aside=aside["aside"].strip() if aside else "")


def role_of(label: str | None, speakers: SpeakerSettings) -> Role:
    """Return what the speaker of a label is to the study; a participant, unless the settings say otherwise.

    Case, full width, and a number, letter or name behind the label do not count (``Interviewer 2``, ``访谈者（李）``),
    unless the setting itself ends in a number: ``说话人1`` is that one only.
    """
    return Role.PARTICIPANT if label is None else _role_of(label, speakers.interviewers, speakers.others)


def is_generic(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names a part in the study (``Participant``, ``受访者``), with a number or without."""
    return parts(label).core in _wholes(speakers.unnamed_participants)


def is_numbered(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label is one that speech recognition gives (``Speaker 1``, ``说话人2``)."""
    return parts(label).core in _wholes(speakers.renumbered)


def is_known(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether the settings hold a label itself, its number and what stands in brackets aside."""
    listed = (speakers.interviewers, speakers.others, speakers.unnamed_participants, speakers.renumbered)
    return any(_is_one_of(parts(label), names) for names in listed)


def is_local(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a label names another person in each document: a bare part, or a label of speech recognition."""
    name = parts(label)
    return is_numbered(label, speakers) or (not name.numbered and is_generic(label, speakers))


def identity(
    label: str | None, own: str, speakers: SpeakerSettings, *, alone: bool = True, local: bool = False
) -> str | None:
    """Return who a label means over the whole corpus, or None for interviewers and others.

    A label that names another person in each document (and no label at all) means the document's ``own`` participant,
    who is called so; the label follows unless it is ``alone``, the only such label there. Any other label means the
    same person everywhere and is the identity itself, as written here, unless it is ``local`` to its document.
    """
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return None
    if label is None:
        return own
    if local or is_local(label, speakers):
        return own if alone else f"{own}/{label}"
    return label


@lru_cache(maxsize=4096)
def _role_of(label: str, interviewers: tuple[str, ...], others: tuple[str, ...]) -> Role:
    name = parts(label)
    sides = ((Role.INTERVIEWER, interviewers), (Role.OTHER, others))
    for role, names in sides:
        if _is_one_of(name, names) or (name.aside and _is_one_of(parts(name.aside), names)):
            return role
    for role, names in sides:
        if any(_is_title(parts(known).whole, name.whole) for known in names):
            return role
    return Role.PARTICIPANT


def _is_one_of(name: Name, known: tuple[str, ...]) -> bool:
    without_aside = name.whole.split("(", maxsplit=1)[0].strip(_EDGES)
    return bool({name.whole, without_aside, name.core} & _wholes(known))


def _is_title(known: str, whole: str) -> bool:
    """Say whether a label is a known one with a name before or behind it (``Moderator Lee``, ``主持人小王``)."""
    if not whole.startswith(known) and not whole.endswith(known):
        return False
    before, behind = whole.removesuffix(known), whole.removeprefix(known)
    if known.isascii():
        long = len(known) >= len("host")
        return long and (behind.startswith(_WORD_BREAKS) or before.endswith(_WORD_BREAKS))
    han = len(known) >= len("翻译") and not parts(known).numbered
    return han and whole.startswith(known) and 1 <= len(behind) <= len("欧阳娜娜") and not behind.startswith(_NO_NAME)


@lru_cache(maxsize=64)
def _wholes(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(parts(name).whole for name in names)
