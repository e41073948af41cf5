"""Saturation as the page shows it: the curve as a drawing, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.records import Saturation, SaturationCurve, SaturationPoint

LEFT, RIGHT, TOP, BOTTOM = 44.0, 468.0, 12.0, 232.0
"""Where the axes of the drawing are, in its own units."""
MOST_TICKS = 6
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and the number there."""

    place: float
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Themes against interviews as an SVG drawing: what its points, lines and labels are made of."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    line: str
    """The median of the themes rediscovered, as points of a polyline."""
    band: str
    """From the fewest to the most of any order, as points of a polygon."""
    looked_up: str
    """The flattering median, as points of a polyline."""
    reached: float | None
    """Where saturation was reached, on the axis of interviews."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was known after so many interviews."""

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


def saturation_view(saturation: Saturation | None) -> SaturationView | None:
    """Return what the page shows of saturation, None of a run that was not asked for it."""
    if saturation is None:
        return None
    found, flattering = saturation.rediscovered, saturation.looked_up
    chart = _chart(found, flattering) if found is not None and found.points else None
    return SaturationView(saturation, chart, _rows(_points(found), _points(flattering)))


def _points(curve: SaturationCurve | None) -> dict[int, SaturationPoint]:
    return {point.interviews: point for point in curve.points} if curve else {}


def _rows(found: dict[int, SaturationPoint], flattering: dict[int, SaturationPoint]) -> tuple[Row, ...]:
    return tuple(Row(count, found.get(count), flattering.get(count)) for count in sorted({*found, *flattering}))


def _chart(found: SaturationCurve, flattering: SaturationCurve | None) -> Chart:
    others = flattering.points if flattering else ()
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
    """Return a few round numbers from the first to the last."""
    sizes = (step * 10**power for power in range(10) for step in STEPS)
    size = next(size for size in sizes if (last - first) / size < MOST_TICKS)
    return list(range(first + -first % size, last + 1, size))
