"""Saturation curves: new themes of a run of interviews as a share of the themes of the base.

Source: Guest, Namey and Chen (2020), A simple method to assess and report thematic saturation in qualitative research,
PLoS ONE 15(5): e0232076, doi 10.1371/journal.pone.0232076. ``seen`` is always a mapping from a number of interviews to
the number of different themes in them; numbers of interviews that were not counted are missing.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import inf
from statistics import median, median_high

from thememiner.records import SaturationCurve, SaturationPoint


def count_themes_seen(interviews: Sequence[Collection[Hashable]]) -> dict[int, int]:
    """Count the different themes after 1, 2 … interviews; ``interviews`` has the themes of each."""
    so_far: set[Hashable] = set()
    seen = {}
    for number, themes in enumerate(interviews, start=1):
        so_far.update(themes)
        seen[number] = len(so_far)
    return seen


def share_of_new_themes(seen: Mapping[int, int], *, base_size: int, run_length: int) -> dict[int, float | None]:
    """Return the new information of each run by the number of interviews at its end, in ascending order.

    New information is the number of themes first seen in the run, divided by the number of themes of the base; it can
    be 1 or more, and is None if the base has no theme. A run needs counts before its first and after its last
    interview, and does not reach into the base. If every interview was counted, runs overlap, as in the paper.
    """
    base = seen.get(base_size, 0)
    runs = [(end - run_length, end) for end in sorted(seen) if end - run_length >= base_size]
    return {end: (seen[end] - seen[start]) / base if base else None for start, end in runs if start in seen}


def find_saturation_point(new: Mapping[int, float | None], *, run_length: int, threshold: float) -> int | None:
    """Return the number of interviews after which every run has at most ``threshold`` (0 to 1) new information.

    The first of these runs is not counted: 6 interviews and a run of 2 are published as "6+2". The paper stops at the
    first such run, and interviews that are there already may then contradict it; here no later run has more. None if
    the last run has more, or there is no run.
    """
    quiet = None
    for end, share in sorted(new.items(), reverse=True):
        if share is None or share > threshold:
            break
        quiet = end
    return None if quiet is None else quiet - run_length


def summarise_orders(
    orders: Sequence[Mapping[int, int]], *, base_size: int, run_length: int, threshold: float
) -> SaturationCurve:
    """Return medians and ranges over shuffled orders: at least one, all with the same numbers of interviews."""
    news = [share_of_new_themes(seen, base_size=base_size, run_length=run_length) for seen in orders]
    points = [find_saturation_point(new, run_length=run_length, threshold=threshold) for new in news]
    reached = [number for number in points if number is not None]
    middle = median_high(inf if number is None else number for number in points)
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
        themes=float(median(seen)),  # always a float, so that files do not depend on the number of orders
        low=min(seen),
        high=max(seen),
        new=median(shares) if 2 * len(shares) >= len(orders) else None,
    )
