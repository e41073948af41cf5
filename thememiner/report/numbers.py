"""How the report writes counts, shares and figures."""

import math


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
