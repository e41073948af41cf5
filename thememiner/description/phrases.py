"""Key phrases: what units say in one to four neighbouring words that begin and end with content."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np
import numpy.typing as npt

from thememiner.language import has_han
from thememiner.records import Segmentation

LONGEST = 4
LONGEST_HAN = 3
"""In words; a Chinese word has two characters on average."""
LINKS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with", "的", "和", "与"})
"""What may stand inside a phrase: quality of life, 康复的过程."""

_NO_BREAK = re.compile(r"[ \u00a0-]")
_MASKED = re.compile(r"x+")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:;\n])[\s\"'“‘(\[]*$")
_PLURALS = (
    *(("ss", "ss"), ("us", "us"), ("is", "is"), ("ies", "y")),
    *((f"{stem}es", stem) for stem in ("ss", "sh", "ch", "x")),
    ("s", ""),
)
"""The first ending that fits, and what stands in its place."""
SHORTEST_STEM = 2
_LETTER = re.compile(r"[^\W\d_]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of some units: which unit says which."""

    units: npt.NDArray[np.int64]
    """Shape (sayings,): a unit, by its number among those given; each saying of a unit is there once."""
    phrases: npt.NDArray[np.int64]
    """Shape (sayings,): the phrase that it says, an index of the two tuples below."""
    written: tuple[str, ...]
    """Each phrase as it is written most often."""
    words: tuple[frozenset[str], ...]
    """The folded words with content of each phrase."""


def phrases(
    segmentation: Segmentation,
    rows: Sequence[int],
    unwanted: Collection[str],
    *,
    weak: Collection[str] = frozenset(),
) -> Phrases:
    """Find the phrases of units, given by their rows in the table.

    A phrase is a run of at most four neighbouring words (three in Chinese) with nothing but a space or hyphen
    between them, and in Chinese nothing at all. Its first and last word are not ``unwanted``, nor masked (XXX), and
    it has one that is not ``weak``; inside, a few links may stand. Phrases of one spelling but for case, plural and
    links are one. Of several words, only what two units say is a phrase.
    """
    texts = segmentation.units["text"].to_numpy()
    reader = _Reader(frozenset(unwanted), frozenset(weak))
    found = [reader.spans(texts[row], segmentation.tokens.spans(int(row))) for row in rows]
    often = Counter(key for own in found for key in own)
    numbers: dict[tuple[str, ...], int] = defaultdict(partial(next, count()))
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    sayings = []
    for unit, (row, own) in enumerate(zip(rows, found, strict=True)):
        for key, place in own.items():
            if len(key) == 1 or often[key] > 1:
                sayings.append((unit, numbers[key]))
                forms[numbers[key]][_as_written(texts[row], place)] += 1
    both = np.array(sayings, dtype=np.int64).reshape(-1, 2)
    written = tuple(min(counted, key=lambda form: (-counted[form], form)) for counted in forms.values())
    return Phrases(both[:, 0], both[:, 1], written, tuple(map(frozenset, numbers)))


class _Reader:
    def __init__(self, unwanted: frozenset[str], weak: frozenset[str]) -> None:
        self._unwanted = unwanted
        self._weak = frozenset(map(_singular, weak))
        self._folded: dict[str, str] = {}

    def spans(self, text: str, words: Sequence[Span]) -> dict[tuple[str, ...], Span]:
        """Return the phrases of a text by their folded words, each with the first place where it stands."""
        found: dict[tuple[str, ...], Span] = {}
        folded = [self._fold(text[start:end]) for start, end in words]
        for first, last in self._runs(text, words, folded):
            key = tuple(word for word in folded[first : last + 1] if word)
            place = (words[first][0], words[last][1])
            if place[1] - place[0] > 1 and not self._weak.issuperset(key):
                found.setdefault(key, place)
        return found

    def _runs(self, text: str, words: Sequence[Span], folded: Sequence[str]) -> Iterator[tuple[int, int]]:
        for first in range(len(words)):
            if not folded[first]:
                continue
            for last in range(first, min(first + LONGEST, len(words))):
                if last > first and not _are_neighbours(text, words[last - 1], words[last]):
                    break
                if folded[last]:
                    if last - first >= LONGEST_HAN and has_han(text[words[first][0] : words[last][1]]):
                        break
                    yield first, last
                elif text[slice(*words[last])].casefold() not in LINKS:
                    break

    def _fold(self, word: str) -> str:
        """Return a word with content without case and plural, and nothing for any other word."""
        if word not in self._folded:
            plain = word.casefold().replace("’", "'")
            long = has_han(plain) or len(plain) > 1
            carries = plain not in self._unwanted and long and _LETTER.search(plain) and not _MASKED.fullmatch(plain)
            self._folded[word] = _singular(plain) if carries else ""
        return self._folded[word]


def _are_neighbours(text: str, one: Span, other: Span) -> bool:
    between = text[one[1] : other[0]]
    return not between or (_NO_BREAK.fullmatch(between) is not None and not has_han(text[one[1] - 1] + text[other[0]]))


def _singular(word: str) -> str:
    """Return an English word without the ending of a plural; roughly, since only like and unlike are told by it."""
    for ending, rest in _PLURALS:
        if word.endswith(ending) and len(word) >= len(ending) + SHORTEST_STEM:
            return word.removesuffix(ending) + rest
    return word


def _as_written(text: str, place: Span) -> str:
    """Return a phrase with single spaces; a capital that only says that a sentence begins becomes small."""
    phrase = " ".join(text[slice(*place)].split())
    if phrase[1:].islower() and _SENTENCE_BEGINS.search(text, 0, place[0]):
        return phrase[0].lower() + phrase[1:]
    return phrase
