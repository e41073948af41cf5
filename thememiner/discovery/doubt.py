"""Why a unit has no sub-theme."""

import re

import pandas as pd

from thememiner.discovery.assignment import LEAST, Assignment
from thememiner.discovery.neighbours import Neighbours
from thememiner.language import HAN
from thememiner.records import Unassigned

NEAR = 5
"""Units looked at around an unassigned one."""
CLOSE = 0.05
"""Two sub-themes whose memberships differ by no more are equally near."""
_HAN = re.compile(f"[{HAN}]")
FEW_WORDS, FEW_HAN = 4, 6
"""A unit with fewer of them is too short to tell."""


def reasons(units: pd.DataFrame, given: Assignment, neighbours: Neighbours) -> tuple[str | None, ...]:
    """Return for each unit why it is unassigned, None where it is not.

    ``units`` are those that took part, in the order of the arrays. The first reason that holds is given: too few words;
    all its nearest units said by the same person, where there are several; two sub-themes equally near; else far from
    all.
    """
    people = pd.factorize(units["participant"].fillna(units["doc_id"]).astype(object))[0]
    several = len(people) > 0 and people.max() > 0
    near = neighbours.indices[:, :NEAR]
    same_person = (people[near] == people[:, None]).all(axis=1) & (several and near.shape[1] > 0)
    between = (given.second >= 0) & (given.margin <= CLOSE) & (given.second_membership >= LEAST / 2)
    texts = units["text"].to_numpy()
    return tuple(
        None if assigned else _reason(_is_short(str(texts[row])), bool(same_person[row]), bool(between[row]))
        for row, assigned in enumerate(given.assigned)
    )


def _reason(is_short: bool, same_person: bool, between: bool) -> str:  # noqa: FBT001 - private, and read off the names
    if is_short:
        return str(Unassigned.SHORT)
    if same_person:
        return str(Unassigned.ONE_PARTICIPANT)
    return str(Unassigned.BETWEEN if between else Unassigned.FAR)


def _is_short(text: str) -> bool:
    """Tell whether the words and the Han characters are too few together."""
    words = [word for word in _HAN.sub(" ", text).split() if any(map(str.isalnum, word))]
    return len(_HAN.findall(text)) / FEW_HAN + len(words) / FEW_WORDS < 1
