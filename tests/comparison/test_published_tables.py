"""Coefficients of two coders are those that are published for well-known tables, or follow from them by hand."""

from itertools import combinations

import pytest
from sample_codings import a_pair, plain

from thememiner.comparison.coefficients import brennan_prediger, cohens_kappa, gwets_ac1, krippendorffs_alpha
from thememiner.comparison.contingency import GroupPair

ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""Two abstractors of the records of 100 pregnant women: Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition.
The figures are those of its author's R package irrCAC."""
PREVALENT = ((118, 5), (2, 0))
"""Two observers of 125 subjects, nearly all of whom have the trait: Gwet (2002), Kappa statistic is not satisfactory
for assessing the extent of agreement between raters."""
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
"""Four observers of twelve units, some values missing: Krippendorff (2011), Computing Krippendorff's alpha-reliability,
part C."""
KAPPAS = {"AB": 49 / 58, "AC": 11 / 23, "AD": 17 / 20, "BC": 32 / 59, "BD": 67 / 77, "CD": 8 / 13}
"""By hand, from the units that both observers judged."""


def of_table(table: tuple[tuple[int, ...], ...]) -> GroupPair:
    """Return two codings of the units that a table of agreement counts."""
    cells = [(row, column, count) for row, line in enumerate(table) for column, count in enumerate(line)]
    units = [(row, column) for row, column, count in cells for _ in range(count)]
    return a_pair([[row] for row, _ in units], [[column] for _, column in units], number=len(table), same_names=True)


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [
        pytest.param(cohens_kappa, 0.7964094, id="kappa"),
        pytest.param(gwets_ac1, 0.8493305, id="AC1"),
        pytest.param(brennan_prediger, 0.835, id="Brennan-Prediger"),
        pytest.param(krippendorffs_alpha, 0.7972585, id="alpha"),
    ],
)
def test_three_categories(coefficient: object, value: float) -> None:
    """Observed agreement is .89."""
    assert callable(coefficient)
    assert plain(coefficient, of_table(ABSTRACTORS)) == pytest.approx(value, abs=5e-8)


def test_kappa_is_low_where_nearly_all_agree_and_ac1_is_not() -> None:
    """Of 125 subjects 118 are judged alike, yet kappa is below 0: the paradox for which AC1 was made."""
    pair = of_table(PREVALENT)
    assert plain(cohens_kappa, pair) == pytest.approx(-0.0234, abs=5e-5)
    assert plain(gwets_ac1, pair) == pytest.approx(0.9408, abs=5e-5)


@pytest.mark.parametrize(("one", "other"), list(combinations(OBSERVERS, 2)))
def test_kappa_of_each_pair_of_observers(one: str, other: str) -> None:
    """Only units that both judged count."""
    judged = zip(OBSERVERS[one].split(), OBSERVERS[other].split(), strict=True)
    both = [(int(own) - 1, int(theirs) - 1) for own, theirs in judged if "." not in (own, theirs)]
    pair = a_pair([[own] for own, _ in both], [[theirs] for _, theirs in both], number=5, same_names=True)
    assert plain(cohens_kappa, pair) == pytest.approx(KAPPAS[one + other])
