"""A figure has the range and the chance value that its material and the settings allow, or says why not."""

import pytest
from sample_codings import a_pair

from thememiner.comparison.scores import MIN_SHUFFLES, NO_UNIT, measure_agreement
from thememiner.config import ComparisonSettings
from thememiner.phrasing import WhyUndefined
from thememiner.records import Basis, Figures, Spread

REFERENCE = [[0], [0], [1], [1], [0], [1], [0], [1], [0]]
PROPOSED = [[0], [0], [1], [1], [0], [1], [1], [0], [0]]


def measured(
    persons: int = 9, *, resamples: int = 20, shuffles: int = 0, same_names: bool = True, units: int = 9
) -> Figures:
    """Return the figures of nine units by so many people."""
    who = [unit % persons for unit in range(units)]
    pair = a_pair(REFERENCE[:units], PROPOSED[:units], persons=who, same_names=same_names)
    settings = ComparisonSettings(resamples=resamples, shuffles=shuffles)
    return measure_agreement(pair, Basis.LOOKED_AT, settings=settings, seed=0)


@pytest.mark.parametrize(
    ("persons", "resamples", "spread"),
    [
        pytest.param(9, 20, Spread.INTERVAL, id="eight or more"),
        pytest.param(3, 20, Spread.LEAVE_ONE_OUT, id="fewer"),
        pytest.param(1, 20, Spread.NONE, id="one"),
        pytest.param(9, 0, Spread.NONE, id="eight or more, not asked for"),
        pytest.param(3, 0, Spread.NONE, id="fewer, not asked for"),
    ],
)
def test_the_range_is_what_people_and_settings_allow(persons: int, resamples: int, spread: Spread) -> None:
    """An interval from eight people on, leaving one out below, and nothing where none was asked for."""
    found = measured(persons, resamples=resamples)
    kappa = found.by_name["kappa"]
    assert (found.spread, found.participants) == (spread, persons)
    assert (kappa.low is None, kappa.high is None) == (spread is Spread.NONE, spread is Spread.NONE)


def test_without_shuffles_scores_after_matching_are_undefined() -> None:
    """Matching codes by their units raises kappa. Without shuffles it is unknown how much, and kappa is undefined."""
    fitted, named = measured(same_names=False).by_name, measured().by_name
    assert (fitted["kappa"].value, fitted["kappa"].why_not) == (None, WhyUndefined.NOT_SHUFFLED)
    assert fitted["ami"].value == named["ami"].value
    assert named["kappa"].value == pytest.approx(0.55)


@pytest.mark.parametrize(("shuffles", "has_share"), [(MIN_SHUFFLES - 1, False), (MIN_SHUFFLES, True)])
def test_too_few_shuffles_give_only_the_mean(shuffles: int, *, has_share: bool) -> None:
    """With ten shuffles even the best value would look as if one in eleven reached it."""
    kappa = measured(shuffles=shuffles).by_name["kappa"]
    assert kappa.by_chance is not None
    assert (kappa.beyond is not None) is has_share


@pytest.mark.parametrize("basis", list(Basis))
def test_without_units_the_reason_is_that_of_the_basis(basis: Basis) -> None:
    """No unit coded by both is another reason than no unit looked at by both."""
    found = measure_agreement(a_pair([], []), basis, settings=ComparisonSettings(), seed=0)
    assert {one.why_not for one in found.by_name.values()} == {NO_UNIT[basis]}
