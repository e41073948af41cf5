"""The outcome of a code follows the rule in the report."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from sample_codings import groups_of, labellings, some_units, unit_coding

from thememiner.comparison import compare
from thememiner.comparison.code_outcomes import MIN_CODE_UNITS, assess_codes, kappa_of_code
from thememiner.phrasing import OUTCOME_RULE
from thememiner.records import CodeFinding, Finding


def finding(reference: str, proposed: str, code: str = "A", *, elsewhere: int = 0) -> CodeFinding:
    """Return what became of a reference code; codings are written as a letter a unit, ``.`` for none.

    ``elsewhere`` so many units follow that carry another code in both codings.
    """
    manual, machine = (
        unit_coding([letter.strip(".") for letter in letters + "Z" * elsewhere], codebook=[*"ABCDEZ"])
        for letters in (reference, proposed)
    )
    level = compare(manual, machine, some_units(len(reference) + elsewhere)).levels[0]
    return next(found for found in level.reference if found.code_id == code)


@pytest.mark.parametrize(
    ("reference", "proposed", "expected", "counterparts"),
    [
        pytest.param("AAAABBBB", "CCCCDDDD", Finding.FOUND, ("C",), id="the same units"),
        pytest.param("AAAABBBB", "BBBBAAAA", Finding.FOUND, ("B",), id="names do not matter"),
        pytest.param("AAAAA...", "CCC...CC", Finding.FOUND, ("C",), id="three of five on both sides"),
        pytest.param("AAAAAAA.", "CCCCDD..", Finding.FOUND, ("C",), id="most of it in one of two pieces"),
        pytest.param("AAABBBBB", "CCCCCCCC", Finding.FUSED, ("C",), id="one theme of everything"),
        pytest.param("AAABBB", "CCCCCC", Finding.FUSED, ("C",), id="half of a theme"),
        pytest.param("AAA......", "CCCCCCCC.", Finding.FUSED, ("C",), id="lost among uncoded units"),
        pytest.param("AAAA", "CCDD", Finding.SPLIT, ("C", "D"), id="in two equal pieces"),
        pytest.param("AAAAAABB", "CCDDEEBB", Finding.SPLIT, ("C", "D", "E"), id="in three equal pieces"),
        pytest.param("AAAAAAAAAAA", "DDEEEE.....", Finding.SPLIT, ("E", "D"), id="the largest piece first"),
        pytest.param("AAAAAAAAAAA", "CDDEEE.....", Finding.IN_PART, ("E",), id="one unit is no piece"),
        pytest.param("AAAA", "CC..", Finding.IN_PART, ("C",), id="exactly half of it"),
        pytest.param("AAAAAAAAAAAA", "CDEB........", Finding.WITHOUT, (), id="pieces that hold too little"),
        pytest.param("AAAAAA....", "CC......CC", Finding.IN_PART, ("C",), id="a third of it, F1 .4"),
        pytest.param("AAAAAAAAAAAA", "CC..........", Finding.IN_PART, ("C",), id="a small pure piece"),
        pytest.param("AAAAAAAAAAAA", "C...........", Finding.WITHOUT, (), id="too small a piece"),
        pytest.param("AAAA....", "....CCCC", Finding.WITHOUT, (), id="no unit shared"),
        pytest.param("....", "CCCC", Finding.NONE_HERE, (), id="no unit at all"),
        pytest.param("A...", "C...", Finding.TOO_FEW, (), id="one unit tells nothing"),
        pytest.param("AA..", "CC..", Finding.TOO_FEW, (), id="nor do two"),
        pytest.param("AAA.", "CCC.", Finding.FOUND, ("C",), id="three are enough"),
        pytest.param("AAA.", "CC..", Finding.FOUND, ("C",), id="in a theme of two units"),
        pytest.param("AAA.", "C...", Finding.WITHOUT, (), id="one shared unit is no counterpart"),
        pytest.param("AAAA", "....", Finding.WITHOUT, (), id="nothing proposed"),
    ],
)
def test_rule(reference: str, proposed: str, expected: Finding, counterparts: tuple[str, ...]) -> None:
    """Each case has the finding, and the counterparts that it rests on."""
    found = finding(reference, proposed, elsewhere=20)
    assert (found.finding, found.counterparts) == (expected, counterparts)


@pytest.mark.parametrize(
    ("reference", "proposed", "expected"),
    [
        pytest.param("AAABBBAAABBB", "CCCCCCDDDDDD", Finding.WITHOUT, id="half of everything, F1 .5"),
        pytest.param("AAAAAABBB", "CCCCCCCCC", Finding.FUSED, id="most of everything in one theme of everything"),
        pytest.param("AAAAAABBB.", "CCCCCC.CC.", Finding.FOUND, id="more than chance"),
        pytest.param("AAAA", "CCCC", Finding.FOUND, id="everything in both"),
    ],
)
def test_what_chance_shares_is_no_find(reference: str, proposed: str, expected: Finding) -> None:
    """Large codes overlap by chance, and that alone does not make a code found."""
    assert finding(reference, proposed).finding is expected


@settings(max_examples=examples(40))
@given(both=labellings())
def test_what_is_found_is_found_the_other_way_too(both: tuple[list[list[int]], list[list[int]]]) -> None:
    """If a code is found, its counterpart is found, whichever coding is the reference."""
    own, other = (groups_of(labels, 4) for labels in both)
    persons = np.zeros(len(both[0]), dtype=np.int64)
    back = {code.code_id: code.finding for code in assess_codes(other, own, persons)}
    for code in assess_codes(own, other, persons):
        if code.finding is Finding.FOUND:
            assert back[code.counterparts[0]] in (Finding.FOUND, Finding.TOO_FEW)
        assert (len(code.counterparts) > 1) is (code.finding is Finding.SPLIT)
        assert (code.f1 is None) is (code.finding in (Finding.WITHOUT, Finding.TOO_FEW, Finding.NONE_HERE))
        assert (code.finding is Finding.NONE_HERE) is (code.units == 0)
        assert (code.finding is Finding.TOO_FEW) is (0 < code.units < MIN_CODE_UNITS)


def test_shares_are_those_of_the_first_counterpart() -> None:
    """Precision is of the counterpart's units, recall of the code's, F1 their harmonic mean."""
    found = finding("AAAAA...", "CCCC.CCC")
    assert (found.units, found.precision, found.recall) == (5, 4 / 7, 4 / 5)
    assert found.f1 == pytest.approx(2 / (7 / 4 + 5 / 4))


def test_without_counterpart_there_are_no_shares() -> None:
    """Undefined is None, not 0."""
    found = finding("AAAA....", "....CCCC")
    assert (found.units, found.precision, found.recall, found.f1) == (4, None, None, None)


def test_pieces_of_units_with_several_codes_are_not_counted_twice() -> None:
    """Two pieces with the same units hold those units once: a quarter of the code is not split."""
    reference = unit_coding(["A"] * 8 + ["B"] * 12, coder="manual")
    proposed = unit_coding(["C+D", "C+D", "", "", "", "", "", "", "C", "D", *[""] * 10], coder="ThemeMiner")
    found = compare(reference, proposed, some_units(20)).levels[0].reference[0]
    assert (found.finding, found.counterparts) == (Finding.IN_PART, ("C",))


def test_people_of_a_code_are_counted() -> None:
    """A code's participants are the different people among its units; a document stands for an unknown speaker."""
    units = some_units(5, participant=["P1", "P1", "P2", None, "P3"])
    found = compare(unit_coding(["A", "A", "A", "A", "B"]), unit_coding(["C"] * 5), units).levels[0]
    assert [(code.units, code.participants) for code in found.reference] == [(4, 3), (1, 1)]
    assert [(code.units, code.participants) for code in found.proposed] == [(5, 4)]


def test_rule_in_words_names_every_finding() -> None:
    """The sentence for the report knows all findings."""
    sentence = " ".join(OUTCOME_RULE.split())
    assert [finding.value for finding in Finding if finding.value not in sentence] == []
    assert "than half" in sentence


def test_kappa_of_a_code_is_zero_where_chance_would_do() -> None:
    """Of 10,000 units, 5,000 coded by one, 5,000 by the other and 2,500 by both agree exactly by chance."""
    one = [[0]] * 5_000 + [[]] * 5_000
    other = [[0]] * 2_500 + [[]] * 5_000 + [[0]] * 2_500
    own, others = groups_of(one, 1), groups_of(other, 1)
    assert kappa_of_code(own, others, 0, 0) == 0
    assert kappa_of_code(own, own, 0, 0) == 1
    assert kappa_of_code(own, others, 0, -1) is None
