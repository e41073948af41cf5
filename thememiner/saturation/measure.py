"""Measure saturation: search themes again in the first interviews of shuffled orders, and count the new themes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import SaturationSettings
from thememiner.phrasing import (
    describe_saturation,
    describe_undefined,
    explain_few_interviews,
    explain_few_units,
    explain_no_themes,
    explain_single_interview,
    note_limited_orders,
    note_looked_up,
    note_rediscovery,
    note_repeated_interviews,
    note_single_participant,
    note_small_base,
)
from thememiner.records import Saturation, SaturationCurve, person_index
from thememiner.saturation.curve import count_themes_seen, summarise_orders
from thememiner.saturation.design import Interviews, RediscoveryPlan, group_interviews, plan_rediscoveries

DEFAULTS = SaturationSettings()
Rediscover = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]
"""Takes ascending rows of units in the table, and returns the theme of each, -1 for none."""
MIN_BASE_UNITS = 10
"""Units that a base needs to show themes, as many as a whole corpus needs (``DiscoverySettings.min_units``)."""
MIN_SHARE_CONTINUED = 1 / 2
"""An earlier theme continues in a later one that contains at least this share of its units."""
MIN_SHARE_CONTAINED = 1 / 3
"""A later theme is part of an earlier one that contains at least this share of the later theme's units. It is less than
a half, because after a base of four and a run of two a third of all units is new."""
MAX_SHARE_OF_THEME = 1 / 2
"""A theme with more than this share of all units with a theme is too broad: being part of it does not make a theme
known."""


def compute_saturation(
    units: pd.DataFrame,
    rediscover: Rediscover,
    *,
    settings: SaturationSettings = DEFAULTS,
    seed: int = 0,
    on_step: Callable[[int, int], None] = lambda _done, _total: None,
) -> Saturation:
    """Measure how many new themes the last interviews added.

    ``units`` are the kept units, with the columns ``doc_id``, ``participant``, and ``subtheme_id`` and
    ``second_subtheme_id`` for the themes of the whole corpus. ``rediscover`` searches themes in some of them. The same
    rows in the same order with the same seed give the same result. ``on_step`` is called with the number of searches
    done and in all. With too few interviews, too few units in them or no themes, both curves are None, and the
    sentence says why.
    """
    interviews = group_interviews(units)
    reason = _why_undefined(interviews, settings, has_themes=bool(units["subtheme_id"].notna().any()))
    if reason:
        return _record(interviews, settings, sentence=describe_undefined(reason))
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
        single_participant=_count_single_participant(whole, person_index(units).of_units),
    )
    themes = len(np.unique(whole[whole >= 0]))
    return replace(
        measured,
        sentence=describe_saturation(measured),
        notes=_notes(measured, planned, themes=themes, orders_asked=settings.orders),
    )


def _why_undefined(interviews: Interviews, settings: SaturationSettings, *, has_themes: bool) -> str | None:
    """Return why saturation is not defined for these interviews; None if it is."""
    counted, sizes = interviews.counted, {"base_size": settings.base_size, "run_length": settings.run_length}
    if len(interviews) == 1:
        return explain_single_interview(counted)
    if len(interviews) < settings.base_size + settings.run_length:
        return explain_few_interviews(counted, len(interviews), **sizes)
    units = sum(len(rows) for rows in interviews.rows.values()) * settings.base_size / len(interviews)
    if units < MIN_BASE_UNITS:
        return explain_few_units(counted, units, base_size=settings.base_size)
    return None if has_themes else explain_no_themes()


def _notes(measured: Saturation, planned: RediscoveryPlan, *, themes: int, orders_asked: int) -> tuple[str, ...]:
    """Return what to know when reading the numbers; ``themes`` is how many were found in all interviews."""
    notes = [
        note_rediscovery(measured, planned.prefixes[1]),
        note_single_participant(measured, themes),
        note_looked_up(measured),
    ]
    if measured.counted == "participants":
        notes.append(note_repeated_interviews())
    if planned.orders < orders_asked or planned.gaps:
        searches = planned.orders * (len(planned.prefixes) - 1) + 1
        notes.append(note_limited_orders(planned.orders, orders_asked, searches, has_gaps=planned.gaps))
    base = measured.rediscovered.points[0].themes if measured.rediscovered else 0
    if 0 < measured.threshold * base < 1:
        notes.append(note_small_base(base))
    return tuple(notes)


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
    """Return the names of the interviews in a number of random orders."""
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
    """Return for each order how many themes were seen after each number of interviews of the plan."""
    counts: list[dict[int, int]] = []
    total = len(orders) * len(planned.prefixes)
    for order in orders:
        history = ThemeHistory()
        seen = {}
        for number in planned.prefixes:
            labels = whole
            if number < len(order):
                rows = np.sort(np.concatenate([interviews.rows[name] for name in order[:number]]))
                labels = np.full(len(whole), -1, dtype=np.int64)
                labels[rows] = rediscover(rows)
            history.add(labels)
            seen[number] = history.count
            on_step(len(counts) * len(planned.prefixes) + len(seen), total)
        counts.append(seen)
    return counts


def _themes_by_interview(order: Sequence[str], interviews: Interviews, units: pd.DataFrame) -> list[set[str]]:
    """Return the themes of the whole corpus in each interview, as first or second code."""
    first, second = units["subtheme_id"], units["second_subtheme_id"]
    rows = [interviews.rows[name] for name in order]
    return [{*first.iloc[places].dropna(), *second.iloc[places].dropna()} for places in rows]


def _count_single_participant(labels: npt.NDArray[np.int64], persons: npt.NDArray[np.int64]) -> int:
    """Count the themes whose units are all of one person."""
    by_theme = pd.Series(persons[labels >= 0]).groupby(labels[labels >= 0])
    return sum(len(set(people)) == 1 for _, people in by_theme)


class ThemeHistory:
    """The themes found so far in one order of interviews, to which only interviews are added.

    A theme is known if an earlier theme continues in it (alone, or merged with others), or if it is part of an earlier
    theme (which was split); otherwise it is new. Themes of the same search are not compared with each other.
    """

    def __init__(self) -> None:
        self._earlier: list[npt.NDArray[np.int64]] = []
        self.count = 0
        """Number of different themes so far."""

    def add(self, labels: npt.NDArray[np.int64]) -> int:
        """Add the themes of a search, and return how many of them are new.

        ``labels`` has the theme of each unit of the corpus, always in the same order, and -1 for a unit without a theme
        or of an interview that is not included yet.
        """
        known = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.bool_)
        for earlier in self._earlier:
            known |= _is_known(labels, earlier, len(known))
        self._earlier.append(labels)
        present = np.isin(np.arange(len(known)), labels)
        new = int((present & ~known).sum())
        self.count += new
        return new


def _is_known(later: npt.NDArray[np.int64], earlier: npt.NDArray[np.int64], themes: int) -> npt.NDArray[np.bool_]:
    """Return which of the later themes are known from an earlier search, shape (themes,)."""
    sizes = np.bincount(later[later >= 0], minlength=themes)
    earlier_sizes = np.bincount(earlier[earlier >= 0])
    both = (later >= 0) & (earlier >= 0)
    shared = np.zeros((themes, len(earlier_sizes)), dtype=np.int64)
    np.add.at(shared, (later[both], earlier[both]), 1)
    is_continued = (shared > 0) & (shared >= MIN_SHARE_CONTINUED * earlier_sizes)
    is_narrow = earlier_sizes <= MAX_SHARE_OF_THEME * earlier_sizes.sum()
    is_part = (shared > 0) & (shared >= MIN_SHARE_CONTAINED * sizes[:, np.newaxis]) & is_narrow
    known: npt.NDArray[np.bool_] = (is_continued | is_part).any(axis=1)
    return known
