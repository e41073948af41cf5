"""Results of comparing codings: agreement, what became of each code, and disagreements unit by unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from thememiner.records.codings import Code, CodingKind


class Finding(StrEnum):
    """How a code compares with the codes of the other coding."""

    FOUND = "found"
    IN_PART = "found in part"
    SPLIT = "split over several"
    FUSED = "fused with others"
    WITHOUT = "without counterpart"
    TOO_FEW = "too few units to tell"
    NONE_HERE = "not among the units compared"


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """One code of a coding, and its counterparts in the other coding."""

    code_id: str
    name: str
    units: int
    participants: int
    finding: Finding
    counterparts: tuple[str, ...]
    """Ids of codes of the other coding, largest overlap first."""
    precision: float | None
    """Share of the best counterpart's units that have this code, 0 to 1; None without a counterpart."""
    recall: float | None
    """Share of this code's units that have the best counterpart, 0 to 1; None without a counterpart."""
    f1: float | None
    kappa: float | None = None
    """Cohen's kappa of this code and the code it is matched with, each present or absent; None if it has no match."""


class CutBy(StrEnum):
    """The units over which two codings are compared."""

    UNIT = "meaning units"
    TURN = "turns"
    SEGMENT = "coded segments of the reference"


class Spread(StrEnum):
    """What the lower and upper end of a figure's range mean."""

    INTERVAL = "95 % interval over participants drawn again"
    LEAVE_ONE_OUT = "range when one participant is left out"
    NONE = "n/a"


class Basis(StrEnum):
    """Which of the units read by both coders a figure is computed over."""

    LOOKED_AT = "all units that both looked at"
    CODED = "units that both gave a code"


class MatchedBy(StrEnum):
    """How codes of two codings are matched."""

    NAME = "by name"
    OVERLAP = "by the units they share"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure with its range, and its value if one coder's codes were shuffled."""

    value: float | None
    """None if undefined."""
    why_not: str = ""
    """Why it is undefined; empty if it is defined."""
    low: float | None = None
    high: float | None = None
    by_chance: float | None = None
    """Mean over shuffles of one coder's codes among the units; None if not computed."""
    beyond: float | None = None
    """Share of shuffles that reach the value, the value itself counted as one of them; None if not computed."""
    shuffles: int = 0
    """Number of shuffles. ``beyond`` cannot be below 1 / (shuffles + 1)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All agreement figures over the same units."""

    basis: Basis
    units: int
    participants: int
    """Number of persons who said these units; where the speaker is not known, a document counts as a person."""
    spread: Spread
    by_name: Mapping[str, Measurement]
    """By the name of a score (``SCORES``)."""


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """Two codings compared at one level of the codebook."""

    level: str
    """``theme`` or ``sub-theme``."""
    figures: tuple[Figures, ...]
    """Over the units that both read, then over the units that both coded if these are fewer."""
    reference: tuple[CodeFinding, ...]
    proposed: tuple[CodeFinding, ...]
    overlap: tuple[tuple[int, ...], ...]
    """Number of units shared by each code of ``reference`` (row) and of ``proposed`` (column)."""
    matched: MatchedBy = MatchedBy.OVERLAP
    matches: tuple[tuple[str, str], ...] = ()
    """Pairs of ids (reference, proposed) of codes that count as the same, one to one."""
    positions: Mapping[str, Measurement] = field(default_factory=dict)
    """Agreement on where segments lie in the text: ``u_alpha`` over codes, ``u_alpha_relevance`` over any code."""

    @property
    def units(self) -> int:
        """Number of meaning units that both coders read."""
        return self.figures[0].units

    def value(self, name: str) -> float | None:
        """Return a figure over the units that both read; None if it is undefined or was not computed."""
        measured = self.figures[0].by_name.get(name)
        return None if measured is None else measured.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two codings of the same documents; the reference is usually the manual coding."""

    reference: str
    proposed: str
    levels: tuple[LevelComparison, ...]
    notes: tuple[str, ...] = ()
    """What the reader must know, such as units left out or quotes that were not found."""
    cut_by: CutBy = CutBy.UNIT
    """The units over which the codings are compared."""
    coded_only: tuple[str, ...] = ()
    """Coders known to have read only their coded segments, so that uncoded units are left out."""
    reference_kind: CodingKind = CodingKind.PERSON
    proposed_kind: CodingKind = CodingKind.PERSON


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Agreement figures of two coders."""

    one: str
    other: str
    units: int
    values: Mapping[str, float | None]
    """By the name of a score; None where it is undefined."""


@dataclass(frozen=True, slots=True)
class HumanAgreement:
    """How far people agree with each other, next to how far the program agrees with each of them."""

    level: str
    """``theme`` or ``sub-theme``."""
    units: int
    """Units read by at least two people. The program is compared with each person over the same units."""
    participants: int
    coders: tuple[str, ...]
    people: tuple[PairAgreement, ...]
    """Every pair of people, over the units that both read."""
    machine: tuple[PairAgreement, ...]
    """Each person (``one``) with the program (``other``)."""
    overall: Mapping[str, Measurement]
    """Figures over all people at once, if there are more than two: ``alpha``."""


class Difference(StrEnum):
    """How the codes of a unit differ, matched codes counting as the same."""

    OTHER = "another code"
    UNASSIGNED = "coded by the first only"
    UNCODED = "coded by the second only"
    IN_PART = "codes in part the same"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A meaning unit on which two coders disagree, with its text, context and codes."""

    unit_id: str
    doc_id: str
    participant: str | None
    start: int
    end: int
    text: str
    before: str
    """About 200 characters before it in the document; empty where rows are independent."""
    after: str
    difference: Difference
    first: tuple[Code, ...]
    """Codes of the first coder in their order; empty if the coder gave none."""
    second: tuple[Code, ...]
    reason: str
    """Why the program decided as it did; empty if the second coder is a person."""
    instructive: float
    """How informative the disagreement is, 0 to 1; see ``comparison.HOW_INSTRUCTIVE``."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """All units on which two coders disagree, most informative first, ties in document order."""

    first: str
    """Name of the first coder, a person."""
    second: str
    """Name of the second coder: the program, or another person."""
    units: int
    """Kept units that both are known to have read, without the decided ones."""
    found: tuple[Disagreement, ...]
    decided: int = 0
    """Kept units that both read and that were decided in a consensus meeting, if one of the two is that consensus."""
    coded_only: tuple[str, ...] = ()
    """Those of the two coders who are known to have read only their coded segments."""
    by_one: int = 0
    """Kept units coded by one of the two, where it is unknown whether the other read them."""
    first_kind: CodingKind = CodingKind.PERSON
    second_kind: CodingKind = CodingKind.PERSON
