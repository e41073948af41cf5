"""Runs for the report, each made once: English, Chinese, hostile, empty."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from invented_codings import with_codings
from invented_runs import NO_MAP, make_run

from thememiner.records import UNIT_COLUMNS, Run, make_table
from thememiner.report import render_report


@pytest.fixture(scope="session")
def run_of() -> Callable[..., Run]:
    """Return the maker of invented runs."""
    return make_run


@pytest.fixture(scope="session")
def english() -> Run:
    """Return six English interviews with three themes and a manual coding."""
    return make_run("en")


@pytest.fixture(scope="session")
def coded(english: Run) -> Run:
    """Return the English run with the codings behind its comparison."""
    return with_codings(english)


@pytest.fixture(scope="session")
def chinese() -> Run:
    """Return six Chinese interviews with three themes and a manual coding."""
    return make_run("zh")


@pytest.fixture(scope="session")
def hostile() -> Run:
    """Return a run whose names and words try to break out of the page."""
    return make_run("en", hostile=True)


@pytest.fixture(scope="session")
def empty(english: Run) -> Run:
    """Return a run of nothing: no document could be read."""
    manifest = {**english.manifest, "summary": "No themes: there is no text.", "inputs": [], "codings": [], "notes": []}
    return replace(
        english,
        manifest=manifest,
        documents=(),
        participants={},
        units=make_table(UNIT_COLUMNS),
        layout=NO_MAP,
        themes=(),
        comparisons=(),
    )


@pytest.fixture(scope="session")
def english_page(english: Run) -> str:
    """Return the English run as a page."""
    return render_report(english)


@pytest.fixture(scope="session")
def hostile_page(hostile: Run) -> str:
    """Return the hostile run as a page."""
    return render_report(hostile)


@pytest.fixture(scope="session")
def empty_page(empty: Run) -> str:
    """Return the run of nothing as a page."""
    return render_report(empty)
