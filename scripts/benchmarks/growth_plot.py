"""The SVG plot of time and memory by number of units."""

from collections.abc import Callable, Sequence
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.end_to_end import CommandTime
    from benchmarks.scale import GrowthRow

WIDTH, HEIGHT = 340, 260
LEFT, TOP, RIGHT, BOTTOM = 62, 48, 34, 44
OWN, PEER = "#1f5a92", "#b4541a"
Points = Sequence[tuple[float, float]]


def growth_plot(rows: "Sequence[GrowthRow]") -> str:
    """Return two panels with logarithmic axes, seconds and MiB by units: this program and BERTopic."""
    panels = (
        _panel("Seconds", rows, lambda took: took.seconds, 0),
        _panel("Memory, MiB", rows, lambda took: took.peak_mib, WIDTH),
    )
    legend = (
        f'<text x="{LEFT}" y="16" fill="{OWN}" font-weight="bold">this program</text>'
        f'<text x="{LEFT + 110}" y="16" fill="{PEER}" font-weight="bold">BERTopic</text>'
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" width="{2 * WIDTH}" '
        f'height="{HEIGHT}" font-family="sans-serif" font-size="12" role="img" '
        'aria-label="Seconds and memory by number of units">'
    )
    return f'{head}<rect width="100%" height="100%" fill="#fff"/>{legend}{"".join(panels)}</svg>\n'


def _panel(name: str, rows: "Sequence[GrowthRow]", value: "Callable[[CommandTime], float | None]", left: int) -> str:
    own = [(row.units, found) for row in rows if (found := value(row.own))]
    peer = [(row.units, found) for row in rows if row.peer and (found := value(row.peer))]
    across = _Axis([units for units, _ in own], left + LEFT, left + WIDTH - RIGHT)
    down = _Axis([found for _, found in [*own, *peer]], HEIGHT - BOTTOM, TOP)
    ticks = [_tick_below(at(exponent), exponent) for at, exponent in _ticks(across)]
    ticks += [_tick_on_left(at(exponent), exponent, left) for at, exponent in _ticks(down)]
    lines = [_line(points, across, down, colour) for points, colour in ((own, OWN), (peer, PEER)) if points]
    title = f'<text x="{left + 8}" y="{TOP - 12}" fill="#333">{name}</text>'
    below = f'<text x="{left + WIDTH / 2}" y="{HEIGHT - 8}" fill="#333" text-anchor="middle">units</text>'
    return title + below + "".join(ticks) + "".join(lines)


class _Axis:
    """A logarithmic axis in whole powers of ten that covers all values."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        logs = [log10(value) for value in values]
        self.low, self.high = int(min(logs) // 1), int(-(-max(logs) // 1))
        self.high = max(self.high, self.low + 1)
        self._first, self._last = first, last

    def __call__(self, exponent: float) -> float:
        share = (exponent - self.low) / (self.high - self.low)
        return round(self._first + share * (self._last - self._first), 1)


def _ticks(axis: _Axis) -> list[tuple[_Axis, int]]:
    return [(axis, exponent) for exponent in range(axis.low, axis.high + 1)]


def _tick_below(x: float, exponent: int) -> str:
    grid = f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
    return f'{grid}<text x="{x}" y="{HEIGHT - BOTTOM + 16}" fill="#333" text-anchor="middle">{_power(exponent)}</text>'


def _tick_on_left(y: float, exponent: int, left: int) -> str:
    grid = f'<line x1="{left + LEFT}" y1="{y}" x2="{left + WIDTH - RIGHT}" y2="{y}" stroke="#ddd"/>'
    return f'{grid}<text x="{left + LEFT - 6}" y="{y + 4}" fill="#333" text-anchor="end">{_power(exponent)}</text>'


def _power(exponent: int) -> str:
    return f"{10**exponent:,}" if exponent >= 0 else f"{10.0**exponent:g}"


def _line(points: Points, across: _Axis, down: _Axis, colour: str) -> str:
    places = [(across(log10(x)), down(log10(y))) for x, y in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
