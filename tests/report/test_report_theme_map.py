"""Tables of codes and heat maps: how themes relate to a person's codes, and the units of each cell."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from thememiner.records import (
    Basis,
    CodeFinding,
    CodingKind,
    Comparison,
    CutBy,
    Figures,
    Finding,
    LevelComparison,
    MatchedBy,
    Run,
    Spread,
    Theme,
)
from thememiner.report import render_report
from thememiner.report.code_table import Relation, build_code_rows, classify_relation, count_candidates, index_themes
from thememiner.report.comparison import MOST_IN_CELL, build_comparison_views, choose_overlap_units
from thememiner.report.formatting import FULL_LIMITS

STABLE = Theme("T1", "a", (), 9, 3, 3, (), stability=0.6)


def code(finding: Finding, participants: int = 3) -> CodeFinding:
    """Return a proposed code with a finding."""
    return CodeFinding("T1", "a", 9, participants, finding, (), None, None, None)


@pytest.mark.parametrize(
    ("finding", "relation"),
    [
        (Finding.FOUND, Relation.MATCHES),
        (Finding.FUSED, Relation.REFINES),
        (Finding.SPLIT, Relation.JOINS),
        (Finding.IN_PART, Relation.CROSSES),
        (Finding.WITHOUT, Relation.NEW),
        (Finding.TOO_FEW, Relation.TOO_FEW),
        (Finding.NONE_HERE, Relation.NONE_HERE),
    ],
)
def test_a_theme_has_words_of_its_own_for_each_finding(finding: Finding, relation: Relation) -> None:
    """A finding has other words for a theme than for a person's code."""
    assert classify_relation(code(finding), STABLE) is relation


@pytest.mark.parametrize(
    ("theme", "participants"),
    [
        pytest.param(replace(STABLE, stability=0.59), 3, id="not coherent"),
        pytest.param(replace(STABLE, stability=None), 3, id="coherence not known"),
        pytest.param(STABLE, 2, id="two participants"),
        pytest.param(None, 3, id="another person's code"),
    ],
)
def test_not_everything_without_counterpart_is_a_candidate(theme: Theme | None, participants: int) -> None:
    """A new theme must be coherent, said by three participants, and the machine's."""
    assert classify_relation(code(Finding.WITHOUT, participants), theme) is Relation.WITHOUT


@pytest.mark.parametrize(
    ("proposed", "kind", "count"),
    [
        pytest.param("ThemeMiner", CodingKind.PROPOSAL, 1, id="a theme of the run"),
        pytest.param("ThemeMiner in en7", CodingKind.PROPOSAL, 0, id="a theme of another run"),
        pytest.param("Li", CodingKind.PERSON, 0, id="another person's code"),
    ],
)
def test_candidates_are_counted_among_the_themes_of_a_run(proposed: str, kind: CodingKind, count: int) -> None:
    """Only themes of the run itself can be candidates for new themes."""
    figures = (Figures(Basis.LOOKED_AT, 9, 2, Spread.NONE, {}),)
    level = LevelComparison("theme", figures, (), (code(Finding.WITHOUT), code(Finding.FOUND)), ())
    comparison = Comparison("A", proposed, (level,), proposed_kind=kind)
    assert count_candidates(comparison, index_themes([replace(STABLE, subthemes=())])) == count


def test_a_larger_share_of_a_row_is_a_darker_cell(coded: Run) -> None:
    """Small shares, which most are, differ in shade from each other and from a whole row."""
    levels = coded.comparisons[0].levels
    ((level),) = levels
    (row, *_), units = level.overlap, level.reference[0].units
    counts = (*(round(units * share) for share in (0.04, 0.2, 1)), *(0 for _ in row))[: len(row)]
    changed = replace(level, overlap=(counts, *level.overlap[1:]))
    (view,) = build_comparison_views(replace(coded, comparisons=(replace(coded.comparisons[0], levels=(changed,)),)))
    shades = [cell.shade for cell in view.levels[0].overlap[0][:3]]
    assert shades == sorted(set(shades))


def mapped(matched: MatchedBy) -> tuple[Comparison, LevelComparison]:
    """Return a comparison of two codes with three, of which the third is a part of the first code."""
    own, other = (
        tuple(CodeFinding(name, name, 4, 2, Finding.IN_PART, (), None, None, None) for name in names)
        for names in ("ab", "xyz")
    )
    level = LevelComparison(
        "theme",
        (Figures(Basis.LOOKED_AT, 9, 2, Spread.NONE, {}),),
        own,
        other,
        ((3, 0, 2), (0, 2, 1)),
        matched=matched,
        matches=(("a", "x"), ("b", "y")),
    )
    return Comparison("A", "B", (level,)), level


@pytest.mark.parametrize(
    ("matched", "part"),
    [pytest.param(MatchedBy.OVERLAP, "a", id="by units"), pytest.param(MatchedBy.NAME, None, id="by name")],
)
def test_codes_name_what_they_count_as(matched: MatchedBy, part: str | None) -> None:
    """Codes are matched one to one; a code left over is part of the code that it shares most units with."""
    reference, proposed = build_code_rows(*mapped(matched), {})
    assert [row.counts_as and row.counts_as.name for row in reference] == ["x", "y"]
    assert [row.counts_as and row.counts_as.name for row in proposed] == ["a", "b", None]
    assert [row.part_of and row.part_of.name for row in proposed] == [None, None, part]


def test_a_part_that_two_codes_share_alike_is_the_smaller_one_s() -> None:
    """The page says what the figure does: of equals, the code that shares least by chance."""
    comparison, level = mapped(MatchedBy.OVERLAP)
    larger, smaller = replace(level.reference[0], units=9), level.reference[1]
    alike = replace(level, reference=(larger, smaller), overlap=((3, 0, 1), (0, 2, 1)))
    _, proposed = build_code_rows(comparison, alike, {})
    assert [row.part_of and row.part_of.name for row in proposed] == [None, None, "b"]


def test_a_cell_opens_the_units_that_carry_both_codes(coded: Run) -> None:
    """Up to eight units of each cell with units are chosen, and each carries both codes."""
    behind = choose_overlap_units(coded, set())
    (level,) = coded.comparisons[0].levels
    assert len(behind.numbers) == sum(count > 0 for row in level.overlap for count in row)
    subthemes = dict(zip(coded.units["unit_id"], coded.units["subtheme_id"], strict=True))
    for (_, _, row, column), number in behind.numbers.items():
        units = behind.units[number]
        assert len(units) == min(level.overlap[row][column], MOST_IN_CELL)
        assert {subthemes[unit] for unit in units} == {level.proposed[column].code_id}


def test_the_page_grows_by_a_bounded_number_of_units(coded: Run) -> None:
    """Units that are shown anyway cost nothing and come first; of others there are few, and each cell has some."""
    few = replace(FULL_LIMITS, overlap_units=12)
    chosen = choose_overlap_units(coded, set(), few).units
    assert len(set().union(*chosen)) == 12
    assert all(chosen)
    shown = set(coded.units["unit_id"])
    assert sum(map(len, choose_overlap_units(coded, shown, few).units)) > 12


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: {"codings": ()}, id="codings that are not in the run"),
        pytest.param(
            lambda one: {"comparisons": (replace(one, cut_by=CutBy.TURN),)}, id="turns instead of meaning units"
        ),
        pytest.param(
            lambda one: {"comparisons": (replace(one, levels=(replace(one.levels[0], overlap=((1,),)),)),)},
            id="other counts",
        ),
    ],
)
def test_cells_open_nothing_that_is_not_known(coded: Run, change: Callable[[Comparison], dict[str, Any]]) -> None:
    """If the units of the counts are unknown, the counts are plain numbers."""
    assert choose_overlap_units(replace(coded, **change(coded.comparisons[0])), set()).units == ()


def test_the_page_carries_the_words_of_each_cell(coded: Run) -> None:
    """The data has the list of every cell that opens, and the position of every unit in it."""
    page = render_report(coded)
    data = json.loads(page.partition('id="report-data">')[2].partition("</script>")[0])
    numbers = sorted({int(number) for number in re.findall(r'data-cell="(\d+)"', page)})
    assert numbers == list(range(len(data["cells"])))
    assert set().union(*map(set, data["cells"])) <= set(data["units"]["id"])
