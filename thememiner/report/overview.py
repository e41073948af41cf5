"""The corpus at a glance: what came in, what was kept, what was set aside, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Note, Problem, Run
from thememiner.report.people import participants_of

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = {"en": "English", "zh": "Chinese", "mixed": "Chinese and English mixed", "other": "other"}


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of units by reason; the parts add up to the total."""

    total: int
    parts: tuple[tuple[str, int], ...]
    """Largest first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of a run, each taken from its documents and its table of units."""

    documents: int
    participants: int
    turns: int
    units: int
    kept: int
    assigned: int
    set_aside: Tally
    unassigned: Tally
    languages: Tally
    """Of the kept units."""
    duplicates: int
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def overview(run: Run) -> Overview:
    """Count what a run holds."""
    units = run.units
    kept = units[units["kept"]]
    unassigned = kept[kept["theme_id"].isna()]
    return Overview(
        documents=len(run.documents),
        participants=len(participants_of(run)),
        turns=sum(len(document.turns) for document in run.documents),
        units=len(units),
        kept=len(kept),
        assigned=len(kept) - len(unassigned),
        set_aside=_tally(units.loc[~units["kept"], "reason"].fillna("no reason recorded")),
        unassigned=_tally(unassigned["reason"].fillna("no reason recorded")),
        languages=_tally(kept["language"].map(lambda code: LANGUAGES.get(code, code))),
        duplicates=int(units["duplicate_of"].notna().sum()),
        notes=tuple(Note(**note) for note in run.manifest["notes"]),
        problems=tuple(Problem(**problem) for problem in run.manifest["problems"]),
    )


def _tally(column: "pd.Series[str]") -> Tally:
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    return Tally(sum(counts.values()), tuple(sorted(counts.items(), key=lambda part: (-part[1], part[0]))))
