"""The map draws each kept unit once, as data that holds no markup of others."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from thememiner.records import Run
from thememiner.report import render_report
from thememiner.report.formatting import COLOURS, FULL_LIMITS, UNASSIGNED_MARK, choose_mark
from thememiner.report.unit_map import CONFIG, LINE, MOST_SHOWN, build_unit_map, format_hover_text, wrap_text


def test_each_kept_unit_is_a_point_and_no_other(english: Run) -> None:
    """The traces together hold every kept unit once, numbered as the page's scripts number them."""
    drawn = build_unit_map(english)
    numbers = sorted(number for trace in drawn.figure["data"] for number in trace["customdata"])
    assert numbers == list(range(int(english.units["kept"].sum())))


def test_a_trace_is_a_theme_and_unassigned_units_have_their_own(english: Run) -> None:
    """There is a trace for each theme, with its units, and one for what is unassigned."""
    traces = {trace["name"]: len(trace["x"]) for trace in build_unit_map(english).figure["data"]}
    counts = english.units.loc[english.units["kept"], "theme_id"].fillna("unassigned").value_counts().to_dict()
    assert traces == counts


def test_traces_are_vector_graphics(english: Run) -> None:
    """No trace is WebGL, which would need a content policy that lets scripts be made from text."""
    assert {trace["type"] for trace in build_unit_map(english).figure["data"]} == {"scatter"}


def test_units_without_a_place_are_not_drawn(english: Run) -> None:
    """A kept unit without coordinates is left off the map and counted as such."""
    layout = english.layout.copy()
    row = int(np.flatnonzero(english.units["kept"])[0])
    layout[row] = np.nan
    drawn = build_unit_map(replace(english, layout=layout))
    assert row not in drawn.rows
    assert drawn.placed == len(drawn.rows) == int(english.units["kept"].sum()) - 1


def test_a_large_run_is_drawn_as_a_fixed_sample(run_of: Callable[..., Run]) -> None:
    """Of more than 5,000 units a sample is drawn, and it is the same each time."""
    run = run_of("en", interviews=60, rounds=50)
    drawn = build_unit_map(run)
    assert len(drawn.rows) == FULL_LIMITS.points < drawn.placed
    assert drawn.rows == build_unit_map(run).rows == tuple(sorted(drawn.rows))


@pytest.mark.parametrize(
    ("choices", "moved", "context"),
    [
        pytest.param({"context": "On in 6 dialogues."}, False, True, id="on"),
        pytest.param({"context": "Off: short texts."}, False, False, id="off"),
        pytest.param({}, True, True, id="not recorded but other vectors"),
        pytest.param({}, False, False, id="not recorded and the same vectors"),
    ],
)
def test_the_map_says_whether_places_are_those_of_units_with_context(
    english: Run,
    choices: dict[str, str],
    moved: bool,  # noqa: FBT001 - a table
    context: bool,  # noqa: FBT001 - a table
) -> None:
    """The caption mentions context only if the run used it."""
    manifest = {**english.manifest, "choices": choices}
    run = replace(english, manifest=manifest, contextual=english.vectors + moved)
    assert build_unit_map(run).context is context
    assert ("Positions include the context of units" in render_report(run)) is context


def test_no_button_of_the_map_sends_anything() -> None:
    """Plotly's own button that shares a figure with a server is neither shown nor has an address."""
    assert (CONFIG["showSendToCloud"], CONFIG["plotlyServerURL"], CONFIG["displaylogo"]) == (False, "", False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "a <b>bold</b> & <a href='x'>y</a>", "a &lt;b&gt;bold&lt;/b&gt; &amp; &lt;a href='x'&gt;y&lt;/a&gt;"
        ),
        pytest.param("first\nsecond   third", "first second third", id="one space"),
        pytest.param("&lt;", "&amp;lt;", id="an entity stays what was written"),
        pytest.param("", "", id="empty"),
    ],
)
def test_hover_texts_are_escaped(text: str, shown: str) -> None:
    """Whatever looks like markup in a unit is shown as the characters it is made of."""
    assert format_hover_text(text, "") == shown


def test_a_long_unit_is_cut_on_the_map() -> None:
    """A point shows the beginning of a long unit, and that there is more."""
    assert format_hover_text("x " * MOST_SHOWN, "").endswith("…")
    assert len(format_hover_text("x " * MOST_SHOWN, "").replace("<br>", "")) <= MOST_SHOWN + 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("word " * 60, id="English"),
        pytest.param("我们几个绕着花坛走，" * 20, id="Chinese"),
        pytest.param("x" * 300, id="one long word"),
        pytest.param("在网上学 machine learning，学到第四章。" * 8, id="mixed"),
    ],
)
def test_lines_are_of_bounded_width_and_keep_every_character(text: str) -> None:
    """Wrapping loses nothing but spaces, and no line is wider than a line and a word."""
    lines = wrap_text(text)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= LINE for line in lines)


def test_words_of_english_are_not_cut_apart() -> None:
    """A line of English ends between words."""
    assert set(" ".join(wrap_text("peer support " * 30)).split()) == {"peer", "support"}


def test_marks_differ_in_more_than_colour() -> None:
    """Among as many themes as there may be, no two have the same mark, and neighbours differ in shape."""
    marks = [choose_mark(index) for index in range(72)]
    assert len(set(marks)) == len(marks)
    assert all(one.shape != other.shape for one, other in pairwise(marks))


@pytest.mark.parametrize("colour", [*COLOURS, UNASSIGNED_MARK.colour])
def test_marks_stand_out_from_the_paper(colour: str) -> None:
    """Each colour has a contrast of at least 3:1 against white, as WCAG 2.2 asks of graphics."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 3
