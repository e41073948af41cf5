"""The figures of agreement, in one table with the properties that each must have.

Figures of agreement with how sure they are: people drawn again, and codes shuffled.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from thememiner.comparison.clustering_metrics import (
    adjusted_mutual_information,
    adjusted_rand,
    completeness,
    homogeneity,
    v_measure,
)
from thememiner.comparison.coefficients import (
    alpha_masi,
    brennan_prediger,
    cohens_kappa,
    gwets_ac1,
    kappa_of_merged,
    krippendorffs_alpha,
)
from thememiner.comparison.contingency import NOTHING, GroupPair, Values, Weights
from thememiner.comparison.overlap_metrics import (
    b_cubed_f1,
    b_cubed_precision,
    b_cubed_recall,
    coverage,
    matched_f1,
    novelty,
    omega,
)
from thememiner.config import ComparisonSettings
from thememiner.records import Basis, Figures, Matched, Measured, Spread

NOTHING_BEYOND = (
    "each coding puts all units together, or each unit by itself: there is nothing beyond chance to measure"
)
NO_CODE = "no code is carried by enough of the units compared"
FEWEST_PERSONS = 8
"""With fewer participants an interval would promise what so few cannot tell."""
COSTLY_SHARE = 5
"""A costly score is taken over so many times fewer draws."""
TAILS = (2.5, 97.5)
MOST_UNDEFINED = 0.05
"""Share of draws without value above which a range would be that of a selection."""
FEWEST_SHUFFLES = 19
"""With fewer, no share of them, the value among them, could be as small as one in twenty."""
NO_UNIT = {
    Basis.LOOKED_AT: "no unit is known to have been looked at by both",
    Basis.CODED: "no unit was given a code by both",
}
ONE_UNIT = "a single unit is no pair"
NOT_SHUFFLED = "codes are matched by their units, and without shuffles it is not known what that gives by itself"
AS_WELL = "shuffled codes agree as well: there is nothing beyond chance to measure"


class Score(NamedTuple):
    """A figure of agreement, undefined where nothing can be said."""

    name: str
    title: str
    values: Callable[[GroupPair, Weights], Values]
    """The figure in each draw of people, NaN where it is undefined."""
    lowest: float
    """No value lies below."""
    symmetric: bool
    """Exchanging the codings changes nothing."""
    chance_corrected: bool
    """About 0 for unrelated codings."""
    first_code_only: bool
    """Looks only at each unit's first code."""
    after_matching: bool = False
    """Rests on which codes count as the same. What shuffled codings reach after such matching is taken out."""
    costly: bool = False
    """Is taken over fewer draws."""
    best: float = 1
    """Its value for equal codings; the worst one is on the other side."""
    ranged: bool = True
    """Has a range over draws of people; not where it counts units by a rule, as units drawn twice would count twice."""
    undefined: str = NOTHING_BEYOND
    """Why there is no value for two units or more."""


SCORES = (
    Score("ami", "adjusted mutual information (AMI)", adjusted_mutual_information, -1, True, True, True, costly=True),
    Score("ari", "adjusted Rand index (ARI)", adjusted_rand, -0.5, True, True, True),
    Score("homogeneity", "homogeneity", homogeneity, 0, False, False, True),
    Score("completeness", "completeness", completeness, 0, False, False, True),
    Score("v_measure", "V-measure (the same as NMI)", v_measure, 0, True, False, True),
    Score("b_cubed_precision", "B-cubed precision", b_cubed_precision, 0, False, False, False, costly=True),
    Score("b_cubed_recall", "B-cubed recall", b_cubed_recall, 0, False, False, False, costly=True),
    Score("b_cubed_f1", "B-cubed F1", b_cubed_f1, 0, True, False, False, costly=True),
    Score("omega", "omega index", omega, -1, True, True, False, costly=True),
    Score("kappa", "Cohen's kappa", cohens_kappa, -1, True, True, True, after_matching=True),
    Score("kappa_merged", "Cohen's kappa, parts merged", kappa_of_merged, -1, False, True, True, after_matching=True),
    Score("alpha", "Krippendorff's alpha", krippendorffs_alpha, -1, True, True, True, after_matching=True),
    Score(
        *("alpha_masi", "Krippendorff's alpha over all codes (MASI)", alpha_masi, -1, True, True, False),
        after_matching=True,
        costly=True,
    ),
    Score("ac1", "Gwet's AC1", gwets_ac1, -1, True, True, True, after_matching=True),
    Score(
        "brennan_prediger", "Brennan and Prediger's kappa", brennan_prediger, -1, True, True, True, after_matching=True
    ),
    Score("matched_f1", "mean F1 of matched codes", matched_f1, 0, False, False, False, undefined=NO_CODE),
    Score(
        *("coverage", "codes with a counterpart", coverage, 0, False, False, False),
        costly=True,
        ranged=False,
        undefined=NO_CODE,
    ),
    Score(
        *("novelty", "proposed codes without counterpart", novelty, 0, False, False, False),
        costly=True,
        best=0,
        ranged=False,
        undefined=NO_CODE,
    ),
)
"""In the order in which they are shown."""


class Draws(NamedTuple):
    """Who is in each draw, and what the ends of a range over the draws are."""

    weights: Weights
    spread: Spread


def figures(
    pair: GroupPair, basis: Basis, *, settings: ComparisonSettings, seed: int, names: Collection[str] | None = None
) -> Figures:
    """Return every score of the table, or those named, with its range and with what chance gives.

    With at least 8 participants the range is a 95 % bootstrap interval. Participants, not units, are drawn again,
    because the units of one person are not independent (the cluster bootstrap: Field and Welsh 2007, Journal of the
    Royal Statistical Society B 69, section 3.2). The percentiles are moved so that the median draw lies at the value:
    units that are drawn twice agree with themselves, which lifts most scores (Efron and Tibshirani 1993, An
    Introduction to the Bootstrap, chapter 10). They are widened, as few people make them too narrow (Hesterberg 2015,
    The American Statistician 69, expanded percentile intervals). With fewer participants, it is the range of values
    that leaving out one of them gives. With ``settings.resamples`` 0 there is none.

    What chance gives is the mean over shuffles of the proposed codes among all units; how many of them reach the value
    is told from 19 on. From scores that rest on a
    matching by units it is taken out: (value - mean) / (1 - mean). Where it is not known, with ``settings.shuffles`` 0,
    those are undefined.
    """
    draws = draw(pair, settings.resamples, np.random.default_rng(seed))
    wanted = [score for score in SCORES if names is None or score.name in names]
    shuffled = _shuffled(wanted, pair, settings.shuffles if pair.units else 0, np.random.default_rng(seed))
    found = {score.name: _measured(score, pair, draws, shuffled[score.name], NO_UNIT[basis]) for score in wanted}
    return Figures(basis, pair.units, pair.everyone.shape[1] if pair.units else 0, draws.spread, found)


def draw(pair: GroupPair, number: int, random: np.random.Generator) -> Draws:
    """Draw participants with all their units so many times; none is left out in turn either, if that is 0."""
    persons = pair.everyone.shape[1]
    if persons >= FEWEST_PERSONS and number:
        return Draws(random.multinomial(persons, np.full(persons, 1 / persons), size=number), Spread.INTERVAL)
    if persons > 1 and number:
        return Draws(1 - np.eye(persons, dtype=np.int64), Spread.LEAVE_ONE_OUT)
    return Draws(np.zeros((0, persons), dtype=np.int64), Spread.NONE)


def _shuffled(wanted: Sequence[Score], pair: GroupPair, number: int, random: np.random.Generator) -> dict[str, Values]:
    """Return each score of pairs whose proposed codes were shuffled, where it is defined."""
    found: dict[str, list[float]] = {score.name: [] for score in wanted}
    for turn in range(number):
        dealt = pair.shuffled(random)  # one at a time: each holds as much as the pair itself
        for score in wanted:
            if turn < _number(number, score):
                found[score.name].append(_value(score, dealt))
    values = {name: np.array(own, dtype=np.float64) for name, own in found.items()}
    return {name: own[~np.isnan(own)] for name, own in values.items()}


def _measured(score: Score, pair: GroupPair, draws: Draws, shuffled: Values, no_unit: str) -> Measured:
    raw = _value(score, pair)
    if np.isnan(raw):
        return Measured(None, {0: no_unit, 1: ONE_UNIT}.get(pair.units, score.undefined))
    by_chance = float(shuffled.mean()) if len(shuffled) else None
    lift = by_chance if score.after_matching and pair.matching.by is Matched.OVERLAP else 0.0
    if lift is None or lift > 1 - 1e-9:
        return Measured(None, NOT_SHUFFLED if lift is None else AS_WELL)
    low, high = _range(score, pair, draws, raw)
    return Measured(
        value=_without(raw, lift),
        low=None if low is None else _without(low, lift),
        high=None if high is None else _without(high, lift),
        by_chance=by_chance,
        beyond=_share_that_reach(raw, shuffled, score) if len(shuffled) >= FEWEST_SHUFFLES else None,
        shuffles=len(shuffled),
    )


def _share_that_reach(value: float, shuffled: Values, score: Score) -> float:
    better = 1 if score.best else -1
    reached = int((better * (shuffled - value) >= -NOTHING).sum())
    return (1 + reached) / (1 + len(shuffled))


def _value(score: Score, pair: GroupPair) -> float:
    return float(score.values(pair, pair.everyone)[0]) if pair.units else np.nan


def _range(score: Score, pair: GroupPair, draws: Draws, value: float) -> tuple[float | None, float | None]:
    if not score.ranged:
        return None, None
    chosen = _number(len(draws.weights), score) if draws.spread is Spread.INTERVAL else len(draws.weights)
    values = score.values(pair, draws.weights[:chosen])
    defined = values[~np.isnan(values)]
    if not len(values) or len(defined) < (1 - MOST_UNDEFINED) * len(values):
        return None, None
    if draws.spread is Spread.LEAVE_ONE_OUT:
        return min(float(defined.min()), value), max(float(defined.max()), value)
    low, middle, high = np.percentile(defined, [TAILS[0], 50, TAILS[1]])
    wider = _wider(draws.weights.shape[1])
    moved = np.clip([value + wider * (low - middle), value + wider * (high - middle)], score.lowest, 1)
    return float(moved[0]), float(moved[1])


def _wider(persons: int) -> float:
    """Return by how much few people make percentiles too narrow: Student's t by the normal, and n by n - 1."""
    return float(stdtrit(persons - 1, TAILS[1] / 100) / ndtri(TAILS[1] / 100) * np.sqrt(persons / (persons - 1)))


def _number(draws: int, score: Score) -> int:
    return max(draws // COSTLY_SHARE, 1) if score.costly else draws


def _without(value: float, lift: float) -> float:
    return (value - lift) / (1 - lift)
