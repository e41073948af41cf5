"""Alpha for unitising has the published values, and its limits are those of an alpha."""

import dataclasses

import pytest
from sample_codings import a_coding

from thememiner.comparison.unitizing import Ranges, agreement_on_positions, merge_spans, u_alpha, unitizing_disagreement
from thememiner.phrasing import WhyUndefined

EXAMPLE: dict[str, tuple[Ranges, Ranges]] = {
    "A": (((2, 10), (14, 20)), ((4, 8), (15, 17))),
    "B": (((0, 18),), ((0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10))),
    "C": (((2, 8), (10, 12), (14, 18), (20, 22)), ((0, 2), (4, 8), (10, 14), (16, 18), (20, 22))),
    "D": (((0, 2), (2, 10), (10, 14), (14, 20), (20, 24)), ((0, 4), (4, 8), (8, 15), (15, 17), (17, 24))),
}
"""Krippendorff (1995), page 57: four pairs of coders on a continuum of 24 positions."""


def stretched(ranges: Ranges, factor: int) -> Ranges:
    """Return ranges on a continuum so many times finer."""
    return [(start * factor, end * factor) for start, end in ranges]


@pytest.mark.parametrize(
    ("name", "observed", "expected", "alpha"),
    [
        pytest.param("A", 0.03125, 0.06990, 0.553, id="A"),
        pytest.param("B", 2.26736, 1.17731, -0.926, id="B"),
        pytest.param("C", 0.02777, 0.08642, 0.679, id="C"),
        pytest.param("D", 0.38715, 0.41445, 0.066, id="D"),
    ],
)
def test_published_example(name: str, observed: float, expected: float, alpha: float) -> None:
    """On a very fine continuum the four pairs have the paper's values, as near as the form of 2004 comes."""
    coders = [stretched(ranges, 50_000) for ranges in EXAMPLE[name]]
    found = unitizing_disagreement(coders, 24 * 50_000)
    assert found == pytest.approx((observed, expected), abs=0.005)
    both = u_alpha([{name: ranges} for ranges in coders], 24 * 50_000)
    assert both.by_category[name] == both.overall == pytest.approx(alpha, abs=0.02)


def test_continuum_of_few_positions() -> None:
    """On 12 positions the expected disagreement of the third pair is .05494, as the formula of 2004 gives."""
    coders = [[(start // 2, end // 2) for start, end in ranges] for ranges in EXAMPLE["C"]]
    assert unitizing_disagreement(coders, 12) == pytest.approx((0.02777, 0.05494), abs=1e-5)


def test_overall_sums_the_categories() -> None:
    """All pairs together have the ratio of the sums, not the mean of the alphas."""
    coders = [{name: stretched(both[side], 10) for name, both in EXAMPLE.items()} for side in (0, 1)]
    sums = [unitizing_disagreement([coder[name] for coder in coders], 240) for name in EXAMPLE]
    found = u_alpha(coders, 240)
    assert found.overall == pytest.approx(1 - sum(o for o, _ in sums) / sum(e for _, e in sums))


def test_same_marks_agree_wholly() -> None:
    """Three coders with the same stretches have an alpha of 1."""
    assert u_alpha([{"A": [(2, 5), (7, 9)], "B": [(3, 4)]}] * 3, 20).overall == 1


@pytest.mark.parametrize(
    ("coders", "why_not"),
    [
        pytest.param([{}, {}], WhyUndefined.NO_SEGMENT, id="no mark"),
        pytest.param([{"A": [(0, 9)]}], WhyUndefined.NO_ROOM, id="one coder"),
    ],
)
def test_nothing_to_tell_is_undefined(coders: list[dict[str, Ranges]], why_not: str) -> None:
    """Undefined is None with its reason."""
    assert (u_alpha(coders, 9).overall, u_alpha(coders, 9).why_not) == (None, why_not)


@pytest.mark.parametrize(
    ("spans", "stretches"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(4, 6), (0, 2)], [(0, 2), (4, 6)], id="apart"),
        pytest.param([(0, 2), (2, 4)], [(0, 4)], id="touching"),
        pytest.param([(0, 9), (1, 3), (8, 12)], [(0, 12)], id="one within another"),
        pytest.param([(3, 3), (5, 6)], [(5, 6)], id="an empty one"),
    ],
)
def test_spans_are_joined(spans: list[tuple[int, int]], stretches: list[tuple[int, int]]) -> None:
    """Each position that a span covers is in one stretch."""
    assert merge_spans(spans) == stretches


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
