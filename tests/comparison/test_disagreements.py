"""Disagreements are the units whose codes differ once codes that match count as one; the most instructive lead."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from disputed_run import FOOD, MUSIC, REST, disputed_run, unit_id

from thememiner.comparison import find_disagreements
from thememiner.comparison.disagreements import CONTEXT_CHARACTERS, alternate_code_pairs, find_context
from thememiner.phrasing import describe_left_out_units
from thememiner.phrasing.disagreements import describe_disagreement_scope
from thememiner.records import CODED_ONLY, Difference, Disagreement, Disagreements, Form, Run


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the run of sixteen units."""
    return disputed_run()


@pytest.fixture(scope="module")
def found(run: Run) -> Disagreements:
    """Return where Anna and the program disagree."""
    return find_disagreements(run.codings[1], run.codings[0], run)


def of(found: Disagreements, number: int) -> Disagreement:
    """Return the disagreement about a unit."""
    (one,) = (one for one in found.found if one.unit_id == unit_id(number))
    return one


@pytest.mark.parametrize(
    ("number", "difference", "first", "second"),
    [
        pytest.param(5, Difference.OTHER, [FOOD], ["T2.1"], id="another code"),
        pytest.param(10, Difference.UNASSIGNED, [REST], [], id="unassigned"),
        pytest.param(14, Difference.UNCODED, [], ["T2.1"], id="uncoded"),
        pytest.param(15, Difference.IN_PART, [MUSIC, FOOD], ["T2.1"], id="in part the same"),
    ],
)
def test_units_whose_codes_differ(
    found: Disagreements, number: int, difference: Difference, first: list[str], second: list[str]
) -> None:
    """Each kind of difference has the codes of both coders, the first code first."""
    one = of(found, number)
    assert one.difference is difference
    assert [code.code_id for code in one.first] == first
    assert [code.code_id for code in one.second] == second


def test_units_with_matching_codes_are_no_disagreements(found: Disagreements) -> None:
    """Food and T1.1 are called differently, but match: only four of sixteen units are left."""
    assert (found.units, len(found.found)) == (16, 4)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        # Food: 7 units, T1.1: 5, 5 shared. Rest: 5 and 4, 4 shared. T2.1: stability .7, membership .5.
        pytest.param(5, 10 / 12 * 0.7 * 0.5, id="F1 times stability times membership"),
        pytest.param(10, 8 / 9 * 0.5, id="F1 times one half"),
        pytest.param(14, 0.5 * 0.7 * 0.5, id="one half times stability times membership"),
        pytest.param(15, 10 / 12 * 0.5, id="the code that differs, times one half"),
    ],
)
def test_how_instructive_by_hand(found: Disagreements, number: int, value: float) -> None:
    """What speaks for either side is multiplied, worked out by hand."""
    assert of(found, number).instructive == pytest.approx(value)


def test_the_most_instructive_lead(found: Disagreements) -> None:
    """Where every pair of codes is there once, the list is in order of how instructive."""
    assert [one.unit_id for one in found.found] == [unit_id(number) for number in (10, 15, 5, 14)]


def test_pairs_of_codes_take_turns(found: Disagreements) -> None:
    """The best of each pair of codes stands before the second of any, or one pair would fill the list."""
    five, ten = of(found, 5), of(found, 10)
    less = [replace(five, unit_id=f"less {number}", instructive=five.instructive - number / 10) for number in (1, 2)]
    ordered = alternate_code_pairs([*less, replace(ten, instructive=0.0), five])
    assert [one.unit_id for one in ordered] == [five.unit_id, ten.unit_id, "less 1", "less 2"]


def test_what_was_not_measured_is_left_out(run: Run) -> None:
    """Without stability, membership and F1 alone count."""
    themes = tuple(
        replace(top, subthemes=tuple(replace(child, stability=None) for child in top.subthemes)) for top in run.themes
    )
    found = find_disagreements(run.codings[1], run.codings[0], replace(run, themes=themes))
    assert of(found, 5).instructive == pytest.approx(10 / 12 * 0.5)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(5, "was in T2.1 in 50 % of the clusterings", id="assigned, near nothing else"),
        pytest.param(10, "far from all themes; nearest T1.1 (25 %)", id="unassigned"),
    ],
)
def test_the_program_says_why(found: Disagreements, number: int, words: str) -> None:
    """The reason is that of the clusterings, or why there is no sub-theme, with the nearest one."""
    assert of(found, number).reason == words


def test_the_next_sub_theme_is_named(run: Run) -> None:
    """Where a unit comes close to another sub-theme, that is said with its share."""
    swapped = find_disagreements(run.codings[2], run.codings[0], run)
    assert of(swapped, 0).reason == "was in T1.1 in 80 % of the clusterings, next T1.2 (30 %)"


def test_runs_without_several_clusterings_claim_no_shares(run: Run) -> None:
    """Membership of the oldest runs is a density, and no share of clusterings."""
    settings = {name: value for name, value in run.manifest["settings"].items() if name != "discovery"}
    old = replace(run, manifest={**run.manifest, "settings": settings})
    found = find_disagreements(run.codings[1], run.codings[0], old)
    assert (of(found, 5).reason, of(found, 10).reason) == ("lies in T2.1", "far from all themes; nearest T1.1")


def test_two_people(run: Run) -> None:
    """Codes of two people with the same name match, and no reason is given."""
    found = find_disagreements(run.codings[1], run.codings[2], run)
    assert {one.unit_id for one in found.found} == {unit_id(0), unit_id(15)}
    assert {one.reason for one in found.found} == {""}


def test_units_that_one_did_not_look_at_are_no_disagreements(run: Run) -> None:
    """What Anna did not read she did not leave without a code."""
    scope = replace(run.codings[1].scope, spans=None)
    found = find_disagreements(replace(run.codings[1], scope=scope), run.codings[0], run)
    assert unit_id(14) not in {one.unit_id for one in found.found}
    assert found.units == 15


@pytest.mark.parametrize(
    ("coders", "unread", "extent", "units", "by_one"),
    [
        # Of sixteen units Anna and Bo code all but the fifteenth, and the program all but the eleventh.
        pytest.param((1, 0), (), "that both looked at", 16, 0, id="both known"),
        pytest.param((1, 0), (1,), "that both looked at", 15, 1, id="a person's segments alone"),
        pytest.param((1, 2), (1,), "that both looked at", 15, 0, id="two people, one known by segments"),
        pytest.param((1, 2), (1, 2), "that both coded", 15, 0, id="two people known by segments"),
    ],
)
def test_a_sentence_says_which_units_are_compared(
    run: Run, coders: Sequence[int], unread: Sequence[int], extent: str, units: int, by_one: int
) -> None:
    """Where nothing but segments is known, uncoded units are no answer, and the units with one answer are counted."""
    first, second = (
        replace(run.codings[coder], scope=CODED_ONLY) if coder in unread else run.codings[coder] for coder in coders
    )
    found = find_disagreements(first, second, run)
    assert (describe_disagreement_scope(found), found.units, found.by_one) == (extent, units, by_one)


def test_units_that_only_one_of_two_people_coded_are_left_out_with_a_sentence(run: Run) -> None:
    """Bo's first unit is not a disagreement if it is not known whether he read it."""
    bo = run.codings[2]
    less = replace(bo, segments=bo.segments.iloc[2:].reset_index(drop=True), scope=CODED_ONLY)
    found = find_disagreements(replace(run.codings[1], scope=CODED_ONLY), less, run)
    assert (found.by_one, {one.unit_id for one in found.found}) == (2, {unit_id(15)})
    (sentence,) = describe_left_out_units(found)
    assert sentence.startswith("2 units that only one of them coded were left out, because it is not known whether")


def test_units_with_a_decision_are_not_listed(run: Run) -> None:
    """For the consensus, units with a decision are counted and not listed."""
    consensus = {"by": "Anna", "units": [unit_id(number) for number in (0, 5, 10)]}
    settled = replace(run, manifest={**run.manifest, "consensus": consensus})
    found = find_disagreements(run.codings[1], run.codings[0], settled)
    assert [one.unit_id for one in found.found] == [unit_id(15), unit_id(14)]
    assert (found.units, found.decided) == (13, 3)
    assert describe_disagreement_scope(found) == "that both looked at and that have no decision yet"
    assert describe_left_out_units(found) == ("3 units already have a decision and are not listed.",)
    assert find_disagreements(run.codings[2], run.codings[0], settled).decided == 0


def test_words_around_are_cut_between_words(run: Run) -> None:
    """What stands before and after is the document's text, whole words, at most so much."""
    document = run.documents[0]
    before, after = find_context(document, 252, 293)
    assert before.startswith("… ")
    assert document.text[:252].rstrip().endswith(before.removeprefix("… "))
    assert f" {before.removeprefix('… ')} " in document.text
    assert len(before) <= CONTEXT_CHARACTERS + 2
    assert document.text[293:].strip() == after


def test_rows_of_a_table_have_nothing_around_them(run: Run) -> None:
    """Rows are independent of each other, so the next one is no context."""
    assert find_context(replace(run.documents[0], form=Form.ROWS), 45, 60) == ("", "")
