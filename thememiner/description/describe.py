"""Describe clusters as themes: names, keywords, representative quotes, and numbers of people and documents."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DescriptionSettings
from thememiner.description.naming import name_by_phrases
from thememiner.description.theme_coding import parent_theme, subtheme_ids
from thememiner.language import content_words, has_han, read_words, stop_words, to_simplified
from thememiner.records import (
    Discovery,
    Embedding,
    Quote,
    Segmentation,
    Theme,
    Tokens,
    check_discovery,
    check_embedding,
    check_segmentation,
    person_index,
)

DEFAULTS = DescriptionSettings()
BLOCK = 1 << 14
"""Units whose vectors are read at a time."""
_NEEDED_COLUMNS = (*("unit_id", "doc_id", "participant", "start", "end", "text", "language", "kept", "duplicate_of"),)


@dataclass(frozen=True, slots=True)
class _KeptUnits:
    """The kept units with their persons, words and vectors."""

    units: pd.DataFrame
    persons: npt.NDArray[np.int64]
    """Of each kept unit."""
    rows: npt.NDArray[np.int64]
    """Rows of the kept units in the table of all units, in the tokens and in the vectors."""
    texts: "pd.api.extensions.ExtensionArray"
    """Of all units."""
    tokens: Tokens
    stop_words: frozenset[str]
    vectors: npt.NDArray[np.float32]
    """Of all units, in single or half precision."""
    spellings: "_Spellings"

    def terms(self, chosen: npt.NDArray[np.int64]) -> Iterator[list[str]]:
        """Yield the content words of some kept units, in simplified characters.

        They are not stored, since all of them need much memory.
        """
        for row in self.rows[chosen].tolist():
            written = content_words(self.tokens.words(row, str(self.texts[row])), self.stop_words)
            yield [self.spellings.fold(word) for word in written]


def describe(
    discovery: Discovery,
    segmentation: Segmentation,
    embedding: Embedding,
    *,
    settings: DescriptionSettings = DEFAULTS,
) -> tuple[Theme, ...]:
    """Describe every theme of a discovery, with its sub-themes.

    Keywords come from the tokens, without the stop words of English, Chinese and ``settings.stop_words``. Units with
    the same words of the same person all count as units, but only once for keywords and quotes. Quotes are chosen by
    the units' vectors without context, because they are read without context. Theme ``T2`` has the sub-themes
    ``T2.1``, ``T2.2`` …

    Raise ``UsageError`` if the discovery, the segmentation and the embedding are not of the same units.

    >>> import numpy as np
    >>> from thememiner import Embedding, describe, discover, segment
    >>> from thememiner.records import Corpus, Document, Form, Role, Source, Turn
    >>> text = "We cook soup together on Mondays."
    >>> turn = Turn(0, len(text), "Ana", Role.PARTICIPANT, "Ana")
    >>> document = Document("ana.txt", text, Form.DIALOGUE, (turn,), Source("ana.txt", "", "txt", "utf-8"))
    >>> segmentation = segment(Corpus((document,), {}))
    >>> vectors = np.ones((len(segmentation.units), 1), dtype=np.float32)
    >>> embedding = Embedding(vectors, vectors, "", {}, {})
    >>> describe(discover(embedding, segmentation.units), segmentation, embedding)  # too few units for a theme
    ()
    """
    check_segmentation(segmentation, _NEEDED_COLUMNS, stage="describe")
    check_embedding(embedding, segmentation.units, "vectors", stage="describe")
    check_discovery(discovery, segmentation.units, stage="describe")
    kept = _select_kept(segmentation, embedding, settings)
    ids = subtheme_ids(discovery.parents)
    members = {name: np.flatnonzero(discovery.subthemes == index) for index, name in enumerate(ids)}
    above = {
        theme: [name for name in ids if parent_theme(name) == theme] for theme in dict.fromkeys(map(parent_theme, ids))
    }
    merged = {theme: np.sort(np.concatenate([members[name] for name in below])) for theme, below in above.items()}
    names = name_by_phrases(discovery, segmentation, embedding.vectors, unwanted=kept.stop_words)
    subthemes = _describe_groups(members, kept, names, settings)
    themes = _describe_groups(merged, kept, names, settings)
    stability = dict(zip(ids, discovery.stability, strict=True))
    replication = dict(zip(ids, discovery.replication, strict=False))
    seconds = Counter(ids[index] for index in discovery.nearest[discovery.carries_both])
    return tuple(
        replace(
            theme,
            stability=discovery.theme_stability[number],
            subthemes=tuple(
                replace(
                    subthemes[name],
                    stability=stability[name],
                    also=seconds[name],
                    replication=replication.get(name),
                )
                for name in above[theme_id]
            ),
        )
        for number, (theme_id, theme) in enumerate(themes.items())
    )


def _select_kept(segmentation: Segmentation, embedding: Embedding, settings: DescriptionSettings) -> _KeptUnits:
    units = segmentation.units
    rows = np.flatnonzero(units["kept"].to_numpy())
    kept = units.iloc[rows].reset_index(drop=True)
    return _KeptUnits(
        units=kept,
        persons=person_index(kept).of_units,
        rows=rows,
        texts=units["text"].array,
        tokens=segmentation.tokens,
        stop_words=_stop_words(settings),
        vectors=embedding.vectors,
        spellings=_Spellings(),
    )


class _Spellings:
    """How words are written: in traditional and simplified characters they are one word."""

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}
        self._written: dict[str, Counter[str]] = {}

    def fold(self, word: str) -> str:
        """Return a word in simplified characters, and remember how it was written."""
        if word not in self._folded:
            self._folded[word] = to_simplified(word) if has_han(word) else word
        folded = self._folded[word]
        if has_han(folded):
            self._written.setdefault(folded, Counter())[word] += 1
        return folded

    def usual(self, folded: str) -> str:
        """Return how a folded word is written most often."""
        written = self._written.get(folded, {folded: 1})
        return min(written, key=lambda form: (-written[form], form))


def _stop_words(settings: DescriptionSettings) -> frozenset[str]:
    return stop_words("en") | stop_words("zh") | read_words("label_words") | _read_stop_words(settings.stop_words)


def _read_stop_words(path: Path | None) -> frozenset[str]:
    lines = path.read_text("utf-8-sig").splitlines() if path else []
    return frozenset(line.strip().casefold() for line in lines if line.strip())


def _describe_groups(
    members: Mapping[str, npt.NDArray[np.int64]],
    kept: _KeptUnits,
    names: Mapping[str, str],
    settings: DescriptionSettings,
) -> dict[str, Theme]:
    distinct = {name: _drop_repetitions(rows, kept) for name, rows in members.items()}
    words = find_keywords({name: kept.terms(rows) for name, rows in distinct.items()}, settings.keywords)
    return {
        name: Theme(
            theme_id=name,
            name=names[name],
            keywords=tuple(map(kept.spellings.usual, words[name])),
            units=len(rows),
            participants=len(np.unique(kept.persons[rows])),
            documents=kept.units["doc_id"].iloc[rows].nunique(),
            quotes=_choose_quotes(distinct[name], kept, settings.quotes),
        )
        for name, rows in members.items()
    }


def _drop_repetitions(rows: npt.NDArray[np.int64], kept: _KeptUnits) -> npt.NDArray[np.int64]:
    """Return the rows without those that repeat another of them; the first one stays."""
    units = kept.units.iloc[rows]
    return rows[~units["duplicate_of"].fillna(units["unit_id"]).duplicated().to_numpy()]


def _choose_quotes(rows: npt.NDArray[np.int64], kept: _KeptUnits, count: int) -> tuple[Quote, ...]:
    units = kept.units.iloc[rows]
    people, ids = kept.persons[rows].tolist(), units["unit_id"].tolist()
    chosen = choose_representative(kept.vectors, people, count, tie_breakers=ids, rows=kept.rows[rows])
    return tuple(_to_quote(row) for row in units.iloc[chosen].to_dict("records"))


def _to_quote(row: Mapping[Hashable, Any]) -> Quote:
    participant = row["participant"]
    return Quote(
        unit_id=row["unit_id"],
        doc_id=row["doc_id"],
        participant=participant if isinstance(participant, str) else None,
        start=row["start"],
        end=row["end"],
        text=row["text"],
    )


def choose_representative(
    vectors: npt.NDArray[np.float32],
    people: Sequence[Hashable],
    count: int,
    *,
    tie_breakers: Sequence[str],
    rows: npt.NDArray[np.int64] | None = None,
) -> list[int]:
    """Return the indices of at most ``count`` units for quotes, the most representative first.

    ``vectors`` has unit length, shape (all units, dimensions); ``rows`` are the units to choose from, by default all.
    The unit nearest to their mean comes first, then the nearest unit of each person not yet quoted. When everyone is
    quoted, the next round begins. ``tie_breakers`` order units that are equally near.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    if not len(rows):
        return []
    similarity = pd.Series(np.round(similarity_to_mean(vectors, rows), 9))
    units = pd.DataFrame({"distance": -similarity, "id": list(tie_breakers), "person": list(people)})
    by_distance = units.sort_values(["distance", "id"], kind="stable")
    rounds = by_distance.groupby("person", sort=False).cumcount()
    return [int(index) for index in rounds.sort_values(kind="stable").index[:count]]


def similarity_to_mean(vectors: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the dot product of each unit with the mean vector of all of them, shape (rows,).

    ``vectors`` has unit length, shape (all units, dimensions), in single or half precision; ``rows`` are the units, at
    least one.
    """
    parts = [rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK)]
    mean = sum(vectors[part].sum(axis=0, dtype=np.float64) for part in parts) / len(rows)
    return np.concatenate([vectors[part].astype(np.float64) @ mean for part in parts])


def find_keywords(groups: Mapping[str, Iterable[Sequence[str]]], count: int) -> dict[str, tuple[str, ...]]:
    """Return the best ``count`` terms of each group of units, best first.

    ``groups`` has the terms of each unit by group. A term's weight is ``tf * log(1 + A / f)``: ``tf`` is the number of
    the group's units with the term, ``f`` the number in all groups, ``A`` the average number of terms in a group
    (class-based TF-IDF: Grootendorst 2022, BERTopic, equation 3). A unit that repeats a word counts once. Ties are in
    alphabetical order.
    """
    counts = {name: Counter(term for unit in units for term in set(unit)) for name, units in groups.items()}
    everywhere: Counter[str] = sum(counts.values(), Counter())
    average = everywhere.total() / max(len(groups), 1)

    def best(own: Counter[str]) -> tuple[str, ...]:
        weights = {term: round(tf * log(1 + average / everywhere[term]), 9) for term, tf in own.items()}
        return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:count])

    return {name: best(own) for name, own in counts.items()}
