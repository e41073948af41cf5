"""Batches of a few fixed shapes, so that a text's vector does not depend on its company."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORTEST = 4
STEPS = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Which texts go through the model together, and in what shape."""

    texts: tuple[int, ...]
    """Their indices: at most ``rows``; the rows left over are filled up."""
    rows: int
    length: int
    """Tokens of a row, those it is filled up with included."""


def batches(counts: Sequence[int], *, tokens: int, longest: int) -> Iterator[Batch]:
    """Group texts by their length, from the shortest.

    ``counts`` are the tokens of each text, none above ``longest``; ``tokens`` is the least size of a batch: small ones
    take longer, and if several threads compute one, their number changes the last bits. A text's own length alone
    settles the shape of its batch: padding and shape change the order in which a model sums, and so the last bits of
    the vector.
    """
    by_length: dict[int, list[int]] = {}
    for index, count in enumerate(counts):
        by_length.setdefault(padded_length(count, longest), []).append(index)
    for length, indices in sorted(by_length.items()):
        rows = -(-tokens // length)
        for first in range(0, len(indices), rows):
            yield Batch(tuple(indices[first : first + rows]), rows, length)


def padded_length(count: int, longest: int) -> int:
    """Return to how many tokens a text is filled up: in steps of 4, and above 32 of an eighth of the next power of 2.

    So few are wasted on padding in long texts, and few on rows left over in rare lengths.
    """
    step = max(SHORTEST, (1 << (count - 1).bit_length()) // STEPS)
    return min(-(-count // step) * step, longest)
