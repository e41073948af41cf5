"""What may be a speaker's label, judged by the words alone."""

import re
import unicodedata
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import is_generic, is_known, is_numbered, parts, role_of
from thememiner.language import HAN, listed_lines
from thememiner.records import Role

LONGEST = 40
_WORDS = 4
_HAN_NAME = 6
_MARKS = frozenset(" .'’‘-_·•・&/#")
_CODE = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}[a-z]?")
_PARTICLES = frozenset({"de", "da", "do", "du", "del", "della", "der", "den", "van", "von", "la", "el", "al", "bin"})
_HAN = re.compile(f"[{HAN}]")


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
    if not 0 < len(label) <= LONGEST or not any(c.isalpha() for c in label):
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
