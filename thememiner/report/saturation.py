"""Saturation as the page shows it: the curve as an SVG drawing, and the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.records import Saturation, SaturationCurve, SaturationPoint

LEFT, RIGHT, TOP, BOTTOM = 44.0, 468.0, 12.0, 232.0
"""Positions of the axes, in the units of the drawing."""
MOST_TICKS = 6
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on an axis, and the number there."""

    place: float
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Themes by number of interviews, as the points, lines and labels of an SVG drawing."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    line: str
    """Median of the themes found in the interviews so far, as points of a polyline."""
    band: str
    """Range from the fewest to the most themes of any order, as points of a polygon."""
    looked_up: str
    """Median of the themes of the whole corpus that occur so far, as points of a polyline."""
    reached: float | None
    """Position of saturation on the axis of interviews; None if it was not reached."""


@dataclass(frozen=True, slots=True)
class Row:
    """The themes known after a number of interviews."""

    interviews: int
    rediscovered: SaturationPoint | None
    looked_up: SaturationPoint | None


@dataclass(frozen=True, slots=True)
class SaturationView:
    """The section on saturation."""

    saturation: Saturation
    chart: Chart | None
    """None if saturation is not defined."""
    rows: tuple[Row, ...]


def build_saturation_view(saturation: Saturation | None) -> SaturationView | None:
    """Return what the page shows of saturation; None if the run did not measure it."""
    if saturation is None:
        return None
    found, looked_up = saturation.rediscovered, saturation.looked_up
    chart = _chart(found, looked_up) if found is not None and found.points else None
    return SaturationView(saturation, chart, _rows(_points(found), _points(looked_up)))


def _points(curve: SaturationCurve | None) -> dict[int, SaturationPoint]:
    return {point.interviews: point for point in curve.points} if curve else {}


def _rows(found: dict[int, SaturationPoint], looked_up: dict[int, SaturationPoint]) -> tuple[Row, ...]:
    return tuple(Row(count, found.get(count), looked_up.get(count)) for count in sorted({*found, *looked_up}))


def _chart(found: SaturationCurve, looked_up: SaturationCurve | None) -> Chart:
    others = looked_up.points if looked_up else ()
    counts = [point.interviews for point in (*found.points, *others)]
    first, last = min(counts), max(counts)
    most = max([1, *(point.high for point in found.points), *(int(point.themes) for point in others)])

    def across(interviews: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (interviews - first) / max(last - first, 1), 1)

    def up(themes: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * themes / most, 1)

    def line(places: Sequence[tuple[int, float]]) -> str:
        return " ".join(f"{across(interviews)},{up(themes)}" for interviews, themes in places)

    edge = [(point.interviews, point.high) for point in found.points]
    back = [(point.interviews, point.low) for point in reversed(found.points)]
    return Chart(
        across=tuple(Tick(across(number), number) for number in _ticks(first, last)),
        up=tuple(Tick(up(number), number) for number in _ticks(0, most)),
        line=line([(point.interviews, point.themes) for point in found.points]),
        band=line([*edge, *back]),
        looked_up=line([(point.interviews, point.themes) for point in others]),
        reached=None if found.reached_at is None else across(found.reached_at),
    )


def _ticks(first: int, last: int) -> list[int]:
    """Return a few round numbers between the first and the last."""
    sizes = (step * 10**power for power in range(10) for step in STEPS)
    size = next(size for size in sizes if (last - first) / size < MOST_TICKS)
    return list(range(first + -first % size, last + 1, size))
