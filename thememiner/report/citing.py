"""Words cited in the report: what was said, by whom, and where it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.language import has_han
from thememiner.records import Quote

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Citation:
    """A meaning unit as the page shows it; ``unit_id`` leads to it in its context."""

    unit_id: str
    text: str
    language: str | None
    participant: str | None
    document: str
    start: int
    end: int
    membership: float | None = None


def language_of(text: str) -> str | None:
    """Return ``zh`` for text with Chinese characters, so that the browser picks a Chinese font; else None."""
    return "zh" if has_han(text) else None


def cite(quote: Quote) -> Citation:
    """Return a representative quote as a citation."""
    return Citation(
        unit_id=quote.unit_id,
        text=quote.text,
        language=language_of(quote.text),
        participant=quote.participant,
        document=quote.doc_id,
        start=quote.start,
        end=quote.end,
    )


def cite_units(units: "pd.DataFrame") -> tuple[Citation, ...]:
    """Return rows of the table of units as citations, in their order."""
    columns = ("unit_id", "text", "participant", "doc_id", "start", "end", "membership")
    return tuple(
        Citation(unit_id, text, language_of(text), participant, document, start, end, membership)
        for unit_id, text, participant, document, start, end, membership in zip(
            *(plain(units[name]) for name in columns), strict=True
        )
    )


def best_fitting(units: "pd.DataFrame", most: int) -> "pd.DataFrame":
    """Return at most so many units, those that belong best to their theme first, equals in order of place."""
    return units.sort_values("membership", ascending=False, kind="stable", na_position="last").head(most)


def plain(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values as Python's own, None where one is missing."""
    return column.astype(object).where(column.notna(), None).tolist()
