"""Saturation of a study: interviews in shuffled orders, themes looked for anew in each prefix of them.

Which themes of a rediscovery are new, compared with all that was found in fewer interviews.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import SaturationSettings
from thememiner.records import Saturation, SaturationCurve
from thememiner.saturation.curve import summarise_orders, finding, notes, count_themes_seen, why_undefined
from thememiner.saturation.design import Interviews, RediscoveryPlan, group_interviews, plan_rediscoveries

DEFAULTS = SaturationSettings()
Rediscover = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]
"""Given the places of units in the table, ascending, returns the theme of each, -1 where it has none."""
MIN_SHARE_CONTINUED = 1 / 2
"""An earlier theme goes on in a later one that holds at least this share of its units."""
MIN_SHARE_CONTAINED = 1 / 3
"""A later theme is part of an earlier one that holds at least this share of the later one's units. Lower than a half,
because after a base of four and a run of two a third of all units has only just come in."""
MAX_SHARE_OF_THEME = 1 / 2
"""What holds more than this share of all units that had a theme tells nothing apart: no theme is known for being part
of it."""


def compute_saturation(
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
    interviews = group_interviews(units)
    reason = why_undefined(interviews, settings, any_themes=bool(units["subtheme_id"].notna().any()))
    if reason:
        return _record(interviews, settings, sentence=f"Saturation is not defined: {reason}")
    sizes = {"base_size": settings.base_size, "run_length": settings.run_length}
    planned = plan_rediscoveries(len(interviews), len(units), orders=settings.orders, **sizes)
    orders = _shuffle_interviews(interviews, planned.orders, seed)
    whole = rediscover(np.arange(len(units)))
    rediscovered = _count_rediscovered(orders, interviews, planned, rediscover, whole, on_step)
    looked_up = [count_themes_seen(_themes_by_interview(order, interviews, units)) for order in orders]
    measured = _record(
        interviews,
        settings,
        orders=len(orders),
        rediscovered=summarise_orders(rediscovered, threshold=settings.threshold, **sizes),
        looked_up=summarise_orders(looked_up, threshold=settings.threshold, **sizes),
        single_participant=_count_single_participant(whole, units["participant"]),
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


def _shuffle_interviews(interviews: Interviews, orders: int, seed: int) -> list[list[str]]:
    """Return the names of the interviews in so many orders."""
    random = np.random.default_rng(seed)
    names = sorted(interviews.rows)
    return [[names[place] for place in random.permutation(len(names))] for _ in range(orders)]


def _count_rediscovered(
    orders: Sequence[Sequence[str]],
    interviews: Interviews,
    planned: RediscoveryPlan,
    rediscover: Rediscover,
    whole: npt.NDArray[np.int64],
    on_step: Callable[[int, int], None],
) -> list[dict[int, int]]:
    """Return for each order how many themes had been seen after so many interviews."""
    counts: list[dict[int, int]] = []
    total = len(orders) * len(planned.prefixes)
    for order in orders:
        discoveries = ThemeHistory()
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


def _themes_by_interview(order: Sequence[str], interviews: Interviews, units: pd.DataFrame) -> list[set[str]]:
    """Return the themes of the whole corpus that occur in each interview, as first or second code."""
    first, second = units["subtheme_id"], units["second_subtheme_id"]
    rows = [interviews.rows[name] for name in order]
    return [{*first.iloc[places].dropna(), *second.iloc[places].dropna()} for places in rows]


def _count_single_participant(labels: npt.NDArray[np.int64], participants: pd.Series) -> int:
    """Return how many themes a single participant alone holds; where nobody is named, nobody can tell."""
    themes = participants[labels >= 0].groupby(labels[labels >= 0])
    return sum(len(set(people)) == 1 and bool(people.notna().all()) for _, people in themes)


class ThemeHistory:
    """Themes found so far in one order of interviews; what is in them only grows.

    A theme is *known* if an earlier theme goes on in it (alone, or merged with others), or if it is part of an earlier
    theme (which has split); else it is new. Themes of the same rediscovery are not compared with each other.
    """

    def __init__(self) -> None:
        self._earlier: list[npt.NDArray[np.int64]] = []
        self.seen = 0
        """Different themes so far."""

    def add(self, labels: npt.NDArray[np.int64]) -> int:
        """Take in a rediscovery, and return how many of its themes are new.

        ``labels`` has an entry for each unit of the corpus, always in the same order: its theme, -1 where the unit is
        not among the interviews yet, or has no theme.
        """
        known = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.bool_)
        for earlier in self._earlier:
            known |= _is_known(labels, earlier, len(known))
        self._earlier.append(labels)
        present = np.isin(np.arange(len(known)), labels)
        new = int((present & ~known).sum())
        self.seen += new
        return new


def _is_known(later: npt.NDArray[np.int64], earlier: npt.NDArray[np.int64], themes: int) -> npt.NDArray[np.bool_]:
    """Return which of the later themes an earlier rediscovery knew, shape (themes,)."""
    sizes = np.bincount(later[later >= 0], minlength=themes)
    earlier_sizes = np.bincount(earlier[earlier >= 0])
    both = (later >= 0) & (earlier >= 0)
    shared = np.zeros((themes, len(earlier_sizes)), dtype=np.int64)
    np.add.at(shared, (later[both], earlier[both]), 1)
    goes_on = (shared > 0) & (shared >= MIN_SHARE_CONTINUED * earlier_sizes)
    narrow = earlier_sizes <= MAX_SHARE_OF_THEME * earlier_sizes.sum()
    is_part = (shared > 0) & (shared >= MIN_SHARE_CONTAINED * sizes[:, np.newaxis]) & narrow
    known: npt.NDArray[np.bool_] = (goes_on | is_part).any(axis=1)
    return known
