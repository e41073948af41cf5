"""Participants: who they are, and what each said about each theme."""

from collections import Counter
from dataclasses import dataclass

from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Run, Theme
from thememiner.report.citing import plain
from thememiner.report.extent import WHOLE, Extent
from thememiner.report.shading import Cell, cell


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
