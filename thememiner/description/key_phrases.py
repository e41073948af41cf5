"""Key phrases: what units say in one to four neighbouring words that begin and end with content.

How much a phrase says about a group of units: often there, rarely elsewhere, in the middle, from many people.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import has_han
from thememiner.records import Segmentation

LONGEST = 4
LONGEST_HAN = 3
"""In words; a Chinese word has two characters on average."""
LINK_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with", "的", "和", "与"})
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


def find_phrases(
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
    reader = _PhraseReader(frozenset(unwanted), frozenset(weak))
    found = [reader.spans(texts[row], segmentation.tokens.spans(int(row))) for row in rows]
    often = Counter(key for own in found for key in own)
    numbers: dict[tuple[str, ...], int] = defaultdict(partial(next, count()))
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    sayings = []
    for unit, (row, own) in enumerate(zip(rows, found, strict=True)):
        for key, place in own.items():
            if len(key) == 1 or often[key] > 1:
                sayings.append((unit, numbers[key]))
                forms[numbers[key]][_write_phrase(texts[row], place)] += 1
    both = np.array(sayings, dtype=np.int64).reshape(-1, 2)
    written = tuple(min(counted, key=lambda form: (-counted[form], form)) for counted in forms.values())
    return Phrases(both[:, 0], both[:, 1], written, tuple(map(frozenset, numbers)))


class _PhraseReader:
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
                elif text[slice(*words[last])].casefold() not in LINK_WORDS:
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


def _write_phrase(text: str, place: Span) -> str:
    """Return a phrase with single spaces; a capital that only says that a sentence begins becomes small."""
    phrase = " ".join(text[slice(*place)].split())
    if phrase[1:].islower() and _SENTENCE_BEGINS.search(text, 0, place[0]):
        return phrase[0].lower() + phrase[1:]
    return phrase


def weigh_phrases(
    phrases: Phrases,
    groups: npt.NDArray[np.int64],
    parts: npt.NDArray[np.int64],
    *,
    vectors: npt.NDArray[np.float32],
    people: Sequence[Hashable],
    origins: Sequence[Hashable],
) -> pd.DataFrame:
    """Weigh each phrase in each group of units; columns group, phrase, units, weight, best first in each group.

    ``groups`` and ``parts`` have shape (units,): a unit's group, -1 if it has none, and the part of the group that it
    belongs to; ``people`` say it. ``origins`` are alike for units that repeat each other, which count once a group.

    The weight is a product. First, class-based TF-IDF, ``tf * log(1 + A / f)``, as for keywords, ``f`` counting the
    units without a group too. Second, how much nearer the units that say it are to the group's mean vector than all of
    its units (cosines; shrunk by one unit of the group's own nearness). Third, how evenly parts, and fourth, people
    share it (the square root): ``(sum of sqrt(n))**2 / (tf * most)`` over their counts ``n``, where ``most`` is their
    number in the group or ``tf``, if that is less: 1 if all say it equally often. Last, how far its words go together:
    ``sqrt(f / f of its rarest word)``.
    """
    units = pd.DataFrame({"group": groups, "part": parts, "person": people, "origin": origins})
    units["nearness"] = _relative_nearness(vectors, groups)
    said = units.iloc[phrases.units].reset_index(drop=True).assign(phrase=phrases.phrases)
    said = said.drop_duplicates(["group", "origin", "phrase"])
    everywhere = np.bincount(said["phrase"], minlength=len(phrases.written))
    said = said[said["group"] >= 0]
    grouped = said.groupby(["group", "phrase"])
    found = grouped["nearness"].agg(units="size", nearness="mean").reset_index()
    often = found["units"].to_numpy()
    frequency = everywhere[found["phrase"]]
    average = len(said) / max(said["group"].nunique(), 1)
    own = units[units["group"] >= 0]
    found["weight"] = (
        often
        * np.log1p(average / frequency)
        * np.maximum((found["nearness"] * often + 1) / (often + 1), 0)
        * _evenness(said, own, "part")
        * np.sqrt(_evenness(said, own, "person"))
        * np.sqrt(_cohesion(phrases, everywhere)[found["phrase"]])
    ).round(9)
    spelling = pd.Series(phrases.written, dtype=object).reindex(found["phrase"])
    found["spelling"] = spelling.to_numpy()
    found = found.sort_values(["group", "weight", "spelling"], ascending=[True, False, True])
    return found[["group", "phrase", "units", "weight"]].reset_index(drop=True)


def _relative_nearness(vectors: npt.NDArray[np.float32], groups: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return each unit's cosine with its group's mean vector as a multiple of the group's average; 1 without one."""
    nearness = np.ones(len(groups))
    for group in np.unique(groups[groups >= 0]):
        rows = np.flatnonzero(groups == group)
        own = vectors[rows].astype(np.float64)
        cosines = own @ own.mean(axis=0)
        mean = cosines.mean()
        nearness[rows] = cosines / mean if mean > 0 else 1.0
    return nearness


def _evenness(said: pd.DataFrame, units: pd.DataFrame, who: str) -> npt.NDArray[np.float64]:
    """Return for each group and phrase how evenly those in a column share it, from above 0 to 1."""
    counts = said.groupby(["group", "phrase", who]).size()
    by_phrase = counts.groupby(["group", "phrase"])
    total = by_phrase.sum()
    there = units.groupby("group")[who].nunique().reindex(total.index.get_level_values("group")).to_numpy()
    roots = counts.pow(0.5).groupby(["group", "phrase"]).sum()
    return np.asarray(roots**2 / (total * np.minimum(total, there)), dtype=np.float64)


def _cohesion(phrases: Phrases, everywhere: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return for each phrase in what share of the units with its rarest word it is said; 1 for single words."""
    alone = {word: everywhere[index] for index, words in enumerate(phrases.words) if len(words) == 1 for word in words}
    rarest = [min(alone.get(word, 1) for word in words) for words in phrases.words]
    return np.minimum(everywhere / np.maximum(rarest, 1), 1.0)
