"""What was decided takes the place of what a unit had; every other unit keeps its codes."""

import numpy as np
import pandas as pd
import pytest
from sample_codings import LENGTH, a_coding, some_units, unit_coding

from thememiner.comparison import apply_consensus
from thememiner.comparison.alignment import align
from thememiner.comparison.consensus import AppliedConsensus
from thememiner.records import Codebook, Coding

UNITS = some_units(4)


def settled(coding: Coding, codes: dict[str, tuple[str, ...]], units: pd.DataFrame = UNITS) -> AppliedConsensus:
    """Settle with the coding's own codebook."""
    return apply_consensus(coding, codes, units, coder="we", codebook=coding.codebook, min_overlap=0.5)


def carried(coding: Coding, units: pd.DataFrame = UNITS) -> list[list[str]]:
    """Return the codes of each unit, the first first."""
    aligned = align(coding, units, min_overlap=0.5)
    codes: list[list[str]] = [[] for _ in range(len(units))]
    for unit, code in zip(aligned.units.tolist(), aligned.codes.tolist(), strict=True):
        codes[unit].append(coding.codebook.codes[code].code_id)
    return codes


def test_units_get_what_was_decided_in_its_order() -> None:
    """One unit is changed, one emptied, one confirmed, one was not talked about."""
    before = unit_coding(["A", "B", "C", "A"])
    after = settled(before, {"u0": ("C", "B"), "u1": (), "u2": ("C",)})
    assert carried(after.coding) == [["C", "B"], [], ["C"], ["A"]]
    assert (after.kept, after.changed, after.emptied) == (1, 1, 1)
    assert after.coding.coder == "we"
    assert carried(before) == [["A"], ["B"], ["C"], ["A"]]


def test_a_segment_over_several_units_stays_with_the_others() -> None:
    """A long segment is replaced by its code on the units without a decision."""
    before = a_coding([("d", 0, 4 * LENGTH, "A"), ("d", 0, LENGTH, "B")])
    after = settled(before, {"u1": ("B",)})
    assert carried(after.coding) == [["A", "B"], ["B"], ["A"], ["A"]]


def test_a_crumb_of_a_segment_does_not_become_a_code() -> None:
    """What reached a little into the next unit did not count there, and does not after the decision."""
    before = a_coding([("d", 0, LENGTH + 3, "A"), ("d", 3 * LENGTH, 4 * LENGTH, "B")])
    assert carried(before)[1] == []
    assert carried(settled(before, {"u0": ("B",)}).coding) == [["B"], [], [], ["B"]]


def test_what_was_decided_upon_was_looked_at() -> None:
    """A unit that is to have no code was read, even if nothing but coded segments was known to have been."""
    before = a_coding([("d", 0, LENGTH, "A"), ("d", LENGTH, 2 * LENGTH, "B")])
    after = settled(before, {"u0": ()}).coding
    assert after.scope.spans == {"d": ((0, 2 * LENGTH),)}
    np.testing.assert_array_equal(align(after, UNITS, min_overlap=0.5).looked_at, [True, True, False, False])


def test_segments_are_in_order_of_place() -> None:
    """The table of segments stays sorted, as every coding's is."""
    after = settled(unit_coding(["A", "B", "C", "A"]), {"u2": ("A",), "u0": ("C", "A")}).coding.segments
    order = list(zip(after["start"], after["rank"], strict=True))
    assert order == sorted(order)
    assert list(after["code_id"]) == ["C", "A", "B", "A", "A"]


@pytest.mark.parametrize("codes", [pytest.param({}, id="nothing decided"), pytest.param({"u0": ("A",)}, id="the same")])
def test_nothing_changes_without_a_change(codes: dict[str, tuple[str, ...]]) -> None:
    """Decisions for what was there leave every unit as it was."""
    before = unit_coding(["A", "", "A+B", "B"])
    assert carried(settled(before, codes).coding) == carried(before)


def test_a_coding_of_nothing_can_be_decided_upon() -> None:
    """If the coder had coded nothing, the decisions are the first codes."""
    book = Codebook(unit_coding(["A"]).codebook.codes)
    after = apply_consensus(unit_coding([""] * 4), {"u1": ("A",)}, UNITS, coder="we", codebook=book, min_overlap=0.5)
    assert carried(after.coding) == [[], ["A"], [], []]
    assert (after.kept, after.changed, after.emptied) == (0, 1, 0)
