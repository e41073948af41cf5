"""Which themes of two runs stand side by side: by units, by the centres of their vectors, or by key words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from thememiner.comparison.alignment import align
from thememiner.comparison.findings import findings
from thememiner.comparison.levels import Groups, Level, groups
from thememiner.comparison.matching import shared_units
from thememiner.records import CodeFinding, Coding, Finding

SAME_WORDS = 3
"""Key words that two themes have in common at least."""
LEAST_COSINE = 0.5
"""Of two centres."""
COUNTERPARTS = {Finding.FOUND, Finding.IN_PART, Finding.SPLIT}
"""Findings whose counterparts share more units than chance gives."""

Numbers = npt.NDArray[np.float64]


class Nearness(NamedTuple):
    """How near each theme of one run (rows) is to each of the other (columns)."""

    values: Numbers
    near: npt.NDArray[np.bool_]
    """Whether it is near enough for the two to stand side by side."""

    def pairs(self) -> list[tuple[int, int]]:
        """Return pairs of near themes, one to one, so that their nearness adds up to most, in the order of the rows."""
        weights = np.where(self.near, self.values, 0)
        rows, columns = linear_sum_assignment(weights, maximize=True)
        return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if self.near[row, column]]


def nearness_of_units(
    first: Coding, second: Coding, units: pd.DataFrame, level: Level, *, min_overlap: float
) -> Nearness:
    """Return F1 of the kept units that both codings looked at, for the codes that a level shows of each.

    Near is what one of the two findings (of the first coding's themes in the second, and the other way round) names
    as found, found in part or split.
    """
    sides = [align(coding, units, min_overlap=min_overlap) for coding in (first, second)]
    compared = units["kept"].to_numpy(np.bool_) & sides[0].seen & sides[1].seen
    own, other = (
        groups(coding.codebook, side, compared, level) for coding, side in zip((first, second), sides, strict=True)
    )
    shared = shared_units(own, other)
    sizes = own.carries.sum(axis=0)[:, None] + other.carries.sum(axis=0)[None, :]
    participants = units.loc[compared, "participant"].reset_index(drop=True)
    near = _named(findings(own, other, participants), other) | _named(findings(other, own, participants), own).T
    return Nearness(2 * shared / np.maximum(sizes, 1), near)


def _named(found: Sequence[CodeFinding], other: Groups) -> npt.NDArray[np.bool_]:
    """Return which codes of the other coding (columns) are named as a real counterpart of each code (rows)."""
    columns = {code.code_id: index for index, code in enumerate(other.codes)}
    named = np.zeros((len(found), len(columns)), dtype=np.bool_)
    for row, code in enumerate(found):
        if code.finding in COUNTERPARTS:
            named[row, [columns[name] for name in code.counterparts]] = True
    return named


def nearness_of_centres(first: Numbers, second: Numbers) -> Nearness:
    """Return the cosine of centres, shape (themes, dimensions) each.

    Near are two themes whose cosine is at least one half, and that are as near to each other as either is to any other
    theme of its own run: nearer than what its own run already tells apart.
    """
    first, second = _unit_length(first), _unit_length(second)
    values = first @ second.T
    least = np.maximum(_nearest_other(first)[:, None], _nearest_other(second)[None, :])
    return Nearness(values, values >= np.maximum(least, LEAST_COSINE))


def nearness_of_words(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> Nearness:
    """Return the share of the key words of the theme with fewer that the other has, too; near are at least three."""
    counts = np.array([[len(common_words(own, other)) for other in second] for own in first], dtype=np.float64).reshape(
        len(first), len(second)
    )
    sizes = [np.array([len(set(words)) for words in side], dtype=np.float64) for side in (first, second)]
    fewer = np.minimum(sizes[0][:, None], sizes[1][None, :])
    return Nearness(counts / np.maximum(fewer, 1), counts >= SAME_WORDS)


def common_words(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the key words of the first that the second has, too, whatever their case, in their order."""
    others = {word.casefold() for word in second}
    return tuple(word for word in dict.fromkeys(first) if word.casefold() in others)


def _unit_length(vectors: Numbers) -> Numbers:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1))


def _nearest_other(vectors: Numbers) -> Numbers:
    """Return the cosine of each theme with the nearest other one of its run; -1 if it is alone."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    return np.asarray(cosines.max(axis=1, initial=-1))
