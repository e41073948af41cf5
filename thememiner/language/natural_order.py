"""The order in which people expect names: P2 before P10."""

import re

DIGITS = re.compile(r"(\d{1,18})")


def natural(name: str) -> tuple[list[str | int], str]:
    """Return a sorting key by which numbers inside names count as numbers."""
    return [int(part) if part.isdecimal() else part.casefold() for part in DIGITS.split(name)], name
