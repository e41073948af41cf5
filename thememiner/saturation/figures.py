"""The published figures: new themes of a run of interviews as a share of the themes of the base.

Guest, Namey & Chen (2020), A simple method to assess and report thematic saturation in qualitative research, PLoS ONE
15(5): e0232076, doi 10.1371/journal.pone.0232076. What was seen is a mapping throughout: how many different themes
after how many interviews; numbers of interviews at which nobody counted are left out.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import inf
from statistics import median, median_high

from thememiner.records import SaturationCurve, SaturationPoint


def themes_seen(interviews: Sequence[Collection[Hashable]]) -> dict[int, int]:
    """Return how many different themes had been seen after 1, 2 … interviews, each given with its themes."""
    seen: set[Hashable] = set()
    counts = {}
    for number, themes in enumerate(interviews, start=1):
        seen.update(themes)
        counts[number] = len(seen)
    return counts


def new_information(seen: Mapping[int, int], *, base_size: int, run_length: int) -> dict[int, float | None]:
    """Return the new information of each run by the number of interviews with which it ends, in ascending order.

    It is the themes first seen in the run over the themes of the base; 1 or more are possible. None if the base has no
    theme. A run is there if it was counted before its first and after its last interview, and none reaches into the
    base; where each interview was counted, runs overlap, as they do in the paper.
    """
    base = seen.get(base_size, 0)
    runs = [(end - run_length, end) for end in sorted(seen) if end - run_length >= base_size]
    return {end: (seen[end] - seen[start]) / base if base else None for start, end in runs if start in seen}


def reached_at(new: Mapping[int, float | None], *, run_length: int, threshold: float) -> int | None:
    """Return after how many interviews a run followed with no more new information than the threshold, 0 to 1.

    The run itself is not counted: 6, and a run of 2, is published as "6+2". None if there was no such run.
    """
    ends = (end for end, share in sorted(new.items()) if share is not None and share <= threshold)
    first = next(ends, None)
    return None if first is None else first - run_length


def curve_over(
    orders: Sequence[Mapping[int, int]], *, base_size: int, run_length: int, threshold: float
) -> SaturationCurve:
    """Return medians and ranges over shuffled orders, all counted at the same numbers of interviews, at least one."""
    news = [new_information(seen, base_size=base_size, run_length=run_length) for seen in orders]
    found = [reached_at(new, run_length=run_length, threshold=threshold) for new in news]
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
