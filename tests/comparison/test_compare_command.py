"""``thememiner compare`` prints sentences first, then the codes of both codings, then figures with their titles."""

from dataclasses import replace
from functools import cache

import pytest
from sample_codings import some_units, unit_coding

from thememiner.cli.comparison_output import print_comparisons
from thememiner.comparison import SCORES, compare
from thememiner.config import ComparisonSettings
from thememiner.phrasing import PAPER_SCORES, SCORE_TITLES
from thememiner.phrasing.comparisons import CANDIDATES_HINT, HUMAN_AGREEMENT_HINT, KAPPA_HINT
from thememiner.records import Comparison, Finding, Theme
from thememiner.report.code_table import BY_FINDING
from thememiner.workflows import CompareResult


@cache
def small(*, reference: str = "manual", units: int = 12) -> Comparison:
    """Return a small comparison over so many units, in which a proposed code has no counterpart."""
    manual = unit_coding((["A/x"] * 4 + ["B/y"] * 4 + [""] * 4)[:units], coder=reference)
    machine = unit_coding((["C"] * 4 + ["D"] * 4 + ["E"] * 4)[:units], coder="ThemeMiner")
    return compare(manual, machine, some_units(units), settings=ComparisonSettings(resamples=10, shuffles=20))


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed of a small comparison."""
    print_comparisons(CompareResult((small(),)))
    return capsys.readouterr().out


def test_the_sentences_come_first(printed: str) -> None:
    """What was found is said before any figure, with what helps to read it."""
    heading, _, first, *_ = printed.splitlines()
    assert heading == "The proposal by ThemeMiner compared with the manual coding"
    assert first.startswith(
        "2 of 2 sub-themes of the manual coding were found in the proposal by ThemeMiner. Over 12 meaning units from 1 "
    )
    assert printed.index(CANDIDATES_HINT) < printed.index("Figures are over 12 meaning units")
    assert HUMAN_AGREEMENT_HINT in printed
    assert KAPPA_HINT in printed


@pytest.mark.parametrize("name", [pytest.param(score.name, id=score.name) for score in SCORES])
def test_figures_for_a_paper_are_printed_and_all_if_asked_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Scores are printed by title, and those that a paper does not need only on request."""
    texts = []
    for all_figures in (False, True):
        print_comparisons(CompareResult((small(),)), all_figures=all_figures)
        texts.append(capsys.readouterr().out)
    assert [f"{SCORE_TITLES[name]}\t" in text for text in texts] == [name in PAPER_SCORES, True]


def test_the_finest_level_comes_first(printed: str) -> None:
    """As in the report, sub-themes come before themes."""
    assert printed.index("What became of each sub-theme") < printed.index("What became of each theme")


def test_codes_of_both_codings_are_printed(printed: str) -> None:
    """The proposed codes have a table of their own, where those without counterpart stand too."""
    proposed = printed.partition("How each code of the proposal by ThemeMiner relates to them")[2]
    assert "E\twithout counterpart\t4" in proposed
    assert "C\tmatches\t4\t1\tA/x\t1.00\t1.00\t1.00" in proposed


@pytest.mark.parametrize("finding", list(Finding))
def test_a_proposed_code_is_told_in_the_words_of_the_report(
    finding: Finding, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a code of a person would be called, the program's is called from its own side."""
    one = small()
    level = one.levels[-1]
    changed = replace(level, proposed=tuple(replace(code, finding=finding) for code in level.proposed))
    print_comparisons(CompareResult((replace(one, levels=(changed,)),)))
    assert f"C\t{BY_FINDING[finding]}\t" in capsys.readouterr().out


def test_themes_of_a_run_can_be_candidates_for_new_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the themes are known, a coherent one of three participants without counterpart is called so."""
    one = small()
    level = one.levels[-1]
    many = replace(level, proposed=tuple(replace(code, participants=3) for code in level.proposed))
    theme = Theme("E", "e", (), 4, 3, 1, (), stability=0.9)
    print_comparisons(CompareResult((replace(one, levels=(many,)),), themes=(theme,)))
    out = capsys.readouterr().out
    assert "1 of these is a candidate new sub-theme" in out
    assert "\tcandidate new\t4" in out


def test_the_comparison_over_the_most_units_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    """The order is the report's, and what helps to read the sentences stands once."""
    print_comparisons(CompareResult((small(reference="Few", units=8), small(reference="Many"))))
    out = capsys.readouterr().out
    assert out.index("compared with the manual coding by Many") < out.index("compared with the manual coding by Few")
    assert out.count(KAPPA_HINT) == 1


def test_each_note_is_printed_once_with_its_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    """Of several comparisons it is said which a note belongs to; of one there is no need."""
    few, many = (
        replace(small(reference=name), notes=notes) for name, notes in (("A", ("both", "one")), ("B", ("both",)))
    )
    print_comparisons(CompareResult((few, many)))
    notes = ["Note (all comparisons): both", "Note (ThemeMiner with A): one"]
    assert capsys.readouterr().err.splitlines() == notes
    print_comparisons(CompareResult((few,)))
    assert capsys.readouterr().err.splitlines() == ["Note: both", "Note: one"]
