"""How the report writes counts, shares and figures.

How much of a run the page shows, so that it stays small enough to open and to send, however large the corpus.
Counts in shaded cells: the number is the message, the shade helps the eye.
How themes are drawn: a colour and a shape each.
"""

import math
from dataclasses import dataclass

MOST_BYTES = 10_000_000
"""Of the page. About half of it is the library that draws the map."""
MUCH = 1.5
"""So many times too large, a page is not tried with the next extent, but with the one after it: trying takes time."""
SHADES = 5
COLOURS = (
    *("#0072b2", "#d55e00", "#007a5a", "#aa4499", "#a87900", "#332288"),
    *("#cc6677", "#2f8f9d", "#882255", "#666633", "#5b6ee1", "#8c510a"),
)
"""Told apart with the usual colour-vision deficiencies where neighbours, each at least 3:1 against white."""
SHAPES = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "triangle-down": "▼", "star": "★"}
"""Plotly's names, and the characters that look like them: colour is never the only signal."""


def thousands(count: int) -> str:
    """Return a count with separators: 12,345."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one: 1 unit, 2 units."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def percent(part: int, whole: int) -> str:
    """Return a share in whole percent; 100 % only if it is all, 0 % only if it is nothing, n/a of nothing."""
    if whole == 0:
        return "n/a"
    if 0 < 100 * part < whole:
        return "< 1 %"
    if 0 < 100 * (whole - part) < whole:
        return "> 99 %"
    return f"{100 * part / whole:.0f} %"


def figure(value: float | None) -> str:
    """Return a figure with two decimals, n/a if it is undefined; 1.00 only if it is exactly one."""
    if value is None or math.isnan(value):
        return "n/a"
    shown = f"{min(value, 0.99) if value < 1 else value:.2f}"
    return "0.00" if shown == "-0.00" else shown.replace("-", "−")


def listed(parts: list[str]) -> str:
    """Return parts as a list within a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


@dataclass(frozen=True, slots=True)
class Extent:
    """At most how much is shown; counts are always those of the whole run."""

    points: int
    """Units drawn on the map: a browser draws 5,000 as vector graphics without delay."""
    listed: int
    """Units listed for each theme, sub-theme or reason."""
    further: int
    """Units behind the cells of heat maps that the page would not show otherwise."""
    rows: int
    """Rows of tables of participants and documents: with more than 5,000 a page no longer scrolls smoothly."""
    turns: int
    """Turns shown before and after the one that holds a unit, where it is shown in its context."""


WHOLE = Extent(points=5_000, listed=200, further=1_500, rows=5_000, turns=2)


EXTENTS = (
    WHOLE,
    Extent(points=4_000, listed=60, further=1_000, rows=1_000, turns=1),
    Extent(points=2_000, listed=20, further=500, rows=500, turns=1),
    Extent(points=800, listed=8, further=200, rows=200, turns=1),
    Extent(points=300, listed=3, further=50, rows=50, turns=0),
)
"""The first with which the page is small enough is taken."""


def following(number: int, size: int) -> int:
    """Return the number of the extent to try next, when a page of the one with this number has so many bytes."""
    return min(number + (2 if size > MUCH * MOST_BYTES else 1), len(EXTENTS) - 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and its share of a whole as a shade from 0 (nothing) to 5 (most or all)."""

    count: int
    shade: int


def cell(count: int, whole: int) -> Cell:
    """Shade a count by its share of a whole."""
    return Cell(count, shade(count, whole))


def shade(count: int, whole: int) -> int:
    """Return the shade of a count by its share of a whole, 0 to 5."""
    return math.ceil(SHADES * min(count / whole, 1)) if count and whole else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a theme is drawn: on the map and beside its name."""

    colour: str
    shape: str
    character: str


UNASSIGNED_MARK = Mark("#6b6b6b", "circle-open", "○")


def mark_of(index: int) -> Mark:
    """Return the mark of the theme at a place in the list; no two of the first 72 are alike."""
    shapes = tuple(SHAPES.items())
    shape, character = shapes[(index + index // len(COLOURS)) % len(shapes)]
    return Mark(COLOURS[index % len(COLOURS)], shape, character)
