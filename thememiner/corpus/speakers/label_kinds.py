"""Whether a text can be the label of a speaker, by its words alone."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.speaker_labels import (
    CACHED_LABELS,
    ID,
    LONGEST_NAME,
    is_generic_label,
    is_group_label,
    is_listed_label,
    is_named_participant,
    is_recogniser_label,
    is_role_word,
    parse_label,
    role_of,
    split_joint_label,
)
from thememiner.language import HAN, read_word_list
from thememiner.records import Role

_MAX_WORDS = 4
_MAX_HAN = 6
_NAME_MARKS = frozenset(" .'’‘-_·•・&/#+")
_PARTICLES = frozenset({"de", "da", "do", "du", "del", "della", "der", "den", "van", "von", "la", "el", "al", "bin"})
_HAN = re.compile(f"[{HAN}]")
_NEED_A_COUNTERPART = frozenset(
    {
        *("question", "answer", "me", "iv", "ie", "part"),
        *("问题", "回答", "問題", "我", "提问", "提問", "笔者", "筆者", "访", "訪", "受", "被访", "被訪"),
    }
)
"""Words that stand before a colon in ordinary text, too; they are labels in a dialogue with another label."""
_PERSONS = frozenset(
    {"voice", "woman", "man", "girl", "boy", "lady", "person", "speaker", "teacher", "nurse", "parent"}
)
"""Last words of labels that describe somebody (``Older woman 1``)."""
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d_][^,，]{0,24})[,，] ?(?P<first>[^\W\d_][^,，]{0,24})")
"""A name with the family name first, as company accounts show it."""


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
    PAIRED = auto()
    """A word that is a label only if another label answers it (``Question`` and ``Answer``, ``我``)."""
    GROUP = auto()
    """Several people at once; a label only in a dialogue of others."""
    FACT = auto()
    """Names a fact about the interview (``Date``, ``访谈地点``), as front matter does."""

    @property
    def is_certain(self) -> bool:
        """Whether the words alone make it a speaker's label: named in the settings, or an id."""
        return self in _CLEAR


_CLEAR = frozenset({LabelKind.ROLE, LabelKind.PARTICIPANT, LabelKind.CODE})


@lru_cache(maxsize=CACHED_LABELS)
def classify_label(label: str, speakers: SpeakerSettings) -> LabelKind | None:
    """Return what the words of a label say, or None if it cannot be the label of a speaker.

    A label has a letter, at most 40 characters and four words, no punctuation of a sentence, and is not a common word
    that stands before a colon in ordinary text (``Note``, ``他说``, ``比如``). A name may be written with the family
    name first (``Holm, Mia``). Several labels that are joined (``P1 and P2``) are a label if each of them is one.
    """
    label = unicodedata.normalize("NFKC", label)
    if not _has_label_letters(label):
        return None
    if joint := split_joint_label(label):
        return _kind_of_several({classify_label(part, speakers) for part in joint})
    if not _is_well_formed(label):
        return LabelKind.NAME if _is_last_first(label) else None
    return _kind_of_words(label, speakers)


def _kind_of_words(label: str, speakers: SpeakerSettings) -> LabelKind | None:
    parsed = parse_label(label)
    facts, no_speakers = label_words("interview_facts"), label_words("no_speakers")
    if facts.has(parsed.whole) and not is_group_label(label, speakers):
        return LabelKind.FACT
    is_common = no_speakers.has(parsed.whole) or no_speakers.has(parsed.core)
    kind = _kind_in_settings(label, speakers)
    if kind is None or (is_common and not is_listed_label(label, speakers)):
        kind = LabelKind.CODE if not is_common and ID.fullmatch(parsed.whole) else None
    if kind is not None or is_common or facts.has(parsed.core):
        return kind
    return _name_or_word(label.rstrip(" ?"))


def _kind_of_several(kinds: AbstractSet[LabelKind | None]) -> LabelKind | None:
    if kinds <= _CLEAR:
        return LabelKind.PARTICIPANT
    return LabelKind.NAME if kinds <= _CLEAR | {LabelKind.NAME} else None


def _kind_in_settings(label: str, speakers: SpeakerSettings) -> LabelKind | None:
    if is_group_label(label, speakers):
        return LabelKind.GROUP
    if parse_label(label).core in _NEED_A_COUNTERPART and not _is_given(label, speakers):
        return LabelKind.PAIRED
    if role_of(label, speakers) is not Role.PARTICIPANT:
        return LabelKind.ROLE
    is_named = is_named_participant(label, speakers) or is_generic_label(label, speakers)
    is_participant = is_named or is_recogniser_label(label, speakers)
    return LabelKind.PARTICIPANT if is_participant else None


def _is_given(label: str, speakers: SpeakerSettings) -> bool:
    """Say whether a researcher has put a label into the settings."""
    given = (*speakers.interviewer, *speakers.participant, *speakers.other, *speakers.generic)
    return bool(given) and parse_label(label).whole in {parse_label(name).whole for name in given}


def _has_label_letters(label: str) -> bool:
    return 0 < len(label) <= LONGEST_NAME and any(c.isalpha() for c in label)


def _is_well_formed(label: str) -> bool:
    outside = re.sub(r"[(（][^()（）]*[)）]$", "", label).rstrip(" ?")
    if not outside or len(outside.split()) > _MAX_WORDS:
        return False
    return all(c.isalnum() or c in _NAME_MARKS or unicodedata.category(c)[0] == "M" for c in outside)


def _is_last_first(label: str) -> bool:
    """Say whether a label is a family name, a comma and a first name."""
    name = _LAST_FIRST.fullmatch(re.sub(r" ?[(（][^()（）]*[)）]$", "", label))
    if name is None:
        return False
    words = [*name["last"].split(), *name["first"].split()]
    no_speakers = label_words("no_speakers")
    if len(words) > _MAX_WORDS or not all(_is_well_formed(word) for word in words):
        return False
    is_name = all(not word[0].islower() or word in _PARTICLES for word in words) and not _HAN.search(label)
    return is_name and not any(no_speakers.has(parse_label(part).whole) for part in name.groups())


def _name_or_word(label: str) -> LabelKind | None:
    name = re.sub(r"\s*[(（][^()（）]*[)）]$", "", label)
    words = (name or label).split()
    if is_role_word(parse_label(label).core) or parse_label(label).core.split()[-1] in _PERSONS:
        return LabelKind.NAME if not words[0][0].islower() or len(words) == 1 else None
    if _HAN.search(label):
        return LabelKind.NAME if len(_HAN.findall(label)) <= _MAX_HAN else None
    if words[0][0].islower():
        return LabelKind.WORD if len(words) == 1 and len(label) > 1 else None
    is_name = all(not word[0].islower() or word in _PARTICLES for word in words)
    return LabelKind.NAME if is_name else None


class LabelWords(NamedTuple):
    """Listed words, and how listed words begin and end."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Say whether a word is listed, or begins or ends as a listed one does."""
        return word in self.words or word.startswith(self.beginnings) or word.endswith(self.endings)


@cache
def label_words(name: str) -> LabelWords:
    """Read a list of words between commas, in which ``*`` at an end stands for any text."""
    listed = {word.strip() for line in read_word_list(name) for word in line.split(",")} - {""}
    return LabelWords(
        frozenset(word for word in listed if "*" not in word),
        tuple(sorted(word[:-1] for word in listed if word.endswith("*"))),
        tuple(sorted(word[1:] for word in listed if word.startswith("*"))),
    )
