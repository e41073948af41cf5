"""Coefficients of agreement between two coders of the same units: on first codes, after the codes were matched."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.comparison.pairs import FEWEST_UNITS, NOTHING, GroupPair, Values, Weights


class Agreement(NamedTuple):
    """What the coefficients need of each draw."""

    units: Values
    """Shape (draws,)."""
    agreed: Values
    """Shape (draws,): units with the same category in both codings."""
    reference: npt.NDArray[np.float64]
    """Shape (draws, categories): units of each category."""
    proposed: npt.NDArray[np.float64]
    """Likewise."""


def cohens_kappa(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa: (p_o - p_e) / (1 - p_e), where p_e is the sum of products of both coders' shares.

    Cohen (1960), Educational and Psychological Measurement 20, page 40. Without code is a category. Undefined for
    fewer than two units, and where both coders use the same single category.
    """
    return _kappa(_one_to_one(pair, weights))


def kappa_of_merged(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa where several proposed codes may count as one code of the reference, as its parts."""
    return _kappa(agreement(pair, weights, pair.matching.many_to_one))


def krippendorffs_alpha(pair: GroupPair, weights: Weights) -> Values:
    """Return Krippendorff's alpha for nominal data: 1 - D_o / D_e over pairable values.

    Krippendorff (2019), Content Analysis, 4th edition, section 12.3; two values a unit, none missing, as without code
    is a category. Undefined for fewer than two units, and where all values are the same.
    """
    found = _one_to_one(pair, weights)
    values = 2 * found.units
    observed = 2 * (found.units - found.agreed) / np.maximum(values, 1)
    pooled = found.reference + found.proposed
    expected = (values**2 - (pooled**2).sum(axis=1)) / np.maximum(values * (values - 1), 1)
    return _beyond(np.where(found.units < FEWEST_UNITS, np.nan, 1 - observed), 1 - expected)


def gwets_ac1(pair: GroupPair, weights: Weights) -> Values:
    """Return Gwet's AC1, where p_e is the sum of q (1 - q) over the K categories' mean shares q, by K - 1.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, equation 6. K counts the
    categories that either coder used. Undefined for fewer than two units and where K is 1.
    """
    found = _one_to_one(pair, weights)
    pooled = found.reference + found.proposed
    shares = pooled / np.maximum(2 * found.units, 1)[:, None]
    used = (pooled > 0).sum(axis=1)
    expected = (shares * (1 - shares)).sum(axis=1) / np.maximum(used - 1, 1)
    return _beyond(_observed(found), np.where(used > 1, expected, 1.0))


def brennan_prediger(pair: GroupPair, weights: Weights) -> Values:
    """Return the coefficient of Brennan and Prediger, where p_e is 1 / K.

    Brennan and Prediger (1981), Educational and Psychological Measurement 41, equation 9. K as for AC1.
    """
    found = _one_to_one(pair, weights)
    used = ((found.reference + found.proposed) > 0).sum(axis=1)
    return _beyond(_observed(found), 1 / np.maximum(used, 1))


def _one_to_one(pair: GroupPair, weights: Weights) -> Agreement:
    return Agreement(
        *pair.once("agreement", weights, lambda pair, weights: agreement(pair, weights, pair.matching.one_to_one))
    )


def agreement(pair: GroupPair, weights: Weights, matching: npt.NDArray[np.int64]) -> Agreement:
    """Return how often first codes are the same, a proposed code counting as the one it is matched with."""
    own, other = pair.first_codes
    other = _categories(pair, matching)[other]
    number = len(pair.reference.codes) + 1 + len(pair.proposed.codes)
    agreed = pair.per_person((own == other).astype(np.int64), 2)[:, 1]
    sides = [pair.per_person(side, number) for side in (own, other)]
    drawn = weights.astype(np.float64)
    return Agreement(drawn @ sides[0].sum(axis=1), drawn @ agreed, *(drawn @ side for side in sides))


def _categories(pair: GroupPair, matching: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the category of each proposed group: that of its match, without code, or one of its own."""
    without = len(pair.reference.codes)
    alone = without + 1 + np.arange(len(matching))
    return np.append(np.where(matching >= 0, matching, alone), without)


def _kappa(found: Agreement) -> Values:
    expected = (found.reference * found.proposed).sum(axis=1) / np.maximum(found.units**2, 1)
    return _beyond(_observed(found), expected)


def _observed(found: Agreement) -> Values:
    return np.where(found.units < FEWEST_UNITS, np.nan, found.agreed / np.maximum(found.units, 1))


def _beyond(observed: Values, expected: Values) -> Values:
    left = 1 - expected
    nothing_left = left < NOTHING
    values: Values = np.where(nothing_left, np.nan, (observed - expected) / np.where(nothing_left, 1, left))
    return values
