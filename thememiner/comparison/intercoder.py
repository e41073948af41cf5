"""Human agreement: how far people agree who coded the same units, and how far the program agrees with each of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from thememiner.comparison.alignment import AlignedCoding, Alignments
from thememiner.comparison.coefficients import alpha_of_many_coders
from thememiner.comparison.contingency import GroupPair
from thememiner.comparison.levels import CodeGroups, Level, common_levels, group_by_code
from thememiner.comparison.matching import code_identities
from thememiner.comparison.scores import measure_values
from thememiner.config import ComparisonSettings
from thememiner.phrasing import WhyUndefined
from thememiner.records import Coding, CutBy, HumanAgreement, Measurement, PairAgreement, person_index

PAIR_SCORES = ("alpha", "kappa", "ami", "b_cubed_f1")
"""Scores of every pair of coders. All scores of all pairs would take long with ten people."""


class _SharedUnits(NamedTuple):
    """The units that every pair is compared over, and how it is compared."""

    units: npt.NDArray[np.bool_]
    persons: npt.NDArray[np.int64]
    shuffles: int
    seed: int


def measure_human_agreement(
    people: Sequence[Coding],
    machine: Coding | None,
    units: pd.DataFrame,
    *,
    settings: ComparisonSettings,
    seed: int,
    alignments: Alignments | None = None,
) -> tuple[HumanAgreement, ...]:
    """Compare every two people, and the program with each of them, over the same kept units; a record for each level.

    ``units`` has the columns of ``SEGMENTED_COLUMNS``; with ``settings.by`` set to turns, turns are compared instead.
    The program's coding is ``machine``, if there is one. Units count if at least two people looked at them. The result
    is empty without such units, with fewer than two people, or by segments, because each coder has other segments.
    ``alignments`` of the same units are reused.
    """
    if settings.by == "segment" or len(people) < 2:  # noqa: PLR2004 - a pair
        return ()
    alignments = alignments or Alignments(units, min_overlap=settings.min_overlap)
    alignments = alignments.resegment(CutBy[settings.by.upper()], people[0])
    sides = alignments.align_together(people)
    kept = alignments.units["kept"].to_numpy(np.bool_)
    shared = kept & (np.sum([side.alignment.looked_at for side in sides], axis=0) > 1)
    if not shared.any():
        return ()
    persons = person_index(alignments.units).of_units
    among = _SharedUnits(shared, persons, settings.shuffles, seed)
    pairs_of_people = list(combinations(sides, 2))
    pairs_with_program = [] if machine is None else [(side, alignments.align(machine)) for side in sides]
    codings = [*people, *([] if machine is None else [machine])]
    with threadpool_limits(limits=1):  # the tables are small, and further threads would only wait
        return tuple(
            HumanAgreement(
                level=level.value,
                units=int(shared.sum()),
                participants=len(np.unique(persons[shared])),
                coders=tuple(coding.coder for coding in people),
                people=tuple(_compare_pairs(pairs_of_people, among, level)),
                machine=tuple(_compare_pairs(pairs_with_program, among, level)),
                overall=_agreement_of_all(sides, shared, level),
            )
            for level in common_levels(*(coding.codebook for coding in codings))
        )


def _compare_pairs(
    pairs: Sequence[tuple[AlignedCoding, AlignedCoding]], among: _SharedUnits, level: Level
) -> Iterator[PairAgreement]:
    for one, other in pairs:
        compared = among.units & one.alignment.looked_at & other.alignment.looked_at
        if compared.any():
            own, their = (_group(side, compared, level) for side in (one, other))
            pair = GroupPair(own, their, np.unique(among.persons[compared], return_inverse=True)[1])
            values = measure_values(pair, PAIR_SCORES, shuffles=among.shuffles, seed=among.seed)
            yield PairAgreement(one.coding.coder, other.coding.coder, pair.units, values)


def _group(side: AlignedCoding, compared: npt.NDArray[np.bool_], level: Level) -> CodeGroups:
    return group_by_code(side.coding.codebook, side.alignment, compared, level)


def _agreement_of_all(
    sides: Sequence[AlignedCoding], shared: npt.NDArray[np.bool_], level: Level
) -> Mapping[str, Measurement]:
    if len(sides) < 3:  # noqa: PLR2004 - two are a pair
        return {}
    names = [_first_code_names(_group(side, shared, level), side.alignment.looked_at[shared]) for side in sides]
    values = np.column_stack(names)
    alpha = alpha_of_many_coders(pd.factorize(values.ravel())[0].reshape(values.shape))  # None becomes -1
    return {"alpha": Measurement(alpha, "" if alpha is not None else WhyUndefined.ALL_EQUAL.value)}


def _first_code_names(own: CodeGroups, looked_at: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    """Return the identity of each unit's first code, empty without a code, None if the coder did not look at it."""
    names = np.array([*(" ".join(identity) for identity in code_identities(own.codes)), ""], dtype=object)
    codes = names[own.first]
    codes[~looked_at] = None
    return codes
