"""The themes as the page shows them: keywords, quotes and the units behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Run, Theme
from thememiner.report.citing import Citation, cite, cite_units, densest
from thememiner.report.concentration import Concentration, concentrations
from thememiner.report.media_times import MediaTimes

if TYPE_CHECKING:
    import pandas as pd

MOST_LISTED = 200
"""Units listed in full for each theme, sub-theme or reason."""

COLOURS = (
    *("#0072b2", "#d55e00", "#007a5a", "#aa4499", "#a87900", "#332288"),
    *("#cc6677", "#2f8f9d", "#882255", "#666633", "#5b6ee1", "#8c510a"),
)
"""Told apart with the usual colour-vision deficiencies where neighbours, each at least 3:1 against white."""
SHAPES = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "triangle-down": "▼", "star": "★"}
"""Plotly's names, and the characters that look like them: colour is never the only signal."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a theme is drawn: on the map and beside its name."""

    colour: str
    shape: str
    character: str


UNASSIGNED_MARK = Mark("#6b6b6b", "circle-open", "○")


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units behind a disclosure, and how many there are in all."""

    which: str
    """What follows the word units, if more is to be said."""
    shown: tuple[Citation, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme or sub-theme of the page."""

    theme: Theme
    mark: Mark
    remarks: tuple[str, ...]
    """Whether one language, document or participant carries it."""
    quotes: tuple[Citation, ...]
    listed: UnitList
    subthemes: tuple["ThemeView", ...]


def mark_of(index: int) -> Mark:
    """Return the mark of the theme at a place in the list; no two of the first 72 are alike."""
    shapes = tuple(SHAPES.items())
    shape, character = shapes[(index + index // len(COLOURS)) % len(shapes)]
    return Mark(COLOURS[index % len(COLOURS)], shape, character)


def theme_views(run: Run) -> tuple[ThemeView, ...]:
    """Return the tree of themes, each with its units."""
    kept, times, sources = run.units[run.units["kept"]], MediaTimes(run.documents), concentrations(run)
    return tuple(
        _view(theme, mark_of(index), kept[kept["theme_id"] == theme.theme_id], times, sources)
        for index, theme in enumerate(run.themes)
    )


def unassigned_lists(run: Run) -> tuple[UnitList, ...]:
    """Return the kept units without a theme, by reason, the most frequent first."""
    return _by_reason(run, run.units[run.units["kept"] & run.units["theme_id"].isna()])


def set_aside_lists(run: Run) -> tuple[UnitList, ...]:
    """Return the units that took no part in the search, by reason, the most frequent first."""
    return _by_reason(run, run.units[~run.units["kept"]])


def _by_reason(run: Run, units: "pd.DataFrame") -> tuple[UnitList, ...]:
    times = MediaTimes(run.documents)
    reasons = units["reason"].fillna("no reason recorded")
    counts = sorted(reasons.value_counts().items(), key=lambda part: (-part[1], part[0]))
    return tuple(_list(f": {reason}", units[reasons == reason], times) for reason, _ in counts)


def _view(
    theme: Theme, mark: Mark, units: "pd.DataFrame", times: MediaTimes, sources: Mapping[str, Concentration]
) -> ThemeView:
    children = [child.theme_id for child in theme.subthemes]
    own = units[~units["subtheme_id"].isin(children)] if children else units
    # The quotes of a theme with one sub-theme are those of the sub-theme, and stand there.
    quotes = () if len(children) == 1 else theme.quotes
    return ThemeView(
        theme=theme,
        mark=mark,
        remarks=sources[theme.theme_id].sentences if theme.theme_id in sources else (),
        quotes=tuple(cite(quote, times) for quote in quotes),
        listed=_list(" without a sub-theme" if children else "", own, times),
        subthemes=tuple(
            _view(child, mark, units[units["subtheme_id"] == child.theme_id], times, sources)
            for child in theme.subthemes
        ),
    )


def _list(which: str, units: "pd.DataFrame", times: MediaTimes) -> UnitList:
    return UnitList(which, cite_units(densest(units, MOST_LISTED), times), len(units))
