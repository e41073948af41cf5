"""How the report writes a figure with its range and with what chance gives."""

from dataclasses import dataclass

from thememiner.comparison import SCORES
from thememiner.records import Figures, Measured, Spread
from thememiner.report.numbers import figure

SMALL_P = 0.05
CORRECTED = frozenset(score.name for score in SCORES if score.chance_corrected)
HOW = {
    Spread.INTERVAL: "Ranges are 95 % intervals: participants, each with all their units, are drawn again many times.",
    Spread.LEAVE_ONE_OUT: "Ranges go from the lowest to the highest value when nobody or one participant is left out. "
    "They are no intervals, which fewer than eight participants cannot give.",
    Spread.NONE: "No ranges can be told from fewer than two participants.",
}
"""What the ends of a range are."""
NOT_ASKED_FOR = "No ranges were asked for (the setting comparison.resamples is 0)."
NOT_TAKEN = "Ranges and chance were not measured by the version of ThemeMiner that made this run."


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is printed."""

    value: str
    range: str
    """Empty if there is none."""
    chance: str
    """Likewise."""
    why_not: str
    """Why it is undefined, or nothing."""


def shown(measured: Measured | None, *, taken_out: bool = False) -> Shown:
    """Write a figure; ``taken_out`` says that what chance gives was taken out of it."""
    if measured is None:
        return Shown("n/a", "", "", "")
    chance = "" if measured.by_chance is None else figure(measured.by_chance)
    if measured.beyond is not None:
        chance = f"{chance}{', taken out' if taken_out else ''}; {_p(measured)}"
    return Shown(figure(measured.value), span(measured), chance, measured.why_not)


def span(measured: Measured) -> str:
    """Return the two ends of a range, or nothing."""
    known = measured.low is not None and measured.high is not None
    return f"{figure(measured.low)} to {figure(measured.high)}" if known else ""


def in_brackets(name: str, measured: Measured, spread: Spread) -> str:
    """Return what is to be known beside a figure in a sentence: its range, and what chance would be."""
    ends = span(measured)
    said = {Spread.INTERVAL: f"95 % interval {ends}", Spread.LEAVE_ONE_OUT: f"{ends} when one participant is left out"}
    parts = [*([said[spread]] if ends and spread in said else []), *(["0 is chance"] if name in CORRECTED else [])]
    return f" ({'; '.join(parts)})" if parts else ""


def how_ranged(figures: Figures) -> str:
    """Say what the ends of the ranges are."""
    if figures.units and not figures.participants:
        return NOT_TAKEN
    return NOT_ASKED_FOR if figures.spread is Spread.NONE and figures.participants > 1 else HOW[figures.spread]


def is_chance(measured: Measured | None) -> bool:
    """Return whether a figure is no better than chance: more than one shuffle in twenty reaches it.

    Where nothing was shuffled, as in older runs, one that is corrected for chance and printed below .05 counts as such.
    """
    if measured is None or measured.value is None:
        return False
    return round(measured.value, 2) < SMALL_P if measured.beyond is None else measured.beyond > SMALL_P


def _p(measured: Measured) -> str:
    share = measured.beyond or 0.0
    # Where no shuffle reaches the value, more of them might have given a smaller share.
    sign = "≤" if measured.shuffles and share * (1 + measured.shuffles) < 1.5 else "="  # noqa: PLR2004 - one, but for rounding
    return f"p {sign} {share:.3f}" if share >= 0.001 else "p < 0.001"  # noqa: PLR2004 - the last digit printed
