"""The themes as the page shows them: stability, flags, keywords, quotes and the units behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Run, Theme
from thememiner.report.citing import Citation, Citer
from thememiner.report.extent import WHOLE, Extent
from thememiner.report.flags import Flag, all_flagged
from thememiner.report.marks import Mark, mark_of
from thememiner.report.stability import Stability, stability_of
from thememiner.report.unit_lists import UnitList, borderline, firmest

if TYPE_CHECKING:
    import pandas as pd


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
