"""The notes of a comparison: what was left out, how codes were counted, and why a score is undefined.

Run folders store these sentences. A changed wording changes the files of a run.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from thememiner.phrasing.sentences import format_count, inflect


class WhyUndefined(StrEnum):
    """Why a score has no value."""

    TRIVIAL = "each coding puts all units together, or each unit by itself: there is nothing beyond chance to measure"
    NO_CODE = "no code is carried by enough of the units compared"
    NO_UNIT_LOOKED_AT = "no unit is known to have been looked at by both"
    NO_UNIT_CODED = "no unit was given a code by both"
    ONE_UNIT = "a single unit is no pair"
    NOT_SHUFFLED = "codes are matched by their units, and without shuffles it is not known what that gives by itself"
    SHUFFLES_AGREE = "shuffled codes agree as well: there is nothing beyond chance to measure"
    ALL_EQUAL = "all values are the same"
    NO_SEGMENT = "nobody marked anything: there is nothing beyond chance to measure"
    NO_ROOM = "the marks leave no other place where they could lie: there is nothing beyond chance to measure"
    NO_SHARED_TEXT = "no text is known to have been looked at by both"


def note_left_out(coder: str, number: int, kept: int, noun: str, *, is_scope_known: bool) -> str:
    """Say how many of the kept units the coder did not look at, as far as that is known."""
    verb = inflect(number, "is", "are")
    units = f"{number:,} of {format_count(kept, f'kept {noun}')}"
    if is_scope_known:
        return f"{units} {verb} left out: {inflect(number, 'it lies', 'they lie')} outside what {coder} read."
    carry, them = inflect(number, "carries", "carry"), inflect(number, "it", "them")
    return f"{units} {carry} no code of {coder}, and {verb} left out: whether {coder} read {them} is not known."


def note_uncoded(coder: str, number: int, noun: str) -> str:
    """Say how many compared units have no code of a coder."""
    return f"{format_count(number, noun)} without code of {coder}, counted as one group of their own."


def note_several_codes(coder: str, number: int, noun: str) -> str:
    """Say how many compared units have several codes of a coder, and which scores use the first code only."""
    return f"{format_count(number, noun)} with several codes of {coder}: kappa, AMI and ARI look at the first only."


def note_uncounted_segments(coder: str, places: Mapping[str, int]) -> str:
    """Say how many coded segments overlap no kept unit; ``places`` counts them by what is there instead."""
    number = format_count(sum(places.values()), "coded segment")
    where = ", ".join(f"{place} ({count:,})" for place, count in places.items())
    return f"{number} of {coder} not counted, as no kept meaning unit is there: {where}."


def note_same_codes(coders: Sequence[str]) -> str:
    """Say that two people gave every unit the same codes, which may be one coding in two files."""
    return (
        f"{' and '.join(coders)} gave all units the same codes. If they are one coding in two files, leave one out: "
        "nobody's agreement with themselves tells how far people agree."
    )


def note_unknown_speakers(number: int) -> str:
    """Say how many compared units have no known participant, and that their documents count as participants."""
    return f"The speaker of {format_count(number, 'unit')} is not known: there, each document counts as a participant."


def note_documents_read(coder: str) -> str:
    """Say that agreement on positions treats documents with coded segments of this coder as read completely."""
    return (
        f"For agreement on positions (uα), each document with coded segments of {coder} counts as read as a whole, as "
        "it is not known what else was read."
    )


def note_one_level(coder: str) -> str:
    """Say that a codebook without sub-themes is compared with both levels of the other codebook."""
    return f"{coder} has one level of codes, which is compared with both levels of the other."


def note_unordered_codes(coder: str, segments: int) -> str:
    """Say in how many segments the coder's codes have no order."""
    carry = inflect(segments, f"coded segment of {coder} carries", f"coded segments of {coder} carry")
    return f"{segments:,} {carry} several codes in no order: the first by name counts as the first."


def note_order_ignored(coder: str, unordered: Sequence[str]) -> str:
    """Say that the order of a person's codes is ignored because the codes of other people have none."""
    whose = " and ".join(sorted(unordered))
    return f"The codes of {coder} do not count in their order either, as those of {whose} have none."


OUTCOME_RULE = (
    "A code is found if most of its meaning units lie in one code of the other coding, and make up most of that code. "
    "It is fused with others if most of its units lie in one code, but do not make up most of it; split over several "
    "if most of its units lie in codes that consist mostly of it; found in part if none of this holds but one code "
    "comes near it (F1 of at least .25); and without counterpart otherwise. Most means more than half. Large codes "
    "share units by chance alone, so a code counts as found, split or found in part only if it shares more than that: "
    "at least a tenth of the way from the number expected by chance to the highest possible number, and at least two "
    "units. A code with fewer than three units among those compared has too few units to tell. A code with no unit "
    "among them is listed as not among the units compared."
)
"""How comparison decides what became of a code, for readers of the report."""
