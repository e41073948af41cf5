"""The scores of agreement, with ranges over resampled participants and with the level of chance."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

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
from thememiner.comparison.contingency import NEGLIGIBLE, GroupPair, Values, Weights
from thememiner.comparison.overlap_metrics import (
    b_cubed_f1,
    b_cubed_precision,
    b_cubed_recall,
    coverage,
    matched_f1,
    novelty,
    omega_index,
)
from thememiner.config import ComparisonSettings
from thememiner.phrasing import WhyUndefined
from thememiner.records import Basis, Figures, MatchedBy, Measurement, Spread

MIN_PERSONS_FOR_INTERVAL = 8
"""Fewer participants are too few for a bootstrap interval."""
COSTLY_FRACTION = 5
"""A costly score is computed for this fraction of the draws and shuffles."""
PERCENTILES = (2.5, 97.5)
DECIMALS = 9
"""Decimals of a figure. Further ones differ between processors."""
MAX_UNDEFINED = 0.05
"""Above this share of undefined draws, a range would describe a selection of the draws."""
MIN_SHUFFLES = 19
"""With fewer shuffles, the share that reaches the value could not be as small as one in twenty."""
NO_UNIT = {Basis.LOOKED_AT: WhyUndefined.NO_UNIT_LOOKED_AT, Basis.CODED: WhyUndefined.NO_UNIT_CODED}


class Score(NamedTuple):
    """A score of agreement, with the properties that tests check."""

    name: str
    """Its title and meaning are in ``phrasing``."""
    values: Callable[[GroupPair, Weights], Values]
    """The score in each draw of participants, NaN where it is undefined."""
    lowest: float
    """No value lies below."""
    symmetric: bool
    """Exchanging the codings changes nothing."""
    chance_corrected: bool
    """About 0 for unrelated codings."""
    first_code_only: bool
    """Uses only the first code of each unit."""
    after_matching: bool = False
    """Depends on which codes count as the same, and is corrected by what shuffles reach after matching by units."""
    costly: bool = False
    """Is computed for fewer draws."""
    best: float = 1
    """Its value for equal codings: 1, or 0 if lower is better."""
    ranged: bool = True
    """Has a range over draws. False if a rule with minimum counts decides, since units drawn twice count twice."""
    undefined: WhyUndefined = WhyUndefined.TRIVIAL
    """Why there may be no value for two units or more."""


SCORES = (
    Score("ami", adjusted_mutual_information, -1, True, True, True, costly=True),
    Score("ari", adjusted_rand, -0.5, True, True, True),
    Score("homogeneity", homogeneity, 0, False, False, True),
    Score("completeness", completeness, 0, False, False, True),
    Score("v_measure", v_measure, 0, True, False, True),
    Score("b_cubed_precision", b_cubed_precision, 0, False, False, False, costly=True),
    Score("b_cubed_recall", b_cubed_recall, 0, False, False, False, costly=True),
    Score("b_cubed_f1", b_cubed_f1, 0, True, False, False, costly=True),
    Score("omega", omega_index, -1, True, True, False, costly=True),
    Score("kappa", cohens_kappa, -1, True, True, True, after_matching=True),
    Score("kappa_merged", kappa_of_merged, -1, False, True, True, after_matching=True),
    Score("alpha", krippendorffs_alpha, -1, True, True, True, after_matching=True),
    Score(
        *("alpha_masi", alpha_masi, -1, True, True, False),
        after_matching=True,
        costly=True,
    ),
    Score("ac1", gwets_ac1, -1, True, True, True, after_matching=True),
    Score("brennan_prediger", brennan_prediger, -1, True, True, True, after_matching=True),
    Score("matched_f1", matched_f1, 0, False, False, False, undefined=WhyUndefined.NO_CODE),
    Score(
        *("coverage", coverage, 0, False, False, False),
        costly=True,
        ranged=False,
        undefined=WhyUndefined.NO_CODE,
    ),
    Score(
        *("novelty", novelty, 0, False, False, False),
        costly=True,
        best=0,
        ranged=False,
        undefined=WhyUndefined.NO_CODE,
    ),
)
"""In the order of the files that store them."""


class ParticipantDraws(NamedTuple):
    """Resampled participants, and what a range over the draws means."""

    weights: Weights
    spread: Spread


def measure_agreement(
    pair: GroupPair, basis: Basis, *, settings: ComparisonSettings, seed: int, names: Collection[str] | None = None
) -> Figures:
    """Return every score, or those in ``names``, with its range and its level of chance.

    With at least 8 participants the range is a 95 % bootstrap interval. Participants, not units, are resampled,
    because the units of one person are not independent (the cluster bootstrap: Field and Welsh 2007, Journal of the
    Royal Statistical Society B 69, section 3.2). The percentiles are shifted so that the median draw equals the value:
    units that are drawn twice agree with themselves, which raises most scores (Efron and Tibshirani 1993, An
    Introduction to the Bootstrap, chapter 10). They are widened, because with few people they are too narrow
    (Hesterberg 2015, The American Statistician 69, expanded percentile intervals). With fewer participants, the range
    is that of the values with one participant left out. With ``settings.resamples`` 0 there is no range.

    The level of chance is the mean over shuffles of the proposed codes among all units. From 19 shuffles on, the share
    of shuffles that reach the value is given. Scores that depend on a matching by units are corrected by the level of
    chance: (value - mean) / (1 - mean). They are undefined with ``settings.shuffles`` 0.
    """
    draws = draw_participants(pair, settings.resamples, np.random.default_rng(seed))
    wanted = [score for score in SCORES if names is None or score.name in names]
    number = settings.shuffles if pair.units else 0
    with threadpool_limits(limits=1):  # the tables are small, and further threads would only wait
        shuffled = _scores_of_shuffles(wanted, pair, number, np.random.default_rng(seed))
        measured = {
            score.name: _measure_score(score, pair, draws, shuffled[score.name], NO_UNIT[basis]) for score in wanted
        }
    return Figures(basis, pair.units, pair.unit_weights.shape[1] if pair.units else 0, draws.spread, measured)


def measure_values(pair: GroupPair, names: Collection[str], *, shuffles: int, seed: int) -> dict[str, float | None]:
    """Return the values of ``measure_agreement`` alone, of the scores in ``names``.

    Only the scores that are corrected by the level of chance need shuffles.
    """
    wanted = [score for score in SCORES if score.name in names]
    corrected = [score for score in wanted if _is_corrected(score, pair)]
    shuffled = _scores_of_shuffles(corrected, pair, shuffles if corrected else 0, np.random.default_rng(seed))
    no_draws, no_shuffles = draw_participants(pair, 0, np.random.default_rng(seed)), np.zeros(0)
    return {
        score.name: _measure_score(
            score, pair, no_draws, shuffled.get(score.name, no_shuffles), NO_UNIT[Basis.LOOKED_AT]
        ).value
        for score in wanted
    }


def draw_participants(pair: GroupPair, number: int, random: np.random.Generator) -> ParticipantDraws:
    """Resample participants ``number`` times, or leave each out once if there are few; no draws if ``number`` is 0."""
    persons = pair.unit_weights.shape[1]
    if persons >= MIN_PERSONS_FOR_INTERVAL and number:
        return ParticipantDraws(
            random.multinomial(persons, np.full(persons, 1 / persons), size=number), Spread.INTERVAL
        )
    if persons > 1 and number:
        return ParticipantDraws(1 - np.eye(persons, dtype=np.int64), Spread.LEAVE_ONE_OUT)
    return ParticipantDraws(np.zeros((0, persons), dtype=np.int64), Spread.NONE)


def _scores_of_shuffles(
    wanted: Sequence[Score], pair: GroupPair, number: int, random: np.random.Generator
) -> dict[str, Values]:
    """Return each score for ``number`` shuffles of the proposed codes, without undefined values."""
    by_score: dict[str, list[float]] = {score.name: [] for score in wanted}
    for shuffle in range(number):
        shuffled = pair.shuffle(random)  # one at a time, since each needs as much memory as the pair itself
        for score in wanted:
            if shuffle < _draws_for(number, score):
                by_score[score.name].append(_score_value(score, shuffled))
    values = {name: np.array(own, dtype=np.float64) for name, own in by_score.items()}
    return {name: own[~np.isnan(own)] for name, own in values.items()}


def _measure_score(
    score: Score, pair: GroupPair, draws: ParticipantDraws, shuffled: Values, no_unit: WhyUndefined
) -> Measurement:
    raw = _score_value(score, pair)
    if np.isnan(raw):
        return Measurement(None, {0: no_unit, 1: WhyUndefined.ONE_UNIT}.get(pair.units, score.undefined).value)
    by_chance = float(shuffled.mean()) if len(shuffled) else None
    lift = by_chance if _is_corrected(score, pair) else 0.0
    if lift is None or lift > 1 - 1e-9:
        return Measurement(None, (WhyUndefined.NOT_SHUFFLED if lift is None else WhyUndefined.SHUFFLES_AGREE).value)
    low, high = _score_range(score, pair, draws, raw)
    return Measurement(
        value=_without_chance(raw, lift),
        low=None if low is None else _without_chance(low, lift),
        high=None if high is None else _without_chance(high, lift),
        by_chance=None if by_chance is None else round(by_chance, DECIMALS),
        beyond=_share_of_shuffles_reaching(raw, shuffled, score) if len(shuffled) >= MIN_SHUFFLES else None,
        shuffles=len(shuffled),
    )


def _is_corrected(score: Score, pair: GroupPair) -> bool:
    return score.after_matching and pair.matching.by is MatchedBy.OVERLAP


def _share_of_shuffles_reaching(value: float, shuffled: Values, score: Score) -> float:
    sign = 1 if score.best else -1
    reached = int((sign * (shuffled - value) >= -NEGLIGIBLE).sum())
    return (1 + reached) / (1 + len(shuffled))


def _score_value(score: Score, pair: GroupPair) -> float:
    return float(score.values(pair, pair.unit_weights)[0]) if pair.units else np.nan


def _score_range(
    score: Score, pair: GroupPair, draws: ParticipantDraws, value: float
) -> tuple[float | None, float | None]:
    if not score.ranged or not len(draws.weights):
        return None, None
    number = _draws_for(len(draws.weights), score) if draws.spread is Spread.INTERVAL else len(draws.weights)
    values = score.values(pair, draws.weights[:number])
    defined = values[~np.isnan(values)]
    if len(defined) < (1 - MAX_UNDEFINED) * len(values):
        return None, None
    if draws.spread is Spread.LEAVE_ONE_OUT:
        return min(float(defined.min()), value), max(float(defined.max()), value)
    low, middle, high = np.percentile(defined, [PERCENTILES[0], 50, PERCENTILES[1]])
    widening = _interval_widening(draws.weights.shape[1])
    ends = np.clip([value + widening * (low - middle), value + widening * (high - middle)], score.lowest, 1)
    return float(ends[0]), float(ends[1])


def _interval_widening(persons: int) -> float:
    """Return the factor that corrects percentiles of few persons: Student's t / normal, times sqrt(n / (n - 1))."""
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - heavy, and needed for ranges only

    return float(
        stdtrit(persons - 1, PERCENTILES[1] / 100) / ndtri(PERCENTILES[1] / 100) * np.sqrt(persons / (persons - 1))
    )


def _draws_for(draws: int, score: Score) -> int:
    return max(draws // COSTLY_FRACTION, 1) if score.costly else draws


def _without_chance(value: float, lift: float) -> float:
    return round((value - lift) / (1 - lift), DECIMALS)
