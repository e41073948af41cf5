"""What the report says about a manual coding, in plain words and in figures."""

from dataclasses import replace

from made_levels import figures, level
from markupsafe import escape

from thememiner.comparison import RULE
from thememiner.records import MACHINE, CodeFinding, Comparison, Finding, LevelComparison, Measured, Run
from thememiner.report import render_report
from thememiner.report.code_table import shown_names
from thememiner.report.comparison import comparison_views
from thememiner.report.verdicts import CANDIDATES, YARDSTICK, owner, verdicts


def test_several_coders_have_a_line_each_the_most_units_first(english: Run) -> None:
    """Each coder's headline is an item of a list, and the remarks follow once."""
    few, many = (
        Comparison(
            coder,
            MACHINE,
            (level(Finding.FOUND, proposed=(Finding.WITHOUT,), over=figures(Measured(0.3), units=units)),),
        )
        for coder, units in (("Few", 5), ("Many", 50))
    )
    box = render_report(replace(english, comparisons=(few, many))).partition("</header>")[0]
    assert box.count("<li>") == 2
    assert box.index("by Many") < box.index("by Few")
    assert (box.count(YARDSTICK), box.count(CANDIDATES)) == (1, 1)


def test_codes_of_one_name_are_told_apart_by_their_parents() -> None:
    """Where two codes are called the same, the theme above is shown; elsewhere the name is enough."""
    ids = {"Burden > system": "system", "Care > system": "system", "Care > home": "home", "T1": "a", "T2": "a"}
    codes = [CodeFinding(code, name, 3, 2, Finding.FOUND, (), 1, 1, 1) for code, name in ids.items()]
    assert list(shown_names(codes).values()) == ["Burden > system", "Care > system", "home", "a", "a"]


def test_proposed_themes_say_how_many_of_their_units_are_compared(english: Run) -> None:
    """Beside the units compared stand all units of the theme, as first and as second code."""
    (view,) = comparison_views(english)
    theme = english.themes[0].subthemes[0]
    assert view.levels[0].proposed[0].whole == theme.units + theme.also
    assert view.levels[0].reference[0].whole is None


def test_codes_of_the_machine_alone_are_candidates() -> None:
    """Proposed codes without counterpart are named as possibly new, not as errors."""
    compared = level(Finding.FOUND, proposed=(Finding.FOUND, Finding.WITHOUT))
    assert (
        "1 of 2 sub-themes of the proposal by ThemeMiner has no counterpart"
        in verdicts(Comparison("X", MACHINE, (compared,)))[-1]
    )


def test_two_people_are_compared_in_the_same_words() -> None:
    """A second coder's coding is called manual too, and a coder without a name is not called one."""
    assert [owner(coder) for coder in (MACHINE, f"{MACHINE} in en7", "manual", "Li")] == [
        "proposal by ThemeMiner",
        "proposal by ThemeMiner in en7",
        "manual coding",
        "manual coding by Li",
    ]


def test_codes_of_the_machine_lead_to_their_themes(english: Run) -> None:
    """A theme or counterpart that the page shows is linked; a manual code is not."""
    (view,) = comparison_views(english)
    assert view.levels[0].proposed[0].place.target == "T1.1"
    assert view.levels[0].reference[0].place.target is None
    assert [place.target for place in view.levels[0].reference[0].counterparts] == ["T1.1"]


def test_a_counterpart_outside_the_level_goes_by_its_id(english: Run) -> None:
    """A counterpart of which nothing is told is still named."""
    code = CodeFinding("a", "a", 3, 2, Finding.SPLIT, ("elsewhere",), 0.5, 0.5, 0.5)
    compared = LevelComparison("theme", (figures(),), (code,), (), ((),))
    (view,) = comparison_views(replace(english, comparisons=(Comparison("X", MACHINE, (compared,)),)))
    assert [place.name for place in view.levels[0].reference[0].counterparts] == ["elsewhere"]


def test_undefined_figures_are_not_available(english_page: str) -> None:
    """A figure or share that is undefined is printed n/a, never 0."""
    row = english_page.partition('<th scope="row">Adjusted Rand index (ARI)')[2].partition("</tr>")[0]
    assert ">n/a<" in row
    assert "each coding puts all units together" in row


def test_an_unknown_figure_goes_by_its_key(english: Run) -> None:
    """A figure that a later version adds is shown with the name it has."""
    compared = level(Finding.FOUND, over=figures(Measured(0.5), name="new_score"))
    page = render_report(replace(english, comparisons=(Comparison("X", MACHINE, (compared,)),)))
    assert "new_score" in page


def test_the_report_speaks_of_manual_coding(english_page: str) -> None:
    """The word gold is the program's own and is not in the page; the rule for findings is."""
    words = english_page.split("<script", maxsplit=1)[0].lower()
    assert "gold" not in words
    assert str(escape(RULE)).lower() in words
    assert "manual coding by li wen" in words
