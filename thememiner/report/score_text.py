"""What the figures of a comparison are called, what each means in one sentence, and which come first.

How the report writes a figure with its range and with what chance gives.
"""

from dataclasses import dataclass
from typing import NamedTuple

from thememiner.comparison import SCORES
from thememiner.records import Figures, Measured, Spread
from thememiner.report.formatting import figure

FOR_A_PAPER = ("kappa", "alpha", "b_cubed_f1", "ami")
"""The figures that a reader needs; all others are folded away behind them."""
MEANINGS = {
    "ami": "How much knowing a unit's code in one coding tells about its code in the other, whatever the codes are "
    "called: 1 if the two divide the units alike, about 0 if no better than chance.",
    "ari": "How often two units that are together, or apart, in one coding are so in the other: 1 if always, about 0 "
    "if no more than by chance. Large codes weigh most.",
    "homogeneity": "High if each code of the second coding holds units of a single code of the first. Many small codes "
    "reach it by themselves.",
    "completeness": "High if the units of each code of the first coding lie in a single code of the second. One huge "
    "code reaches it by itself.",
    "v_measure": "The harmonic mean of homogeneity and completeness. It rises with the number of codes: prefer AMI.",
    "b_cubed_precision": "For an average unit, how many of the units beside it in the second coding share its code in "
    "the first: low if the second mixes codes.",
    "b_cubed_recall": "For an average unit, how many of the units with its code in the first coding are beside it in "
    "the second: low if the second scatters codes.",
    "b_cubed_f1": "Whether units that go together in one coding go together in the other, all codes of a unit counted. "
    "Not corrected for chance: read it beside what chance gives.",
    "kappa": "In how many units both name the same code, beyond chance: 1 if in all, 0 if no more than by chance. Each "
    "code counts as one code of the other coding at most.",
    "kappa_merged": "The same where several themes may count as one code, as its parts: it forgives that a code was "
    "split.",
    "alpha": "Nearly the same as kappa for two coders; it also serves more than two, and coders who did not all look "
    "at everything.",
    "alpha_masi": "Krippendorff's alpha on all codes of a unit: sets of codes that overlap count as agreement in part.",
    "ac1": "Like kappa, with another idea of chance: it stays high where nearly all units carry the same code.",
    "brennan_prediger": "Like kappa, where chance gives every code to equally many units.",
    "omega": "How often two units share equally many codes in both codings, beyond chance: the adjusted Rand index for "
    "units with several codes.",
    "matched_f1": "The mean F1 of the codes that count as the same: how much of the units of two such codes is shared.",
    "coverage": "Share of the first coding's codes that have a counterpart in the second.",
    "novelty": "Share of the second coding's codes that have no counterpart in the first.",
    "u_alpha": "Krippendorff's alpha on stretches of text instead of units: 1 if both mark the same stretches with the "
    "same codes, 0 if no better than chance. What matching codes by their units lifts it is not taken out.",
    "u_alpha_relevance": "The same where any code counts as the same: whether both mark the same stretches at all.",
}
"""By the name of a score."""
TITLES = {
    **{score.name: f"{score.title[0].upper()}{score.title[1:]}" for score in SCORES},
    "u_alpha": "Unitising alpha (uα)",
    "u_alpha_relevance": "Unitising alpha, any code",
}
SYMBOLS = {"kappa": "κ", "ami": "AMI"}
"""What leads a sentence on agreement: the first of these that was taken."""
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


class Figure(NamedTuple):
    """A figure's name and meaning."""

    name: str
    meaning: str


def figure_of(key: str) -> Figure:
    """Return what a figure is called and means; a figure that is not known goes by its key."""
    return Figure(TITLES.get(key, key), MEANINGS.get(key, ""))


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
