"""Counts in shaded cells: the number is the message, the shade helps the eye."""

import math
from dataclasses import dataclass

SHADES = 5


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
