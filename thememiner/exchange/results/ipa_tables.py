"""Tables of interpretative phenomenological analysis: transcript beside notes and themes, and themes by participant.

Smith, Flowers & Larkin (2009, Interpretative Phenomenological Analysis, chapter 5) work with these two.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from thememiner.exchange.results.gathering import Results, plain
from thememiner.exchange.sheets import Sheet, SheetColumn
from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Theme

NOTES = "exploratory notes"
_FIRST_WORDS = 60


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
    """Document and line of each unit, in order."""
    words: str
    """The beginning of the first unit."""


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
    kept = results.kept
    found: dict[tuple[str, str], list[tuple[str, int, str]]] = defaultdict(list)
    columns = zip(*(plain(kept[name]) for name in ("subtheme_id", "doc_id", "start", "text")), strict=True)
    for person, (theme_id, doc_id, start, text) in zip(results.persons, columns, strict=True):
        found[theme_id or "", person].append((doc_id, start, text))
    people = [*sorted({person for _, person in found} - {NOT_KNOWN}, key=natural), NOT_KNOWN]
    for theme_id, theme in results.themes.items():
        for person in people:
            if said := found.get((theme_id, person)):
                places = (f"{doc_id}, line {results.line(doc_id, start)}" for doc_id, start, _ in said)
                yield Said(theme, person, len(said), tuple(dict.fromkeys(places)), _beginning(said[0][2]))


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


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS].rstrip()}…"
