"""``thememiner compare`` prints sentences first, then figures with their titles, then the codes of both codings."""

import pytest
from sample_codings import some_units, unit_coding

from thememiner.cli.comparisons import print_comparison
from thememiner.comparison import SCORES, compare
from thememiner.report.verdicts import CANDIDATES, YARDSTICK


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed of a small comparison, in which two codes have one name."""
    manual = unit_coding(["A/x"] * 4 + ["B/y"] * 4 + [""] * 4)
    machine = unit_coding(["C"] * 4 + ["D"] * 4 + ["E"] * 4, coder="ThemeMiner")
    print_comparison(compare(manual, machine, some_units(12)))
    return capsys.readouterr().out


def test_the_sentences_come_first(printed: str) -> None:
    """What was found is said before any figure, with what helps to read it."""
    heading, _, first, *_ = printed.splitlines()
    assert heading == "Proposal by ThemeMiner beside the manual coding"
    assert first.startswith("2 of 2 sub-themes of the manual coding were found. Over 12 meaning units of 1 participant")
    assert printed.index(CANDIDATES) < printed.index("Figures are over 12 meaning units")
    assert YARDSTICK in printed


@pytest.mark.parametrize("title", [pytest.param(score.title, id=score.name) for score in SCORES])
def test_figures_have_their_titles(printed: str, title: str) -> None:
    """Nobody has to know what a key stands for."""
    assert f"{title[0].upper()}{title[1:]}\t" in printed


def test_codes_of_both_codings_are_printed(printed: str) -> None:
    """The proposed codes have a table of their own, where those without counterpart stand too."""
    proposed = printed.partition("Where each sub-theme of the proposal by ThemeMiner comes from")[2]
    assert "E\twithout counterpart\t4" in proposed
    assert "C\tfound\t4\t0\tA/x\t1.00\t1.00\t1.00" in proposed
