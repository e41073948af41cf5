"""A real browser opens the page from a file, filters the map, and follows a quote to its context."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from disputed_run import disputed_run

from thememiner.records import Run
from thememiner.report import render_report

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: "Page", folder: Path, run: Run) -> None:
    """Write a run's report and open it as a reader would, from the file."""
    report = folder / "report.html"
    report.write_text(render_report(run), encoding="utf-8", newline="")
    page.goto(report.as_uri())
    page.wait_for_selector("#map .points path", state="attached")


def await_points(page: "Page", count: int) -> None:
    """Wait until so many points are drawn."""
    from playwright.sync_api import expect  # noqa: PLC0415 - there may be no Playwright

    expect(page.locator("#map .points path")).to_have_count(count, timeout=20_000)


def test_a_theme_can_be_picked_on_the_map(page: "Page", tmp_path: Path, english: Run) -> None:
    """Choosing a theme leaves its units on the map, the count follows, and all come back."""
    kept = int(english.units["kept"].sum())
    show(page, tmp_path, english)
    await_points(page, kept)
    page.select_option("select[name=theme]", "=T2")
    await_points(page, english.themes[1].units)
    assert page.inner_text("#map-count").startswith(f"Showing {english.themes[1].units} of {kept} units")
    page.click("button[type=reset]")
    await_points(page, kept)


@pytest.mark.parametrize(
    ("choose", "column", "value"),
    [
        pytest.param("select[name=participant]", "participant", "P3", id="participant"),
        pytest.param("select[name=document]", "doc_id", "interview-02.txt", id="document"),
        pytest.param("select[name=theme]", "subtheme_id", "T1.2", id="sub-theme"),
    ],
)
def test_the_map_is_filtered_by_what_is_known(
    page: "Page", tmp_path: Path, english: Run, choose: str, column: str, value: str
) -> None:
    """Points of one participant, document or sub-theme can be shown alone."""
    wanted = int(((english.units[column] == value) & english.units["kept"]).sum())
    show(page, tmp_path, english)
    page.select_option(choose, f"={value}")
    await_points(page, wanted)


def test_unassigned_units_are_filtered_by_their_key(page: "Page", tmp_path: Path, english: Run) -> None:
    """The key below the map is a filter too, works by keyboard, and says whether it is on."""
    wanted = int((english.units["theme_id"].isna() & english.units["kept"]).sum())
    show(page, tmp_path, english)
    page.focus("button[data-theme='=']")
    page.keyboard.press("Enter")
    await_points(page, wanted)
    assert page.get_attribute("button[data-theme='=']", "aria-pressed") == "true"


def test_words_are_searched_in_the_units(page: "Page", tmp_path: Path, chinese: Run) -> None:
    """Typing Chinese words leaves the units that hold them."""
    wanted = int((chinese.units["text"].str.contains("馄饨") & chinese.units["kept"]).sum())
    show(page, tmp_path, chinese)
    page.fill("input[name=words]", "馄饨")
    await_points(page, wanted)


def test_a_quote_leads_to_its_context_and_back(page: "Page", tmp_path: Path, chinese: Run) -> None:
    """A quote's link opens the turns around it with the quote marked; Escape closes them and returns to the link."""
    quote = chinese.themes[0].quotes[0]
    show(page, tmp_path, chinese)
    link = page.locator(f"#T1 > blockquote a[data-unit='{quote.unit_id}']").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#context mark") == quote.text
    assert page.locator("#context-turns li").count() > 2
    assert quote.doc_id in page.inner_text("#context-place")
    assert f"position {quote.start}–{quote.end}" in page.inner_text("#context-place")
    assert "2nd turn" in page.inner_text("#context-turns")
    page.keyboard.press("Escape")
    assert not page.is_visible("#context")
    assert link.evaluate("link => link === document.activeElement")


def test_a_point_leads_to_its_context(page: "Page", tmp_path: Path, hostile: Run) -> None:
    """Clicking a point shows its unit in its place, letter for letter, whatever the letters are."""
    texts = set(hostile.units["text"])
    show(page, tmp_path, hostile)
    page.select_option("select[name=theme]", "=")
    await_points(page, int((hostile.units["theme_id"].isna() & hostile.units["kept"]).sum()))
    page.locator("#map .points path").first.scroll_into_view_if_needed()
    box = page.locator("#map .points path").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#context mark")
    assert page.text_content("#context mark") in texts


def test_a_phone_needs_no_sideways_scrolling(page: "Page", tmp_path: Path, hostile: Run, chinese: Run) -> None:
    """At 390 pixels the page is not wider than the screen, with long names and every list open."""
    page.set_viewport_size({"width": 390, "height": 844})
    for run in (hostile, chinese):
        show(page, tmp_path, run)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_wide_tables_say_that_they_scroll(page: "Page", tmp_path: Path, english: Run) -> None:
    """On a phone, a table that is wider than the screen is marked as such; on a wide screen it is not."""
    show(page, tmp_path, english)
    table = page.locator("#comparison .scroll:has(> .matrix)").first
    assert "wide" not in (table.get_attribute("class") or "")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector("#comparison .scroll.wide:has(> .matrix)")
    assert "scroll" in table.evaluate("table => getComputedStyle(table, '::before').content")


def test_no_control_of_the_map_leaves_the_page(page: "Page", tmp_path: Path, english: Run) -> None:
    """The map's own buttons draw, zoom and save; none shares or links to a service."""
    show(page, tmp_path, english)
    titles = page.eval_on_selector_all("#map .modebar-btn", "found => found.map((one) => one.dataset.title)")
    assert titles == ["Download plot as a PNG", "Zoom", "Pan", "Zoom in", "Zoom out", "Reset axes"]
    with page.expect_download() as saved:
        page.locator("#map .modebar-btn").first.click()
    assert saved.value.suggested_filename == "map of units.png"


def test_unassigned_units_can_be_narrowed_to_one_sub_theme(page: "Page", tmp_path: Path, english: Run) -> None:
    """Choosing a nearest sub-theme leaves its units of the triage, says how many, and hides what is empty."""
    unassigned = english.units[english.units["kept"] & english.units["theme_id"].isna()]
    near = unassigned[unassigned["nearest_subtheme_id"] == "T2.1"]
    show(page, tmp_path, english)
    page.select_option("#triage-filters select", "=T2.1")
    assert page.locator(".triage li:visible").count() == len(near)
    assert page.locator(".triage:visible").count() == near["reason"].nunique()
    assert page.inner_text("#triage-filters .count") == f"Showing {len(near)} of {len(unassigned)} listed units."
    page.select_option("#triage-filters select", "")
    assert page.locator(".triage:visible").count() == unassigned["reason"].nunique()


def test_disagreements_can_be_narrowed(page: "Page", tmp_path: Path) -> None:
    """Code, participant and document each leave the disagreements that they have, together those that have all."""
    show(page, tmp_path, disputed_run())
    listed = page.locator(".disputes > li:visible")
    for name, label, left in (("code", "Care > Food", 2), ("person", "P2", 1), ("document", "one.txt", 0)):
        page.select_option(f"#disagreement-filters select[name={name}]", label=label)
        assert listed.count() == left
    assert page.inner_text("#disagreement-filters .count") == "Showing 0 of 4 listed units."


def test_a_count_opens_the_units_behind_it_by_keyboard(page: "Page", tmp_path: Path, coded: Run) -> None:
    """Enter on a count of the heat map lists the units that carry both codes; Close leads back to it."""
    show(page, tmp_path, coded)
    count = page.locator("#comparison .matrix button").first
    count.focus()
    page.keyboard.press("Enter")
    behind = page.locator("#comparison .behind:visible")
    assert behind.locator("li").count() == min(int(count.inner_text()), 8)
    texts = set(coded.units["text"])
    assert all(words in texts for words in behind.locator("li .said").all_inner_texts())
    behind.get_by_role("button", name="Close").press("Enter")
    assert behind.count() == 0
    assert page.evaluate("document.activeElement.dataset.cell") == count.get_attribute("data-cell")
