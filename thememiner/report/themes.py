"""The themes as the page shows them: stability, flags, keywords, quotes and the units behind them.

Stability: how well themes come back when material is left out, in figures and plain words.
Lists of units: what is listed of many, and in which order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from thememiner.records import Run, Theme
from thememiner.report.flags import Flag, all_flagged
from thememiner.report.formatting import WHOLE, Extent, Mark, figure, listed, mark_of
from thememiner.report.quotes import Citation, Citer, counted_groups, finest

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

STABLE, DOUBTFUL, UNSTABLE, UNMEASURED = "stable", "doubtful", "unstable", "unmeasured"
BANDS = (
    (0.85, STABLE, "comes back nearly always"),
    (0.75, STABLE, "comes back mostly"),
    (0.6, DOUBTFUL, "something is there, but its edges are in doubt"),
    (0.5, UNSTABLE, "comes back only in part"),
    (0.0, UNSTABLE, "mostly dissolves"),
)
"""From which value on, its grade, and what that means; bounds as Hennig suggests (see ``EXPLANATION``)."""
EXPLANATION = (
    "Stability is the mean overlap (Jaccard) of a theme with the group most like it when a part of the material is "
    "left out and the search is made again: 0 if nothing comes back, 1 if the same units always do. The bounds are "
    "guidance by Hennig (2007, doi 10.1016/j.csda.2006.11.025), no law: few units make a theme less stable, and a "
    "stable group need not be a theme. The figure flatters a little, because the themes were made of these same "
    "searches."
)
NOT_MEASURED = (
    "How stable the themes are was not measured: the run was made by an earlier version, or there is too little "
    "material to leave a part of it out."
)
MOST_BORDERLINE = 10
"""Units listed for each sub-theme that could also belong to another."""
BORDERLINE = 0.2
"""Margin below which an assigned unit could also belong to the sub-theme that comes next."""
TO_READ = " to read"
BY_CONSENSUS = (
    "A sub-theme is a group of units that many clusterings of the material put together. Its units are listed from "
    "those that went with it most often onwards. In what share of the clusterings a unit did, from 0 to 1, stands as "
    "membership in the file units.parquet; it does not say how likely the unit belongs there. Counts of units are of "
    "first codes, so that they add up; a second code is counted apart."
)
"""What membership is, for the page."""
BY_DENSITY = (
    "A sub-theme is a dense group of units. Its units are listed from the densest part of the group outwards. How "
    "dense a unit's place is, from 0 to 1, stands as membership in the file units.parquet; it does not say how likely "
    "the unit belongs there."
)
"""The same of runs that are older than the consensus of several clusterings."""


@dataclass(frozen=True, slots=True)
class Stability:
    """A theme's stability as the page shows it."""

    figure: str
    words: str
    grade: str
    width: int | None
    """Of a bar, in percent; None where it was not measured."""


def stability_of(value: float | None) -> Stability:
    """Return how stable a theme is; the words follow the value as it is printed."""
    if value is None:
        return Stability(figure(None), "could not be measured", UNMEASURED, None)
    printed = round(value, 2)
    grade, words = next((grade, words) for least, grade, words in BANDS if printed >= least or least == 0)
    return Stability(figure(value), words, grade, round(100 * min(max(value, 0), 1)))


def stability_summary(themes: Iterable[Theme]) -> str:
    """Say how many sub-themes are stable, doubtful and unstable; nothing where it was measured of none."""
    themes = tuple(themes)
    grades = Counter(stability_of(theme.stability).grade for theme, _ in finest(themes))
    if not grades.keys() - {UNMEASURED}:
        return ""
    parts = [
        f"{grades[STABLE]:,} {'is' if grades[STABLE] == 1 else 'are'} stable (0.75 or more)",
        f"{grades[DOUBTFUL]:,} doubtful (0.60 to 0.74)",
        f"{grades[UNSTABLE]:,} unstable (below 0.60)",
    ]
    unmeasured = f" Of {grades[UNMEASURED]:,} it could not be measured." if grades[UNMEASURED] else ""
    return f"Of {counted_groups(grades.total(), themes)}, {listed(parts)}.{unmeasured}"


def stability_told(run: Run) -> tuple[str, ...]:
    """Return what the overview says: how many are stable, how it was measured, what it means; or that it was not."""
    if not run.themes:
        return ()
    summary = stability_summary(run.themes)
    return (summary, EXPLANATION) if summary else (NOT_MEASURED,)


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units behind a disclosure, and how many there are in all."""

    which: str
    """What follows the word units, if more is to be said."""
    order: str
    """Which units come first."""
    shown: tuple[Citation, ...]
    total: int


def firmest(units: "pd.DataFrame", which: str, citer: Citer) -> UnitList:
    """List the units of a group, those with the highest membership first, equals in order of place."""
    order = _by(units["membership"], largest_first=True)
    return _cut(units, which, "that belong to the group most firmly", citer, order)


def in_order(units: "pd.DataFrame", which: str, citer: Citer) -> UnitList:
    """List units in the order of the text."""
    return _cut(units, which, "in the order of the text", citer)


def closest(units: "pd.DataFrame", citer: Citer) -> UnitList:
    """List units without a theme, those that come closest to one first, equals in order of place."""
    if units["nearest_subtheme_id"].isna().all():
        return in_order(units, TO_READ, citer)
    order = _by(units["nearest_membership"], largest_first=True)
    return _cut(units, TO_READ, "that come closest to a sub-theme", citer, order)


def borderline(units: "pd.DataFrame", citer: Citer) -> UnitList:
    """List the few units of a group with one code that could as well have another, the smallest margin first."""
    one_code = units["second_subtheme_id"].isna() & units["nearest_subtheme_id"].notna()
    near = units[one_code & (units["margin"] < BORDERLINE)]
    order = _by(near["margin"], largest_first=False)[:MOST_BORDERLINE]
    return _cut(near, " that could also belong elsewhere", "with the smallest margin", citer, order)


def _by(column: "pd.Series[float]", *, largest_first: bool) -> "npt.NDArray[np.int64]":
    """Return the places of rows in the order of a column, those without a value last; the table itself may be large."""
    return np.asarray(
        column.reset_index(drop=True).sort_values(ascending=not largest_first, kind="stable", na_position="last").index
    )


def _cut(
    units: "pd.DataFrame", which: str, order: str, citer: Citer, rows: "npt.NDArray[np.int64] | None" = None
) -> UnitList:
    first = units.head(citer.listed) if rows is None else units.iloc[rows[: citer.listed]]
    return UnitList(which, order, citer.units(first), len(units))


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme or sub-theme of the page."""

    theme: Theme
    mark: Mark
    stability: Stability
    flags: tuple[Flag, ...]
    """Whether one language, document, participant or interview question carries it."""
    all_flagged: bool
    """Whether it has sub-themes and each is flagged."""
    quotes: tuple[Citation, ...]
    listed: UnitList
    also: UnitList
    """Units of other sub-themes that carry it as their second code."""
    borderline: UnitList
    """Units that could also belong to another sub-theme."""
    subthemes: tuple["ThemeView", ...]


@dataclass(frozen=True, slots=True)
class _Viewer:
    """What every view is made with."""

    kept: "pd.DataFrame"
    citer: Citer
    flags: Mapping[str, Sequence[Flag]]

    def view(self, theme: Theme, mark: Mark, units: "pd.DataFrame") -> ThemeView:
        """Return a theme with its units, and its sub-themes likewise."""
        children = [child.theme_id for child in theme.subthemes]
        own = units[~units["subtheme_id"].isin(children)] if children else units
        # The quotes of a theme with one sub-theme are those of the sub-theme, and stand there.
        quotes = () if len(children) == 1 else theme.quotes
        seconds = self.kept[self.kept["second_subtheme_id"] == theme.theme_id]
        return ThemeView(
            theme=theme,
            mark=mark,
            stability=stability_of(theme.stability),
            flags=tuple(self.flags.get(theme.theme_id, ())),
            all_flagged=all_flagged(theme, self.flags),
            quotes=tuple(self.citer.quote(quote) for quote in quotes),
            listed=firmest(own, " without a sub-theme" if children else "", self.citer),
            also=firmest(seconds, " with this as second code", self.citer),
            borderline=borderline(own, self.citer),
            subthemes=tuple(
                self.view(child, mark, units[units["subtheme_id"] == child.theme_id]) for child in theme.subthemes
            ),
        )


def theme_views(run: Run, flags: Mapping[str, Sequence[Flag]], extent: Extent = WHOLE) -> tuple[ThemeView, ...]:
    """Return the tree of themes, each with its units and what is flagged of it."""
    kept = run.units[run.units["kept"]]
    viewer = _Viewer(kept, Citer(run, extent.listed), flags)
    return tuple(
        viewer.view(theme, mark_of(index), kept[kept["theme_id"] == theme.theme_id])
        for index, theme in enumerate(run.themes)
    )
