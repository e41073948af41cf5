"""The corpus at a glance: documents, participants, and how many units were kept, assigned or left out, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.config import SpeakerSettings
from thememiner.corpus import SPEAKER_COLUMNS, count_speakers, find_suspicions
from thememiner.language import natural_sort_key
from thememiner.phrasing import (
    KEPT_MEANING,
    LANGUAGE_NAMES,
    NO_LABEL,
    NO_REASON,
    REASON_MEANINGS,
    count_persons,
    describe_speakers,
    format_count,
    format_share,
    format_share_interval,
    inflect,
    note_silent_participants,
)
from thememiner.records import NOT_KNOWN, AskedShare, Note, Problem, Run, Theme
from thememiner.report.formatting import FULL_LIMITS, Cell, PageLimits, make_cell
from thememiner.report.quotes import to_list

if TYPE_CHECKING:
    import pandas as pd

NOT_ASKED: Mapping[str, AskedShare] = MappingProxyType({})
"""Where no theme answers a single question of an interview guide."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on the page: each row has a name and cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str | int, ...]], ...]
    left_out: int = 0
    """The number of rows that the page does not show."""


@dataclass(frozen=True, slots=True)
class ParticipantCounts:
    """Units of each participant (rows) in each theme (columns)."""

    themes: tuple[Theme, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    """By participant: units in each theme, unassigned units, and all kept units."""
    units: tuple[int, ...]
    """The number of units in each column."""
    participants: tuple[int, ...]
    """The number of persons with at least one unit in each column; unknown ones are counted by document."""
    asked: tuple[tuple[str, str], ...]
    """For each theme, how many of those who were asked about it said it, and their share with its interval; empty texts
    if it answers no single question. No entries if no theme does."""
    left_out: int


@dataclass(frozen=True, slots=True)
class SpeakersView:
    """Who was taken for whom."""

    summary: str
    """How many labels have each role, in words."""
    table: Table


def build_speakers_view(run: Run, limits: PageLimits = FULL_LIMITS) -> SpeakersView | None:
    """Return a row for each label of a run, as ``thememiner inspect`` lists them; None if no turn has a label."""
    if not any(turn.speaker is not None for document in run.documents for turn in document.turns):
        return None
    speakers = SpeakerSettings(**run.manifest["settings"].get("speakers", {}))
    counts = count_speakers(run.documents, find_suspicions(run.documents, speakers), speakers)
    labels = Counter(row.role.value for row in counts if row.label != NO_LABEL)
    rows = tuple(_role_first(row.cells) for row in counts[: limits.rows])
    table = Table(_role_first(SPEAKER_COLUMNS)[1], rows, max(len(counts) - limits.rows, 0))
    return SpeakersView(describe_speakers(labels), table)


def _role_first(cells: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the label of a speaker, and the other cells with the role before the counts."""
    label, *counts, role, why = cells
    return label, (role, *counts, why)


def list_participants(run: Run) -> list[str]:
    """Return every participant of a run, with or without units, in natural order: P2 before P10."""
    named = set(run.participants) | set(run.units["participant"].dropna())
    named.update(participant for document in run.documents for participant in document.participants)
    return sorted(named, key=natural_sort_key)


def build_attribute_table(run: Run, limits: PageLimits = FULL_LIMITS) -> Table:
    """Return the attributes of each participant; no rows if there are no attributes."""
    columns = tuple(dict.fromkeys(key for known in run.participants.values() for key in known))
    names = list_participants(run) if columns else []
    rows = [(name, tuple(run.participants.get(name, {}).get(key, "") for key in columns)) for name in names]
    return Table(columns, tuple(rows[: limits.rows]), max(len(rows) - limits.rows, 0))


def build_document_table(run: Run, limits: PageLimits = FULL_LIMITS) -> Table:
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
        for document in run.documents[: limits.rows]
    )
    left_out = max(len(run.documents) - limits.rows, 0)
    return Table(("Participants", "Turns", "Units", "Kept units", *keys), rows, left_out)


def build_participant_counts(
    run: Run, limits: PageLimits = FULL_LIMITS, asked: Mapping[str, AskedShare] = NOT_ASKED, *, subthemes: bool = False
) -> ParticipantCounts:
    """Count the kept units of every participant in every theme or sub-theme, zeros included.

    ``asked`` is as in ``ReadGuide``.
    """
    themes = tuple(child for theme in run.themes for child in theme.subthemes) if subthemes else run.themes
    kept = run.units[run.units["kept"]]
    speakers = to_list(kept["participant"])
    column = "subtheme_id" if subthemes else "theme_id"
    by_theme = Counter(zip(speakers, to_list(kept[column]), strict=True))
    in_all = Counter(speakers)
    people = [*list_participants(run), *([None] if in_all[None] else [])]
    columns = [*(theme.theme_id for theme in themes), None]
    counts = [(*(by_theme[person, theme_id] for theme_id in columns), in_all[person]) for person in people]
    rows = [
        (person or NOT_KNOWN, tuple(make_cell(count, found[-1]) for count in found))
        for person, found in zip(people, counts, strict=True)
    ]
    persons = run.persons.of_units.tolist()
    placed = set(zip(persons, to_list(kept[column]), strict=True))
    spoken = Counter(theme_id for _, theme_id in placed)
    shares = [asked[theme.theme_id].share if theme.theme_id in asked else None for theme in themes]
    return ParticipantCounts(
        themes=themes,
        rows=tuple(rows[: limits.rows]),
        units=tuple(map(sum, zip(*counts, strict=True))),
        participants=(*(spoken[theme_id] for theme_id in columns), len(set(persons))),
        asked=tuple((format_share(one), format_share_interval(one)) if one else ("", "") for one in shares)
        if any(shares)
        else (),
        left_out=max(len(rows) - limits.rows, 0),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of units, split into parts that add up to the total."""

    total: int
    parts: tuple[tuple[str, int], ...]
    """Name and count of each part, the largest first."""


@dataclass(frozen=True, slots=True)
class UnusedRows:
    """Rows of a manual coding that could not be used."""

    file: str
    problems: tuple[Problem, ...]

    @property
    def sentence(self) -> str:
        """Return how many rows were not used, and the reasons that concern the whole file."""
        rows = sum(problem.place != self.file for problem in self.problems)
        reasons = [problem.reason.rstrip(".") for problem in self.problems if problem.place == self.file]
        unused = f"{format_count(rows, 'row')} of the manual coding {self.file} {inflect(rows, 'was', 'were')} not used"
        return ". ".join([*([unused] if rows else []), *(f"{self.file}: {reason}" for reason in reasons)])


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of a run, from its documents and its table of units."""

    documents: int
    participants: int
    """Persons with kept units: participants, and documents for those whose name is not known; 0 if no name is known."""
    persons: str
    """The same in words, of documents if no participant is known; every "9 of 14" on the page is of these."""
    silent: str
    """A sentence on the participants without a kept unit; empty if there are none."""
    turns: int
    units: int
    kept: int
    assigned: int
    set_aside: Tally
    unassigned: Tally
    languages: Tally
    """Kept units by language."""
    duplicates: int
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    """Files, or parts of files, that could not be used."""
    unused_rows: tuple[UnusedRows, ...]
    """Unused rows by manual coding."""
    meanings: tuple[tuple[str, str], ...]
    """Each reason that occurs, and what it means."""


def build_overview(run: Run) -> Overview:
    """Return the counts of a run."""
    units = run.units
    kept = units[units["kept"]]
    unassigned = kept[kept["theme_id"].isna()]
    problems = [Problem(**problem) for problem in run.manifest["problems"]]
    codings = sorted({coding["path"] for coding in run.manifest["codings"] if coding["path"]})
    reasons, persons = set(units["reason"].dropna()), run.persons
    return Overview(
        documents=len(run.documents),
        participants=0 if persons.are_documents else len(persons.names),
        persons=count_persons(persons),
        silent=note_silent_participants(sorted(run.silent_participants, key=natural_sort_key)),
        turns=sum(len(document.turns) for document in run.documents),
        units=len(units),
        kept=len(kept),
        assigned=len(kept) - len(unassigned),
        set_aside=_tally(units.loc[~units["kept"], "reason"].fillna(NO_REASON)),
        unassigned=_tally(unassigned["reason"].fillna(NO_REASON)),
        languages=_tally(kept["language"].map(lambda code: LANGUAGE_NAMES.get(code, code))),
        duplicates=int(units["duplicate_of"].notna().sum()),
        notes=tuple(Note(**note) for note in run.manifest["notes"]),
        problems=tuple(problem for problem in problems if _coding_of(problem, codings) is None),
        unused_rows=tuple(
            UnusedRows(coding, tuple(problem for problem in problems if _coding_of(problem, codings) == coding))
            for coding in codings
            if any(_coding_of(problem, codings) == coding for problem in problems)
        ),
        meanings=(("Kept", KEPT_MEANING), *((one, REASON_MEANINGS[one]) for one in REASON_MEANINGS if one in reasons)),
    )


def _coding_of(problem: Problem, codings: Iterable[str]) -> str | None:
    """Return the file of the manual coding that a problem is in; None if it is in another file."""
    return next((path for path in codings if problem.place == path or problem.place.startswith(f"{path}:")), None)


def _tally(column: "pd.Series[str]") -> Tally:
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    return Tally(sum(counts.values()), tuple(sorted(counts.items(), key=lambda part: (-part[1], part[0]))))
