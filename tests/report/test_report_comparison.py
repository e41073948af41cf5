"""What the report says about a manual coding, in plain words and in figures."""

from dataclasses import replace

import pytest
from markupsafe import escape

from thememiner.comparison import RULE
from thememiner.records import MACHINE, CodeFinding, Comparison, Finding, LevelComparison, Run
from thememiner.report import render_report
from thememiner.report.agreement import comparison_views, shown_names
from thememiner.report.verdicts import CANDIDATES, YARDSTICK, basis, headline, owner, remarks, verdicts


def level(
    *findings: Finding, proposed: tuple[Finding, ...] = (), ami: float | None = None, units: int = 9
) -> LevelComparison:
    """Return a comparison at the level of sub-themes with these findings."""
    rows = [
        tuple(
            CodeFinding(f"{side}{n}", f"{side}{n}", 3, 2, finding, (), None, None, None) for n, finding in enumerate(of)
        )
        for side, of in (("r", findings), ("p", proposed))
    ]
    return LevelComparison(
        "sub-theme", units, {"ami": ami}, rows[0], rows[1], tuple((0,) * len(proposed) for _ in findings)
    )


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        pytest.param(
            level(*[Finding.FOUND] * 6, Finding.IN_PART, Finding.WITHOUT),
            "6 of 8 sub-themes of the manual coding by X were found, 1 in part and 1 without counterpart.",
            id="some",
        ),
        pytest.param(level(Finding.FOUND), "1 of 1 sub-theme of the manual coding by X was found.", id="one"),
        pytest.param(
            level(Finding.SPLIT, Finding.FUSED),
            "0 of 2 sub-themes of the manual coding by X were found, 1 split over several and 1 fused with others.",
            id="none",
        ),
        pytest.param(
            level(Finding.TOO_FEW, Finding.NONE_HERE),
            "0 of 2 sub-themes of the manual coding by X were found, 1 with too few units to tell and 1 not among the "
            "units compared.",
            id="nothing to say",
        ),
        pytest.param(level(), "The manual coding by X has no sub-themes.", id="no codes"),
    ],
)
def test_the_finding_is_said_in_a_plain_sentence(compared: LevelComparison, sentence: str) -> None:
    """Before any figure, a sentence counts what became of the codes of the manual coding."""
    assert verdicts(Comparison("X", MACHINE, (compared,))) == (f"{sentence} Adjusted mutual information: n/a.",)


@pytest.mark.parametrize(
    ("ami", "words"),
    [
        pytest.param(None, ": n/a.", id="undefined"),
        pytest.param(-0.02, " −0.02: no better than chance, so single finds can be chance.", id="below chance"),
        pytest.param(0.01, " 0.01: no better than chance, so single finds can be chance.", id="chance"),
        pytest.param(0.05, " 0.05: slight.", id="slight"),
        pytest.param(0.2, " 0.20: moderate.", id="moderate"),
        pytest.param(0.1951, " 0.20: moderate.", id="as it is printed"),
        pytest.param(0.4, " 0.40: substantial.", id="substantial"),
        pytest.param(1.0, " 1.00: substantial.", id="equal"),
    ],
)
def test_the_agreement_is_said_in_words(ami: float | None, words: str) -> None:
    """The first sentence says how far the two agree, and warns where that is no better than chance."""
    (sentence,) = verdicts(Comparison("X", MACHINE, (level(Finding.FOUND, ami=ami),)))
    assert sentence.endswith(f"Adjusted mutual information{words}")


@pytest.mark.parametrize(
    ("themes", "words"),
    [
        pytest.param(0.03, "0.03 for themes (no better than chance, so single finds can be chance)", id="chance"),
        pytest.param(0.3, "0.30 for themes (moderate)", id="moderate"),
        pytest.param(None, "n/a for themes", id="undefined"),
    ],
)
def test_the_box_at_the_top_tells_of_both_levels(themes: float | None, words: str) -> None:
    """Beside the finest codes stands how far the two agree at each level."""
    levels = (replace(level(Finding.WITHOUT, ami=themes), level="theme"), level(Finding.FOUND, ami=0.27))
    assert headline(Comparison("X", MACHINE, levels)) == (
        "1 of 1 sub-theme of the manual coding by X was found. "
        f"Adjusted mutual information: {words} and 0.27 for sub-themes (moderate)."
    )


def test_remarks_are_made_once_and_only_where_they_apply() -> None:
    """The yardstick comes with a figure, the word on candidates with a code that has no counterpart."""
    plain = Comparison("X", MACHINE, (level(Finding.FOUND),))
    beyond = Comparison("Y", MACHINE, (level(Finding.FOUND, proposed=(Finding.WITHOUT,), ami=0.3),))
    assert remarks([plain]) == ()
    assert remarks([beyond, beyond, plain]) == (YARDSTICK, CANDIDATES)


def test_several_coders_have_a_line_each_the_most_units_first(english: Run) -> None:
    """Each coder's headline is an item of a list, and the remarks follow once."""
    few, many = (
        Comparison(coder, MACHINE, (level(Finding.FOUND, proposed=(Finding.WITHOUT,), ami=0.3, units=units),))
        for coder, units in (("Few", 5), ("Many", 50))
    )
    box = render_report(replace(english, comparisons=(few, many))).partition("</header>")[0]
    assert box.count("<li>") == 2
    assert box.index("by Many") < box.index("by Few")
    assert (box.count(YARDSTICK), box.count(CANDIDATES)) == (1, 1)


@pytest.mark.parametrize(
    ("coded_only", "words"),
    [
        pytest.param((), "that both looked at", id="both known"),
        pytest.param(("manual",), "that carry a code of the manual coding", id="one"),
        pytest.param(
            ("Li", "Wu"), "that carry a code of the manual coding by Li and of the manual coding by Wu", id="two"
        ),
    ],
)
def test_figures_say_over_which_units_they_are(coded_only: tuple[str, ...], words: str) -> None:
    """Nobody is said to have looked at what only carries their codes."""
    assert basis(coded_only) == words


def test_codes_of_one_name_are_told_apart_by_their_parents() -> None:
    """Where two codes are called the same, the theme above is shown; elsewhere the name is enough."""
    ids = {"Burden > system": "system", "Care > system": "system", "Care > home": "home", "T1": "a", "T2": "a"}
    codes = [CodeFinding(code, name, 3, 2, Finding.FOUND, (), 1, 1, 1) for code, name in ids.items()]
    assert list(shown_names(codes).values()) == ["Burden > system", "Care > system", "home", "a", "a"]


def test_proposed_themes_say_how_many_of_their_units_are_compared(english: Run) -> None:
    """Beside the units compared stand all units of the theme."""
    (view,) = comparison_views(english)
    assert view.levels[0].proposed[0].whole == english.themes[0].subthemes[0].units
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
    assert [owner(coder) for coder in (MACHINE, "manual", "Li")] == [
        "proposal by ThemeMiner",
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
    compared = LevelComparison("theme", 3, {}, (code,), (), ((),))
    (view,) = comparison_views(replace(english, comparisons=(Comparison("X", MACHINE, (compared,)),)))
    assert [place.name for place in view.levels[0].reference[0].counterparts] == ["elsewhere"]


def test_undefined_figures_are_not_available(english_page: str) -> None:
    """A figure or share that is undefined is printed n/a, never 0."""
    row = english_page.partition("Adjusted Rand index (ARI)</th>")[2].partition("</tr>")[0]
    assert ">n/a<" in row


def test_an_unknown_figure_goes_by_its_key(english: Run) -> None:
    """A figure that a later version adds is shown with the name it has."""
    compared = replace(level(Finding.FOUND), figures={"new_score": 0.5})
    page = render_report(replace(english, comparisons=(Comparison("X", MACHINE, (compared,)),)))
    assert "new_score" in page


def test_the_report_speaks_of_manual_coding(english_page: str) -> None:
    """The word gold is the program's own and is not in the page; the rule for findings is."""
    words = english_page.split("<script", maxsplit=1)[0].lower()
    assert "gold" not in words
    assert str(escape(RULE)).lower() in words
    assert "manual coding by li wen" in words
