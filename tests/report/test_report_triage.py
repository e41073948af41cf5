"""Units with two codes, units that could belong elsewhere, and unassigned units with advice."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from thememiner.phrasing import REASON_ADVICE
from thememiner.records import Run, UnassignedReason
from thememiner.report import render_report
from thememiner.report.flags import flag_groups
from thememiner.report.quotes import CitationBuilder
from thememiner.report.themes import BORDERLINE, MOST_BORDERLINE, ThemeView, build_theme_views, list_borderline
from thememiner.report.unassigned import build_triage, list_set_aside


@pytest.fixture(scope="module")
def views(english: Run) -> list[ThemeView]:
    """Return the sub-themes of the English run as the page shows them."""
    return [child for view in build_theme_views(english, flag_groups(english).of_groups) for child in view.subthemes]


def test_every_unassigned_unit_is_in_one_group_of_the_triage(english: Run) -> None:
    """Groups are by reason, the largest first, and add up to the unassigned units."""
    groups = build_triage(english).groups
    totals = [group.units.total for group in groups]
    unassigned = english.units[english.units["kept"] & english.units["theme_id"].isna()]
    assert sum(totals) == len(unassigned)
    assert totals == sorted(totals, reverse=True)
    assert {group.reason for group in groups} == set(unassigned["reason"])


def test_units_of_the_triage_come_with_their_nearest_sub_theme_closest_first(english: Run) -> None:
    """Each has its nearest sub-theme, its membership there and its margin; the highest membership leads."""
    for group in build_triage(english).groups:
        nearest = [unit.nearest for unit in group.units.shown]
        memberships = [one.membership for one in nearest if one is not None]
        assert len(memberships) == len(nearest)
        assert memberships == sorted(memberships, key=lambda value: -(value or 0))


def test_only_sub_themes_that_are_nearest_to_something_can_be_chosen(english: Run) -> None:
    """The filter of the triage names the nearest sub-themes, each once, in the order of the themes."""
    near = [theme.theme_id for theme in build_triage(english).near]
    unassigned = english.units[english.units["kept"] & english.units["theme_id"].isna()]
    assert near == sorted(set(unassigned["nearest_subtheme_id"]))


@pytest.mark.parametrize("reason", UnassignedReason)
def test_each_reason_says_what_to_do(reason: UnassignedReason) -> None:
    """No kind of unassigned unit is left without advice."""
    assert REASON_ADVICE[reason.value].endswith(".")


def test_a_unit_that_comes_close_to_nothing_has_no_nearest(english: Run) -> None:
    """A unit without nearest sub-theme is listed without one."""
    units = english.units.copy()
    units[["nearest_subtheme_id", "nearest_membership", "margin"]] = [None, float("nan"), float("nan")]
    units["nearest_subtheme_id"] = units["nearest_subtheme_id"].astype(object)
    run = replace(english, units=units)
    assert build_triage(run).near == ()
    assert all(unit.nearest is None for group in build_triage(run).groups for unit in group.units.shown)
    page = render_report(run)
    assert "nearest: " not in page
    assert '<form id="triage-filters"' not in page


def test_set_aside_units_are_in_the_order_of_the_text(english: Run) -> None:
    """Units that were set aside are listed by reason, in text order."""
    places = [(unit.document, unit.start) for unit in list_set_aside(english)[0].shown]
    assert places == sorted(places)


def test_second_codes_are_counted_and_listed(english: Run, views: list[ThemeView]) -> None:
    """A sub-theme lists the units that carry it as second code, as many as its count says, each with its first."""
    for view in views:
        assert view.also.total == view.theme.also > 0
        assert all(unit.also == view.theme and unit.first not in {None, view.theme} for unit in view.also.shown)
    assert sum(view.also.total for view in views) == int(english.units["second_subtheme_id"].notna().sum())


def test_the_page_names_second_codes(english_page: str, views: list[ThemeView]) -> None:
    """A unit is listed under both codes, each time with the other code."""
    theme = english_page.partition('<section class="subtheme" id="T1.1"')[2].partition("</section>")[0]
    assert f"+ {views[0].theme.also} as second code" in theme
    assert re.search(r'also: <a href="#T\d\.\d">', theme)
    assert re.search(r'first code: <a href="#T\d\.\d">', theme)


def test_borderline_units_have_one_code_and_a_small_margin(english: Run, views: list[ThemeView]) -> None:
    """They are few, the smallest margin first, and none carries two codes already."""
    for view in views:
        margins = [unit.nearest.margin for unit in view.borderline.shown if unit.nearest]
        assert margins == sorted(margins, key=lambda value: value or 0)
        assert all(margin is not None and margin < BORDERLINE for margin in margins)
        assert len(margins) == len(view.borderline.shown) <= MOST_BORDERLINE
        assert not any(unit.also for unit in view.borderline.shown)
    assert list_borderline(pd.DataFrame(english.units.iloc[:0]), CitationBuilder(english)).total == 0


def test_the_context_names_both_codes(english: Run, english_page: str) -> None:
    """What the page's scripts read has the second code of each unit."""
    seconds = english.units.loc[english.units["second_subtheme_id"].notna(), "second_subtheme_id"]
    data = english_page.partition('"second":[')[2].partition("]")[0].split(",")
    assert sorted(value.strip('"') for value in data if value != "null") == sorted(seconds)
