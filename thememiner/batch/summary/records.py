"""What the summary of a batch knows: jobs, the runs that came of them, and the themes that recur."""

from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.batch.journal import State
from thememiner.records import Measurement, Problem, Theme

LEVELS = ("theme", "sub-theme")
SHOWN_SCORES = ("kappa", "ami")
"""Those of a comparison that the summary shows, at each level."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the program agrees with one manual coder."""

    coder: str
    units: int
    """That both looked at."""
    figures: Mapping[str, Mapping[str, Measurement]]
    """By level and figure; what was not taken is missing."""

    def measured(self, level: str, figure: str) -> Measurement | None:
        """Return a figure, None if it was not taken."""
        return self.figures.get(level, {}).get(figure)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run says of itself, without any of its units."""

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
    """With each manual coder, the one over the most units first."""

    @property
    def stability(self) -> float | None:
        """Return the mean over the themes of which it was measured, None if it was of none."""
        known = [theme.stability for theme in self.themes if theme.stability is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class JobSummary:
    """What became of one corpus with one configuration."""

    corpus: str
    configuration: str
    state: State
    """Done, failed or open; never what a call did, so that equal results give equal summaries."""
    run: RunSummary | None = None
    report: str = ""
    """Where the run's report lies, as a relative address from the summary."""
    failure: Problem | None = None


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A theme of one corpus among those of others that are near it."""

    corpus: str
    theme: Theme
    nearness: float
    """Mean cosine with the others of its group."""
    report: str = ""
    """Address of the theme in the run's report."""


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """Themes of different corpora that are near each other, at most one of each corpus."""

    members: tuple[GroupMember, ...]
    """Sorted by corpus."""
    nearness: float
    """Mean cosine of every two of them."""
    least: float
    """Cosine of the two that are farthest apart."""


@dataclass(frozen=True, slots=True)
class RecurringThemes:
    """The themes that recur under one configuration."""

    configuration: str
    corpora: int
    """Whose themes were looked at."""
    themes: int
    """That were looked at."""
    recurring: tuple[ThemeGroup, ...]
    """Those in the most corpora first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A batch in short."""

    name: str
    """Of the plan."""
    jobs: tuple[JobSummary, ...]
    """In the order of the plan, every one of them."""
    alignments: tuple[RecurringThemes, ...]
    """By configuration; empty where fewer than two corpora have themes."""
    notes: tuple[str, ...] = ()
    """What matched nothing."""
