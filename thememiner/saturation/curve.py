"""The published figures: new themes of a run of interviews as a share of the themes of the base.

Guest, Namey & Chen (2020), A simple method to assess and report thematic saturation in qualitative research, PLoS ONE
15(5): e0232076, doi 10.1371/journal.pone.0232076. What was seen is a mapping throughout: how many different themes
after how many interviews; numbers of interviews at which nobody counted are left out.

Saturation in words: what was found, why there is nothing to find, and what to know when reading the figures.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import inf
from statistics import median, median_high

from thememiner.config import SaturationSettings
from thememiner.records import Saturation, SaturationCurve, SaturationPoint
from thememiner.saturation.design import Interviews, RediscoveryPlan

FEW_UNITS = 10
"""Units that a base must have to carry themes; as for a whole corpus (``DiscoverySettings.min_units``)."""
ONE_INTERVIEW = "all documents of a participant count as one interview"


def count_themes_seen(interviews: Sequence[Collection[Hashable]]) -> dict[int, int]:
    """Return how many different themes had been seen after 1, 2 … interviews, each given with its themes."""
    seen: set[Hashable] = set()
    counts = {}
    for number, themes in enumerate(interviews, start=1):
        seen.update(themes)
        counts[number] = len(seen)
    return counts


def share_of_new_themes(seen: Mapping[int, int], *, base_size: int, run_length: int) -> dict[int, float | None]:
    """Return the new information of each run by the number of interviews with which it ends, in ascending order.

    It is the themes first seen in the run over the themes of the base; 1 or more are possible. None if the base has no
    theme. A run is there if it was counted before its first and after its last interview, and none reaches into the
    base; where each interview was counted, runs overlap, as they do in the paper.
    """
    base = seen.get(base_size, 0)
    runs = [(end - run_length, end) for end in sorted(seen) if end - run_length >= base_size]
    return {end: (seen[end] - seen[start]) / base if base else None for start, end in runs if start in seen}


def find_saturation_point(new: Mapping[int, float | None], *, run_length: int, threshold: float) -> int | None:
    """Return after how many interviews a run followed with no more new information than the threshold, 0 to 1.

    The run itself is not counted: 6, and a run of 2, is published as "6+2". None if there was no such run.
    """
    ends = (end for end, share in sorted(new.items()) if share is not None and share <= threshold)
    first = next(ends, None)
    return None if first is None else first - run_length


def summarise_orders(
    orders: Sequence[Mapping[int, int]], *, base_size: int, run_length: int, threshold: float
) -> SaturationCurve:
    """Return medians and ranges over shuffled orders, all counted at the same numbers of interviews, at least one."""
    news = [share_of_new_themes(seen, base_size=base_size, run_length=run_length) for seen in orders]
    found = [find_saturation_point(new, run_length=run_length, threshold=threshold) for new in news]
    reached = [number for number in found if number is not None]
    middle = median_high(inf if number is None else number for number in found)
    return SaturationCurve(
        points=tuple(_point(number, orders, news) for number in sorted(orders[0]) if number >= base_size),
        reached_at=None if middle == inf else int(middle),
        reached_low=min(reached, default=None),
        reached_high=max(reached, default=None),
        reached_in=len(reached) / len(orders),
    )


def _point(
    number: int, orders: Sequence[Mapping[int, int]], news: Sequence[Mapping[int, float | None]]
) -> SaturationPoint:
    seen = [counts[number] for counts in orders]
    shares = [share for new in news if (share := new.get(number)) is not None]
    return SaturationPoint(
        interviews=number,
        themes=float(median(seen)),  # of an odd number of orders it is a whole number, and another text in a file
        low=min(seen),
        high=max(seen),
        new=median(shares) if 2 * len(shares) >= len(orders) else None,
    )


def why_undefined(interviews: Interviews, settings: SaturationSettings, *, any_themes: bool) -> str | None:
    """Return why saturation is not defined for these interviews; None if it is."""
    needed = settings.base_size + settings.run_length
    counted = interviews.counted
    if len(interviews) == 1:
        return f"all units are from a single {counted.removesuffix('s')}."
    if len(interviews) < needed:
        few = f"a base of {settings.base_size} and a run of {settings.run_length} need {needed} {counted}"
        one = f" ({ONE_INTERVIEW})" if counted == "participants" else ""
        return f"{few}, and there are {len(interviews)}{one}."
    units = sum(len(rows) for rows in interviews.rows.values()) * settings.base_size / len(interviews)
    if units < FEW_UNITS:
        return f"about {units:.0f} units, what {settings.base_size} of these {counted} have together, show no theme."
    return None if any_themes else "no themes were found."


def finding(measured: Saturation) -> str:
    """Return in a sentence where saturation was reached, or that it was not."""
    curve = measured.rediscovered
    if curve is None:
        return measured.sentence
    counted = measured.counted
    run = f"{measured.run_length} more" if measured.run_length > 1 else "one more"
    limit = f"at most {100 * measured.threshold:.3g} % as many as the first {measured.base_size} had"
    added = f"{run} added no theme" if measured.threshold == 0 else f"{run} added few themes ({limit})"
    times = round(curve.reached_in * measured.orders)
    if curve.reached_at is None:
        orders = f"{f'only {times}' if times else 'none'} of {_orders(measured)}"
        where = f"in {orders} came a point after which {added}"
        return f"No saturation within {measured.interviews} {counted}: {where}."
    low, high = curve.reached_low, curve.reached_high
    spread = f"after {low} to {high}" if low != high else f"all after {low}"
    return (
        f"Saturation at {measured.notation} {counted}: after {curve.reached_at}, {added}. This is the median of "
        f"{_orders(measured)}, of which {times} came to such a point, {spread}."
    )


def _orders(measured: Saturation) -> str:
    return f"{measured.orders} shuffled order{'' if measured.orders == 1 else 's'}"


def notes(measured: Saturation, planned: RediscoveryPlan, *, themes: int, orders_asked: int) -> tuple[str, ...]:
    """Return what to know when reading the figures; ``themes`` are those rediscovered in the whole corpus."""
    single = measured.single_participant
    found = [
        (
            f"Themes were looked for anew in the first {measured.base_size}, {planned.prefixes[1]} … "
            f"{measured.interviews} {measured.counted}, by a few resamples each time (at most four), not by the many "
            "that this run's themes come from. A theme is new if no earlier theme goes on in it and it is part of none."
        ),
        (
            f"Of the {themes} themes found in all {measured.counted} in this way, a single participant alone holds "
            f"{single}. They count, too: the next interview may say the same."
        ),
        _about_looking_up(measured),
    ]
    if measured.counted == "participants":
        found.append(f"Some people were met several times; {ONE_INTERVIEW}.")
    if planned.orders < orders_asked or planned.gaps:
        found.append(_about_bounds(planned, orders_asked))
    base = measured.rediscovered.points[0].themes if measured.rediscovered else 0
    if 0 < measured.threshold * base < 1:
        found.append(f"The base had {base:g} themes (median): a single new theme is more than the threshold allows.")
    return tuple(found)


def _about_looking_up(measured: Saturation) -> str:
    curve = measured.looked_up
    reached = curve.reached_at if curve else None
    where = "not show saturation" if reached is None else f"show saturation at {reached}+{measured.run_length}"
    return (
        f"The sub-themes of this run, looked up in the first {measured.counted}, would {where}. That flatters: "
        "nobody knew them then, and what is rare is seldom among them."
    )


def _about_bounds(planned: RediscoveryPlan, orders_asked: int) -> str:
    times = planned.orders * (len(planned.prefixes) - 1) + 1
    spread = " Between the runs there are interviews that none of them covers." if planned.gaps else ""
    return (
        f"To bound the work, {planned.orders} of the {orders_asked} orders asked for were gone through, and themes "
        f"were looked for {times} times in all.{spread}"
    )
