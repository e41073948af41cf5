"""The example that the page on comparing works through by hand comes out of the program, number by number."""

from pathlib import Path

import pytest
from sample_codings import some_units, unit_coding

from thememiner.comparison import compare
from thememiner.records import Basis, Coding, Comparison, Finding, MatchedBy, Measurement

PAGE = (Path(__file__).parents[2] / "docs" / "comparing.md").read_text(encoding="utf-8")


def coding_of(coder: str) -> Coding:
    """Return a coder's row of the table of ten segments."""
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {coder} |"))
    codes = [cell.strip().replace("–", "") for cell in row.split("|")[2:-1]]
    return unit_coding(codes, coder=coder)


def compared(reference: str, proposed: str) -> Comparison:
    """Compare two coders of the table, with two segments for each participant."""
    units = some_units(10, participant=[f"P{number // 2 + 1}" for number in range(10)])
    return compare(coding_of(reference), coding_of(proposed), units)


@pytest.fixture(scope="module")
def with_program() -> Comparison:
    """Compare Ana with the program."""
    return compared("Ana", "program")


def test_findings_and_shared_units_are_those_of_the_page(with_program: Comparison) -> None:
    """Trust and money are found, family has too few units, and the pairs are those of the page."""
    (level,) = with_program.levels
    assert level.overlap == ((3, 1, 0), (0, 3, 0), (0, 0, 1))
    assert [code.finding for code in level.reference] == [Finding.FOUND, Finding.FOUND, Finding.TOO_FEW]
    assert level.matches == (("trust", "T1"), ("money", "T2"), ("family", "T3"))
    assert level.matched is MatchedBy.OVERLAP


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        pytest.param("kappa", 0.62, "(.72 − .27) / (1 − .27) = **.62**", id="kappa without what matching lifts"),
        pytest.param("b_cubed_precision", 0.75, "½ + ½) / 10 = .75", id="precision"),
        pytest.param("b_cubed_recall", 0.75, "½ + 1) / 10 = .75", id="recall"),
        pytest.param("b_cubed_f1", 0.75, "**F1** .75", id="F1"),
    ],
)
def test_figures_are_those_of_the_page(with_program: Comparison, name: str, value: float, sentence: str) -> None:
    """What the page works out is what the program prints."""
    measured = with_program.levels[0].figures[0].by_name[name]
    assert measured.value == pytest.approx(value, abs=0.005)
    assert sentence in PAGE


def test_the_lift_of_matching_is_that_of_the_page(with_program: Comparison) -> None:
    """Shuffled themes come to .27 after matching, and putting it back gives the kappa of the hand."""
    measured = with_program.levels[0].figures[0].by_name["kappa"]
    assert measured.by_chance == pytest.approx(0.27, abs=0.005)
    assert raw(measured) == pytest.approx((0.80 - 0.28) / (1 - 0.28))


def raw(measured: Measurement) -> float:
    """Return a figure before what chance gives was taken out."""
    assert measured.value is not None
    assert measured.by_chance is not None
    return measured.value * (1 - measured.by_chance) + measured.by_chance


def test_two_people_agree_as_the_page_says() -> None:
    """Ana and Ben share their codes' names, so that nothing is matched by units and nothing taken out."""
    (level,) = compared("Ana", "Ben").levels
    assert level.matched is MatchedBy.NAME
    assert level.value("kappa") == pytest.approx((0.90 - 0.28) / (1 - 0.28))
    assert "(.90 − .28) / (1 − .28) = **.86**" in PAGE


def test_eight_segments_have_a_code_of_both(with_program: Comparison) -> None:
    """The second column is over the segments 1 to 8."""
    coded = with_program.levels[0].figures[1]
    assert (coded.basis, coded.units) == (Basis.CODED, 8)
