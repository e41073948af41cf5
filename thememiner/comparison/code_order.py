"""Which of a segment's codes is the first: where its coder put them in an order, and where nobody did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from thememiner.records import Coding

_PLACE = ["doc_id", "start", "end"]


def in_one_order(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Return codings whose first codes can be compared.

    Where one person's codes come in no order (several of a segment have one rank), a first code of another person has
    nothing to be compared with: then the codes of all people come in none, and the first by its path counts as the
    first. So the same coding agrees with itself, whatever file it comes from. A program's codes keep their order.
    """
    if not any(is_persons(coding) and unordered_segments(coding) for coding in codings):
        return tuple(codings)
    return tuple(_without_order(coding) if is_persons(coding) else coding for coding in codings)


def unordered_segments(coding: Coding) -> int:
    """Return how many coded segments carry several codes in no order."""
    tied = coding.segments.duplicated([*_PLACE, "rank"], keep=False)
    return len(coding.segments.loc[tied, _PLACE].drop_duplicates())


def notes_on_order(codings: Sequence[Coding]) -> Iterator[str]:
    """Yield whose codes come in no order, and whose order does not count for that reason."""
    unordered = {coding.coder: unordered_segments(coding) for coding in codings}
    whose = " and ".join(sorted(coder for coder, number in unordered.items() if number))
    for coding in codings:
        if number := unordered[coding.coder]:
            carry = "1 coded segment of {} carries" if number == 1 else f"{number:,} coded segments of {{}} carry"
            yield f"{carry.format(coding.coder)} several codes in no order: the first by name counts as the first."
        elif whose and is_persons(coding) and (coding.segments["rank"] > 1).any():
            yield f"The codes of {coding.coder} do not count in their order either, as those of {whose} have none."


def is_persons(coding: Coding) -> bool:
    """Return whether a coding is a person's: a program's codes have memberships."""
    return bool(coding.segments["membership"].isna().all())


def _without_order(coding: Coding) -> Coding:
    segments = coding.segments.assign(rank=1).sort_values([*_PLACE, "code_id"], kind="stable", ignore_index=True)
    return replace(coding, segments=segments.astype(coding.segments.dtypes))
