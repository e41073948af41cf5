"""Over which units two coders are said to disagree, and which ones are left out."""

import numpy as np
import numpy.typing as npt

from thememiner.comparison.alignment import Alignment
from thememiner.records import Coding, Disagreements

Units = npt.NDArray[np.bool_]
BOTH = 2


def coded_only(*codings: Coding) -> tuple[str, ...]:
    """Return the coders of whom nothing but the coded segments is known to have been read."""
    return tuple(coding.coder for coding in codings if coding.scope.spans is None)


def by_one(codings: tuple[Coding, Coding], sides: tuple[Alignment, Alignment]) -> Units:
    """Return which units only one of two coded, where it is not known whether the other read them; shape (units,)."""
    found = np.zeros_like(sides[0].seen)
    for coding, side, other in zip(codings, sides, reversed(sides), strict=True):
        if coding.scope.spans is None:
            found[other.units] |= ~side.seen[other.units]
    return found


def extent_told(found: Disagreements) -> str:
    """Say which units disagreements are looked for in, as words behind their number."""
    looked_at = "that both coded" if len(found.coded_only) == BOTH else "that both looked at"
    return f"{looked_at} and that were not decided upon" if found.decided else looked_at


def left_out_told(found: Disagreements) -> tuple[str, ...]:
    """Say in sentences which units are left out, and what to do about it."""
    sentences = []
    if found.decided:
        sentences.append(f"{_units(found.decided)} decided upon, and not listed.")
    if found.by_one:
        sentences.append(
            f"{_units(found.by_one, 'that only one of them coded')} left out, because it is not known whether the "
            'other read them. If everybody read everything, say so: read = "documents" under [comparison], or '
            "thememiner disagreements --read documents for a run that is there."
        )
    return tuple(sentences)


def _units(count: int, which: str = "") -> str:
    noun, verb = ("unit", "was") if count == 1 else ("units", "were")
    return " ".join(part for part in (f"{count:,}", noun, which, verb) if part)
