"""Agreement scores in words: their titles and meanings, and how a value, its range and its chance level are printed."""

from dataclasses import dataclass

from thememiner.phrasing.sentences import format_range, format_score
from thememiner.records import Figures, Measurement, Spread

SCORE_TITLES = {
    "ami": "Adjusted mutual information (AMI)",
    "ari": "Adjusted Rand index (ARI)",
    "homogeneity": "Homogeneity",
    "completeness": "Completeness",
    "v_measure": "V-measure (the same as NMI)",
    "b_cubed_precision": "B-cubed precision",
    "b_cubed_recall": "B-cubed recall",
    "b_cubed_f1": "B-cubed F1",
    "omega": "Omega index",
    "kappa": "Cohen's kappa",
    "kappa_merged": "Cohen's kappa, parts merged",
    "alpha": "Krippendorff's alpha",
    "alpha_masi": "Krippendorff's alpha over all codes (MASI)",
    "ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan and Prediger's kappa",
    "matched_f1": "Mean F1 of matched codes",
    "coverage": "Codes with a counterpart",
    "novelty": "Proposed codes without counterpart",
    "u_alpha": "Unitising alpha (uα)",
    "u_alpha_relevance": "Unitising alpha, any code",
}
"""By the name of a score."""
SCORE_MEANINGS = {
    "ami": "How much the code of a unit in one coding tells about its code in the other, whatever the codes are "
    "called: 1 if both codings divide the units in the same way, about 0 if they agree no better than chance.",
    "ari": "How often two units that are together, or apart, in one coding are so in the other as well: 1 if always, "
    "about 0 if no more often than by chance. Large codes weigh most.",
    "homogeneity": "High if each code of the second coding holds units of a single code of the first. A coding with "
    "many small codes scores high without agreeing.",
    "completeness": "High if the units of each code of the first coding lie in a single code of the second. A coding "
    "with one huge code scores high without agreeing.",
    "v_measure": "The harmonic mean of homogeneity and completeness. It rises with the number of codes: prefer AMI.",
    "b_cubed_precision": "For an average unit, the share of the units grouped with it in the second coding that also "
    "share its code in the first. Low if the second coding mixes codes.",
    "b_cubed_recall": "For an average unit, the share of the units that share its code in the first coding that are "
    "also grouped with it in the second. Low if the second coding scatters codes.",
    "b_cubed_f1": "Whether units that belong together in one coding belong together in the other, counting all codes "
    "of a unit. It is not corrected for chance: compare it with its chance level.",
    "kappa": "How often both choose the same code for a unit, corrected for chance: 1 if always, 0 if no more often "
    "than by chance. Each code is matched with at most one code of the other coding.",
    "kappa_merged": "The same, but several themes may be matched with one code as its parts, so a code that was split "
    "is not counted as an error.",
    "alpha": "Nearly the same as kappa for two coders. It also works for more than two coders, and if not everybody "
    "read everything.",
    "alpha_masi": "Krippendorff's alpha on all codes of a unit: overlapping sets of codes count as partial agreement.",
    "ac1": "Like kappa, with another model of chance: it stays high if nearly all units carry the same code.",
    "brennan_prediger": "Like kappa, assuming that chance gives every code to the same number of units.",
    "omega": "How often two units share the same number of codes in both codings, corrected for chance: the adjusted "
    "Rand index for units with several codes.",
    "matched_f1": "The mean F1 of matched codes: how many of their units two matched codes share.",
    "coverage": "Share of the first coding's codes that have a counterpart in the second.",
    "novelty": "Share of the second coding's codes that have no counterpart in the first.",
    "u_alpha": "Krippendorff's alpha on stretches of text instead of units: 1 if both mark the same stretches with the "
    "same codes, 0 if no better than chance. It is not corrected for the matching of codes by their units, which "
    "raises it.",
    "u_alpha_relevance": "The same, with all codes treated as one: whether both mark the same stretches at all.",
}
"""By the name of a score."""
SCORE_SYMBOLS = {"kappa": "κ", "ami": "AMI"}
"""Of scores that a sentence on agreement can quote; it quotes the first of these that was computed."""
PAPER_SCORES = ("kappa", "alpha", "b_cubed_f1", "ami")
"""The scores that a paper needs. They come first; all others are shown on request."""
CHANCE_IS_ZERO = frozenset(
    {"ami", "ari", "omega", "kappa", "kappa_merged", "alpha", "alpha_masi", "ac1", "brennan_prediger"}
)
"""Scores that are corrected for chance."""
SIGNIFICANCE = 0.05
RANGE_MEANINGS = {
    Spread.INTERVAL: "Ranges are 95 % bootstrap intervals: participants, each with all their units, are resampled.",
    Spread.LEAVE_ONE_OUT: "Ranges show the lowest and highest value when one participant at a time is left out. They "
    "are not confidence intervals, which need at least eight participants.",
    Spread.NONE: "No ranges are given: they need at least two participants.",
}
"""By what the ends of a range are."""
NO_RESAMPLES = "No ranges were requested (the setting comparison.resamples is 0)."
OLDER_RUN = "The version of ThemeMiner that made this run did not compute ranges and chance levels."


@dataclass(frozen=True, slots=True)
class ScoreText:
    """The title of a score, and its meaning in a sentence or two."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PrintedScore:
    """A score as it is printed; range, chance and reason are empty strings where there is none."""

    value: str
    range: str
    chance: str
    """The mean over shuffled codings, and the share of them that reach the score."""
    why_not: str
    """Why the score is undefined."""


def describe_score(name: str) -> ScoreText:
    """Return title and meaning of a score; an unknown score is called by its name."""
    return ScoreText(SCORE_TITLES.get(name, name), SCORE_MEANINGS.get(name, ""))


def print_score(measured: Measurement | None, *, is_chance_removed: bool = False) -> PrintedScore:
    """Return a score as it is printed; ``is_chance_removed`` adds that its chance level was subtracted from it."""
    if measured is None:
        return PrintedScore("n/a", "", "", "")
    chance = "" if measured.by_chance is None else format_score(measured.by_chance)
    if measured.beyond is not None:
        chance = f"{chance}{', removed' if is_chance_removed else ''}; {_format_p(measured)}"
    return PrintedScore(
        format_score(measured.value), format_range(measured.low, measured.high), chance, measured.why_not
    )


def describe_range(name: str, measured: Measurement, spread: Spread) -> str:
    """Return what follows a score in a sentence: `` (95 % interval 0.33 to 0.49; 0 is chance)``, or nothing."""
    ends = format_range(measured.low, measured.high)
    ranges = {
        Spread.INTERVAL: f"95 % interval {ends}",
        Spread.LEAVE_ONE_OUT: f"{ends} when one participant is left out",
    }
    parts = [ranges[spread]] if ends and spread in ranges else []
    if name in CHANCE_IS_ZERO:
        parts.append("0 is chance")
    return f" ({'; '.join(parts)})" if parts else ""


def explain_ranges(figures: Figures) -> str:
    """Return a sentence on what the ends of the ranges are, or why there are no ranges."""
    if figures.units and not figures.participants:
        return OLDER_RUN
    if figures.spread is Spread.NONE and figures.participants > 1:
        return NO_RESAMPLES
    return RANGE_MEANINGS[figures.spread]


def is_no_better_than_chance(measured: Measurement | None) -> bool:
    """Return whether more than one in twenty shuffled codings reach a score.

    In older runs, where nothing was shuffled, a score that is corrected for chance and below .05 counts as such.
    """
    if measured is None or measured.value is None:
        return False
    return round(measured.value, 2) < SIGNIFICANCE if measured.beyond is None else measured.beyond > SIGNIFICANCE


def _format_p(measured: Measurement) -> str:
    share = measured.beyond or 0.0
    # If no shuffle reaches the value, more shuffles could give a smaller share.
    sign = "≤" if measured.shuffles and share * (1 + measured.shuffles) < 1.5 else "="  # noqa: PLR2004 - one, but for rounding
    return f"p {sign} {share:.3f}" if share >= 0.001 else "p < 0.001"  # noqa: PLR2004 - the last digit printed
