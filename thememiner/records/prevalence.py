"""Prevalence: how many participants said a theme, by group, by time point, and in two runs side by side."""

from dataclasses import dataclass
from enum import StrEnum

NOT_KNOWN = "not known"
"""The group of those whose attribute is missing."""


class Belongs(StrEnum):
    """What an attribute is an attribute of."""

    PARTICIPANTS = "participants"
    DOCUMENTS = "documents"


class People(StrEnum):
    """Whose shares a difference compares."""

    DIFFERENT = "different participants"
    SAME = "the same participants"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that is known of participants (gender, group) or of documents (time point, site)."""

    name: str
    of: Belongs


@dataclass(frozen=True, slots=True)
class Group:
    """Participants with the same values of the attributes."""

    values: tuple[str, ...]
    """One for each attribute; ``NOT_KNOWN`` where it is missing."""
    participants: int
    """Who have kept units there."""
    units: float
    """Median of their kept units there; who says more, says more themes."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many participants said a theme, with the 95 % Wilson score interval."""

    said: int
    of: int
    value: float | None
    """0 to 1; None, like its interval, if there are no participants."""
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """The share in the second of two groups minus that in the first, with Newcombe's 95 % interval."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    people: People
    in_both: int
    """Participants with kept units in both groups; of the same participants, only they are compared."""
    in_one: int
    """Participants with kept units in one of the two only."""
    value: float | None
    """-1 to 1; None, like its interval, where participants are too few to compare."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ThemePrevalence:
    """A theme: who said it in all, in each group, and how groups differ."""

    code_id: str
    name: str
    overall: Share
    shares: tuple[Share, ...] = ()
    """In the order of the groups."""
    differences: tuple[ShareDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Every theme of a coder by the values of one attribute, or of two."""

    coder: str
    level: str
    """``theme`` or ``sub-theme``."""
    attributes: tuple[Attribute, ...]
    groups: tuple[Group, ...]
    themes: tuple[ThemePrevalence, ...]
    counted: str
    """``participants``; ``documents`` if no participant of the run is known."""
    compared: str
    """Which groups are compared, in words."""
    notes: tuple[str, ...] = ()
    """What the reader must know: units of nobody known, documents that the coder did not read …"""

    @property
    def intervals(self) -> int:
        """Return the number of differences that have an interval."""
        return sum(one.value is not None for theme in self.themes for one in theme.differences)


class NearBy(StrEnum):
    """What tells which themes of two runs stand side by side."""

    UNITS = "the units that both carry (F1)"
    CENTRES = "the cosine of their centres"
    WORDS = "the key words that they share"


@dataclass(frozen=True, slots=True)
class Counterparts:
    """A theme of each run, and how near they are; never said to be the same."""

    first: ThemePrevalence
    second: ThemePrevalence
    nearness: float
    """F1 or the share of common key words, 0 to 1; cosine, -1 to 1."""
    common: tuple[str, ...]
    """Key words of both."""
    difference: ShareDifference


@dataclass(frozen=True, slots=True)
class RunsBeside:
    """The themes of two runs side by side."""

    first: str
    second: str
    level: str
    near_by: NearBy
    why: str
    """Why they are put side by side in this way."""
    participants: tuple[int, int]
    counterparts: tuple[Counterparts, ...]
    only_first: tuple[ThemePrevalence, ...]
    """Without counterpart in the second run."""
    only_second: tuple[ThemePrevalence, ...]
    notes: tuple[str, ...] = ()

    @property
    def intervals(self) -> int:
        """Return the number of differences that have an interval."""
        return sum(pair.difference.value is not None for pair in self.counterparts)
