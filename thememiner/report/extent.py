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


WHOLE = Extent(points=5_000, listed=200, further=1_500, rows=5_000)
EXTENTS = (
    WHOLE,
    Extent(points=5_000, listed=50, further=1_000, rows=1_000),
    Extent(points=2_500, listed=20, further=500, rows=500),
    Extent(points=1_000, listed=8, further=200, rows=200),
    Extent(points=400, listed=3, further=50, rows=50),
)
"""The first with which the page is small enough is taken."""
