"""Which themes recur in several corpora: those near each other in one space are grouped, at most one of a corpus."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.batch.summary.nearness import NEAR
from thememiner.batch.summary.records import Member, Recurring
from thememiner.records import Theme

Numbers = npt.NDArray[np.float64]


class ThemeHere(NamedTuple):
    """A theme, the corpus it is of, and its address in the run's report."""

    corpus: str
    theme: Theme
    report: str


def recurring_themes(themes: Sequence[ThemeHere], vectors: Numbers, *, near: float = NEAR) -> tuple[Recurring, ...]:
    """Group themes of different corpora whose vectors, shape (themes, dimensions), of unit length or zeros, are near.

    Every two near themes, the nearest first, bring their groups together if these have no corpus in common and the
    mean cosine between them is at least ``near``, too. So no chain of small steps joins what is far apart. Themes that
    stay alone recur nowhere, and are in no group. Groups are sorted by how many corpora they are of, then by nearness.
    """
    cosines = np.clip(vectors @ vectors.T, -1, 1)
    groups = [
        _recurring([themes[index] for index in group], cosines[np.ix_(group, group)])
        for group in _grouped([theme.corpus for theme in themes], cosines, near)
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.members), -one.nearness, one.members[0].corpus)))


def _grouped(corpora: Sequence[str], cosines: Numbers, near: float) -> list[list[int]]:
    """Return the groups of at least two, as lists of indices."""
    # For each theme its group and the corpora that this is of: one list, and one set, for all themes of a group.
    groups = [[index] for index in range(len(corpora))]
    of = [{corpus} for corpus in corpora]
    for one, other in _near_pairs(cosines, near):
        if of[one].isdisjoint(of[other]) and cosines[np.ix_(groups[one], groups[other])].mean() >= near:
            groups[one] += groups[other]
            of[one] |= of[other]
            for index in groups[other]:
                groups[index], of[index] = groups[one], of[one]
    return [sorted(group) for index, group in enumerate(groups) if len(group) > 1 and index == min(group)]


def _near_pairs(cosines: Numbers, near: float) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(np.triu(cosines >= near, k=1))
    order = np.lexsort((columns, rows, -cosines[rows, columns].round(9)))  # the last digits differ between machines
    return list(zip(rows[order].tolist(), columns[order].tolist(), strict=True))


def _recurring(themes: Sequence[ThemeHere], cosines: Numbers) -> Recurring:
    pairs = [float(cosines[one, other]) for one, other in combinations(range(len(themes)), 2)]
    means = (cosines.sum(axis=1) - cosines.diagonal()) / (len(themes) - 1)
    members = [
        Member(here.corpus, here.theme, float(mean), here.report) for here, mean in zip(themes, means, strict=True)
    ]
    return Recurring(tuple(sorted(members, key=lambda one: one.corpus)), sum(pairs) / len(pairs), min(pairs))
