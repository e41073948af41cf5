"""Markdown tables on standard output, progress on standard error."""

import sys
from collections.abc import Sequence
from statistics import mean, stdev

NOT_AVAILABLE = "n/a"


def print_heading(text: str, method: str, *columns: str) -> None:
    """Print a heading, the method (sizes, seeds), and the header of the table."""
    print(f"\n## {text}\n\n{method}\n")
    print_row(*columns)
    print_row(*["---"] * len(columns))


def print_row(*cells: object) -> None:
    """Print one row at once, so that an interrupted benchmark has shown its results so far."""
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def print_progress(text: str) -> None:
    """Print a line of progress."""
    print(text, file=sys.stderr, flush=True)


def format_number(value: float | None, places: int = 3) -> str:
    """Return a number with ``places`` decimals, or ``n/a`` for None."""
    return NOT_AVAILABLE if value is None else f"{value:,.{places}f}"


def format_mean_and_spread(values: Sequence[float] | None) -> str:
    """Return mean ± standard deviation; the deviation of one value, and the mean of none, are ``n/a``."""
    if not values:
        return NOT_AVAILABLE
    return f"{format_number(mean(values))} ± {format_number(stdev(values) if len(values) > 1 else None)}"
