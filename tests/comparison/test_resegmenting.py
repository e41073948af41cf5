"""Codings are laid over meaning units, turns, or the reference's coded segments."""

import pytest
from sample_codings import a_coding, interviewers, some_units

from thememiner.comparison import compare
from thememiner.comparison.alignment import units_by_segment, units_by_turn
from thememiner.config import ComparisonSettings
from thememiner.records import Comparison, CutBy

UNITS = some_units(6, turn=[0, 0, 1, 2, 2, 2], participant=["P1", "P1", None, "P2", "P2", "P2"])
PROPOSED = a_coding([("d", 0, 10, "x"), ("d", 10, 20, "y"), ("d", 30, 40, "y"), ("d", 50, 60, "x")], coder="machine")
REFERENCE = a_coding([("d", 5, 19, "a"), ("d", 5, 19, "b"), ("d", 30, 60, "a"), ("d", 22, 28, "b")])


def compared(by: str) -> Comparison:
    """Compare both codings; the third unit is the interviewer's."""
    settings = ComparisonSettings.model_validate({"by": by, "shuffles": 0, "resamples": 0})
    return compare(REFERENCE, PROPOSED, interviewers(UNITS, 2), settings=settings)


def test_a_turn_goes_from_its_first_unit_to_its_last() -> None:
    """A turn is its speaker's, and kept if one of its units is."""
    rows = units_by_turn(interviewers(UNITS, 2, 3))
    assert rows[["start", "end"]].to_numpy().tolist() == [[0, 20], [20, 30], [30, 60]]
    assert rows["participant"].fillna("").tolist() == ["P1", "", "P2"]
    assert rows["kept"].tolist() == [True, False, True]
    assert rows["reason"].tolist()[1] == "interviewer's turn"


def test_a_segment_is_whose_it_shares_most_with() -> None:
    """Places coded twice are one row; a row of the interviewer's words is not kept, with the reason."""
    rows = units_by_segment(interviewers(UNITS, 2), REFERENCE, min_overlap=0.5)
    assert rows[["start", "end"]].to_numpy().tolist() == [[5, 19], [22, 28], [30, 60]]
    assert rows["participant"].fillna("").tolist() == ["P1", "", "P2"]
    assert rows["kept"].tolist() == [True, False, True]
    assert rows["reason"].tolist()[1] == "interviewer's turn"


def test_a_kept_unit_goes_before_a_longer_one_set_aside() -> None:
    """A segment that runs from a question into its answer belongs to who answers."""
    coding = a_coding([("d", 15, 36, "a"), ("e", 0, 5, "a"), ("d", 70, 80, "a")])
    rows = units_by_segment(interviewers(UNITS, 1, 2), coding, min_overlap=0.5)
    assert rows["participant"].fillna("").tolist() == ["P2", ""]
    assert rows["reason"].tolist()[1] == "outside all meaning units"


@pytest.mark.parametrize(
    ("by", "over", "units", "overlap"),
    [
        pytest.param("unit", CutBy.UNIT, 4, ((2, 2), (1, 1)), id="units that both coded"),
        pytest.param("turn", CutBy.TURN, 2, ((2, 2), (1, 1)), id="two turns, each with all its codes"),
        pytest.param("segment", CutBy.SEGMENT, 2, ((2, 2), (1, 1)), id="two segments with all codes of their units"),
    ],
)
def test_codes_are_counted_by_hand(by: str, over: CutBy, units: int, overlap: tuple[tuple[int, ...], ...]) -> None:
    """A turn or segment carries the codes of all units that lie in it, so it stays multi-coded."""
    result = compared(by)
    (level,) = result.levels
    assert (result.cut_by, level.units, level.overlap) == (over, units, overlap)


def test_by_turn_a_segment_that_names_a_unit_lies_where_the_unit_does() -> None:
    """Positions decide, also for codings that were given to units."""
    coding = a_coding([("d", 0, 1, "a")])
    named = a_coding([("d", 0, 1, "a")]).segments.assign(unit_id=["u4"])
    moved = type(coding)(coding.coder, coding.codebook, named.astype({"unit_id": "string"}))
    settings = ComparisonSettings.model_validate({"by": "turn", "shuffles": 0, "resamples": 0})
    result = compare(moved, PROPOSED, UNITS, settings=settings)
    assert result.levels[0].overlap == ((1, 1),)
    assert result.levels[0].units == 1


@pytest.mark.parametrize("by", ["turn", "segment"])
def test_without_units_nothing_is_compared(by: str) -> None:
    """An empty table gives counts of 0, whatever codings are laid over."""
    settings = ComparisonSettings.model_validate({"by": by})
    assert compare(a_coding([]), a_coding([]), some_units(0), settings=settings).levels[0].units == 0
