"""How much of a run the page shows, so that it stays small enough to open and to send, however large the corpus."""

from dataclasses import dataclass

MOST_BYTES = 10_000_000
"""Of the page. About half of it is the library that draws the map."""


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
MUCH = 1.5
"""So many times too large, a page is not tried with the next extent, but with the one after it: trying takes time."""


def following(number: int, size: int) -> int:
    """Return the number of the extent to try next, when a page of the one with this number has so many bytes."""
    return min(number + (2 if size > MUCH * MOST_BYTES else 1), len(EXTENTS) - 1)
