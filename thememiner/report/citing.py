"""Words cited in the report: what was said, by whom, and where it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.language import has_han
from thememiner.records import Quote
from thememiner.report.media_times import MediaTimes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Citation:
    """A meaning unit as the page shows it; ``unit_id`` leads to it in its context."""

    unit_id: str
    text: str
    language: str | None
    person: str | None
    """The participant, or the speaker as written; None if nobody is known."""
    document: str
    start: int
    end: int
    time: str | None
    """In the recording, where the transcript tells it."""


def language_of(text: str) -> str | None:
    """Return ``zh`` for text with Chinese characters, so that the browser picks a Chinese font; else None."""
    return "zh" if has_han(text) else None


def cite(quote: Quote, times: MediaTimes) -> Citation:
    """Return a representative quote as a citation."""
    return Citation(
        unit_id=quote.unit_id,
        text=quote.text,
        language=language_of(quote.text),
        person=quote.participant,
        document=quote.doc_id,
        start=quote.start,
        end=quote.end,
        time=times.at(quote.doc_id, quote.start),
    )


def cite_units(units: "pd.DataFrame", times: MediaTimes) -> tuple[Citation, ...]:
    """Return rows of the table of units as citations, in their order."""
    people = units["participant"].fillna(units["speaker"])
    columns = (units["unit_id"], units["text"], people, units["doc_id"], units["start"], units["end"])
    return tuple(
        Citation(unit_id, text, language_of(text), person, document, start, end, times.at(document, start))
        for unit_id, text, person, document, start, end in zip(*map(plain, columns), strict=True)
    )


def densest(units: "pd.DataFrame", most: int) -> "pd.DataFrame":
    """Return at most so many units, those in the densest parts of their groups first, equals in order of place."""
    return units.sort_values("membership", ascending=False, kind="stable", na_position="last").head(most)


def plain(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values as Python's own, None where one is missing."""
    return column.astype(object).where(column.notna(), None).tolist()
