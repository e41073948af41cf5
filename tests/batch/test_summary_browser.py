"""A real browser opens the page of a batch from its file, sorts it and filters it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from summarised_batch import agreement, invented_batch, theme

from thememiner.batch.summary.page import write_summary

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: "Page", folder: Path) -> None:
    """Open the page of three runs, of which one has a manual coding, and a failure."""
    corpora = {"b": [theme(1, "sleep"), theme(2, "money")], "c": [], "a": [theme(1, "garden")]}
    plan, outcomes = invented_batch(folder, corpora, {"b": [agreement("Anna", 0.5)]})
    write_summary(plan, outcomes)
    page.goto((plan.output / "summary.html").as_uri())


def shown(page: "Page") -> list[str]:
    """Return the corpora of the rows that are to be seen, in their order."""
    return page.locator("#jobs tbody tr:visible > th").all_inner_texts()


def test_the_table_is_sorted_by_any_column_and_says_so(page: "Page", tmp_path: Path) -> None:
    """The first click sorts upwards, the second downwards; what is not known comes last both times."""
    show(page, tmp_path)
    heading = page.locator("#jobs thead th", has=page.get_by_role("button", name="Themes", exact=True))
    assert shown(page) == ["a", "b", "broken", "c"]
    heading.get_by_role("button").click()
    assert (shown(page), heading.get_attribute("aria-sort")) == (["c", "a", "b", "broken"], "ascending")
    heading.get_by_role("button").click()
    assert (shown(page), heading.get_attribute("aria-sort")) == (["b", "a", "c", "broken"], "descending")
    page.get_by_role("button", name="Corpus").click()
    assert (shown(page), heading.get_attribute("aria-sort")) == (["a", "b", "broken", "c"], None)


def test_the_table_is_filtered_by_text_and_by_state(page: "Page", tmp_path: Path) -> None:
    """The count follows."""
    show(page, tmp_path)
    page.fill("input[name=text]", "ANNA")
    assert shown(page) == ["b"]
    page.fill("input[name=text]", "")
    page.select_option("select[name=state]", "failed")
    assert shown(page) == ["broken"]
    assert page.inner_text("[role=status]") == "Showing 1 of 4 jobs."


@pytest.mark.parametrize("width", [1280, 390], ids=["a wide screen", "a narrow screen"])
def test_the_page_never_scrolls_sideways_as_a_whole(page: "Page", tmp_path: Path, width: int) -> None:
    """Wide tables scroll in their own place; on a narrow screen each job is a card."""
    page.set_viewport_size({"width": width, "height": 900})
    show(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") == width
