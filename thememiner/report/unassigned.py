"""Unassigned units by reason, with advice on each, and the units that were set aside."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.phrasing import NO_REASON, REASON_ADVICE
from thememiner.records import Run, Theme
from thememiner.report.formatting import FULL_LIMITS, PageLimits
from thememiner.report.quotes import CitationBuilder
from thememiner.report.themes import UnitList, list_by_nearness, list_in_order

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TriageGroup:
    """The unassigned units of one reason."""

    reason: str
    advice: str
    units: UnitList


@dataclass(frozen=True, slots=True)
class Triage:
    """All unassigned units, by reason."""

    groups: tuple[TriageGroup, ...]
    near: tuple[Theme, ...]
    """The sub-themes that listed units are closest to, in the order of the themes."""


def build_triage(run: Run, limits: PageLimits = FULL_LIMITS) -> Triage:
    """Return the unassigned units by reason, the most frequent reason first."""
    citer = CitationBuilder(run, limits.listed)
    unassigned = run.units[run.units["kept"] & run.units["theme_id"].isna()]
    groups = tuple(
        TriageGroup(reason, REASON_ADVICE.get(reason, ""), list_by_nearness(units, citer))
        for reason, units in _group_by_reason(unassigned)
    )
    nearest = {unit.nearest.theme.theme_id for group in groups for unit in group.units.shown if unit.nearest}
    themes = (theme for top in run.themes for theme in (top, *top.subthemes))
    return Triage(groups, tuple(theme for theme in themes if theme.theme_id in nearest))


def list_set_aside(run: Run, limits: PageLimits = FULL_LIMITS) -> tuple[UnitList, ...]:
    """Return the units that were set aside by reason, the most frequent reason first."""
    citer = CitationBuilder(run, limits.listed)
    aside = run.units[~run.units["kept"]]
    return tuple(list_in_order(units, f": {reason}", citer) for reason, units in _group_by_reason(aside))


def _group_by_reason(units: "pd.DataFrame") -> list[tuple[str, "pd.DataFrame"]]:
    reasons = units["reason"].fillna(NO_REASON)
    counts = sorted(reasons.value_counts().items(), key=lambda part: (-part[1], part[0]))
    return [(str(reason), units[reasons == reason]) for reason, _ in counts]
