"""Clusters become themes: names, keywords, representative quotes, and how many people they come from.

Representative quotes: the units nearest to a theme's centre, from as many people as possible.
How near units lie to the middle of their group, block by block: there may be very many of them.
Words that mark a group of units off from the others: class-based TF-IDF.
"""

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
from thememiner.description.theme_coding import subtheme_ids, parent_theme
from thememiner.language import content_words, stop_words
from thememiner.records import Discovery, Embedding, Quote, Segmentation, Theme, Tokens

DEFAULTS = DescriptionSettings()
BLOCK = 1 << 14
"""Units at a time."""


@dataclass(frozen=True, slots=True)
class _KeptUnits:
    """The kept units, what they say, and where they lie."""

    units: pd.DataFrame
    rows: npt.NDArray[np.int64]
    """Their rows in the table of all units, in the tokens and in the vectors."""
    texts: "pd.api.extensions.ExtensionArray"
    """Of all units."""
    tokens: Tokens
    unwanted: frozenset[str]
    vectors: npt.NDArray[np.float32]
    """Of all units, of single or half precision."""

    def terms(self, chosen: npt.NDArray[np.int64]) -> Iterator[list[str]]:
        """Yield the words with content of some kept units; they are made each time, since all would fill the memory."""
        for row in self.rows[chosen].tolist():
            yield content_words(self.tokens.words(row, str(self.texts[row])), self.unwanted)


def describe(
    discovery: Discovery,
    segmentation: Segmentation,
    embedding: Embedding,
    *,
    settings: DescriptionSettings = DEFAULTS,
) -> tuple[Theme, ...]:
    """Describe every theme of a discovery, with its sub-themes.

    Keywords come from proper tokens, without the stop words of either language. What a person says twice in the same
    words is counted as two units, but adds to a theme's keywords and quotes once. Quotes are chosen by the units' own
    vectors, without context: they must speak for themselves. Theme ``T2`` has the sub-themes ``T2.1``, ``T2.2`` …
    """
    material = _prepare_material(segmentation, embedding, settings)
    ids = subtheme_ids(discovery.parents)
    members = {name: np.flatnonzero(discovery.subthemes == index) for index, name in enumerate(ids)}
    above = {theme: [name for name in ids if parent_theme(name) == theme] for theme in dict.fromkeys(map(parent_theme, ids))}
    merged = {theme: np.sort(np.concatenate([members[name] for name in below])) for theme, below in above.items()}
    called = name_by_phrases(discovery, segmentation, embedding.vectors, unwanted=material.unwanted)
    subthemes = _describe_groups(members, material, called, settings)
    themes = _describe_groups(merged, material, called, settings)
    stability = dict(zip(ids, discovery.stability, strict=True))
    seconds = Counter(ids[index] for index in discovery.nearest[discovery.carries_both])
    return tuple(
        replace(
            theme,
            stability=discovery.theme_stability[number],
            subthemes=tuple(
                replace(subthemes[name], stability=stability[name], also=seconds[name]) for name in above[theme_id]
            ),
        )
        for number, (theme_id, theme) in enumerate(themes.items())
    )


def _prepare_material(segmentation: Segmentation, embedding: Embedding, settings: DescriptionSettings) -> _KeptUnits:
    units = segmentation.units
    rows = np.flatnonzero(units["kept"].to_numpy())
    return _KeptUnits(
        units=units.iloc[rows].reset_index(drop=True),
        rows=rows,
        texts=units["text"].array,
        tokens=segmentation.tokens,
        unwanted=_stop_words(settings),
        vectors=embedding.vectors,
    )


def _stop_words(settings: DescriptionSettings) -> frozenset[str]:
    return stop_words("en") | stop_words("zh") | _read_stop_words(settings.stop_words)


def _read_stop_words(path: Path | None) -> frozenset[str]:
    lines = path.read_text("utf-8-sig").splitlines() if path else []
    return frozenset(line.strip().casefold() for line in lines if line.strip())


def _describe_groups(
    members: Mapping[str, npt.NDArray[np.int64]],
    material: _KeptUnits,
    called: Mapping[str, str],
    settings: DescriptionSettings,
) -> dict[str, Theme]:
    distinct = {name: _drop_repetitions(rows, material) for name, rows in members.items()}
    words = find_keywords({name: material.terms(rows) for name, rows in distinct.items()}, settings.keywords)
    return {
        name: Theme(
            theme_id=name,
            name=called[name],
            keywords=words[name],
            units=len(rows),
            participants=material.units["participant"].iloc[rows].nunique(),
            documents=material.units["doc_id"].iloc[rows].nunique(),
            quotes=_choose_quotes(distinct[name], material, settings.quotes),
        )
        for name, rows in members.items()
    }


def _drop_repetitions(rows: npt.NDArray[np.int64], material: _KeptUnits) -> npt.NDArray[np.int64]:
    """Return the rows without those that repeat another of them; the first stays, wherever it was said before."""
    units = material.units.iloc[rows]
    return rows[~units["duplicate_of"].fillna(units["unit_id"]).duplicated().to_numpy()]


def _choose_quotes(rows: npt.NDArray[np.int64], material: _KeptUnits, count: int) -> tuple[Quote, ...]:
    units = material.units.iloc[rows]
    # A document stands for its speaker where nobody is named.
    people = units["participant"].fillna(units["doc_id"]).tolist()
    ids = units["unit_id"].tolist()
    chosen = choose_representative(material.vectors, people, count, tie_breakers=ids, rows=material.rows[rows])
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
    """Return the indices of at most ``count`` units, in the order in which to show them.

    ``vectors`` has unit length, shape (all units, dimensions); ``rows`` are those of the units to choose from, all if
    none are given. The unit nearest to the mean of them comes first; then the nearest of each person not yet quoted;
    when everybody is quoted, the next round begins.
    """
    rows = np.arange(len(vectors)) if rows is None else rows
    if not len(rows):
        return []
    nearness = pd.Series(np.round(similarity_to_mean(vectors, rows), 9))
    units = pd.DataFrame({"far": -nearness, "id": list(tie_breakers), "person": list(people)})
    by_nearness = units.sort_values(["far", "id"], kind="stable")
    rounds = by_nearness.groupby("person", sort=False).cumcount()
    return [int(index) for index in rounds.sort_values(kind="stable").index[:count]]


def similarity_to_mean(vectors: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the cosine of each unit with the mean vector of all of them, times that vector's length; shape (rows,).

    ``vectors`` has unit length, shape (all units, dimensions), in single or half precision; ``rows`` are those looked
    at, at least one.
    """
    parts = [rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK)]
    mean = sum(vectors[part].sum(axis=0, dtype=np.float64) for part in parts) / len(rows)
    return np.concatenate([vectors[part].astype(np.float64) @ mean for part in parts])


def find_keywords(groups: Mapping[str, Iterable[Sequence[str]]], count: int) -> dict[str, tuple[str, ...]]:
    """Return the best ``count`` terms of each group of units, best first.

    ``groups`` gives for each group the terms of its units. A term's weight is ``tf * log(1 + A / f)``: ``tf`` the
    number of the group's units that have it, ``f`` that of all groups, ``A`` the average number of terms in a group
    (Grootendorst 2022, BERTopic, equation 3). A unit that repeats a word counts once. Ties are settled by the
    alphabet.
    """
    counts = {name: Counter(term for unit in units for term in set(unit)) for name, units in groups.items()}
    everywhere: Counter[str] = sum(counts.values(), Counter())
    average = everywhere.total() / max(len(groups), 1)

    def best(own: Counter[str]) -> tuple[str, ...]:
        weights = {term: tf * log(1 + average / everywhere[term]) for term, tf in own.items()}
        return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:count])

    return {name: best(own) for name, own in counts.items()}
