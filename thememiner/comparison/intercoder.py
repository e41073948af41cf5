"""How far people agree among themselves, beside how far the program agrees with each of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.alignment import Alignment, align, lay_over
from thememiner.comparison.coefficients import alpha_of_many
from thememiner.comparison.contingency import GroupPair, persons_of
from thememiner.comparison.levels import Groups, Level, groups, in_one_order, levels_of
from thememiner.comparison.matching import known_by
from thememiner.comparison.scores import figures
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Ceiling, Coding, CutBy, Measured, PairAgreement

SHOWN = ("alpha", "kappa", "ami", "b_cubed_f1")
"""Scores of every two coders; all scores of all pairs would take long where there are ten people."""


class _Side(NamedTuple):
    """A coding, and what the units carry of it."""

    coding: Coding
    alignment: Alignment


class _Common(NamedTuple):
    """What every two are compared over, and how."""

    units: npt.NDArray[np.bool_]
    persons: npt.NDArray[np.int64]
    settings: ComparisonSettings
    seed: int


def ceiling(
    people: Sequence[Coding], machine: Coding | None, units: pd.DataFrame, *, settings: ComparisonSettings, seed: int
) -> tuple[Ceiling, ...]:
    """Compare every two people, and the program with each of them, over the same kept units; a record for each level.

    With ``settings.by`` set to turns, turns stand for units. Those units are the ones that at least two people looked
    at. No level, if there are none, fewer than two people, or by segments, as each coder has others.
    """
    if settings.by == "segment":
        return ()
    people = in_one_order(people)
    coders = [*people, *([] if machine is None else [machine])]
    if settings.by == "turn":
        units, laid = lay_over(CutBy.TURN, units, coders, min_overlap=settings.min_overlap)
        people, machine = laid[: len(people)], next(iter(laid[len(people) :]), None)
    sides = [_Side(coding, align(coding, units, min_overlap=settings.min_overlap)) for coding in people]
    program = None if machine is None else _Side(machine, align(machine, units, min_overlap=settings.min_overlap))
    kept = units["kept"].to_numpy(np.bool_)
    common = kept & (np.sum([side.alignment.seen for side in sides], axis=0) > 1)
    if not common.any():
        return ()
    among = _Common(common, persons_of(units), settings.model_copy(update={"resamples": 0}), seed)
    beside = [] if program is None else [(side, program) for side in sides]
    return tuple(
        Ceiling(
            level=level.value,
            units=int(common.sum()),
            participants=len(np.unique(among.persons[common])),
            coders=tuple(side.coding.coder for side in sides),
            people=tuple(_pairs(list(combinations(sides, 2)), among, level)),
            machine=tuple(_pairs(beside, among, level)),
            overall=_overall(sides, common, level),
        )
        for level in levels_of(*(coding.codebook for coding in coders))
    )


def _pairs(both: Sequence[tuple[_Side, _Side]], among: _Common, level: Level) -> Iterator[PairAgreement]:
    for one, other in both:
        compared = among.units & one.alignment.seen & other.alignment.seen
        if compared.any():
            own, their = (_groups(side, compared, level) for side in (one, other))
            pair = GroupPair(own, their, np.unique(among.persons[compared], return_inverse=True)[1])
            values = _values(pair, among.settings, among.seed)
            yield PairAgreement(one.coding.coder, other.coding.coder, pair.units, values)


def _values(pair: GroupPair, settings: ComparisonSettings, seed: int) -> Mapping[str, float | None]:
    found = figures(pair, Basis.LOOKED_AT, settings=settings, seed=seed, names=SHOWN)
    return {name: measured.value for name, measured in found.by_name.items()}


def _groups(side: _Side, compared: npt.NDArray[np.bool_], level: Level) -> Groups:
    return groups(side.coding.codebook, side.alignment, compared, level)


def _overall(sides: Sequence[_Side], common: npt.NDArray[np.bool_], level: Level) -> Mapping[str, Measured]:
    if len(sides) < 3:  # noqa: PLR2004 - two are a pair
        return {}
    values = np.column_stack(
        [_first_codes(_groups(side, common, level), side.alignment.seen[common]) for side in sides]
    )
    found = alpha_of_many(pd.factorize(values.ravel())[0].reshape(values.shape))  # None becomes -1
    return {"alpha": Measured(found, "" if found is not None else "all values are the same")}


def _first_codes(own: Groups, seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    """Return by what each unit's first code is known, empty where it has none, None where the coder did not look."""
    known = np.array([*(" ".join(known_as) for known_as in known_by(own.codes)), ""], dtype=object)
    codes = known[own.first]
    codes[~seen] = None
    return codes
