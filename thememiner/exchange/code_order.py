"""Where the order of a segment's codes means nothing, it is made the same whatever file the coding comes from."""

from collections.abc import Iterable
from dataclasses import replace

from thememiner.records import MACHINE, Coding, Note

_PLACE = ["doc_id", "start", "end"]


def in_alphabetical_order(coding: Coding) -> Coding:
    """Return a coding whose segments have their codes in the order of their ids, which are paths of names.

    Programs list the codes of a segment in an order of their own, in each format another one; figures that take a
    segment's first code would depend on it. What this program proposes keeps its order: there the first is the nearest.
    """
    if coding.coder.startswith(MACHINE) or not coding.segments.duplicated(_PLACE).any():
        return coding
    segments = coding.segments.sort_values([*_PLACE, "code_id"], ignore_index=True)
    segments["rank"] = segments.groupby(_PLACE, sort=False).cumcount().astype("int64") + 1
    return replace(coding, segments=segments)


def order_notes(codings: Iterable[Coding], place: str) -> list[Note]:
    """Return a note on how many segments have several codes, of which none is the first, or nothing."""
    several = sum(
        int(coding.segments[coding.segments.duplicated(_PLACE)].drop_duplicates(_PLACE).shape[0])
        for coding in codings
        if not coding.coder.startswith(MACHINE)
    )
    if not several:
        return []
    verb = "segment has" if several == 1 else "segments have"
    return [
        Note(place, f"{several:,} {verb} several codes; none counts as the main one, so they stand alphabetically.")
    ]
