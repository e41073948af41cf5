"""What the report says about a manual coding, in plain words and in figures."""

from dataclasses import replace

import pytest
from markupsafe import escape

from thememiner.comparison import RULE
from thememiner.records import MACHINE, CodeFinding, Comparison, Finding, LevelComparison, Run
from thememiner.report import render_report
from thememiner.report.agreement import comparison_views, owner, verdicts


def level(*findings: Finding, proposed: tuple[Finding, ...] = ()) -> LevelComparison:
    """Return a comparison at the level of sub-themes with these findings."""
    rows = [
        tuple(
            CodeFinding(f"{side}{n}", f"{side}{n}", 3, 2, finding, (), None, None, None) for n, finding in enumerate(of)
        )
        for side, of in (("r", findings), ("p", proposed))
    ]
    return LevelComparison("sub-theme", 9, {}, rows[0], rows[1], tuple((0,) * len(proposed) for _ in findings))


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
            level(), "The manual coding by X has no sub-themes among the units that both looked at.", id="no codes"
        ),
    ],
)
def test_the_finding_is_said_in_a_plain_sentence(compared: LevelComparison, sentence: str) -> None:
    """Before any figure, a sentence counts what became of the codes of the manual coding."""
    assert verdicts(Comparison("X", MACHINE, (compared,))) == (sentence,)


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
    row = english_page.partition("Adjusted Rand index</th>")[2].partition("</tr>")[0]
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
