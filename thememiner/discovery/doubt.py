"""Why a unit has no sub-theme."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.discovery.assignment import LEAST, Assignment
from thememiner.discovery.resampling import people_of
from thememiner.language import HAN
from thememiner.records import Unassigned

NEAR = 5
"""Units looked at around an unassigned one."""
CLOSE = 0.05
"""Two sub-themes whose memberships differ by no more are equally near."""
_HAN = re.compile(f"[{HAN}]")
FEW_WORDS, FEW_HAN = 4, 6
"""A unit with fewer of them is too short to tell."""


def reasons(units: pd.DataFrame, given: Assignment, nearest: npt.NDArray[np.integer]) -> tuple[str | None, ...]:
    """Return for each unit why it is unassigned, None where it is not.

    ``units`` are those that took part, in the order of the arrays, and ``nearest``, shape (units, neighbours), names
    those nearest to each, of which the first ``NEAR`` count. The first reason that holds is given: too few words; all
    its nearest units said by the same person, where there are several; two sub-themes equally near; else far from all.
    """
    people = pd.factorize(people_of(units))[0]
    several = len(people) > 0 and people.max() > 0
    near = nearest[:, :NEAR]
    same_person = (people[near] == people[:, None]).all(axis=1) & (several and near.shape[1] > 0)
    between = (given.second >= 0) & (given.margin <= CLOSE) & (given.second_membership >= LEAST / 2)
    open_ones = np.flatnonzero(~given.assigned)
    short = np.zeros(len(units), dtype=bool)
    short[open_ones] = [_is_short(str(text)) for text in units["text"].to_numpy()[open_ones]]
    found = np.full(len(units), None, dtype=object)
    found[open_ones] = str(Unassigned.FAR)
    # The first reason that holds is written last.
    for holds, why in (
        (between, Unassigned.BETWEEN),
        (same_person, Unassigned.ONE_PARTICIPANT),
        (short, Unassigned.SHORT),
    ):
        found[holds & ~given.assigned] = str(why)
    return tuple(found)


def _is_short(text: str) -> bool:
    """Tell whether the words and the Han characters are too few together."""
    words = [word for word in _HAN.sub(" ", text).split() if any(map(str.isalnum, word))]
    return len(_HAN.findall(text)) / FEW_HAN + len(words) / FEW_WORDS < 1
