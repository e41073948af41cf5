"""The two tables of interpretative phenomenological analysis as a text to print and to write in."""

from collections.abc import Iterator
from itertools import groupby

from thememiner.exchange.results.blocks import Block, Grid, Heading, Paragraph
from thememiner.exchange.results.gathering import Results
from thememiner.exchange.results.ipa_tables import NOTES, themes_by_participant, transcript_rows
from thememiner.exchange.results.wording import CAUTION

HOW_TO = (
    "Read each transcript with the column of exploratory notes empty before you, and write what you notice. The "
    "candidate themes beside it are a program's: keep, change or strike them. A line is that of the transcript as it "
    "was read; its turn stands in brackets."
)


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
