"""Themes as the page shows them: stability, flags, keywords, quotes and lists of units."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from thememiner.phrasing import (
    REPLICATION_MEANING,
    STABILITY_MEANING,
    STABILITY_NOT_MEASURED,
    UNMEASURED,
    advise_reading_order,
    format_asked_share,
    format_score,
    format_share,
    grade_stability,
    summarize_grades,
)
from thememiner.records import AskedShare, Run, Theme
from thememiner.report.flags import Flag, is_fully_flagged
from thememiner.report.formatting import FULL_LIMITS, Mark, PageLimits, choose_mark
from thememiner.report.overview import NOT_ASKED
from thememiner.report.quotes import Citation, CitationBuilder, finest_groups

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

MOST_BORDERLINE = 10
"""Units listed for each sub-theme that could also belong to another sub-theme."""
BORDERLINE = 0.2
"""Margin below which an assigned unit could also belong to the next best sub-theme."""
TO_READ = " to read"


@dataclass(frozen=True, slots=True)
class Stability:
    """A theme's stability as the page shows it."""

    figure: str
    words: str
    grade: str
    width: int | None
    """Width of a bar in percent; None if stability was not measured."""


def rate_stability(value: float | None) -> Stability:
    """Return a theme's stability as the page shows it; None if it was not measured."""
    grade, words = grade_stability(value)
    return Stability(format_score(value), words, grade, None if value is None else round(100 * min(max(value, 0), 1)))


def summarize_stability(themes: Iterable[Theme]) -> str:
    """Return how many sub-themes are stable, doubtful and unstable; an empty string if none was measured."""
    themes = tuple(themes)
    grades = Counter(grade_stability(theme.stability)[0] for theme, _ in finest_groups(themes))
    return summarize_grades(grades, themes) if grades.keys() - {UNMEASURED} else ""


def explain_stability(run: Run) -> tuple[str, ...]:
    """Return how many themes are stable and what that means, or that it was not measured."""
    if not run.themes:
        return ()
    summary = summarize_stability(run.themes)
    if not summary:
        return (STABILITY_NOT_MEASURED,)
    order = advise_reading_order(theme for theme, _ in finest_groups(run.themes))
    return (summary, order, STABILITY_MEANING, REPLICATION_MEANING) if order else (summary, STABILITY_MEANING)


@dataclass(frozen=True, slots=True)
class UnitList:
    """A list of units that can be opened: the units shown, and how many there are in all."""

    which: str
    """Words after ``12 units``; may be empty."""
    order: str
    """Which units come first, in words."""
    shown: tuple[Citation, ...]
    total: int


def list_by_membership(units: "pd.DataFrame", which: str, citer: CitationBuilder) -> UnitList:
    """List the units of a group by falling membership, equals in text order."""
    order = _order_by(units["membership"], largest_first=True)
    return _make_list(units, which, "with the highest membership", citer, order)


def list_in_order(units: "pd.DataFrame", which: str, citer: CitationBuilder) -> UnitList:
    """List units in text order."""
    return _make_list(units, which, "in text order", citer)


def list_by_nearness(units: "pd.DataFrame", citer: CitationBuilder) -> UnitList:
    """List unassigned units by falling membership in their nearest sub-theme, equals in text order."""
    if units["nearest_subtheme_id"].isna().all():
        return list_in_order(units, TO_READ, citer)
    order = _order_by(units["nearest_membership"], largest_first=True)
    return _make_list(units, TO_READ, "that are closest to a sub-theme", citer, order)


def list_borderline(units: "pd.DataFrame", citer: CitationBuilder) -> UnitList:
    """List the units of a group that could equally have another code and have no second code, by rising margin."""
    one_code = units["second_subtheme_id"].isna() & units["nearest_subtheme_id"].notna()
    near = units[one_code & (units["margin"] < BORDERLINE)]
    order = _order_by(near["margin"], largest_first=False)[:MOST_BORDERLINE]
    return _make_list(near, " that could also belong elsewhere", "with the smallest margin", citer, order)


def _order_by(column: "pd.Series[float]", *, largest_first: bool) -> "npt.NDArray[np.int64]":
    """Return the positions of rows in the order of a column, missing values last; this never copies the table."""
    return np.asarray(
        column.reset_index(drop=True).sort_values(ascending=not largest_first, kind="stable", na_position="last").index
    )


def _make_list(
    units: "pd.DataFrame", which: str, order: str, citer: CitationBuilder, rows: "npt.NDArray[np.int64] | None" = None
) -> UnitList:
    first = units.head(citer.listed) if rows is None else units.iloc[rows[: citer.listed]]
    return UnitList(which, order, citer.units(first), len(units))


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme or sub-theme as the page shows it."""

    theme: Theme
    mark: Mark
    asked: str
    """How many of those who were asked about it said it, with an interval; empty if it answers no single question."""
    asked_briefly: str
    """The same for the tree: ``9 of 10 asked``."""
    stability: Stability
    flags: tuple[Flag, ...]
    """What dominates it: one language, document, participant or interview question."""
    is_fully_flagged: bool
    """Whether it has sub-themes and each of them is flagged."""
    quotes: tuple[Citation, ...]
    listed: UnitList
    also: UnitList
    """Units of other sub-themes with this as their second code."""
    borderline: UnitList
    """Units that could also belong to another sub-theme."""
    subthemes: tuple["ThemeView", ...]

    @property
    def is_one_subtheme(self) -> bool:
        """Whether a single sub-theme has all of its units, so that both are shown as one."""
        return len(self.subthemes) == 1 and self.subthemes[0].theme.units == self.theme.units


@dataclass(frozen=True, slots=True)
class _ViewBuilder:
    """Builds the views of themes from the kept units and the flags."""

    kept: "pd.DataFrame"
    citer: CitationBuilder
    flags: Mapping[str, Sequence[Flag]]
    asked: Mapping[str, AskedShare]

    def build(self, theme: Theme, mark: Mark, units: "pd.DataFrame") -> ThemeView:
        """Return the view of a theme, with the views of its sub-themes."""
        children = [child.theme_id for child in theme.subthemes]
        own = units[~units["subtheme_id"].isin(children)] if children else units
        # A theme with a single sub-theme has the same quotes, which are shown with the sub-theme.
        quotes = () if len(children) == 1 else theme.quotes
        seconds = self.kept[self.kept["second_subtheme_id"] == theme.theme_id]
        asked = self.asked.get(theme.theme_id)
        return ThemeView(
            theme=theme,
            mark=mark,
            asked=format_asked_share(asked) if asked else "",
            asked_briefly=f"{format_share(asked.share)} asked" if asked else "",
            stability=rate_stability(theme.stability),
            flags=tuple(self.flags.get(theme.theme_id, ())),
            is_fully_flagged=is_fully_flagged(theme, self.flags),
            quotes=tuple(self.citer.quote(quote) for quote in quotes),
            listed=list_by_membership(own, " without a sub-theme" if children else "", self.citer),
            also=list_by_membership(seconds, " with this as second code", self.citer),
            borderline=list_borderline(own, self.citer),
            subthemes=tuple(
                self.build(child, mark, units[units["subtheme_id"] == child.theme_id]) for child in theme.subthemes
            ),
        )


def build_theme_views(
    run: Run,
    flags: Mapping[str, Sequence[Flag]],
    limits: PageLimits = FULL_LIMITS,
    asked: Mapping[str, AskedShare] = NOT_ASKED,
) -> tuple[ThemeView, ...]:
    """Return the views of all themes, with their sub-themes, units and flags; ``asked`` as in ``ReadGuide``."""
    kept = run.units[run.units["kept"]]
    builder = _ViewBuilder(kept, CitationBuilder(run, limits.listed), flags, asked)
    return tuple(
        builder.build(theme, choose_mark(index), kept[kept["theme_id"] == theme.theme_id])
        for index, theme in enumerate(run.themes)
    )
