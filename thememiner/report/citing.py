"""Words cited in the report: what was said, by whom, where it stands, and what else it could belong to."""

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from thememiner.language import has_han
from thememiner.records import Quote, Run, Theme
from thememiner.report.extent import WHOLE
from thememiner.report.media_times import MediaTimes

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("unit_id", "text", "doc_id", "start", "end")
NEAREST = ("nearest_subtheme_id", "nearest_membership", "margin")


@dataclass(frozen=True, slots=True)
class Nearness:
    """The sub-theme that a unit comes closest to beside its own."""

    theme: Theme
    membership: float | None
    """Share of the clusterings in which the unit went with it."""
    margin: float | None
    """How far the unit's best membership is above the second best."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A meaning unit as the page shows it; ``unit_id`` leads to it in its context."""

    unit_id: str
    text: str
    document: str
    start: int
    end: int
    language: str | None
    person: str | None
    """The participant, or the speaker as written; None if nobody is known."""
    time: str | None
    """In the recording, where the transcript tells it."""
    first: Theme | None = None
    """The sub-theme of its first code."""
    also: Theme | None = None
    """The sub-theme of its second code."""
    nearest: Nearness | None = None


def language_of(text: str) -> str | None:
    """Return ``zh`` for text with Chinese characters, so that the browser picks a Chinese font; else None."""
    return "zh" if has_han(text) else None


class Citer:
    """Cites the words of a run, of a list of units at most ``listed``."""

    def __init__(self, run: Run, listed: int = WHOLE.listed) -> None:
        self.listed = listed
        self._times = MediaTimes(run.documents)
        self._themes = {theme.theme_id: theme for top in run.themes for theme in (top, *top.subthemes)}

    def quote(self, quote: Quote) -> Citation:
        """Return a representative quote as a citation."""
        return Citation(
            unit_id=quote.unit_id,
            text=quote.text,
            document=quote.doc_id,
            start=quote.start,
            end=quote.end,
            language=language_of(quote.text),
            person=quote.participant,
            time=self._times.at(quote.doc_id, quote.start),
        )

    def units(self, units: "pd.DataFrame") -> tuple[Citation, ...]:
        """Return rows of the table of units as citations, in their order."""
        people = plain(units["participant"].fillna(units["speaker"]))
        places = zip(*(plain(units[name]) for name in PLACE), strict=True)
        codes = zip(plain(units["subtheme_id"]), plain(units["second_subtheme_id"]), strict=True)
        nearest = zip(*(plain(units[name]) for name in NEAREST), strict=True)
        return tuple(
            Citation(
                unit_id=unit_id,
                text=text,
                document=document,
                start=start,
                end=end,
                language=language_of(text),
                person=person,
                time=self._times.at(document, start),
                first=self._themes.get(first or ""),
                also=self._themes.get(second or ""),
                nearest=self._nearness(*near),
            )
            for (unit_id, text, document, start, end), person, (first, second), near in zip(
                places, people, codes, nearest, strict=True
            )
        )

    def _nearness(self, theme_id: str | None, membership: float | None, margin: float | None) -> Nearness | None:
        theme = self._themes.get(theme_id or "")
        return None if theme is None else Nearness(theme, _known(membership), _known(margin))


def _known(value: float | None) -> float | None:
    return None if value is None or isnan(value) else value


def plain(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values as Python's own, None where one is missing."""
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
