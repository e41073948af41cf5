"""Key phrases of units, one to four words long, and how well each phrase describes a group of units."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.language import has_han, to_simplified
from thememiner.records import Segmentation

LONGEST = 4
LONGEST_HAN = 3
"""Longest phrase in Chinese, in words; a Chinese word has two characters on average."""
LINK_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "with", "的", "和", "与"})
"""Words that may stand inside a phrase: quality of life, 康复的过程."""
_NO_BREAK = re.compile(r"[ \u00a0-]")
_MASKED = re.compile(r"x+")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:;\n])[\s\"'“‘(\[]*$")
_PLURALS = (
    *(("ss", "ss"), ("us", "us"), ("is", "is"), ("ies", "y")),
    *((f"{stem}es", stem) for stem in ("ss", "sh", "ch", "x")),
    ("s", ""),
)
"""Endings of plurals and their replacements; the first ending that fits is replaced."""
SHORTEST_STEM = 2
_LETTER = re.compile(r"[^\W\d_]")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of some units."""

    units: npt.NDArray[np.int64]
    """Shape (mentions,): position of a unit among the given units; each unit mentions a phrase once."""
    phrases: npt.NDArray[np.int64]
    """Shape (mentions,): the mentioned phrase, an index of the two tuples below."""
    written: tuple[str, ...]
    """Each phrase in its most frequent spelling."""
    words: tuple[frozenset[str], ...]
    """The content words of each phrase, without case and plural."""


def find_phrases(
    segmentation: Segmentation,
    rows: Sequence[int],
    unwanted: Collection[str],
    *,
    weak: Collection[str] = frozenset(),
) -> Phrases:
    """Find the phrases of units, given by their rows in the table.

    A phrase is a run of at most four neighbouring words (three in Chinese) with only a space or hyphen between them,
    in Chinese nothing. Its first and last words are not ``unwanted`` and not masked (XXX), and at least one word is
    not ``weak``; link words may stand inside. Phrases that differ only in case, plural and link words are one phrase.
    A phrase of several words must occur in two units.
    """
    texts = segmentation.units["text"].to_numpy()
    reader = _PhraseReader(frozenset(unwanted), frozenset(weak))
    by_unit = [reader.spans(texts[row], segmentation.tokens.spans(int(row))) for row in rows]
    counts = Counter(key for own in by_unit for key in own)
    numbers: dict[tuple[str, ...], int] = defaultdict(partial(next, count()))
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    mentions = []
    for unit, (row, own) in enumerate(zip(rows, by_unit, strict=True)):
        for key, place in own.items():
            if len(key) == 1 or counts[key] > 1:
                mentions.append((unit, numbers[key]))
                forms[numbers[key]][_write_phrase(texts[row], place)] += 1
    both = np.array(mentions, dtype=np.int64).reshape(-1, 2)
    written = tuple(min(counted, key=lambda form: (-counted[form], form)) for counted in forms.values())
    return Phrases(both[:, 0], both[:, 1], written, tuple(map(frozenset, numbers)))


class _PhraseReader:
    """Reads the phrases of texts, and keeps the folded form of each word."""

    def __init__(self, unwanted: frozenset[str], weak: frozenset[str]) -> None:
        self._unwanted = unwanted
        self._weak = frozenset(map(_singular, weak))
        self._folded: dict[str, str] = {}

    def spans(self, text: str, words: Sequence[Span]) -> dict[tuple[str, ...], Span]:
        """Return the phrases of a text by their folded words, each with the place where it first occurs."""
        phrases: dict[tuple[str, ...], Span] = {}
        folded = [self._fold(text[start:end]) for start, end in words]
        for first, last in self._runs(text, words, folded):
            key = tuple(word for word in folded[first : last + 1] if word)
            place = (words[first][0], words[last][1])
            if place[1] - place[0] > 1 and not self._weak.issuperset(key):
                phrases.setdefault(key, place)
        return phrases

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
        """Return a content word without case and plural, in simplified characters; empty for any other word."""
        if word not in self._folded:
            plain = word.casefold().replace("’", "'")
            long = has_han(plain) or len(plain) > 1
            simplified = to_simplified(plain) if has_han(plain) else plain
            is_wanted = self._unwanted.isdisjoint((plain, simplified))
            carries = is_wanted and long and _LETTER.search(plain) and not _MASKED.fullmatch(plain)
            self._folded[word] = simplified if has_han(plain) and carries else _singular(plain) if carries else ""
        return self._folded[word]


def _are_neighbours(text: str, one: Span, other: Span) -> bool:
    between = text[one[1] : other[0]]
    return not between or (_NO_BREAK.fullmatch(between) is not None and not has_han(text[one[1] - 1] + text[other[0]]))


def _singular(word: str) -> str:
    """Return an English word without its plural ending; rough rules are enough to recognise equal words."""
    for ending, rest in _PLURALS:
        if word.endswith(ending) and len(word) >= len(ending) + SHORTEST_STEM:
            return word.removesuffix(ending) + rest
    return word


def _write_phrase(text: str, place: Span) -> str:
    """Return a phrase with single spaces, and without the capital letter of a beginning sentence."""
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

    ``groups`` and ``parts`` have shape (units,): a unit's group, -1 for none, and the part of the group that it
    belongs to. ``people`` has the person of each unit. ``origins`` are equal for units that repeat each other, which
    count once in a group.

    The weight is a product of five factors:

    - class-based TF-IDF, ``tf * log(1 + A / f)``, as for keywords, where ``f`` includes units without a group;
    - how near the units with the phrase are to the group's mean vector, relative to all units of the group (cosines,
      shrunk towards 1 as if by one more unit);
    - how evenly the parts use the phrase: ``(sum of sqrt(n))**2 / (tf * most)`` over their counts ``n``, where
      ``most`` is the number of parts or ``tf``, whichever is less; 1 if all use it equally often;
    - the square root of the same for people;
    - how often its words occur together: ``sqrt(f / f of its rarest word)``.
    """
    units = pd.DataFrame({"group": groups, "part": parts, "person": people, "origin": origins})
    units["nearness"] = _relative_nearness(vectors, groups)
    mentions = units.iloc[phrases.units].reset_index(drop=True).assign(phrase=phrases.phrases)
    mentions = mentions.drop_duplicates(["group", "origin", "phrase"])
    everywhere = np.bincount(mentions["phrase"], minlength=len(phrases.written))
    mentions = mentions[mentions["group"] >= 0]
    grouped = mentions.groupby(["group", "phrase"])
    weighed = grouped["nearness"].agg(units="size", nearness="mean").reset_index()
    counts = weighed["units"].to_numpy()
    frequency = everywhere[weighed["phrase"]]
    average = len(mentions) / max(mentions["group"].nunique(), 1)
    own = units[units["group"] >= 0]
    weighed["weight"] = (
        counts
        * np.log1p(average / frequency)
        * np.maximum((weighed["nearness"] * counts + 1) / (counts + 1), 0)
        * _evenness(mentions, own, "part")
        * np.sqrt(_evenness(mentions, own, "person"))
        * np.sqrt(_cohesion(phrases, everywhere)[weighed["phrase"]])
    ).round(9)
    spelling = pd.Series(phrases.written, dtype=object).reindex(weighed["phrase"])
    weighed["spelling"] = spelling.to_numpy()
    weighed = weighed.sort_values(["group", "weight", "spelling"], ascending=[True, False, True])
    return weighed[["group", "phrase", "units", "weight"]].reset_index(drop=True)


def _relative_nearness(vectors: npt.NDArray[np.float32], groups: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return each unit's cosine with its group's mean vector, divided by the group's average; 1 without a group."""
    nearness = np.ones(len(groups))
    for group in np.unique(groups[groups >= 0]):
        rows = np.flatnonzero(groups == group)
        own = vectors[rows].astype(np.float64)
        cosines = own @ own.mean(axis=0)
        mean = cosines.mean()
        nearness[rows] = cosines / mean if mean > 0 else 1.0
    return nearness


def _evenness(mentions: pd.DataFrame, units: pd.DataFrame, who: str) -> npt.NDArray[np.float64]:
    """Return for each group and phrase how evenly the values of a column use it, from above 0 to 1."""
    counts = mentions.groupby(["group", "phrase", who]).size()
    by_phrase = counts.groupby(["group", "phrase"])
    total = by_phrase.sum()
    available = units.groupby("group")[who].nunique().reindex(total.index.get_level_values("group")).to_numpy()
    roots = counts.pow(0.5).groupby(["group", "phrase"]).sum()
    return np.asarray(roots**2 / (total * np.minimum(total, available)), dtype=np.float64)


def _cohesion(phrases: Phrases, everywhere: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the share of the units with its rarest word that contain each phrase; 1 for single words."""
    alone = {word: everywhere[index] for index, words in enumerate(phrases.words) if len(words) == 1 for word in words}
    rarest = [min(alone.get(word, 1) for word in words) for words in phrases.words]
    return np.minimum(everywhere / np.maximum(rarest, 1), 1.0)
