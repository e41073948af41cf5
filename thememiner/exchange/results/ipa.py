"""Tables of interpretative phenomenological analysis: transcript beside notes and themes, and themes by participant.

Smith, Flowers & Larkin (2009, Interpretative Phenomenological Analysis, chapter 5) work with these two.

The two tables of interpretative phenomenological analysis as a text to print and to write in.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import numpy as np

from thememiner.exchange.results.narrative import Block, Grid, Heading, Paragraph
from thememiner.exchange.results.run_results import CAUTION, Results, plain
from thememiner.exchange.spreadsheets import Sheet, SheetColumn
from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Theme

NOTES = "exploratory notes"
HOW_TO = (
    "Read each transcript with the column of exploratory notes empty before you, and write what you notice. The "
    "candidate themes beside it are a program's: keep, change or strike them. A line is that of the transcript as it "
    "was read; its turn stands in brackets."
)


class TranscriptRow(NamedTuple):
    """A meaning unit with its place and its candidate theme; the notes are the researcher's to write."""

    document: str
    line: int
    turn: int
    speaker: str | None
    text: str
    theme: str
    """Nothing where it has none."""


class Said(NamedTuple):
    """Where one participant says one theme."""

    theme: Theme
    person: str
    units: int
    places: tuple[str, ...]
    """Each document with the lines of the units in it, in order."""
    words: str
    """The whole of the most typical unit: in this analysis, the words are the data."""


def transcript_rows(results: Results) -> Iterator[TranscriptRow]:
    """Yield every unit in order of place, the interviewer's too, since they are the context of the answers."""
    units = results.run.units
    columns = ("doc_id", "start", "turn", "participant", "speaker", "text", "subtheme_id", "second_subtheme_id")
    for doc_id, start, turn, person, speaker, text, first, second in zip(
        *(plain(units[name]) for name in columns), strict=True
    ):
        themes = [label for label in (results.labelled(first), results.labelled(second)) if label]
        yield TranscriptRow(doc_id, results.line(doc_id, start), turn + 1, person or speaker, text, "; ".join(themes))


def themes_by_participant(results: Results) -> Iterator[Said]:
    """Yield, for each sub-theme, or theme without any, who says it, how often, where, and in which words."""
    said: dict[tuple[str, str], list[int]] = defaultdict(list)
    of_theme: dict[str, list[int]] = defaultdict(list)
    for row, (person, theme_id) in enumerate(zip(results.persons, plain(results.kept["subtheme_id"]), strict=True)):
        said[theme_id or "", person].append(row)
        of_theme[theme_id or ""].append(row)
    people = [*sorted({person for _, person in said} - {NOT_KNOWN}, key=natural), NOT_KNOWN]
    texts = plain(results.kept["text"])
    for theme_id, theme in results.themes.items():
        nearness = _nearness(results, of_theme[theme_id])
        for person in people:
            if rows := said.get((theme_id, person)):
                typical = max(rows, key=lambda row: (nearness[row], -row))
                yield Said(theme, person, len(rows), _places(results, rows), texts[typical])


def _nearness(results: Results, rows: list[int]) -> Mapping[int, float]:
    """Return how near each of these kept units is to the mean of all, by which representative quotes are chosen."""
    if not rows:
        return {}
    vectors = results.run.vectors[np.flatnonzero(results.run.units["kept"])[rows]].astype(np.float64)
    nearness = np.round((vectors * vectors.mean(axis=0)).sum(axis=1), 9)
    return dict(zip(rows, nearness.tolist(), strict=True))


def _places(results: Results, rows: list[int]) -> tuple[str, ...]:
    """Return the lines of kept units, by document: ``W1.txt, lines 8, 10, 20``."""
    lines: dict[str, dict[str, None]] = {}
    own = results.kept.iloc[rows]
    for doc_id, start in zip(own["doc_id"], own["start"], strict=True):
        lines.setdefault(doc_id, {})[f"{results.line(doc_id, start):,}"] = None
    return tuple(f"{doc_id}, line{'s' if len(own) > 1 else ''} {', '.join(own)}" for doc_id, own in lines.items())


def transcript_sheet(results: Results) -> Sheet:
    """Return *transcript | exploratory notes | candidate theme*, a row a meaning unit, with line and turn."""
    rows = tuple(
        (row.document, row.line, row.turn, row.speaker, row.text, None, row.theme or None)
        for row in transcript_rows(results)
    )
    names = (("document", 20), ("line", 7), ("turn", 7), ("speaker", 14), ("transcript", 70), (NOTES, 50))
    columns = (*(SheetColumn(name, width) for name, width in names), SheetColumn("candidate theme", 34))
    return Sheet("IPA transcript", columns, rows)


def by_participant_sheet(results: Results) -> Sheet:
    """Return *theme by participant*: who says each sub-theme, how often, where, and in which words."""
    rows = tuple(
        (said.theme.theme_id, said.theme.name, said.person, said.units, "; ".join(said.places), said.words)
        for said in themes_by_participant(results)
    )
    who = results.who[:-1]
    names = (("theme id", 10), ("candidate theme", 30), (who, 14), ("units", 8), ("where", 50), ("words", 60))
    return Sheet("IPA themes by participant", tuple(SheetColumn(name, width) for name, width in names), rows)


def ipa_text(results: Results) -> Iterator[Block]:
    """Yield both tables: each transcript beside notes and candidate themes, then themes by participant."""
    yield Heading("Transcripts, exploratory notes, candidate themes", 0)
    yield Paragraph(CAUTION, is_note=True)
    yield Paragraph(HOW_TO, is_note=True)
    for document, rows in groupby(transcript_rows(results), key=lambda row: row.document):
        yield Heading(document, 1)
        cells = tuple(
            (f"{row.line} ({row.turn})", f"{row.speaker}: {row.text}" if row.speaker else row.text, "", row.theme)
            for row in rows
        )
        columns = ("Line (turn)", "Transcript", NOTES.capitalize(), "Candidate theme")
        yield Grid(columns, cells, (9, 45, 28, 18))
    yield Heading("Themes by participant", 1)
    said_by = tuple(
        (f"{said.theme.theme_id} {said.theme.name}", said.person, f"{said.units:,}", "; ".join(said.places), said.words)
        for said in themes_by_participant(results)
    )
    headings = ("Candidate theme", results.who[:-1].capitalize(), "Units", "Where", "In their words")
    yield Grid(headings, said_by, (18, 10, 8, 24, 40))
