"""Phrases of messages that name the first few of many things."""

from collections.abc import Iterable, Sequence

_NAMED = 5
_LONGEST = 40  # a longer name may be text of a transcript, in a table without header


def first_few(names: Iterable[object], *, most: int = _NAMED) -> str:
    """Return ``a, b, c`` or ``a, b, c, d, e and 40 more``; a name of more than 40 characters stands as ``…``."""
    listed = [str(name) for name in names]
    named = ", ".join(shown(name) for name in listed[:most])
    return named + (f" and {len(listed) - most:,} more" if len(listed) > most else "")


def shown(name: str) -> str:
    """Return a name, or ``…`` in the place of one so long that it may be text of a transcript."""
    return name if len(name) <= _LONGEST else "…"


def name_lines(lines: Sequence[int]) -> str:
    """Return ``line 3`` or ``lines 3, 7, 8, 9, 12 and 40 more``."""
    return f"line{'s' if len(lines) > 1 else ''} {first_few(lines)}"
