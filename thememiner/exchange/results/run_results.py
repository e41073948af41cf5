"""The results of a run, gathered for tables and texts that people read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from thememiner.exchange.coded_table import DocumentIndex, index_documents
from thememiner.exchange.results.coder_themes import CoderThemes, flatten_themes
from thememiner.language import natural_sort_key
from thememiner.phrasing import (
    ASKED_MEANING,
    FIRST_CODES_COUNT,
    count_persons,
    format_apa_score,
    format_asked_share,
    format_count,
    note_silent_participants,
)
from thememiner.records import AnsweredGuide, AskedShare, Decision, Disagreements, PersonIndex, Run, Theme, person_index

if TYPE_CHECKING:
    import pandas as pd

FIGURE_EXPLANATIONS = (
    "n is the number of meaning units: stretches of one or two sentences with one thought.",
    FIRST_CODES_COUNT,
    "Participants have at least one unit of the theme. They are counted since one talkative person can fill a theme.",
    "Stability is how well a theme is found again when units, people or documents are left out: 0 never, 1 always.",
    "Key words are more frequent in a theme than elsewhere. Quotes are typical of it; the program chose them.",
    "Lines are counted from 1 in the transcript as it was read.",
)
"""What a reader must know to read the figures."""
CODER_EXPLANATIONS = (
    "n is the number of coded segments, those of the codes below included. The workbook has all of them.",
    "Participants have at least one meaning unit with the code, of all who have any in what the coder read.",
    "Quotes are the first coded segments of different participants, in the order of the documents.",
    FIGURE_EXPLANATIONS[-1],
)
"""What a reader must know to read the figures on a person's codes."""
CAUTION = (
    "These are candidate themes, which a program proposed from the words of the transcripts. They are a place to begin "
    "reading, not findings: what a theme means, and whether it is one, is for the researcher to decide."
)


@dataclass(frozen=True)
class Results:
    """A run, with sentences and tables about it from other packages."""

    run: Run
    disagreements: tuple[Disagreements, ...] = ()
    """Between each person and the program."""
    figure_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Titles of the scores of comparisons, by name."""
    sentences: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """A heading and sentences for each comparison."""
    coders: tuple[str, ...] = ()
    """The coders whose codes the texts and tables of themes are about; the program if there are none."""

    @cached_property
    def shown(self) -> tuple[CoderThemes, ...]:
        """The codes that texts and tables of themes are about, by coder."""
        return tuple(
            CoderThemes(self.run, coding)
            for coding in self.run.codings
            if (coding.coder in self.coders if self.coders else coding.is_proposal)
        )

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of the run's consensus, if its coding is among those that are exported."""
        by = self.run.manifest.get("consensus", {}).get("by")
        return self.run.decisions if any(coding.coder == by for coding in self.run.codings) else ()

    @property
    def has_proposal(self) -> bool:
        """Whether the program's themes are among the codes that are shown."""
        return any(one.is_proposal for one in self.shown)

    def label_codes(self, row: int) -> str:
        """Return the codes of a unit of the run as one cell; with several coders, each code with its coder."""
        labels = [
            f"{one.coding.coder}: {label}" if len(self.shown) > 1 else label
            for one in self.shown
            for code_id in one.codes_of_units[row]
            if (label := one.label(code_id))
        ]
        return "; ".join(labels)

    @cached_property
    def documents(self) -> Mapping[str, DocumentIndex]:
        """Lines, turns and speakers of each document, by its id."""
        return index_documents(self.run.documents)

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        """Themes and sub-themes by id, each theme before its sub-themes."""
        return {theme.theme_id: theme for theme in flatten_themes(self.run.themes)}

    @cached_property
    def kept(self) -> "pd.DataFrame":
        """The units that took part in discovery."""
        return self.run.units[self.run.units["kept"]]

    @cached_property
    def persons(self) -> PersonIndex:
        """Whose each kept unit is: a participant's, or that of a person known only by the document."""
        return person_index(self.kept)

    @property
    def has_participants(self) -> bool:
        """Whether the participant of any kept unit is known."""
        return bool(self.persons.is_participant.any())

    @property
    def case_noun(self) -> str:
        """What persons are called: ``participant``, or ``document`` if no participant is known."""
        return "participant" if self.has_participants else "document"

    @property
    def case_count(self) -> int:
        """The number of persons with kept units; a person whose name is not known is counted by the document."""
        return len(self.persons.names)

    @property
    def silent(self) -> str:
        """A sentence on the participants without a kept unit, who are not counted; empty if there are none."""
        return note_silent_participants(sorted(self.run.silent_participants, key=natural_sort_key))

    @cached_property
    def answered(self) -> AnsweredGuide | None:
        """The interview guide with the themes that answer it; None without one, or without the program's themes."""
        from thememiner.questions import relate_themes  # noqa: PLC0415 - heavy, as in ``CoderThemes``

        run = self.run
        if run.guide is None or not run.guide.is_usable or not run.themes:
            return None
        return relate_themes(run.guide, run.units, run.themes)

    @cached_property
    def asked(self) -> Mapping[str, AskedShare]:
        """Of those who were asked about a theme, how many said it, by its id; only if it answers a question."""
        from thememiner.comparison import count_asked_by_first_code  # noqa: PLC0415 - heavy, as in ``CoderThemes``

        return count_asked_by_first_code(self.run, self.answered.asked) if self.answered else {}

    @property
    def figure_explanations(self) -> tuple[str, ...]:
        """What a reader must know to read the figures on the program's themes."""
        return (*FIGURE_EXPLANATIONS, *((ASKED_MEANING,) if self.asked else ()))

    def count_cases(self, theme: Theme) -> int:
        """Return the number of participants of a theme; of documents if no participant is known."""
        return theme.participants if self.has_participants else theme.documents

    def line_at(self, doc_id: str, position: int) -> int:
        """Return the number of the line at a position of a document, from 1."""
        return self.documents[doc_id].line_at(position)

    def theme_label(self, theme_id: str | None) -> str | None:
        """Return the id and name of a theme; None if there is no such theme."""
        theme = self.themes.get(theme_id or "")
        return None if theme is None else f"{theme.theme_id} {theme.name}"


def sort_persons(persons: PersonIndex) -> list[int]:
    """Return the indices of persons in reading order: participants, then persons known by a document; P2 before P10."""

    def key(person: int) -> tuple[bool, Any]:
        return not persons.is_participant[person], natural_sort_key(persons.names[person])

    return sorted(range(len(persons.names)), key=key)


def to_python_values(column: "pd.Series[Any]") -> list[Any]:
    """Return the values of a column as Python objects, with None for missing values."""
    return column.astype(object).where(column.notna(), None).tolist()


def describe_code_evidence(theme: Theme, shown: CoderThemes) -> str:
    """Return the evidence for a person's code: ``n = 23 coded segments, 9 of 14 participants``."""
    segments, persons = format_count(theme.units, "coded segment"), count_persons(shown.persons)
    return f"n = {segments}, {theme.participants:,} of {persons}"


def describe_evidence(theme: Theme, results: Results) -> str:
    """Return the evidence for a theme: ``n = 23 units, 9 of 14 participants; stability .81``."""
    cases = f"{results.count_cases(theme):,} of {count_persons(results.persons)}"
    also = f", and {theme.also:,} more as their second code" if theme.also else ""
    asked = f", {format_asked_share(results.asked[theme.theme_id])}" if theme.theme_id in results.asked else ""
    units, stability = format_count(theme.units, "unit"), format_apa_score(theme.stability)
    return f"n = {units}{also}, {cases}{asked}; stability {stability}"
