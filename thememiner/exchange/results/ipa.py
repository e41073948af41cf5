"""Tables of interpretative phenomenological analysis (IPA): annotated transcripts, and themes by participant.

They follow Smith, Flowers & Larkin (2009), Interpretative Phenomenological Analysis, chapter 5.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import numpy as np

from thememiner.exchange.results.narrative import Block, Heading, Paragraph, Table
from thememiner.exchange.results.run_results import CAUTION, Results, to_python_values
from thememiner.exchange.spreadsheets import Sheet, SheetColumn
from thememiner.phrasing import inflect
from thememiner.records import Theme

NOTES_COLUMN = "exploratory notes"
INSTRUCTIONS = (
    "Read each transcript with an empty column of exploratory notes, and write down what you notice. The candidate "
    "themes beside it were proposed by a program: keep, change or delete them. Lines are counted in the transcript as "
    "it was read; the number of the turn is in brackets."
)


class TranscriptRow(NamedTuple):
    """A meaning unit with its place and its candidate themes; the notes are for the researcher to write."""

    document: str
    line: int
    turn: int
    speaker: str | None
    text: str
    themes: str
    """Candidate themes in one cell; empty if there are none."""


class ThemeByParticipant(NamedTuple):
    """Where one person speaks of one theme."""

    theme: Theme
    person: str
    """The participant, or the document if the participant is unknown."""
    units: int
    places: tuple[str, ...]
    """Each document with the lines of its units, in order."""
    quote: str
    """The full text of the most typical unit: in this analysis, the words are the data."""


def iterate_transcript_rows(results: Results) -> Iterator[TranscriptRow]:
    """Yield every unit by position, including the interviewer's, which are the context of the answers."""
    units = results.run.units
    columns = ("doc_id", "start", "turn", "participant", "speaker", "text", "subtheme_id", "second_subtheme_id")
    for doc_id, start, turn, participant, speaker, text, first, second in zip(
        *(to_python_values(units[name]) for name in columns), strict=True
    ):
        themes = "; ".join(label for label in map(results.theme_label, (first, second)) if label)
        yield TranscriptRow(doc_id, results.line_at(doc_id, start), turn + 1, participant or speaker, text, themes)


def iterate_themes_by_participant(results: Results) -> Iterator[ThemeByParticipant]:
    """Yield, for each sub-theme, or theme without sub-themes, who speaks of it, how often, where, and a quote."""
    by_person: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_theme: dict[str, list[int]] = defaultdict(list)
    theme_ids = to_python_values(results.kept["subtheme_id"])
    for row, (person, theme_id) in enumerate(zip(results.persons.of_units.tolist(), theme_ids, strict=True)):
        by_person[theme_id or "", person].append(row)
        by_theme[theme_id or ""].append(row)
    texts = to_python_values(results.kept["text"])
    for theme_id, theme in results.themes.items():
        similarities = _centroid_similarities(results, by_theme[theme_id])
        for person in results.sorted_persons:
            if rows := by_person.get((theme_id, person)):
                typical = max(rows, key=lambda row: (similarities[row], -row))
                name = results.persons.names[person]
                yield ThemeByParticipant(theme, name, len(rows), _format_places(results, rows), texts[typical])


def _centroid_similarities(results: Results, rows: list[int]) -> Mapping[int, float]:
    """Return the similarity of each of these kept units to their mean, by which representative quotes are chosen."""
    if not rows:
        return {}
    vectors = results.run.vectors[np.flatnonzero(results.run.units["kept"])[rows]].astype(np.float64)
    similarities = np.round((vectors * vectors.mean(axis=0)).sum(axis=1), 9)
    return dict(zip(rows, similarities.tolist(), strict=True))


def _format_places(results: Results, rows: list[int]) -> tuple[str, ...]:
    """Return the lines of kept units, by document: ``W1.txt, lines 8, 10, 20``."""
    lines: dict[str, dict[str, None]] = {}
    units = results.kept.iloc[rows]
    for doc_id, start in zip(units["doc_id"], units["start"], strict=True):
        lines.setdefault(doc_id, {})[f"{results.line_at(doc_id, start):,}"] = None
    return tuple(f"{doc_id}, {inflect(len(own), 'line', 'lines')} {', '.join(own)}" for doc_id, own in lines.items())


def build_transcript_sheet(results: Results) -> Sheet:
    """Return *transcript | exploratory notes | candidate theme*, one row per meaning unit, with line and turn."""
    rows = tuple(
        (row.document, row.line, row.turn, row.speaker, row.text, None, row.themes or None)
        for row in iterate_transcript_rows(results)
    )
    names = (("document", 20), ("line", 7), ("turn", 7), ("speaker", 14), ("transcript", 70), (NOTES_COLUMN, 50))
    columns = (*(SheetColumn(name, width) for name, width in names), SheetColumn("candidate theme", 34))
    return Sheet("IPA transcript", columns, rows)


def build_themes_by_participant_sheet(results: Results) -> Sheet:
    """Return *themes by participant*: who speaks of each sub-theme, how often, where, and in which words."""
    rows = tuple(
        (one.theme.theme_id, one.theme.name, one.person, one.units, "; ".join(one.places), one.quote)
        for one in iterate_themes_by_participant(results)
    )
    names = (
        *(("theme id", 10), ("candidate theme", 30), (results.case_noun, 14)),
        *(("units", 8), ("where", 50), ("words", 60)),
    )
    return Sheet("IPA themes by participant", tuple(SheetColumn(name, width) for name, width in names), rows)


def compose_ipa_tables(results: Results) -> Iterator[Block]:
    """Yield both tables as a text to print and write in: each transcript with notes, then themes by participant."""
    yield Heading("Transcripts, exploratory notes, candidate themes", 0)
    yield Paragraph(CAUTION, is_note=True)
    yield Paragraph(INSTRUCTIONS, is_note=True)
    for document, rows in groupby(iterate_transcript_rows(results), key=lambda row: row.document):
        yield Heading(document, 1)
        cells = tuple(
            (f"{row.line} ({row.turn})", f"{row.speaker}: {row.text}" if row.speaker else row.text, "", row.themes)
            for row in rows
        )
        columns = ("Line (turn)", "Transcript", NOTES_COLUMN.capitalize(), "Candidate theme")
        yield Table(columns, cells, (9, 45, 28, 18))
    yield Heading("Themes by participant", 1)
    theme_rows = tuple(
        (f"{one.theme.theme_id} {one.theme.name}", one.person, f"{one.units:,}", "; ".join(one.places), one.quote)
        for one in iterate_themes_by_participant(results)
    )
    headings = ("Candidate theme", results.case_noun.capitalize(), "Units", "Where", "In their words")
    yield Table(headings, theme_rows, (18, 10, 8, 24, 40))
