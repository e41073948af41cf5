"""Where two coders disagree: units that both looked at and gave different codes."""

from dataclasses import dataclass
from enum import StrEnum

from thememiner.records.codings import Code


class Difference(StrEnum):
    """How the codes of a unit differ, once the codes of both coders that mean the same count as one."""

    OTHER = "another code"
    UNASSIGNED = "coded by the first only"
    UNCODED = "coded by the second only"
    IN_PART = "codes in part the same"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A meaning unit with the codes of both, its words in their context, and what speaks for the machine's code."""

    unit_id: str
    doc_id: str
    participant: str | None
    start: int
    end: int
    text: str
    before: str
    """The words before it in the document, about 200 characters; nothing where rows are independent."""
    after: str
    difference: Difference
    first: tuple[Code, ...]
    """Codes of the first coder, the first first; none if that coder gave none."""
    second: tuple[Code, ...]
    reason: str
    """Why the program decided as it did, in words; empty for a person, of whom that is not known."""
    instructive: float
    """How much there is to learn from it, 0 to 1; see ``comparison.HOW_INSTRUCTIVE``."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """All units on which two coders disagree, the most instructive first, equals in order of place."""

    first: str
    """Name of the first coder, a person."""
    second: str
    """Name of the second: the program, or another person."""
    units: int
    """Kept units that both looked at, as far as that is known; without those decided upon."""
    found: tuple[Disagreement, ...]
    decided: int = 0
    """Kept units that both looked at and that a meeting decided upon, if one of the two is its consensus."""
    coded_only: tuple[str, ...] = ()
    """Those of the two of whom nothing but the coded segments is known to have been read."""
    by_one: int = 0
    """Kept units that only one of the two coded, and of which it is not known whether the other read them."""
