"""How much a phrase says about a group of units: often there, rarely elsewhere, in the middle, from many people."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.description.phrases import Phrases


def phrase_weights(
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
    units["nearness"] = _nearness(vectors, groups)
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


def _nearness(vectors: npt.NDArray[np.float32], groups: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
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
