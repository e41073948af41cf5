"""Figures of agreement as the page writes them: ranges, chance, two sets of units, and what people reach."""

from dataclasses import replace

import pytest

from thememiner.comparison import SCORES
from thememiner.records import (
    MACHINE,
    Basis,
    Ceiling,
    Comparison,
    CutBy,
    Figures,
    LevelComparison,
    Matched,
    Measured,
    PairAgreement,
    Run,
    Spread,
)
from thememiner.report import render_report
from thememiner.report.score_table import BOTH, ceiling_view, figure_table
from thememiner.report.score_text import (
    FOR_A_PAPER,
    HOW,
    MEANINGS,
    NOT_ASKED_FOR,
    NOT_TAKEN,
    Shown,
    figure_of,
    how_ranged,
    shown,
)


@pytest.mark.parametrize("name", [*(score.name for score in SCORES), "u_alpha", "u_alpha_relevance"])
def test_each_score_has_a_name_and_a_meaning(name: str) -> None:
    """Nobody has to know what a key stands for, or look its meaning up."""
    figure = figure_of(name)
    assert figure.name[0].isupper()
    assert figure.meaning.endswith(".")


def test_figures_for_a_paper_are_scores() -> None:
    """The few that come first exist."""
    assert set(FOR_A_PAPER) <= {score.name for score in SCORES}
    assert set(FOR_A_PAPER) <= set(MEANINGS)


@pytest.mark.parametrize(
    ("measured", "taken_out", "printed"),
    [
        pytest.param(
            Measured(0.41, "", 0.33, 0.49, 0.08, 0.005),
            False,
            Shown("0.41", "0.33 to 0.49", "0.08; p = 0.005", ""),
            id="all known",
        ),
        pytest.param(
            Measured(0.41, "", 0.33, 0.49, 0.08, 0.0005),
            True,
            Shown("0.41", "0.33 to 0.49", "0.08, taken out; p < 0.001", ""),
            id="chance taken out",
        ),
        pytest.param(
            Measured(0.41, "", 0.33, 0.49, 0.08, 1 / 41, 40),
            False,
            Shown("0.41", "0.33 to 0.49", "0.08; p ≤ 0.024", ""),
            id="no shuffle reaches it",
        ),
        pytest.param(Measured(None, "no unit"), False, Shown("n/a", "", "", "no unit"), id="undefined"),
        pytest.param(Measured(0.3), False, Shown("0.30", "", "", ""), id="an older run"),
        pytest.param(None, False, Shown("n/a", "", "", ""), id="not taken"),
    ],
)
def test_a_figure_is_printed_with_range_and_chance(
    measured: Measured | None,
    taken_out: bool,  # noqa: FBT001 - a column of the table
    printed: Shown,
) -> None:
    """What is not known is left empty, what is undefined says why."""
    assert shown(measured, taken_out=taken_out) == printed


def of(basis: Basis = Basis.LOOKED_AT, *names: str, participants: int = 9, spread: Spread = Spread.INTERVAL) -> Figures:
    """Return figures with these names."""
    return Figures(basis, 60, participants, spread, {name: Measured(0.5, "", 0.4, 0.6, 0.1, 0.01) for name in names})


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        pytest.param(of(), HOW[Spread.INTERVAL], id="interval"),
        pytest.param(of(spread=Spread.LEAVE_ONE_OUT), HOW[Spread.LEAVE_ONE_OUT], id="few"),
        pytest.param(of(spread=Spread.NONE, participants=1), HOW[Spread.NONE], id="one"),
        pytest.param(of(spread=Spread.NONE, participants=9), NOT_ASKED_FOR, id="no draws"),
        pytest.param(of(spread=Spread.NONE, participants=0), NOT_TAKEN, id="older run"),
    ],
)
def test_the_ends_of_ranges_are_explained(figures: Figures, words: str) -> None:
    """An interval is not confused with the range when one participant is left out."""
    assert how_ranged(figures) == words


def table_of(*figures: Figures, matched: Matched = Matched.OVERLAP) -> tuple[Comparison, LevelComparison]:
    """Return a comparison with these figures."""
    level = LevelComparison("theme", figures, (), (), (), matched=matched)
    return Comparison("A", MACHINE, (level,)), level


def test_the_figures_for_a_paper_come_first() -> None:
    """In their own order, with the others behind them."""
    found = figure_table(*table_of(of(Basis.LOOKED_AT, "ari", "ami", "kappa", "later")))
    assert [row.figure.name for row in found.first] == ["Cohen's kappa", "Adjusted mutual information (AMI)"]
    assert [row.figure.name for row in found.others] == ["Adjusted Rand index (ARI)", "later"]


def test_both_sets_of_units_stand_side_by_side() -> None:
    """A figure that one of them lacks is n/a there, and a sentence says which is which."""
    found = figure_table(*table_of(of(Basis.LOOKED_AT, "kappa"), of(Basis.CODED)))
    assert found.over == ("All: 60", "Both coded: 60")
    assert [cell.value for cell in found.first[0].cells] == ["0.50", "n/a"]
    assert BOTH in found.sentences
    assert BOTH not in figure_table(*table_of(of(Basis.LOOKED_AT, "kappa"))).sentences


@pytest.mark.parametrize(
    ("cut_by", "words"),
    [(CutBy.UNIT, "over 60 meaning units of"), (CutBy.TURN, "over 60 turns of"), (CutBy.SEGMENT, "60 coded segments")],
)
def test_what_figures_are_over_is_called_by_its_name(cut_by: CutBy, words: str) -> None:
    """Turns are not called meaning units."""
    comparison, level = table_of(of(Basis.LOOKED_AT, "kappa"))
    assert words in figure_table(replace(comparison, cut_by=cut_by), level).sentences[0]


def test_agreement_on_positions_has_rows_of_its_own() -> None:
    """What is measured over text instead of units does not stand under a number of units."""
    comparison, level = table_of(of(Basis.LOOKED_AT, "kappa"))
    found = figure_table(comparison, replace(level, positions={"u_alpha": Measured(0.5)}))
    assert [(row.figure.name, row.cells[0].value) for row in found.positions] == [("Unitising alpha (uα)", "0.50")]


@pytest.mark.parametrize(
    ("matched", "name", "said"),
    [
        pytest.param(Matched.OVERLAP, "kappa", True, id="kappa after matching by units"),
        pytest.param(Matched.NAME, "kappa", False, id="kappa by name"),
        pytest.param(Matched.OVERLAP, "ami", False, id="no matching"),
    ],
)
def test_chance_is_said_to_be_taken_out_where_it_was(matched: Matched, name: str, said: bool) -> None:  # noqa: FBT001 - a table
    """Only matching by units lifts agreement, and only in the figures that rest on it."""
    (row,) = figure_table(*table_of(of(Basis.LOOKED_AT, name), matched=matched)).first
    assert ("taken out" in row.cells[0].chance) is said


def ceiling(*people: float | None) -> Ceiling:
    """Return what these pairs of people reach, beside the program with two of them."""
    pairs = tuple(PairAgreement("A", f"B{n}", 9, {"kappa": value, "later": 0.1}) for n, value in enumerate(people))
    machine = tuple(PairAgreement(name, MACHINE, 9, {"kappa": value}) for name, value in (("A", 0.25), ("B0", 0.75)))
    return Ceiling("theme", 60, 9, ("A", "B0"), pairs, machine, {"alpha": Measured(0.5, "", 0.4, 0.6)})


@pytest.mark.parametrize(
    ("people", "told"),
    [
        pytest.param((0.6,), "0.60", id="one pair"),
        pytest.param((0.5, None, 0.75), "0.62 (0.50 to 0.75)", id="several, one undefined"),
        pytest.param((None,), "n/a", id="undefined"),
    ],
)
def test_what_people_reach_is_a_mean_with_least_and_most(people: tuple[float | None, ...], told: str) -> None:
    """The same figure of the program stands beside it; a figure that the program lacks is n/a there."""
    view = ceiling_view(ceiling(*people))
    assert [(row.people, row.machine) for row in view.first] == [(told, "0.50 (0.25 to 0.75)")]
    assert [row.machine for row in view.others] == ["n/a"]


def test_the_page_shows_what_people_reach(english: Run) -> None:
    """Where people coded the same units, there is a table of both, and the figure of all of them together."""
    page = render_report(replace(english, ceiling=(ceiling(0.6, 0.7),)))
    section = page.partition("What two people reach</h3>")[2].partition("</section>")[0]
    assert "0.65 (0.60 to 0.70)" in section
    assert "<b>Krippendorff&#39;s alpha</b> of all people together: 0.50 (0.40 to 0.60)." in section
    assert "What two people reach" not in render_report(english).split("<script", maxsplit=1)[0]
