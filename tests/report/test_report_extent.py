"""The page of a large run shows a part of it, and says how much there is."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from thememiner.records import Run
from thememiner.report import page, render_report
from thememiner.report.data import build_page
from thememiner.report.formatting import ALL_LIMITS, FULL_LIMITS


def test_limits_become_smaller() -> None:
    """No limits show more of anything than the limits before them."""
    for larger, smaller in pairwise(ALL_LIMITS):
        assert smaller.points <= larger.points
        assert smaller.rows <= larger.rows
        assert (smaller.listed, smaller.overlap_units) < (larger.listed, larger.overlap_units)


def test_a_page_that_is_too_large_shows_less(run_of: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first limits that fit are used; cut lists say so, and counts stay those of the whole run."""
    run = run_of("en", interviews=8, rounds=30)
    whole = render_report(run)
    monkeypatch.setattr(page, "ALL_LIMITS", (FULL_LIMITS, replace(FULL_LIMITS, points=20, listed=2, rows=3)))
    monkeypatch.setattr(page, "MOST_BYTES", 10)
    monkeypatch.setattr(page, "next_limits", lambda number, _: number + 1)
    small = render_report(run)
    assert len(small) < len(whole)
    kept = int(run.units["kept"].sum())
    assert f"The map draws 20 of {kept:,} units" in small
    assert "All are in the file <code>units.parquet</code>" in small
    assert "are not shown here. They are in the files of the run." in small


def test_counts_do_not_depend_on_what_is_shown(run_of: Callable[..., Run]) -> None:
    """Overview, prevalence and the totals of lists count all units."""
    run = run_of("en", interviews=8, rounds=30)
    whole, small = build_page(run), build_page(run, ALL_LIMITS[-1])
    assert whole.overview == small.overview
    assert (whole.prevalence.units, whole.prevalence.participants) == (
        small.prevalence.units,
        small.prevalence.participants,
    )
    assert [view.listed.total for view in whole.themes] == [view.listed.total for view in small.themes]
    assert [group.units.total for group in whole.triage.groups] == [group.units.total for group in small.triage.groups]
