"""Clusters become themes: names, keywords, representative quotes, and how many people they come from."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DescriptionSettings
from thememiner.description.calling import called_by_phrases
from thememiner.description.keywords import keywords
from thememiner.description.numbering import subtheme_ids, theme_of
from thememiner.description.quotes import representative
from thememiner.language import content_words, stop_words
from thememiner.records import Discovery, Embedding, Quote, Segmentation, Theme, Tokens

DEFAULTS = DescriptionSettings()


@dataclass(frozen=True, slots=True)
class _Material:
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
    material = _material(segmentation, embedding, settings)
    ids = subtheme_ids(discovery.parents)
    members = {name: np.flatnonzero(discovery.subthemes == index) for index, name in enumerate(ids)}
    above = {theme: [name for name in ids if theme_of(name) == theme] for theme in dict.fromkeys(map(theme_of, ids))}
    merged = {theme: np.sort(np.concatenate([members[name] for name in below])) for theme, below in above.items()}
    called = called_by_phrases(discovery, segmentation, embedding.vectors, unwanted=material.unwanted)
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


def _material(segmentation: Segmentation, embedding: Embedding, settings: DescriptionSettings) -> _Material:
    units = segmentation.units
    rows = np.flatnonzero(units["kept"].to_numpy())
    return _Material(
        units=units.iloc[rows].reset_index(drop=True),
        rows=rows,
        texts=units["text"].array,
        tokens=segmentation.tokens,
        unwanted=_unwanted(settings),
        vectors=embedding.vectors,
    )


def _unwanted(settings: DescriptionSettings) -> frozenset[str]:
    return stop_words("en") | stop_words("zh") | _further_words(settings.stop_words)


def _further_words(path: Path | None) -> frozenset[str]:
    lines = path.read_text("utf-8-sig").splitlines() if path else []
    return frozenset(line.strip().casefold() for line in lines if line.strip())


def _describe_groups(
    members: Mapping[str, npt.NDArray[np.int64]],
    material: _Material,
    called: Mapping[str, str],
    settings: DescriptionSettings,
) -> dict[str, Theme]:
    distinct = {name: _distinct(rows, material) for name, rows in members.items()}
    words = keywords({name: material.terms(rows) for name, rows in distinct.items()}, settings.keywords)
    return {
        name: Theme(
            theme_id=name,
            name=called[name],
            keywords=words[name],
            units=len(rows),
            participants=material.units["participant"].iloc[rows].nunique(),
            documents=material.units["doc_id"].iloc[rows].nunique(),
            quotes=_quotes(distinct[name], material, settings.quotes),
        )
        for name, rows in members.items()
    }


def _distinct(rows: npt.NDArray[np.int64], material: _Material) -> npt.NDArray[np.int64]:
    """Return the rows without those that repeat another of them; the first stays, wherever it was said before."""
    units = material.units.iloc[rows]
    return rows[~units["duplicate_of"].fillna(units["unit_id"]).duplicated().to_numpy()]


def _quotes(rows: npt.NDArray[np.int64], material: _Material, count: int) -> tuple[Quote, ...]:
    units = material.units.iloc[rows]
    # A document stands for its speaker where nobody is named.
    people = units["participant"].fillna(units["doc_id"]).tolist()
    ids = units["unit_id"].tolist()
    chosen = representative(material.vectors, people, count, tie_breakers=ids, rows=material.rows[rows])
    return tuple(_quote(row) for row in units.iloc[chosen].to_dict("records"))


def _quote(row: Mapping[Hashable, Any]) -> Quote:
    participant = row["participant"]
    return Quote(
        unit_id=row["unit_id"],
        doc_id=row["doc_id"],
        participant=participant if isinstance(participant, str) else None,
        start=row["start"],
        end=row["end"],
        text=row["text"],
    )
