"""What benchmarks print: Markdown tables on standard output, progress on standard error."""

import sys
from collections.abc import Sequence
from statistics import mean, stdev

NOT_AVAILABLE = "n/a"


def print_heading(text: str, method: str, *columns: str) -> None:
    """Print a heading, how the figures were got (sizes, seeds), and the head of the table."""
    print(f"\n## {text}\n\n{method}\n")
    print_row(*columns)
    print_row(*["---"] * len(columns))


def print_row(*cells: object) -> None:
    """Print one row as soon as it is known, so that an interrupted benchmark has shown what it found."""
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def tell(text: str) -> None:
    """Tell what is being done."""
    print(text, file=sys.stderr, flush=True)


def number(value: float | None, places: int = 3) -> str:
    """Return a number with so many places, or ``n/a`` for one that is not known."""
    return NOT_AVAILABLE if value is None else f"{value:,.{places}f}"


def with_spread(values: Sequence[float] | None) -> str:
    """Return the mean of draws ± their standard deviation; ``n/a`` for the spread of a single draw, or for no draws."""
    if not values:
        return NOT_AVAILABLE
    return f"{number(mean(values))} ± {number(stdev(values) if len(values) > 1 else None)}"
