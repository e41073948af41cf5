"""Agreement scores in words: titles, meanings, ranges and chance levels."""

import pytest

from thememiner.comparison import SCORES
from thememiner.phrasing import (
    CHANCE_IS_ZERO,
    PAPER_SCORES,
    PrintedScore,
    describe_score,
    explain_ranges,
    print_score,
)
from thememiner.phrasing.scores import NO_RESAMPLES, OLDER_RUN, RANGE_MEANINGS, SCORE_MEANINGS
from thememiner.records import Basis, Figures, Measurement, Spread


@pytest.mark.parametrize("name", [*(one.name for one in SCORES), "u_alpha", "u_alpha_relevance"])
def test_each_score_has_a_name_and_a_meaning(name: str) -> None:
    """A reader never has to know what a key stands for."""
    score = describe_score(name)
    assert score.name[0].isupper()
    assert score.meaning.endswith(".")


def test_the_scores_for_a_paper_exist() -> None:
    """The few that come first are scores with a meaning."""
    assert set(PAPER_SCORES) <= {one.name for one in SCORES}
    assert set(PAPER_SCORES) <= set(SCORE_MEANINGS)


@pytest.mark.parametrize(
    ("measured", "is_chance_removed", "printed"),
    [
        pytest.param(
            Measurement(0.41, "", 0.33, 0.49, 0.08, 0.005),
            False,
            PrintedScore("0.41", "0.33 to 0.49", "0.08; p = 0.005", ""),
            id="all known",
        ),
        pytest.param(
            Measurement(0.41, "", 0.33, 0.49, 0.08, 0.0005),
            True,
            PrintedScore("0.41", "0.33 to 0.49", "0.08, removed; p < 0.001", ""),
            id="chance removed",
        ),
        pytest.param(
            Measurement(0.41, "", 0.33, 0.49, 0.08, 1 / 41, 40),
            False,
            PrintedScore("0.41", "0.33 to 0.49", "0.08; p ≤ 0.024", ""),
            id="no shuffle reaches it",
        ),
        pytest.param(Measurement(None, "no unit"), False, PrintedScore("n/a", "", "", "no unit"), id="undefined"),
        pytest.param(Measurement(0.3), False, PrintedScore("0.30", "", "", ""), id="an older run"),
        pytest.param(None, False, PrintedScore("n/a", "", "", ""), id="not taken"),
    ],
)
def test_a_score_is_printed_with_range_and_chance(
    measured: Measurement | None,
    is_chance_removed: bool,  # noqa: FBT001 - a column of the table
    printed: PrintedScore,
) -> None:
    """What is unknown is left empty; an undefined score says why."""
    assert print_score(measured, is_chance_removed=is_chance_removed) == printed


def of(basis: Basis = Basis.LOOKED_AT, *names: str, participants: int = 9, spread: Spread = Spread.INTERVAL) -> Figures:
    """Return figures with these names."""
    return Figures(basis, 60, participants, spread, {name: Measurement(0.5, "", 0.4, 0.6, 0.1, 0.01) for name in names})


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        pytest.param(of(), RANGE_MEANINGS[Spread.INTERVAL], id="interval"),
        pytest.param(of(spread=Spread.LEAVE_ONE_OUT), RANGE_MEANINGS[Spread.LEAVE_ONE_OUT], id="few"),
        pytest.param(of(spread=Spread.NONE, participants=1), RANGE_MEANINGS[Spread.NONE], id="one"),
        pytest.param(of(spread=Spread.NONE, participants=9), NO_RESAMPLES, id="no draws"),
        pytest.param(of(spread=Spread.NONE, participants=0), OLDER_RUN, id="older run"),
    ],
)
def test_the_ends_of_ranges_are_explained(figures: Figures, words: str) -> None:
    """An interval is not confused with the range when one participant is left out."""
    assert explain_ranges(figures) == words


def test_zero_is_called_chance_only_for_corrected_scores() -> None:
    """The words agree with the table of scores."""
    assert {one.name for one in SCORES if one.chance_corrected} == CHANCE_IS_ZERO
