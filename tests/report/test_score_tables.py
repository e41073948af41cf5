"""Tables of agreement scores on the page: two sets of units, and the agreement of people."""

from dataclasses import replace

import pytest

from thememiner.records import (
    MACHINE,
    Basis,
    Comparison,
    CutBy,
    Figures,
    HumanAgreement,
    LevelComparison,
    MatchedBy,
    Measurement,
    PairAgreement,
    Run,
    Spread,
)
from thememiner.report import render_report
from thememiner.report.score_table import BOTH_SETS, build_human_agreement_view, build_score_table


def of(basis: Basis = Basis.LOOKED_AT, *names: str, participants: int = 9, spread: Spread = Spread.INTERVAL) -> Figures:
    """Return figures with these names."""
    return Figures(basis, 60, participants, spread, {name: Measurement(0.5, "", 0.4, 0.6, 0.1, 0.01) for name in names})


def table_of(*figures: Figures, matched: MatchedBy = MatchedBy.OVERLAP) -> tuple[Comparison, LevelComparison]:
    """Return a comparison with these figures."""
    level = LevelComparison("theme", figures, (), (), (), matched=matched)
    return Comparison("A", MACHINE, (level,)), level


def test_the_figures_for_a_paper_come_first() -> None:
    """They have their own order, and the others follow."""
    found = build_score_table(*table_of(of(Basis.LOOKED_AT, "ari", "ami", "kappa", "later")))
    assert [row.figure.name for row in found.first] == ["Cohen's kappa", "Adjusted mutual information (AMI)"]
    assert [row.figure.name for row in found.others] == ["Adjusted Rand index (ARI)", "later"]


def test_both_sets_of_units_stand_side_by_side() -> None:
    """A figure that one of them lacks is n/a there, and a sentence says which is which."""
    found = build_score_table(*table_of(of(Basis.LOOKED_AT, "kappa"), of(Basis.CODED)))
    assert found.over == ("All: 60", "Both coded: 60")
    assert [cell.value for cell in found.first[0].cells] == ["0.50", "n/a"]
    assert BOTH_SETS in found.sentences
    assert BOTH_SETS not in build_score_table(*table_of(of(Basis.LOOKED_AT, "kappa"))).sentences


@pytest.mark.parametrize(
    ("cut_by", "words"),
    [
        (CutBy.UNIT, "over 60 meaning units from"),
        (CutBy.TURN, "over 60 turns from"),
        (CutBy.SEGMENT, "60 coded segments"),
    ],
)
def test_what_figures_are_over_is_called_by_its_name(cut_by: CutBy, words: str) -> None:
    """Turns are not called meaning units."""
    comparison, level = table_of(of(Basis.LOOKED_AT, "kappa"))
    assert words in build_score_table(replace(comparison, cut_by=cut_by), level).sentences[0]


def test_agreement_on_positions_has_rows_of_its_own() -> None:
    """Scores over text instead of units are in a separate table."""
    comparison, level = table_of(of(Basis.LOOKED_AT, "kappa"))
    found = build_score_table(comparison, replace(level, positions={"u_alpha": Measurement(0.5)}))
    assert [(row.figure.name, row.cells[0].value) for row in found.positions] == [("Unitising alpha (uα)", "0.50")]


@pytest.mark.parametrize(
    ("matched", "name", "said"),
    [
        pytest.param(MatchedBy.OVERLAP, "kappa", True, id="kappa after matching by units"),
        pytest.param(MatchedBy.NAME, "kappa", False, id="kappa by name"),
        pytest.param(MatchedBy.OVERLAP, "ami", False, id="no matching"),
    ],
)
def test_chance_is_said_to_be_removed_where_it_was(matched: MatchedBy, name: str, said: bool) -> None:  # noqa: FBT001 - a table
    """Chance is removed only after matching by units, and only from scores that depend on it."""
    (row,) = build_score_table(*table_of(of(Basis.LOOKED_AT, name), matched=matched)).first
    assert ("removed" in row.cells[0].chance) is said


def ceiling(*people: float | None) -> HumanAgreement:
    """Return the agreement of these pairs of people, and of the program with two of them."""
    pairs = tuple(PairAgreement("A", f"B{n}", 9, {"kappa": value, "later": 0.1}) for n, value in enumerate(people))
    machine = tuple(PairAgreement(name, MACHINE, 9, {"kappa": value}) for name, value in (("A", 0.25), ("B0", 0.75)))
    return HumanAgreement("theme", 60, 9, ("A", "B0"), pairs, machine, {"alpha": Measurement(0.5, "", 0.4, 0.6)})


@pytest.mark.parametrize(
    ("people", "told"),
    [
        pytest.param((0.6,), "0.60", id="one pair"),
        pytest.param((0.5, None, 0.75), "0.62 (0.50 to 0.75)", id="several, one undefined"),
        pytest.param((None,), "n/a", id="undefined"),
    ],
)
def test_what_people_reach_is_a_mean_with_least_and_most(people: tuple[float | None, ...], told: str) -> None:
    """The program has the same score in the next column, or n/a."""
    view = build_human_agreement_view(ceiling(*people))
    assert [(row.people, row.machine) for row in view.first] == [(told, "0.50 (0.25 to 0.75)")]
    assert [row.machine for row in view.others] == ["n/a"]


def test_the_page_shows_what_people_reach(english: Run) -> None:
    """If several people coded the same units, a table has their agreement in pairs, and a line that of all of them."""
    page = render_report(replace(english, ceiling=(ceiling(0.6, 0.7),)))
    section = page.partition("How far people agree</h3>")[2].partition("</section>")[0]
    assert "0.65 (0.60 to 0.70)" in section
    assert "<b>Krippendorff&#39;s alpha</b> of all people together: 0.50 (0.40 to 0.60)." in section
    assert "How far people agree" not in render_report(english).split("<script", maxsplit=1)[0]
