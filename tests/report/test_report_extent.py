"""How much of a run the page shows: less of larger ones, and it says of how many."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from thememiner.records import Run
from thememiner.report import page, render_report
from thememiner.report.data import page_of
from thememiner.report.formatting import EXTENTS, WHOLE


def test_extents_become_smaller() -> None:
    """None shows more of anything than the one before it."""
    for larger, smaller in pairwise(EXTENTS):
        assert smaller.points <= larger.points
        assert smaller.rows <= larger.rows
        assert (smaller.listed, smaller.further) < (larger.listed, larger.further)


def test_a_page_that_is_too_large_shows_less(run_of: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first extent that fits is taken; what is cut says so, and counts stay those of the whole run."""
    run = run_of("en", interviews=8, rounds=30)
    whole = render_report(run)
    monkeypatch.setattr(page, "EXTENTS", (WHOLE, replace(WHOLE, points=20, listed=2, rows=3)))
    monkeypatch.setattr(page, "MOST_BYTES", 10)
    monkeypatch.setattr(page, "following", lambda number, _: number + 1)
    small = render_report(run)
    assert len(small) < len(whole)
    kept = int(run.units["kept"].sum())
    assert f"The map draws 20 of {kept:,} units" in small
    assert "All are in the file <code>units.parquet</code>" in small
    assert "are not shown here; they are in the files of the run." in small


def test_counts_do_not_depend_on_what_is_shown(run_of: Callable[..., Run]) -> None:
    """Overview, prevalence and the totals of lists are of all units."""
    run = run_of("en", interviews=8, rounds=30)
    whole, small = page_of(run), page_of(run, EXTENTS[-1])
    assert whole.overview == small.overview
    assert (whole.prevalence.units, whole.prevalence.participants) == (
        small.prevalence.units,
        small.prevalence.participants,
    )
    assert [view.listed.total for view in whole.themes] == [view.listed.total for view in small.themes]
    assert [group.units.total for group in whole.triage.groups] == [group.units.total for group in small.triage.groups]
