"""The corpus at a glance: what came in, what was kept, what was set aside, and why.

Participants: who they are, and what each said about each theme.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Note, Problem, Run, SetAside, Theme, Unassigned
from thememiner.report.formatting import WHOLE, Cell, Extent, cell, counted
from thememiner.report.quotes import plain

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
class Table:
    """A table of the page: a name and cells in each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str | int, ...]], ...]
    left_out: int = 0
    """Rows that the page does not show."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Units of each participant (rows) in each theme (columns)."""

    themes: tuple[Theme, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    """By participant: units in each theme, in none, and in all."""
    units: tuple[int, ...]
    """In each column."""
    participants: tuple[int, ...]
    """With at least one unit in the column, those not known left out."""
    left_out: int


def participants_of(run: Run) -> list[str]:
    """Return every participant of a run, also those who have no unit, P2 before P10."""
    named = set(run.participants) | set(run.units["participant"].dropna())
    named.update(participant for document in run.documents for participant in document.participants)
    return sorted(named, key=natural)


def attributes(run: Run, extent: Extent = WHOLE) -> Table:
    """Return what is known of each participant; no rows if nothing is."""
    columns = tuple(dict.fromkeys(key for known in run.participants.values() for key in known))
    names = participants_of(run) if columns else []
    rows = [(name, tuple(run.participants.get(name, {}).get(key, "") for key in columns)) for name in names]
    return Table(columns, tuple(rows[: extent.rows]), max(len(rows) - extent.rows, 0))


def documents(run: Run, extent: Extent = WHOLE) -> Table:
    """Return each document with its participants, turns, units and attributes."""
    keys = tuple(dict.fromkeys(key for document in run.documents for key in document.attributes))
    units = run.units["doc_id"].value_counts()
    kept = run.units.loc[run.units["kept"], "doc_id"].value_counts()
    rows: tuple[tuple[str, tuple[str | int, ...]], ...] = tuple(
        (
            document.doc_id,
            (
                ", ".join(document.participants),
                len(document.turns),
                int(units.get(document.doc_id, 0)),
                int(kept.get(document.doc_id, 0)),
                *(document.attributes.get(key, "") for key in keys),
            ),
        )
        for document in run.documents[: extent.rows]
    )
    left_out = max(len(run.documents) - extent.rows, 0)
    return Table(("Participants", "Turns", "Units", "Kept units", *keys), rows, left_out)


def prevalence(run: Run, extent: Extent = WHOLE, *, subthemes: bool = False) -> Prevalence:
    """Count the kept units of every participant in every theme, or sub-theme; zeros are counts too."""
    themes = tuple(child for theme in run.themes for child in theme.subthemes) if subthemes else run.themes
    kept = run.units[run.units["kept"]]
    speakers = plain(kept["participant"])
    by_theme = Counter(zip(speakers, plain(kept["subtheme_id" if subthemes else "theme_id"]), strict=True))
    in_all = Counter(speakers)
    people = [*participants_of(run), *([None] if in_all[None] else [])]
    columns = [*(theme.theme_id for theme in themes), None]
    counts = [(*(by_theme[person, column] for column in columns), in_all[person]) for person in people]
    rows = [
        (person or NOT_KNOWN, tuple(cell(count, found[-1]) for count in found))
        for person, found in zip(people, counts, strict=True)
    ]
    named = [found for person, found in zip(people, counts, strict=True) if person is not None]
    return Prevalence(
        themes=themes,
        rows=tuple(rows[: extent.rows]),
        units=tuple(map(sum, zip(*counts, strict=True))),
        participants=tuple(sum(map(bool, column)) for column in zip(*named, strict=True)),
        left_out=max(len(rows) - extent.rows, 0),
    )


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
