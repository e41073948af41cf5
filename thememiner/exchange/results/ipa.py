"""Tables of interpretative phenomenological analysis (IPA): annotated transcripts, and themes by participant.

They follow Smith, Flowers & Larkin (2009), Interpretative Phenomenological Analysis, chapter 5.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import numpy as np

from thememiner.exchange.coded_table import IPA_TITLE, NOTES_COLUMN
from thememiner.exchange.results.narrative import Block, Heading, Paragraph, Table
from thememiner.exchange.results.run_results import CAUTION, Results, sort_persons, to_python_values
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value
from thememiner.phrasing import inflect, join_names
from thememiner.records import Theme

INSTRUCTIONS = (
    "Read each transcript with an empty column of exploratory notes, and write down what you notice. Lines are counted "
    "in the transcript as it was read; the number of the turn is in brackets."
)
PROPOSED = "The candidate themes were proposed by a program: keep, change or delete them."


class TranscriptRow(NamedTuple):
    """A meaning unit with its place and its candidate themes; the notes are for the researcher to write."""

    document: str
    line: int
    turn: int
    start: int
    end: int
    speaker: str | None
    text: str
    themes: str
    """Candidate themes, or a person's codes, in one cell; empty if there are none."""


class ThemeByParticipant(NamedTuple):
    """Where one person speaks of one theme."""

    coder: str
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
    columns = ("doc_id", "start", "end", "turn", "participant", "speaker", "text")
    values = zip(*(to_python_values(units[name]) for name in columns), strict=True)
    for row, (doc_id, start, end, turn, participant, speaker, text) in enumerate(values):
        line, who = results.line_at(doc_id, start), participant or speaker
        yield TranscriptRow(doc_id, line, turn + 1, start, end, who, text, results.label_codes(row))


def iterate_themes_by_participant(results: Results) -> Iterator[ThemeByParticipant]:
    """Yield who speaks of each sub-theme, or theme without sub-themes, how often, where, and a quote.

    Of a person's codes it is every code that was given to a meaning unit.
    """
    persons, of_units = results.persons, results.persons.of_units.tolist()
    texts = to_python_values(results.kept["text"])
    for shown in results.shown:
        for theme_id, theme in shown.by_id.items():
            rows = shown.rows_of_codes.get(theme_id, [])
            by_person: dict[int, list[int]] = defaultdict(list)
            for row in rows:
                by_person[of_units[row]].append(row)
            similarities = _centroid_similarities(results, rows)
            for person in sort_persons(persons):
                if own := by_person.get(person):
                    typical = max(own, key=lambda row: (similarities[row], -row))
                    places = _format_places(results, own)
                    yield ThemeByParticipant(
                        shown.coding.coder, theme, persons.names[person], len(own), places, texts[typical]
                    )


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
        (row.document, row.line, row.turn, row.start, row.end, row.speaker, row.text, None, row.themes or None)
        for row in iterate_transcript_rows(results)
    )
    names = (
        *(("document", 20), ("line", 7), ("turn", 7), ("start", 8), ("end", 8), ("speaker", 14), ("transcript", 70)),
        (NOTES_COLUMN, 50),
    )
    columns = (*(SheetColumn(name, width) for name, width in names), SheetColumn(_name_codes(results), 34))
    return Sheet(IPA_TITLE, columns, rows)


def _name_codes(results: Results) -> str:
    return "candidate theme" if results.has_proposal else "code"


def build_themes_by_participant_sheet(results: Results) -> Sheet:
    """Return *themes by participant*: who speaks of each sub-theme, how often, where, and in which words."""
    has_coders = not (results.has_proposal and len(results.shown) == 1)
    rows: list[tuple[Value, ...]] = []
    for one in iterate_themes_by_participant(results):
        coder = (one.coder,) if has_coders else ()
        theme = (one.theme.theme_id, one.theme.name)
        rows.append((*coder, *theme, one.person, one.units, "; ".join(one.places), one.quote))
    names = (
        *([("coder", 14)] if has_coders else []),
        *(("theme id" if results.has_proposal else "code id", 10), (_name_codes(results), 30)),
        *((results.case_noun, 14), ("units", 8), ("where", 50), ("words", 60)),
    )
    return Sheet("IPA themes by participant", tuple(SheetColumn(name, width) for name, width in names), tuple(rows))


def compose_ipa_tables(results: Results) -> Iterator[Block]:
    """Yield both tables as a text to print and write in: each transcript with notes, then themes by participant."""
    code = _name_codes(results)
    yield Heading(f"Transcripts, exploratory notes, {code}s", 0)
    if results.has_proposal:
        yield Paragraph(CAUTION, is_note=True)
    people = [one.coding.coder for one in results.shown if not one.is_proposal]
    if people:
        yield Paragraph(f"The codes beside the transcripts are those of {join_names(people)}.", is_note=True)
    yield Paragraph(f"{INSTRUCTIONS} {PROPOSED}" if results.has_proposal else INSTRUCTIONS, is_note=True)
    for document, rows in groupby(iterate_transcript_rows(results), key=lambda row: row.document):
        yield Heading(document, 1)
        cells = tuple(
            (f"{row.line} ({row.turn})", f"{row.speaker}: {row.text}" if row.speaker else row.text, "", row.themes)
            for row in rows
        )
        columns = ("Line (turn)", "Transcript", NOTES_COLUMN.capitalize(), code.capitalize())
        yield Table(columns, cells, (9, 45, 28, 18))
    yield Heading("Themes by participant", 1)
    theme_rows = tuple(
        (_label_theme(one, results), one.person, f"{one.units:,}", "; ".join(one.places), one.quote)
        for one in iterate_themes_by_participant(results)
    )
    headings = (code.capitalize(), results.case_noun.capitalize(), "Units", "Where", "In their words")
    yield Table(headings, theme_rows, (18, 10, 8, 24, 40))


def _label_theme(one: ThemeByParticipant, results: Results) -> str:
    (shown,) = (shown for shown in results.shown if shown.coding.coder == one.coder)
    label = shown.label(one.theme.theme_id) or one.theme.name
    return f"{one.coder}: {label}" if len(results.shown) > 1 else label
