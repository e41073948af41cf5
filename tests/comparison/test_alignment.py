"""A segment's code counts for the units that it shares enough text with."""

import pandas as pd
import pytest
from sample_codings import a_coding, interviewers, some_units, units_of

from thememiner.comparison.alignment import align
from thememiner.errors import UsageError
from thememiner.records import Coding


def codes_of_units(coding: Coding, units: pd.DataFrame, *, min_overlap: float = 0.5) -> list[list[str]]:
    """Return the ids of each unit's codes, the first first."""
    alignment = align(coding, units, min_overlap=min_overlap)
    found: list[list[str]] = [[] for _ in range(len(units))]
    for unit, code in zip(alignment.units, alignment.codes, strict=True):
        found[unit].append(coding.codebook.codes[code].code_id)
    return found


@pytest.mark.parametrize(
    ("span", "min_overlap", "expected"),
    [
        pytest.param((0, 10), 0.5, [True, False, False], id="the unit itself"),
        pytest.param((0, 10), 1, [True, False, False], id="the unit itself, all of it required"),
        pytest.param((4, 16), 0.5, [True, True, False], id="six of each ten"),
        pytest.param((5, 15), 0.5, [True, True, False], id="exactly half of each"),
        pytest.param((6, 20), 0.5, [False, True, False], id="less than half of the first"),
        pytest.param((3, 5), 0.5, [True, False, False], id="a short segment inside"),
        pytest.param((9, 11), 0.5, [True, True, False], id="a short segment across, half in each"),
        pytest.param((9, 12), 0.5, [False, True, False], id="a short segment across, mostly in the second"),
        pytest.param((0, 30), 1, [True, True, True], id="a long segment over all"),
        pytest.param((3, 13), 0.7, [True, False, False], id="exactly seven tenths"),
        pytest.param((5, 5), 0.5, [False, False, False], id="an empty segment"),
        pytest.param((100, 110), 0.5, [False, False, False], id="beyond all units"),
    ],
)
def test_share_of_the_shorter_decides(span: tuple[int, int], min_overlap: float, expected: list[bool]) -> None:
    """A code counts where segment and unit share the required part of the shorter one."""
    found = codes_of_units(a_coding([("d", *span, "A")]), some_units(3), min_overlap=min_overlap)
    assert [bool(codes) for codes in found] == expected


def test_documents_are_kept_apart() -> None:
    """The same place in another document is another place."""
    units = units_of([("d1", 0, 10), ("d2", 0, 10)])
    assert codes_of_units(a_coding([("d2", 0, 10, "A")]), units) == [[], ["A"]]


def test_named_unit_counts_without_overlap() -> None:
    """A segment that names a unit counts for it and for no other; an unknown name is ignored, and the place decides."""
    coding = a_coding([("d", 0, 10, "A"), ("d", 0, 10, "B")], unit_id=["u2", "gone"])
    assert codes_of_units(coding, some_units(3)) == [["B"], [], ["A"]]


def test_first_code_has_the_lowest_rank_then_the_largest_overlap() -> None:
    """Rank comes before overlap, overlap before place, place before the order of the codebook."""
    by_rank = a_coding([("d", 0, 10, "A"), ("d", 0, 10, "B")], rank=[2, 1])
    by_overlap = a_coding([("d", 0, 3, "A"), ("d", 3, 10, "B")])
    by_place = a_coding([("d", 0, 5, "B"), ("d", 5, 10, "A")], codes=["A", "B"])
    for coding, expected in ((by_rank, ["B", "A"]), (by_overlap, ["B", "A"]), (by_place, ["B", "A"])):
        assert codes_of_units(coding, some_units(1)) == [expected]


def test_code_given_twice_counts_once() -> None:
    """Two segments of one code in one unit give the unit that code once."""
    assert codes_of_units(a_coding([("d", 0, 5, "A"), ("d", 5, 10, "A")]), some_units(1)) == [["A"]]


def test_scope_tells_unread_from_uncoded() -> None:
    """Without spans only coded units were looked at; with spans, those that lie mostly in them."""
    units = some_units(3)
    coded_only = a_coding([("d", 0, 10, "A")])
    read_in_part = a_coding([("d", 0, 10, "A")], spans={"d": ((12, 15), (15, 18), (20, 24))})
    assert align(coded_only, units, min_overlap=0.5).looked_at.tolist() == [True, False, False]
    assert align(read_in_part, units, min_overlap=0.5).looked_at.tolist() == [True, True, False]


def test_units_set_aside_are_aligned_too() -> None:
    """Alignment knows no kept and set aside: the notes need to say where codes got lost."""
    assert codes_of_units(a_coding([("d", 0, 10, "A")]), interviewers(some_units(2), 0)) == [["A"], []]


def test_unknown_code_is_refused() -> None:
    """A coding that uses a code that its codebook has not is refused by name."""
    with pytest.raises(UsageError, match=r"coding of manual has codes that its codebook has not: B"):
        align(a_coding([("d", 0, 10, "B")], codes=["A"]), some_units(1), min_overlap=0.5)


@pytest.mark.parametrize("number", [0, 1])
def test_nothing_to_align_is_no_error(number: int) -> None:
    """No unit, no segment, or neither, gives no pair."""
    assert codes_of_units(a_coding([]), some_units(number)) == [[]] * number
    assert codes_of_units(a_coding([("d", 0, 10, "A")]), some_units(0)) == []
