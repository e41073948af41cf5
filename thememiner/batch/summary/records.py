"""The contents of a batch summary: its jobs, their runs, and the themes that recur in several corpora."""

from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.batch.journal import State
from thememiner.records import Measurement, Problem, Theme

LEVELS = ("theme", "sub-theme")
SHOWN_SCORES = ("kappa", "ami")
"""The scores of a comparison that the summary shows, at each level."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the program agrees with one manual coder."""

    coder: str
    units: int
    """Number of units that both looked at."""
    scores: Mapping[str, Mapping[str, Measurement]]
    """By level and name of the score; a score that was not measured is missing."""

    def find_score(self, level: str, name: str) -> Measurement | None:
        """Return a score, or None if it was not measured."""
        return self.scores.get(level, {}).get(name)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in short, without its units."""

    documents: int
    participants: int
    kept: int
    assigned: int
    unassigned: int
    subthemes: int
    not_used: tuple[Problem, ...]
    """Inputs that could not be used."""
    themes: tuple[Theme, ...]
    agreements: tuple[Agreement, ...]
    """With each manual coder; the one with the most units comes first."""

    @property
    def stability(self) -> float | None:
        """Return the mean stability of the themes for which it was measured; None if there are none."""
        known = [theme.stability for theme in self.themes if theme.stability is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class JobSummary:
    """The outcome of one corpus with one configuration."""

    corpus: str
    configuration: str
    state: State
    """Done, failed or open; never what a call did, so that equal results give equal summaries."""
    run: RunSummary | None = None
    report: str = ""
    """Address of the run's report, relative to the summary."""
    failure: Problem | None = None


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A theme of one corpus in a group of recurring themes."""

    corpus: str
    theme: Theme
    nearness: float
    """Mean cosine with the other themes of the group."""
    report: str = ""
    """Address of the theme in the run's report."""


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """Similar themes of different corpora, at most one from each corpus."""

    members: tuple[GroupMember, ...]
    """Sorted by corpus."""
    nearness: float
    """Mean cosine over all pairs of themes."""
    least: float
    """Cosine of the two themes that are farthest apart."""


@dataclass(frozen=True, slots=True)
class RecurringThemes:
    """The themes that recur under one configuration."""

    configuration: str
    corpora: int
    """Number of corpora with themes."""
    themes: int
    """Number of their themes."""
    groups: tuple[ThemeGroup, ...]
    """Those in the most corpora come first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A batch in short."""

    name: str
    """Name of the plan."""
    jobs: tuple[JobSummary, ...]
    """All jobs, in the order of the plan."""
    recurring: tuple[RecurringThemes, ...]
    """By configuration; empty if fewer than two corpora have themes."""
    notes: tuple[str, ...] = ()
    """Notes of the plan."""
