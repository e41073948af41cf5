"""How many codes of one coding have a counterpart in the other, by the rule of the findings."""

import numpy as np

from thememiner.comparison.findings import outcomes
from thememiner.comparison.levels import Groups
from thememiner.comparison.pairs import Counts, GroupPair, Values, Weights
from thememiner.records import Finding


def coverage(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the reference's codes that have a counterpart in the proposal, in whole or in part.

    It is counted over the codes with enough units to tell (three); undefined without any.
    The rule is that of ``findings``, which already asks for more than chance.
    """
    return np.array([_found(*_drawn(pair, times)) for times in weights], dtype=np.float64)


def novelty(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the proposal's codes that have no counterpart in the reference; 0 for equal codings.

    Counted and undefined as the coverage is.
    """
    return np.array([1 - _found(*_drawn(pair, times)[::-1]) for times in weights], dtype=np.float64)


def _drawn(pair: GroupPair, times: Counts) -> list[Groups]:
    sides = [pair.reference, pair.proposed]
    if (times == 1).all():
        return sides
    rows = np.repeat(np.arange(pair.units), times[pair.persons])
    return [Groups(side.codes, side.carries[rows], side.first[rows]) for side in sides]


def _found(own: Groups, other: Groups) -> float:
    told = [
        finding is not Finding.WITHOUT
        for finding, _ in outcomes(own, other)
        if finding not in (Finding.TOO_FEW, Finding.NONE_HERE)
    ]
    return float(np.mean(told)) if told else np.nan
