"""Prevalence: how many participants mention a theme, by group or time point, and in two runs."""

from dataclasses import dataclass
from enum import StrEnum

NOT_KNOWN = "not known"
"""The group of participants whose attribute is missing."""
FEWEST_COMPARED = 5
"""Participants. Groups, or runs, with fewer are too small to be compared."""


class AttributeOwner(StrEnum):
    """Whether an attribute describes participants or documents."""

    PARTICIPANTS = "participants"
    DOCUMENTS = "documents"


class Pairing(StrEnum):
    """Whether a difference compares shares of different participants or of the same ones."""

    DIFFERENT = "different participants"
    SAME = "the same participants"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of participants (gender, group) or of documents (time point, site)."""

    name: str
    of: AttributeOwner


@dataclass(frozen=True, slots=True)
class Group:
    """Participants who share the values of the attributes."""

    values: tuple[str, ...]
    """A value for each attribute; ``NOT_KNOWN`` where it is missing."""
    participants: int
    """Participants with kept units in the group."""
    units: float
    """Median number of kept units of a participant; whoever says more mentions more themes."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of participants who mention a theme, with its 95 % Wilson score interval."""

    said: int
    of: int
    value: float | None
    """0 to 1; None, like the interval, if there are no participants."""
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AskedShare:
    """The share of a theme among those who were asked the question of the interview guide that the theme answers."""

    question_id: str
    question: str
    share: Share


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """The share in the second group minus that in the first, with Newcombe's 95 % interval."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    people: Pairing
    in_both: int
    """Participants with kept units in both groups. A comparison of the same participants uses only these."""
    in_one: int
    """Participants with kept units in only one of the groups."""
    value: float | None
    """-1 to 1; None, like the interval, if there are too few participants to compare."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ThemePrevalence:
    """The prevalence of a theme overall and in each group, and the differences between groups."""

    code_id: str
    name: str
    overall: Share
    shares: tuple[Share, ...] = ()
    """One for each group, in the order of ``Prevalence.groups``."""
    differences: tuple[ShareDifference, ...] = ()
    asked: AskedShare | None = None
    """Of those who were asked about it; None if it answers no single question of an interview guide."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """The prevalence of every theme of a coder by one or two attributes."""

    coder: str
    level: str
    """``theme`` or ``sub-theme``."""
    attributes: tuple[Attribute, ...]
    groups: tuple[Group, ...]
    themes: tuple[ThemePrevalence, ...]
    counted: str
    """What is counted: ``participants``, or ``documents`` if no participant of the run is known."""
    compared: str
    """A sentence that says which groups are compared."""
    notes: tuple[str, ...] = ()
    """What the reader must know, such as units of unknown speakers or documents that the coder did not read."""

    @property
    def intervals(self) -> int:
        """Number of differences that have an interval."""
        return sum(one.value is not None for theme in self.themes for one in theme.differences)


class NearnessMeasure(StrEnum):
    """How themes of two runs are paired."""

    UNITS = "the units that both carry (F1)"
    CENTRES = "the cosine of their centres"
    WORDS = "the key words that they share"


@dataclass(frozen=True, slots=True)
class CounterpartThemes:
    """Two themes, one of each run, that are near each other but not claimed to be the same."""

    first: ThemePrevalence
    second: ThemePrevalence
    nearness: float
    """F1 or share of common keywords, 0 to 1; or cosine, -1 to 1."""
    common: tuple[str, ...]
    """Keywords of both themes."""
    difference: ShareDifference


@dataclass(frozen=True, slots=True)
class RunComparison:
    """The themes of two runs, paired where they are near each other."""

    first: str
    second: str
    level: str
    near_by: NearnessMeasure
    why: str
    """Why ``near_by`` was chosen."""
    participants: tuple[int, int]
    counterparts: tuple[CounterpartThemes, ...]
    only_first: tuple[ThemePrevalence, ...]
    """Themes without a counterpart in the second run."""
    only_second: tuple[ThemePrevalence, ...]
    notes: tuple[str, ...] = ()

    @property
    def intervals(self) -> int:
        """Number of differences that have an interval."""
        return sum(pair.difference.value is not None for pair in self.counterparts)
