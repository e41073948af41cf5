"""Saturation of a study: interviews in shuffled orders, themes looked for anew in each prefix of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import SaturationSettings
from thememiner.records import Saturation, SaturationCurve
from thememiner.saturation.figures import curve_over, themes_seen
from thememiner.saturation.interviews import Interviews, interviews_in
from thememiner.saturation.novelty import Discoveries
from thememiner.saturation.planning import Plan, plan
from thememiner.saturation.wording import finding, notes, why_undefined

DEFAULTS = SaturationSettings()
Rediscover = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]
"""Given the places of units in the table, ascending, returns the theme of each, -1 where it has none."""


def measure(
    units: pd.DataFrame,
    rediscover: Rediscover,
    *,
    settings: SaturationSettings = DEFAULTS,
    seed: int = 0,
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
) -> Saturation:
    """Measure how much the last interviews still added.

    ``units`` are those that take part in discovery, with the columns ``doc_id``, ``participant``, ``subtheme_id`` and
    ``second_subtheme_id``, which tell the themes of the whole corpus. The same rows in the same order and the same
    seed give the same answer; it is told how many of the rediscoveries are done. With too few interviews, too little
    text in them or no themes, both curves are None, and the sentence says why.
    """
    interviews = interviews_in(units)
    reason = why_undefined(interviews, settings, any_themes=bool(units["subtheme_id"].notna().any()))
    if reason:
        return _record(interviews, settings, sentence=f"Saturation is not defined: {reason}")
    sizes = {"base_size": settings.base_size, "run_length": settings.run_length}
    planned = plan(len(interviews), len(units), orders=settings.orders, **sizes)
    orders = _shuffled(interviews, planned.orders, seed)
    whole = rediscover(np.arange(len(units)))
    rediscovered = _rediscovered(orders, interviews, planned, rediscover, whole, on_step)
    looked_up = [themes_seen(_themes(order, interviews, units)) for order in orders]
    measured = _record(
        interviews,
        settings,
        orders=len(orders),
        rediscovered=curve_over(rediscovered, threshold=settings.threshold, **sizes),
        looked_up=curve_over(looked_up, threshold=settings.threshold, **sizes),
        single_participant=_of_one_participant(whole, units["participant"]),
    )
    themes = len(np.unique(whole[whole >= 0]))
    return replace(
        measured,
        sentence=finding(measured),
        notes=notes(measured, planned, themes=themes, orders_asked=settings.orders),
    )


def _record(
    interviews: Interviews,
    settings: SaturationSettings,
    *,
    orders: int = 0,
    rediscovered: SaturationCurve | None = None,
    looked_up: SaturationCurve | None = None,
    single_participant: int = 0,
    sentence: str = "",
) -> Saturation:
    return Saturation(
        counted=interviews.counted,
        interviews=len(interviews),
        base_size=settings.base_size,
        run_length=settings.run_length,
        threshold=settings.threshold,
        orders=orders,
        rediscovered=rediscovered,
        looked_up=looked_up,
        single_participant=single_participant,
        sentence=sentence,
    )


def _shuffled(interviews: Interviews, orders: int, seed: int) -> list[list[str]]:
    """Return the names of the interviews in so many orders."""
    random = np.random.default_rng(seed)
    names = sorted(interviews.rows)
    return [[names[place] for place in random.permutation(len(names))] for _ in range(orders)]


def _rediscovered(
    orders: Sequence[Sequence[str]],
    interviews: Interviews,
    planned: Plan,
    rediscover: Rediscover,
    whole: npt.NDArray[np.int64],
    on_step: Callable[[int, int], None],
) -> list[dict[int, int]]:
    """Return for each order how many themes had been seen after so many interviews."""
    counts: list[dict[int, int]] = []
    total = len(orders) * len(planned.prefixes)
    for order in orders:
        discoveries = Discoveries()
        seen = {}
        for number in planned.prefixes:
            labels = whole
            if number < len(order):
                rows = np.sort(np.concatenate([interviews.rows[name] for name in order[:number]]))
                labels = np.full(len(whole), -1, dtype=np.int64)
                labels[rows] = rediscover(rows)
            discoveries.add(labels)
            seen[number] = discoveries.seen
            on_step(len(counts) * len(planned.prefixes) + len(seen), total)
        counts.append(seen)
    return counts


def _themes(order: Sequence[str], interviews: Interviews, units: pd.DataFrame) -> list[set[str]]:
    """Return the themes of the whole corpus that occur in each interview, as first or second code."""
    first, second = units["subtheme_id"], units["second_subtheme_id"]
    rows = [interviews.rows[name] for name in order]
    return [{*first.iloc[places].dropna(), *second.iloc[places].dropna()} for places in rows]


def _of_one_participant(labels: npt.NDArray[np.int64], participants: pd.Series) -> int:
    """Return how many themes a single participant alone holds; where nobody is named, nobody can tell."""
    themes = participants[labels >= 0].groupby(labels[labels >= 0])
    return sum(len(set(people)) == 1 and bool(people.notna().all()) for _, people in themes)
