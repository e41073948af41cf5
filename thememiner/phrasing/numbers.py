"""Numbers as text: counts, shares, scores and their ranges."""

import math


def format_number(number: int) -> str:
    """Return an integer with thousands separators: ``12,345``."""
    return f"{number:,}"


def format_count(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless the count is one: ``1 unit``, ``2,000 units``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def format_percent(part: int, whole: int) -> str:
    """Return a share in whole percent: ``67 %``.

    ``100 %`` is printed only for all of the whole and ``0 %`` only for none of it; otherwise ``> 99 %`` and ``< 1 %``.
    A share of nothing is ``n/a``.
    """
    if whole == 0:
        return "n/a"
    if 0 < 100 * part < whole:
        return "< 1 %"
    if 0 < 100 * (whole - part) < whole:
        return "> 99 %"
    return f"{100 * part / whole:.0f} %"


def format_score(value: float | None) -> str:
    """Return a score with two decimals, ``1.00`` only if it is exactly one; ``n/a`` if it is undefined."""
    if value is None or math.isnan(value):
        return "n/a"
    text = f"{min(value, 0.99) if value < 1 else value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def format_apa_score(value: float | None) -> str:
    """Return a score from 0 to 1 without leading zero, as in APA style: ``.81``; ``not measured`` if undefined."""
    return "not measured" if value is None else format_score(value).removeprefix("0")


def format_range(low: float | None, high: float | None) -> str:
    """Return the two ends of a range of scores: ``0.31 to 0.70``; an empty string if one of them is unknown."""
    return "" if low is None or high is None else f"{format_score(low)} to {format_score(high)}"


def format_points(value: float | None) -> str:
    """Return a difference of two shares (-1 to 1) in percentage points: ``+17``, ``−5``; ``n/a`` if undefined."""
    if value is None:
        return "n/a"
    points = round(100 * value)
    return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}"


def round_score(value: float | None) -> float | None:
    """Return a score rounded to three decimals, as tables hold it; None if it is undefined."""
    return None if value is None else round(float(value), 3)
