"""Each theme shows how stable it is, in a figure, in words and as a bar."""

from dataclasses import replace

import pytest

from thememiner.phrasing import STABILITY_NOT_MEASURED
from thememiner.records import Run, Theme
from thememiner.report import render_report
from thememiner.report.themes import explain_stability, rate_stability, summarize_stability


@pytest.mark.parametrize(
    ("value", "figure", "grade", "words"),
    [
        pytest.param(1.0, "1.00", "stable", "nearly always found again", id="all"),
        pytest.param(0.85, "0.85", "stable", "nearly always found again", id="highly stable"),
        pytest.param(0.849, "0.85", "stable", "nearly always found again", id="as it is printed"),
        pytest.param(0.75, "0.75", "stable", "mostly found again", id="stable"),
        pytest.param(0.74, "0.74", "doubtful", "there is a pattern, but its boundaries are doubtful", id="doubtful"),
        pytest.param(0.59, "0.59", "unstable", "only partly found again", id="unstable"),
        pytest.param(0.49, "0.49", "unstable", "mostly dissolves", id="dissolved"),
        pytest.param(0.0, "0.00", "unstable", "mostly dissolves", id="nothing"),
        pytest.param(None, "n/a", "unmeasured", "could not be measured", id="not measured"),
    ],
)
def test_a_value_has_the_words_of_its_band(value: float | None, figure: str, grade: str, words: str) -> None:
    """The bounds are Hennig's, and they hold for the value as it is printed."""
    shown = rate_stability(value)
    assert (shown.figure, shown.grade, shown.words) == (figure, grade, words)
    assert shown.width == (None if value is None else round(100 * value))


def test_the_overview_counts_them(english: Run) -> None:
    """Sub-themes are stable, doubtful, unstable or unmeasured, and the four add up."""
    told = "Of 5 sub-themes, 2 are stable (0.75 or more), 1 doubtful (0.60 to 0.74) and 1 unstable (below 0.60)."
    assert summarize_stability(english.themes) == f"{told} For 1 it could not be measured."


def test_themes_without_sub_themes_are_counted_themselves(english: Run) -> None:
    """If there are no sub-themes, themes are counted."""
    flat = [replace(theme, subthemes=()) for theme in english.themes]
    assert summarize_stability(flat).startswith("Of 3 themes, 2 are stable")


def without(theme: Theme) -> Theme:
    """Return a theme with unknown stability."""
    return replace(theme, stability=None, subthemes=tuple(map(without, theme.subthemes)))


def test_runs_that_did_not_measure_it_show_none(english: Run) -> None:
    """Without any measured value there is no column of n/a, but a sentence that says so."""
    page = render_report(replace(english, themes=tuple(map(without, english.themes))))
    assert '<span class="stability' not in page
    assert "Hennig" not in page
    assert STABILITY_NOT_MEASURED in page


def test_the_page_shows_figure_words_and_bar_and_explains_them_once(english_page: str) -> None:
    """Stability is never shown by colour or length alone, and its source is cited at the first use."""
    theme = english_page.partition('<section class="subtheme" id="T2.1"')[2].partition("</section>")[0]
    assert "stability <b>0.66</b>: there is a pattern, but its boundaries are doubtful" in theme
    assert '<rect class="value" width="66"' in theme
    assert "stability <b>n/a</b>: could not be measured" in english_page
    assert english_page.count("guidance by Hennig (2007, doi 10.1016/j.csda.2006.11.025)") == 1
    assert english_page.index("guidance by Hennig") < english_page.index('<span class="stability')


def test_what_stability_means_is_explained_once(english: Run, empty: Run) -> None:
    """The counts come with the meaning of stability; without themes there is neither."""
    summary, meaning = explain_stability(english)
    assert "stable" in summary
    assert "slightly optimistic" in meaning
    assert explain_stability(empty) == ()
