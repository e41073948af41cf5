"""The published figures of saturation, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.saturation import count_themes_seen, find_saturation_point, share_of_new_themes
from thememiner.saturation.curve import summarise_orders

INTERVIEWS = [set("abcd"), set("aef"), set("bgh"), set("cij"), set("ak"), set("bk"), set("cl"), set("dl"), set("ab")]
"""Nine interviews. The first four hold ten themes, a to j; the fifth adds k, the seventh l, the others nothing."""

STUDIES = st.lists(st.sets(st.integers(0, 12), max_size=5), min_size=1, max_size=14)
SIZES = st.integers(1, 5)


def test_themes_are_counted_once() -> None:
    """After each interview all different themes so far are counted."""
    assert list(count_themes_seen(INTERVIEWS).values()) == [4, 6, 8, 10, 11, 11, 12, 12, 12]


def test_new_themes_of_overlapping_runs_are_a_share_of_the_base() -> None:
    """Runs of two after a base of four: 5 and 6 add k, 6 and 7 add l, 7 and 8 add l, 8 and 9 nothing."""
    new = share_of_new_themes(count_themes_seen(INTERVIEWS), base_size=4, run_length=2)
    assert new == {6: 0.1, 7: 0.1, 8: 0.1, 9: 0.0}


@pytest.mark.parametrize(
    ("base_size", "run_length", "threshold", "reached"),
    [
        pytest.param(4, 2, 0.05, 7, id="7+2: the eighth and ninth add nothing"),
        pytest.param(4, 2, 0.0, 7, id="7+2 with no new theme at all"),
        pytest.param(4, 2, 0.1, 4, id="4+2: one of ten is a tenth"),
        pytest.param(4, 2, 0.09, 7, id="a tenth is more than nine hundredths"),
        pytest.param(4, 1, 0.05, 7, id="7+1: the sixth alone adds nothing, but the seventh does"),
        pytest.param(4, 3, 0.05, None, id="every run of three adds k or l"),
        pytest.param(5, 2, 0.05, 7, id="a larger base"),
        pytest.param(7, 2, 0.0, 7, id="base and run are all there is"),
        pytest.param(8, 2, 1.0, None, id="no run fits behind the base"),
    ],
)
def test_saturation_is_reached_where_every_later_run_is_quiet(
    base_size: int, run_length: int, threshold: float, reached: int | None
) -> None:
    """The interviews before the first run from which on all are within the threshold are counted, the run is not."""
    new = share_of_new_themes(count_themes_seen(INTERVIEWS), base_size=base_size, run_length=run_length)
    assert find_saturation_point(new, run_length=run_length, threshold=threshold) == reached


def test_twenty_themes_allow_one_new_theme() -> None:
    """One new theme over a base of twenty is five hundredths, which is within the threshold of .05."""
    new = share_of_new_themes({4: 20, 5: 21, 6: 21}, base_size=4, run_length=2)
    assert new == {6: 0.05}
    assert find_saturation_point(new, run_length=2, threshold=0.05) == 4


def test_a_base_without_themes_has_no_figure() -> None:
    """A share of nothing is undefined, even where nothing follows, and saturation is then never reached."""
    new = share_of_new_themes(count_themes_seen([set()] * 8), base_size=4, run_length=2)
    assert set(new.values()) == {None}
    assert find_saturation_point(new, run_length=2, threshold=1) is None


def test_runs_are_only_where_themes_were_counted() -> None:
    """Counted at every second interview, runs of two do not overlap; a run with one uncounted end is left out."""
    assert share_of_new_themes({4: 10, 6: 12, 8: 12, 9: 13}, base_size=4, run_length=2) == {6: 0.2, 8: 0.0}


def test_orders_are_put_together() -> None:
    """Three orders: medians, ranges, and where saturation was reached, by hand."""
    orders = [{4: 10, 6: 10, 8: 10}, {4: 8, 6: 10, 8: 10}, {4: 9, 6: 11, 8: 13}]
    curve = summarise_orders(orders, base_size=4, run_length=2, threshold=0.05)
    assert [(p.interviews, p.themes, p.low, p.high) for p in curve.points] == [
        (4, 9, 8, 10),
        (6, 10, 10, 11),
        (8, 10, 10, 13),
    ]
    assert [p.new for p in curve.points] == [None, pytest.approx(2 / 9), 0.0]
    assert (curve.reached_at, curve.reached_low, curve.reached_high) == (6, 4, 6)
    assert curve.reached_in == pytest.approx(2 / 3)


def test_no_point_is_announced_after_which_themes_go_on_rising() -> None:
    """A quiet run is no saturation if a later run is not quiet."""
    assert find_saturation_point({6: 0.0, 8: 0.1}, run_length=2, threshold=0.05) is None
    assert find_saturation_point({6: 0.0, 8: 0.1, 10: 0.0, 12: 0.05}, run_length=2, threshold=0.05) == 8
    assert find_saturation_point({}, run_length=2, threshold=0.05) is None


def test_saturation_in_half_of_the_orders_is_not_saturation() -> None:
    """Orders that never come to a quiet run count as beyond the last interview."""
    curve = summarise_orders([{4: 10, 6: 10}, {4: 10, 6: 12}], base_size=4, run_length=2, threshold=0.05)
    assert (curve.reached_at, curve.reached_low, curve.reached_in) == (None, 4, 0.5)


@given(STUDIES, SIZES, SIZES, st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_threshold_is_reached_no_earlier(
    interviews: list[set[int]], base_size: int, run_length: int, first: float, second: float
) -> None:
    """Where the lower threshold is reached, the higher is, and not later."""
    new = share_of_new_themes(count_themes_seen(interviews), base_size=base_size, run_length=run_length)
    strict = find_saturation_point(new, run_length=run_length, threshold=min(first, second))
    lenient = find_saturation_point(new, run_length=run_length, threshold=max(first, second))
    assert strict is None or (lenient is not None and base_size <= lenient <= strict)


@given(STUDIES, SIZES, SIZES)
def test_names_of_themes_do_not_matter(interviews: list[set[int]], base_size: int, run_length: int) -> None:
    """Themes under other names, in another order of names, give the same figures."""
    renamed = [{f"theme {-theme}" for theme in themes} for themes in interviews]
    sizes = {"base_size": base_size, "run_length": run_length}
    assert share_of_new_themes(count_themes_seen(renamed), **sizes) == share_of_new_themes(
        count_themes_seen(interviews), **sizes
    )


@given(STUDIES, SIZES, SIZES)
def test_themes_seen_never_fall(interviews: list[set[int]], base_size: int, run_length: int) -> None:
    """What was seen stays seen, and no run has negative information."""
    seen = count_themes_seen(interviews)
    assert sorted(seen.values()) == list(seen.values())
    new = share_of_new_themes(seen, base_size=base_size, run_length=run_length)
    assert all(share is None or share >= 0 for share in new.values())
    assert list(new) == list(range(base_size + run_length, len(interviews) + 1))
