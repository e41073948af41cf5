"""The report compares the run with manual codings in words and figures."""

from dataclasses import replace

from markupsafe import escape
from sample_levels import figures, level, with_program

from thememiner.phrasing import OUTCOME_RULE, describe_comparison
from thememiner.phrasing.comparisons import CANDIDATES_HINT, HUMAN_AGREEMENT_HINT
from thememiner.records import CodeFinding, Finding, LevelComparison, Measurement, Run
from thememiner.report import render_report
from thememiner.report.code_table import name_codes
from thememiner.report.comparison import build_comparison_views


def test_several_coders_have_a_line_each_the_most_units_first(english: Run) -> None:
    """Each coder's summary is an item of a list, and the hints follow once."""
    few, many = (
        with_program(
            level(Finding.FOUND, proposed=(Finding.WITHOUT,), over=figures(Measurement(0.3), units=units)),
            reference=coder,
        )
        for coder, units in (("Few", 5), ("Many", 50))
    )
    box = render_report(replace(english, comparisons=(few, many))).partition("</header>")[0]
    assert box.count("<li>") == 2
    assert box.index("by Many") < box.index("by Few")
    assert (box.count(HUMAN_AGREEMENT_HINT), box.count(CANDIDATES_HINT)) == (1, 1)


def test_codes_of_one_name_are_told_apart_by_their_parents() -> None:
    """If two codes have the same name, their parents are shown as well; otherwise the name is enough."""
    ids = {"Burden > system": "system", "Care > system": "system", "Care > home": "home", "T1": "a", "T2": "a"}
    codes = [CodeFinding(code, name, 3, 2, Finding.FOUND, (), 1, 1, 1) for code, name in ids.items()]
    assert list(name_codes(codes).values()) == ["Burden > system", "Care > system", "home", "a", "a"]


def test_proposed_themes_say_how_many_of_their_units_are_compared(english: Run) -> None:
    """The number of compared units is followed by all units of the theme, as first and as second code."""
    (view,) = build_comparison_views(english)
    theme = english.themes[0].subthemes[0]
    assert view.levels[0].proposed[0].whole == theme.units + theme.also
    assert view.levels[0].reference[0].whole is None


def test_codes_of_the_machine_alone_are_candidates() -> None:
    """Proposed codes without counterpart are called possibly new, not errors."""
    compared = level(Finding.FOUND, proposed=(Finding.FOUND, Finding.WITHOUT))
    assert (
        "1 of 2 sub-themes of the proposal by ThemeMiner has no counterpart"
        in describe_comparison(with_program(compared))[-1]
    )


def test_codes_of_the_machine_lead_to_their_themes(english: Run) -> None:
    """A theme or counterpart that the page shows is linked; a manual code is not."""
    (view,) = build_comparison_views(english)
    assert view.levels[0].proposed[0].place.target == "T1.1"
    assert view.levels[0].reference[0].place.target is None
    assert [place.target for place in view.levels[0].reference[0].counterparts] == ["T1.1"]


def test_a_counterpart_outside_the_level_goes_by_its_id(english: Run) -> None:
    """A counterpart that is not at the same level is still named."""
    code = CodeFinding("a", "a", 3, 2, Finding.SPLIT, ("elsewhere",), 0.5, 0.5, 0.5)
    compared = LevelComparison("theme", (figures(),), (code,), (), ((),))
    (view,) = build_comparison_views(replace(english, comparisons=(with_program(compared),)))
    assert [place.name for place in view.levels[0].reference[0].counterparts] == ["elsewhere"]


def test_undefined_figures_are_not_available(english_page: str) -> None:
    """A figure or share that is undefined is printed n/a, never 0."""
    row = english_page.partition('<th scope="row">Adjusted Rand index (ARI)')[2].partition("</tr>")[0]
    assert ">n/a<" in row
    assert "each coding puts all units together" in row


def test_an_unknown_figure_goes_by_its_key(english: Run) -> None:
    """A figure that a later version adds is shown with the name it has."""
    compared = level(Finding.FOUND, over=figures(Measurement(0.5), name="new_score"))
    page = render_report(replace(english, comparisons=(with_program(compared),)))
    assert "new_score" in page


def test_the_report_speaks_of_manual_coding(english_page: str) -> None:
    """The page never says gold, but has the rule for findings."""
    words = english_page.split("<script", maxsplit=1)[0].lower()
    assert "gold" not in words
    assert str(escape(OUTCOME_RULE)).lower() in words
    assert "manual coding by li wen" in words
