"""The summary page in a real browser: sorting, filtering and layout."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from summarised_batch import agreement, invented_batch, theme

from thememiner.batch.summary.page import write_summary

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: "Page", folder: Path) -> None:
    """Open a page with three runs, one of them with a manual coding, and one failure."""
    corpora = {"b": [theme(1, "sleep"), theme(2, "money")], "c": [], "a": [theme(1, "garden")]}
    plan, outcomes = invented_batch(folder, corpora, {"b": [agreement("Anna", 0.5)]})
    write_summary(plan, outcomes)
    page.goto((plan.output / "summary.html").as_uri())


def visible_corpora(page: "Page") -> list[str]:
    """Return the corpora of the visible rows, in their order."""
    return page.locator("#jobs tbody tr:visible > th").all_inner_texts()


def test_the_table_is_sorted_by_any_column(page: "Page", tmp_path: Path) -> None:
    """The first click sorts in ascending order, the second in descending order; unknown values come last."""
    show(page, tmp_path)
    heading = page.locator("#jobs thead th", has=page.get_by_role("button", name="Themes", exact=True))
    assert visible_corpora(page) == ["a", "b", "broken", "c"]
    heading.get_by_role("button").click()
    assert (visible_corpora(page), heading.get_attribute("aria-sort")) == (["c", "a", "b", "broken"], "ascending")
    heading.get_by_role("button").click()
    assert (visible_corpora(page), heading.get_attribute("aria-sort")) == (["b", "a", "c", "broken"], "descending")
    page.get_by_role("button", name="Corpus").click()
    assert (visible_corpora(page), heading.get_attribute("aria-sort")) == (["a", "b", "broken", "c"], None)


def test_the_table_is_filtered_by_text_and_by_state(page: "Page", tmp_path: Path) -> None:
    """The page says how many jobs are shown."""
    show(page, tmp_path)
    page.fill("input[name=text]", "ANNA")
    assert visible_corpora(page) == ["b"]
    page.fill("input[name=text]", "")
    page.select_option("select[name=state]", "failed")
    assert visible_corpora(page) == ["broken"]
    assert page.inner_text("[role=status]") == "Showing 1 of 4 jobs."


@pytest.mark.parametrize("width", [1280, 390], ids=["a wide screen", "a narrow screen"])
def test_the_page_never_scrolls_sideways_as_a_whole(page: "Page", tmp_path: Path, width: int) -> None:
    """Wide tables scroll by themselves; on a narrow screen each job is a card."""
    page.set_viewport_size({"width": width, "height": 900})
    show(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") == width
