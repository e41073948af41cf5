"""How much of a run the page shows, and how it draws counts and themes: shades, colours and shapes."""

import math
from dataclasses import dataclass

MOST_BYTES = 10_000_000
"""Of the page. About half of it is the library that draws the map."""
FAR_TOO_LARGE = 1.5
"""A page that is so many times too large skips the next limits, because rendering a page takes time."""
SHADES = 5
COLOURS = (
    *("#0072b2", "#d55e00", "#007a5a", "#aa4499", "#a87900", "#332288"),
    *("#cc6677", "#2f8f9d", "#882255", "#666633", "#5b6ee1", "#8c510a"),
)
"""Neighbours differ also with the usual colour-vision deficiencies; each has a contrast of at least 3:1 with white."""
SHAPES = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "triangle-down": "▼", "star": "★"}
"""Plotly's names, and the characters that look like them: colour is never the only signal."""


@dataclass(frozen=True, slots=True)
class PageLimits:
    """The most that the page shows, so that it stays small enough to send; counts are those of the whole run."""

    points: int
    """Units drawn on the map. A browser draws 5,000 as vector graphics without delay."""
    listed: int
    """Units listed for each theme, sub-theme or reason."""
    overlap_units: int
    """Units shown only because they lie in a cell of a heat map."""
    rows: int
    """Rows of tables of participants and documents. With more than 5,000 a page no longer scrolls smoothly."""
    turns: int
    """Turns shown before and after the turn of a unit that is shown in its context."""


FULL_LIMITS = PageLimits(points=5_000, listed=200, overlap_units=1_500, rows=5_000, turns=2)


ALL_LIMITS = (
    FULL_LIMITS,
    PageLimits(points=4_000, listed=60, overlap_units=1_000, rows=1_000, turns=1),
    PageLimits(points=2_000, listed=20, overlap_units=500, rows=500, turns=1),
    PageLimits(points=800, listed=8, overlap_units=200, rows=200, turns=1),
    PageLimits(points=300, listed=3, overlap_units=50, rows=50, turns=0),
)
"""The page is made with the first of these that makes it small enough."""


def next_limits(number: int, size: int) -> int:
    """Return the number of the limits to try next, given the number of the last ones and the page's size in bytes."""
    return min(number + (2 if size > FAR_TOO_LARGE * MOST_BYTES else 1), len(ALL_LIMITS) - 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and its share of a whole as a shade from 0 (nothing) to 5 (most or all)."""

    count: int
    shade: int


def make_cell(count: int, whole: int) -> Cell:
    """Return a count with the shade of its share of a whole."""
    return Cell(count, shade(count, whole))


def shade(count: int, whole: int) -> int:
    """Return the shade of a count by its share of a whole, 0 to 5."""
    return math.ceil(SHADES * min(count / whole, 1)) if count and whole else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a theme is marked on the map and next to its name."""

    colour: str
    shape: str
    character: str


UNASSIGNED_MARK = Mark("#6b6b6b", "circle-open", "○")


def choose_mark(index: int) -> Mark:
    """Return the mark of the theme at an index of the list of themes; the first 72 all differ."""
    shapes = tuple(SHAPES.items())
    shape, character = shapes[(index + index // len(COLOURS)) % len(shapes)]
    return Mark(COLOURS[index % len(COLOURS)], shape, character)
