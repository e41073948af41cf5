"""The corpus at a glance: what came in, what was kept, what was set aside, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.records import Note, Problem, Run, SetAside, Unassigned
from thememiner.report.numbers import counted
from thememiner.report.people import participants_of

if TYPE_CHECKING:
    import pandas as pd

KEPT = "the unit takes part in the search for themes."
MEANINGS = {
    SetAside.INTERVIEWER.value: "a question or remark of the interviewer; it is shown as the context of the answers.",
    SetAside.OTHER_SPEAKER.value: "somebody speaks who is not studied.",
    SetAside.BACK_CHANNEL.value: "a listener's sign, such as “mm-hmm” or “嗯”, that answers no question.",
    SetAside.EMPTY.value: "the transcriber's marks alone, such as a pause or laughter.",
    SetAside.OUTSIDE.value: "the unit does not carry the code whose sub-themes this run suggests.",
    Unassigned.NO_THEMES.value: "there is no group of units that the unit could belong to.",
    Unassigned.BETWEEN.value: "the unit went with two themes nearly as often, and with neither often enough.",
    Unassigned.FAR.value: "the unit went with no theme often enough; it may be a deviant case worth reading.",
    Unassigned.ONE_PARTICIPANT.value: "the units that lie closest to it were all said by the same person.",
    Unassigned.SHORT.value: "the unit has too few words to tell what it is about.",
    Unassigned.WORDLESS.value: "the unit has only function words and fillers, so nothing tells what it is about.",
}
"""Why units are set aside or unassigned, in a line each."""
LANGUAGES = {"en": "English", "zh": "Chinese", "mixed": "Chinese and English mixed", "other": "other"}


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of units by reason; the parts add up to the total."""

    total: int
    parts: tuple[tuple[str, int], ...]
    """Largest first."""


@dataclass(frozen=True, slots=True)
class UnusedRows:
    """Rows of a manual coding that are not in the comparison."""

    file: str
    problems: tuple[Problem, ...]

    @property
    def sentence(self) -> str:
        """Return how many there are; what concerns several rows at once is told by its reason."""
        rows = sum(problem.place != self.file for problem in self.problems)
        reasons = [problem.reason.rstrip(".") for problem in self.problems if problem.place == self.file]
        verb = "was" if rows == 1 else "were"
        counts = [f"{counted(rows, 'row')} of the manual coding {self.file} {verb} not used"] if rows else []
        return ". ".join([*counts, *(f"Of {self.file}: {reason}" for reason in reasons)])


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
    """Files, or parts of them, that could not be used."""
    unused_rows: tuple["UnusedRows", ...]
    """Of manual codings."""
    meanings: tuple[tuple[str, str], ...]
    """What the words of the counts mean, as far as they occur."""


def overview(run: Run) -> Overview:
    """Count what a run holds."""
    units = run.units
    kept = units[units["kept"]]
    unassigned = kept[kept["theme_id"].isna()]
    problems = [Problem(**problem) for problem in run.manifest["problems"]]
    codings = sorted({coding["path"] for coding in run.manifest["codings"] if coding["path"]})
    reasons = set(units["reason"].dropna())
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
        problems=tuple(problem for problem in problems if _coding_of(problem, codings) is None),
        unused_rows=tuple(
            UnusedRows(coding, tuple(problem for problem in problems if _coding_of(problem, codings) == coding))
            for coding in codings
            if any(_coding_of(problem, codings) == coding for problem in problems)
        ),
        meanings=(("Kept", KEPT), *((reason, MEANINGS[reason]) for reason in MEANINGS if reason in reasons)),
    )


def _coding_of(problem: Problem, codings: Iterable[str]) -> str | None:
    """Return the file of the manual coding that a problem lies in, None if it lies elsewhere."""
    return next((path for path in codings if problem.place == path or problem.place.startswith(f"{path}:")), None)


def _tally(column: "pd.Series[str]") -> Tally:
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    return Tally(sum(counts.values()), tuple(sorted(counts.items(), key=lambda part: (-part[1], part[0]))))
