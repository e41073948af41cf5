"""Agreement on positions looks at the text that both coders looked at, and joins overlapping segments."""

import dataclasses

import pytest
from sample_codings import a_coding

from thememiner.comparison.unitizing import agreement_on_positions
from thememiner.phrasing import WhyUndefined

MANUAL = a_coding([("d", 2, 6, "A"), ("d", 4, 9, "A"), ("e", 0, 5, "B")])


def test_same_segments_agree_wholly() -> None:
    """A coding agrees with itself on both figures, whatever its codes are called."""
    again = dataclasses.replace(MANUAL, segments=MANUAL.segments.assign(code_id="C"))
    again = dataclasses.replace(again, codebook=a_coding([("d", 0, 1, "C")]).codebook)
    itself = agreement_on_positions(MANUAL, MANUAL, [("A", "A"), ("B", "B")], {"d": 50, "e": 50})
    other = agreement_on_positions(MANUAL, again, [], {"d": 50, "e": 50})
    assert [itself[name].value for name in ("u_alpha", "u_alpha_relevance")] == [1, 1]
    assert other["u_alpha_relevance"].value == 1
    assert other["u_alpha"].value is not None
    assert other["u_alpha"].value < 0.2


def test_overlapping_segments_of_one_code_are_one_stretch() -> None:
    """Writing one stretch as two that overlap changes nothing."""
    joined = a_coding([("d", 2, 9, "A"), ("e", 0, 5, "B")])
    found = agreement_on_positions(MANUAL, joined, [("A", "A"), ("B", "B")], {"d": 50, "e": 50})
    assert found["u_alpha"].value == 1


def test_text_that_one_did_not_read_is_left_out() -> None:
    """Marks outside the other's scope neither help nor harm."""
    read = a_coding([("d", 2, 9, "A")], spans={"d": ((0, 30),)})
    more = a_coding([("d", 2, 9, "A"), ("d", 35, 45, "A")], spans={"d": ((0, 50),)})
    assert agreement_on_positions(read, more, [("A", "A")], {"d": 50})["u_alpha"].value == pytest.approx(1)


def test_without_shared_text_nothing_is_said() -> None:
    """Two people who read different documents have no agreement on positions."""
    found = agreement_on_positions(a_coding([("d", 0, 5, "A")]), a_coding([("e", 0, 5, "A")]), [], {"d": 9, "e": 9})
    assert {(each.value, each.why_not) for each in found.values()} == {(None, WhyUndefined.NO_SHARED_TEXT)}
