"""What a comparison of two codings says.

Where two coders disagree: units that both looked at and gave different codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from thememiner.records.codings import Code


class Finding(StrEnum):
    """What became of a code in the other coding."""

    FOUND = "found"
    IN_PART = "found in part"
    SPLIT = "split over several"
    FUSED = "fused with others"
    WITHOUT = "without counterpart"
    TOO_FEW = "too few units to tell"
    NONE_HERE = "not among the units compared"


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """One code of one coding, and its counterpart in the other."""

    code_id: str
    name: str
    units: int
    participants: int
    finding: Finding
    counterparts: tuple[str, ...]
    """Ids of codes of the other coding, the largest overlap first."""
    precision: float | None
    """Share of the best counterpart's units that carry this code, 0 to 1; None without counterpart."""
    recall: float | None
    """Share of this code's units that the best counterpart holds, 0 to 1; None without counterpart."""
    f1: float | None
    kappa: float | None = None
    """Cohen's kappa of the code alone, carried or not, in it and the code that it is counted as; None without one."""


class CutBy(StrEnum):
    """What two codings are laid over to be compared."""

    UNIT = "meaning units"
    TURN = "turns"
    SEGMENT = "coded segments of the reference"


class Spread(StrEnum):
    """What the two ends of a figure's range are."""

    INTERVAL = "95 % interval over participants drawn again"
    LEAVE_ONE_OUT = "range when one participant is left out"
    NONE = "n/a"


class Basis(StrEnum):
    """Which of the units that both coders looked at a figure is taken over."""

    LOOKED_AT = "all units that both looked at"
    CODED = "units that both gave a code"


class Matched(StrEnum):
    """How codes of two codings are told to mean the same."""

    NAME = "by name"
    OVERLAP = "by the units they share"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with how sure it is and what chance alone would give."""

    value: float | None
    """None if undefined."""
    why_not: str = ""
    """In words, if it is undefined."""
    low: float | None = None
    high: float | None = None
    by_chance: float | None = None
    """Its mean when the codes of one coder are shuffled among the units; None if that was not computed."""
    beyond: float | None = None
    """Share of those shuffles that reach the value, 0 excluded (the value itself counts as one); likewise."""
    shuffles: int = 0
    """How many there were; no share is smaller than 1 by one more than that."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of agreement over the same units."""

    basis: Basis
    units: int
    participants: int
    """Whose units they are; documents where the speaker is not known."""
    spread: Spread
    by_name: Mapping[str, Measured]
    """By the name of a score (``SCORES``)."""


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """Both codings at one level of the hierarchy."""

    level: str
    """``theme`` or ``sub-theme``."""
    figures: tuple[Figures, ...]
    """Over the units that both looked at, and, where those are not the same, over the units that both coded."""
    reference: tuple[CodeFinding, ...]
    proposed: tuple[CodeFinding, ...]
    overlap: tuple[tuple[int, ...], ...]
    """Units shared by each reference code (row) and each proposed code (column), in the order above."""
    matched: Matched = Matched.OVERLAP
    matches: tuple[tuple[str, str], ...] = ()
    """Ids of the reference's and the proposal's codes that are counted as the same, one to one."""
    positions: Mapping[str, Measured] = field(default_factory=dict)
    """Agreement on where segments lie in the text: ``u_alpha`` over codes, ``u_alpha_relevance`` over any code."""

    @property
    def units(self) -> int:
        """Return the number of meaning units that both coders looked at, or carry codes there."""
        return self.figures[0].units

    def value(self, name: str) -> float | None:
        """Return a figure over those units; None if it is undefined or was not taken."""
        measured = self.figures[0].by_name.get(name)
        return None if measured is None else measured.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings over the same documents: the reference first, usually the manual one."""

    reference: str
    proposed: str
    levels: tuple[LevelComparison, ...]
    notes: tuple[str, ...] = ()
    """What the reader must know: documents without counterpart, quotes that were not located …"""
    cut_by: CutBy = CutBy.UNIT
    """What the units compared are."""
    coded_only: tuple[str, ...] = ()
    """Coders of whom nothing but the coded segments is known to have been read, so that uncoded units are left out."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two coders agree, as figures alone."""

    one: str
    other: str
    units: int
    values: Mapping[str, float | None]
    """By the name of a score; None where it is undefined."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How far people agree among themselves, beside how far the program agrees with each of them."""

    level: str
    """``theme`` or ``sub-theme``."""
    units: int
    """Those that at least two of the people looked at; the program is compared with each person over these, too."""
    participants: int
    coders: tuple[str, ...]
    people: tuple[PairAgreement, ...]
    """Every two people, over the units that both looked at."""
    machine: tuple[PairAgreement, ...]
    """The program (``other``) with each person (``one``)."""
    overall: Mapping[str, Measured]
    """Of all people together, if there are more than two: ``alpha``."""


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
