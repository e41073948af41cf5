"""Why the program gave a unit its sub-theme, or none, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from thememiner.records import Run

_KNOWN = ("subtheme_id", "membership", "nearest_subtheme_id", "nearest_membership", "reason")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the program knows of a unit; None for what it does not."""

    subtheme_id: str | None
    membership: float | None
    """In its sub-theme, 0 to 1."""
    nearest_subtheme_id: str | None
    nearest_membership: float | None
    reason: str | None
    """Why it has no sub-theme."""
    are_shares: bool
    """Whether memberships are shares of clusterings, as in all but the oldest runs."""

    @property
    def memberships(self) -> Mapping[str, float | None]:
        """Return the unit's membership in its own sub-theme and the one it comes closest to."""
        both = (self.subtheme_id, self.membership), (self.nearest_subtheme_id, self.nearest_membership)
        return {subtheme_id: share for subtheme_id, share in both if subtheme_id is not None}

    def in_words(self) -> str:
        """Say ``went with T2.1 in 84 % of the clusterings, next T2.3 (41 %)``, or why there is no sub-theme."""
        own, near = self.subtheme_id, self.nearest_subtheme_id
        if own is None:
            return f"{self.reason or 'no reason recorded'}{f'; nearest {near}' if near else ''}{self._told_nearness()}"
        if not self.are_shares or self.membership is None:
            return f"lies in {own}"
        told = f"went with {own} in {_percent(self.membership)} of the clusterings"
        return f"{told}, next {near}{self._told_nearness()}" if near else told

    def _told_nearness(self) -> str:
        known = self.nearest_subtheme_id is not None and self.nearest_membership is not None and self.are_shares
        return f" ({_percent(self.nearest_membership or 0)})" if known else ""


def decisions(run: Run, units: pd.DataFrame) -> Iterator[Decision]:
    """Yield what the program knows of each of these units of a run, in their order."""
    are_shares = "runs" in run.manifest["settings"].get("discovery", {})
    columns = (units[name].astype(object).where(units[name].notna(), None) for name in _KNOWN)
    return (
        Decision(own, membership, nearest, nearness, reason, are_shares)
        for own, membership, nearest, nearness, reason in zip(*columns, strict=True)
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
