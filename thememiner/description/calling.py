"""What themes and sub-themes are called: every level by its own key phrases, no two alike."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.description.naming import Candidate, candidates, names
from thememiner.description.numbering import subtheme_ids, theme_of
from thememiner.description.phrase_weights import phrase_weights
from thememiner.description.phrases import Phrases, phrases
from thememiner.language import listed_words
from thememiner.records import Discovery, Segmentation

MOST_READ = 50_000
"""Units whose phrases names are made of: more change no name, but take minutes and gigabytes."""
OF_EACH = 200
"""Units of each sub-theme among them, at least."""


def called_by_phrases(
    discovery: Discovery,
    segmentation: Segmentation,
    vectors: npt.NDArray[np.float32],
    *,
    unwanted: Collection[str],
) -> dict[str, str]:
    """Return the name of every theme and sub-theme by its id.

    ``vectors`` are those of all units, shape (units, dimensions). A theme is named first, by phrases that its
    sub-themes share; those are not used again below it, unless it has but one. Names that are alike all the same
    get their ids behind them. Of very many units some are read (see ``_read``).
    """
    rows = np.flatnonzero(segmentation.units["kept"].to_numpy())
    below = subtheme_ids(discovery.parents)
    if not below:
        return {}
    read = _read(segmentation.units["unit_id"].iloc[rows], discovery.subthemes)
    rows, subthemes = rows[read], discovery.subthemes[read]
    units = segmentation.units.iloc[rows].reset_index(drop=True)
    said = phrases(segmentation, rows.tolist(), {*unwanted, *listed_words("no_names")}, weak=listed_words("weak_names"))
    level = _Level(said, units, vectors[rows].astype(np.float32))
    parents = np.array([*discovery.parents, -1])
    whole = parents[subthemes]
    above = tuple(dict.fromkeys(map(theme_of, below)))
    named = names(above, level.candidates(whole, subthemes, len(above)))
    found = level.candidates(subthemes, np.zeros_like(whole), len(below))
    for number, theme in enumerate(above):
        own = [index for index, parent in enumerate(discovery.parents) if parent == number]
        named |= names(
            [below[index] for index in own],
            [found[index] for index in own],
            unlike=named[theme][1] if len(own) > 1 else (),
        )
    return _distinct({group: name for group, (name, _) in named.items()})


def _read(ids: "pd.Series[str]", subthemes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return which of the kept units are read for names, ascending: all, or those with the smallest ids.

    Ids are hashes, so that is a sample by chance. Of every sub-theme at least ``OF_EACH`` units are in it, or all.
    """
    if len(ids) <= MOST_READ:
        return np.arange(len(ids))
    order = np.argsort(ids.to_numpy(dtype=object), kind="stable")
    place_in_own = pd.Series(subthemes[order]).groupby(subthemes[order]).cumcount().to_numpy()
    wanted = (np.arange(len(order)) < MOST_READ) | ((place_in_own < OF_EACH) & (subthemes[order] >= 0))
    return np.asarray(np.sort(order[wanted]))


@dataclass(frozen=True, slots=True)
class _Level:
    """The phrases of the kept units, and what is needed to weigh them in groups of any kind."""

    said: Phrases
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]

    def candidates(
        self, groups: npt.NDArray[np.int64], parts: npt.NDArray[np.int64], count: int
    ) -> list[list[Candidate]]:
        """Return what each group may be called by, best first."""
        weights = phrase_weights(
            self.said,
            groups,
            parts,
            vectors=self.vectors,
            people=list(self.units["participant"].fillna(self.units["doc_id"])),
            origins=list(self.units["duplicate_of"].fillna(self.units["unit_id"])),
        )
        spoken = self.units["language"].to_numpy()
        languages = [spoken[groups == number].tolist() for number in range(count)]
        return candidates(weights, self.said, languages)


def _distinct(named: dict[str, str]) -> dict[str, str]:
    seen: set[str] = set()
    distinct = {}
    for group, name in named.items():
        distinct[group] = f"{name} ({group})" if name in seen else name
        seen.add(name)
    return distinct
