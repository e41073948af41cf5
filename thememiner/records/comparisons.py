"""What a comparison of two codings says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """Both codings at one level of the hierarchy."""

    level: str
    """``theme`` or ``sub-theme``."""
    units: int
    """Meaning units over which the figures are taken: both coders looked at them, or carry codes there."""
    figures: Mapping[str, float | None]
    """By name (``ami``, ``ari``, ``b_cubed_precision``, ``b_cubed_recall``, ``b_cubed_f1``); None if undefined."""
    reference: tuple[CodeFinding, ...]
    proposed: tuple[CodeFinding, ...]
    overlap: tuple[tuple[int, ...], ...]
    """Units shared by each reference code (row) and each proposed code (column), in the order above."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings over the same documents: the reference first, usually the manual one."""

    reference: str
    proposed: str
    levels: tuple[LevelComparison, ...]
    notes: tuple[str, ...] = ()
    """What the reader must know: documents without counterpart, quotes that were not located …"""
    coded_only: tuple[str, ...] = ()
    """Coders of whom nothing but the coded segments is known to have been read, so that uncoded units are left out."""
