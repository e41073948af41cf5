"""Labels that are likely to be one person's: they differ by one letter, or write one name in two ways."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import is_listed_label, is_local_label, parse_label
from thememiner.language import has_han
from thememiner.records import Document, Role

SHORTEST_HAN = 3
"""In characters: shorter Chinese labels that differ by one character may well be two labels."""
_FORMS_OF_ADDRESS = {
    **dict.fromkeys(("mr", "mister", "herr", "先生"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "frau", "女士", "小姐"), "f"),
    **dict.fromkeys(("dr", "prof", "professor", "phd", "md", "教授", "博士"), ""),
}
"""What stands before or after a name, and whether it is a man's (m) or a woman's (f); empty for both."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def index_by_deletions(labels: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return labels by what is left of each if no letter, or any one, is taken out of it."""
    index: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for label, written in labels.items():
        for rest in _deletions(label):
            index[rest].append((label, written))
    return index


def _deletions(label: str) -> set[str]:
    return {label, *(label[:at] + label[at + 1 :] for at in range(len(label)))}


def find_similar(
    label: str, index: Mapping[str, Sequence[tuple[str, str]]], *, shortest: int
) -> tuple[str, str] | None:
    """Return the first label of an index that differs from one by a letter added, left out, changed or swapped."""
    if len(label) < shortest or any(letter.isdigit() for letter in label):
        return None
    near = {pair for rest in _deletions(label) for pair in index.get(rest, ())}
    return next((pair for pair in sorted(near) if _differ_by_one(label, pair[0])), None)


def _differ_by_one(one: str, other: str) -> bool:
    """Say whether two labels, which have a deletion in common, differ by exactly one edit."""
    if one == other or len(other) < SHORTEST_HAN:
        return False
    if len(one) != len(other):
        return not has_han(one)  # a Chinese character before a title is a surname (李老师)
    changed = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(changed) == 1:
        return True
    first, last = changed[0], changed[-1]
    is_swap = one[first] == other[last] and one[last] == other[first]
    return len(changed) == len("ab") and last == first + 1 and is_swap


class _Name(NamedTuple):
    """A label as a name."""

    words: tuple[str, ...]
    """In alphabetical order, without forms of address and accents."""
    gender: str
    """As the form of address says it."""


def find_name_variants(
    documents: Sequence[Document], labels: Iterable[str], speakers: SpeakerSettings
) -> list[list[str]]:
    """Return groups of participants' labels that write one name in several ways but count as several people.

    Labels are in the form in which they are compared. ``Mia Holm``, ``Holm, Mia`` and ``Dr. Mia Holm`` are one name. A
    name with an initial (``Mia H.``) belongs to the only whole name that it fits. Names with different forms of address
    (``Mr Holm``, ``Mrs Holm``) are different, and so are labels that differ only in the part in brackets.
    """
    groups = _group_by_name(
        label for label in labels if not is_local_label(label, speakers) and not is_listed_label(label, speakers)
    )
    if not groups:
        return []
    people: dict[str, set[str | None]] = {label: set() for group in groups for label in group}
    for turn in (turn for document in documents for turn in document.turns if turn.speaker is not None):
        if turn.role is Role.PARTICIPANT and (label := parse_label(turn.speaker).whole) in people:
            people[label].add(turn.participant)
    return [group for group in groups if len(set().union(*(people[label] for label in group))) > 1]


def _group_by_name(labels: Iterable[str]) -> list[list[str]]:
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for label in labels:
        words = _read_name(label).words
        if words:
            by_words[words].append(label)
    shortened = [words for words in by_words if len(words) > 1 and any(len(word) == 1 for word in words)]
    whole: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in by_words if shortened else ():
        if len(words) > 1 and all(len(word) > 1 for word in words):
            for word in words:
                whole[word].append(words)
    for words in shortened:
        known = max(words, key=len)
        fitting = [name for name in whole.get(known, ()) if len(known) > 1 and _fits(words, name)]
        if len(fitting) == 1 and not has_han(known):
            by_words[fitting[0]] += by_words.pop(words)
    return [found for found in by_words.values() if len(found) > 1 and _are_written_differently(found)]


@lru_cache(maxsize=1 << 15)
def _read_name(label: str) -> _Name:
    """Return the words of a name; none for a label with a digit."""
    bare = _BRACKETS.sub("", label)
    if any(map(str.isdigit, bare)):
        return _Name((), "")
    if has_han(bare):
        together = _BETWEEN_WORDS.sub("", bare)
        title = next((one for one in _FORMS_OF_ADDRESS if together.endswith(one) and together != one), "")
        return _Name((together.removesuffix(title),), _FORMS_OF_ADDRESS.get(title, ""))
    if not bare.isascii():
        letters = unicodedata.normalize("NFD", bare)
        bare = "".join(one for one in letters if not unicodedata.combining(one))
    words = [word for word in _BETWEEN_WORDS.split(bare) if word]
    genders = {_FORMS_OF_ADDRESS[word] for word in words if word in _FORMS_OF_ADDRESS} - {""}
    name = sorted(word for word in words if word not in _FORMS_OF_ADDRESS)
    return _Name(tuple(name), "".join(sorted(genders)))


def _fits(shortened: Sequence[str], whole: Sequence[str]) -> bool:
    """Say whether a name with initials may stand for a whole name: the other words are the same."""
    if len(shortened) != len(whole):
        return False
    left = [word for word in whole if word not in shortened]
    initials = sorted(word for word in shortened if word not in whole)
    return all(len(one) == 1 for one in initials) and initials == sorted(word[0] for word in left)


def _are_written_differently(labels: Sequence[str]) -> bool:
    genders = {gender for label in labels if (gender := _read_name(label).gender)}
    return len(genders) <= 1 and len({_BRACKETS.sub("", label) for label in labels}) > 1
