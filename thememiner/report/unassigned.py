"""Triage: the units without a theme by reason, what to do with each kind, and the units that were set aside."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Run, Theme, Unassigned
from thememiner.report.formatting import WHOLE, Extent
from thememiner.report.quotes import Citer
from thememiner.report.themes import UnitList, closest, in_order

if TYPE_CHECKING:
    import pandas as pd

ADVICE = {
    Unassigned.FAR.value: "Read these first. What fits no theme tests all of them: a deviant case is a finding, and "
    "several that say the same are a theme that the search missed.",
    Unassigned.BETWEEN.value: "Read each beside its nearest sub-theme. It may belong there, carry two codes, or show "
    "that two sub-themes are not two.",
    Unassigned.ONE_PARTICIPANT.value: "What is like it comes from the same person. It is a finding about that person; "
    "whether it is a theme of the study is for you to say.",
    Unassigned.SHORT.value: "Read these in their context, which tells what they answer; few need a code of their own.",
    Unassigned.WORDLESS.value: "These need reading only where the context gives them a meaning, as a “yes” that agrees "
    "to something.",
    Unassigned.NO_THEMES.value: "Read the material itself: there is nothing here that a search could go by.",
}
"""What to do with the units of each reason."""
NO_REASON = "no reason recorded"


@dataclass(frozen=True, slots=True)
class TriageGroup:
    """The units that are unassigned for one reason."""

    reason: str
    advice: str
    units: UnitList


@dataclass(frozen=True, slots=True)
class Triage:
    """All units that are unassigned, by reason."""

    groups: tuple[TriageGroup, ...]
    near: tuple[Theme, ...]
    """The sub-themes that units listed come closest to, in the order of the themes."""


def triage(run: Run, extent: Extent = WHOLE) -> Triage:
    """Return the kept units without a theme, by reason, the most frequent first."""
    citer = Citer(run, extent.listed)
    unassigned = run.units[run.units["kept"] & run.units["theme_id"].isna()]
    groups = tuple(
        TriageGroup(reason, ADVICE.get(reason, ""), closest(units, citer)) for reason, units in _by_reason(unassigned)
    )
    named = {unit.nearest.theme.theme_id for group in groups for unit in group.units.shown if unit.nearest}
    themes = (theme for top in run.themes for theme in (top, *top.subthemes))
    return Triage(groups, tuple(theme for theme in themes if theme.theme_id in named))


def set_aside_lists(run: Run, extent: Extent = WHOLE) -> tuple[UnitList, ...]:
    """Return the units that took no part in the search, by reason, the most frequent first."""
    citer = Citer(run, extent.listed)
    aside = run.units[~run.units["kept"]]
    return tuple(in_order(units, f": {reason}", citer) for reason, units in _by_reason(aside))


def _by_reason(units: "pd.DataFrame") -> list[tuple[str, "pd.DataFrame"]]:
    reasons = units["reason"].fillna(NO_REASON)
    counts = sorted(reasons.value_counts().items(), key=lambda part: (-part[1], part[0]))
    return [(str(reason), units[reasons == reason]) for reason, _ in counts]
