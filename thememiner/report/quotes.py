"""Quotes and units as the page shows them: who said it, where and when, and the turns around it."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from thememiner.comparison import merge_spans
from thememiner.language import has_han
from thememiner.records import Cue, Document, Quote, Role, Run, Theme, Turn
from thememiner.report.formatting import FULL_LIMITS

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("unit_id", "text", "doc_id", "start", "end")
NEAREST = ("nearest_subtheme_id", "nearest_membership", "margin")
NEIGHBOURS = 2
"""Turns shown before and after the turn of a unit."""
MOST_CONTEXT = 1_500
"""Code points shown before and after a unit at most; a turn can be a whole essay."""


@dataclass(frozen=True, slots=True)
class NearestSubtheme:
    """The sub-theme that a unit is closest to, apart from its own."""

    theme: Theme
    membership: float | None
    """Share of the clusterings in which the unit was in it."""
    margin: float | None
    """The unit's best membership minus its second best."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A meaning unit as the page shows it, with what is needed to find it in its context."""

    unit_id: str
    text: str
    document: str
    start: int
    end: int
    language: str | None
    person: str | None
    """The participant, or else the speaker as written; None if both are unknown."""
    time: str | None
    """Time in the recording, if the transcript has times."""
    first: Theme | None = None
    """The sub-theme of its first code."""
    also: Theme | None = None
    """The sub-theme of its second code."""
    nearest: NearestSubtheme | None = None


def language_of(text: str) -> str | None:
    """Return ``zh`` for text with Chinese characters, so that the browser picks a Chinese font; else None."""
    return "zh" if has_han(text) else None


class CitationBuilder:
    """Turns quotes and rows of the table of units into citations; lists hold at most ``listed`` units."""

    def __init__(self, run: Run, listed: int = FULL_LIMITS.listed) -> None:
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
        """Return rows of the table of units as citations, in the same order."""
        people = to_list(units["participant"].fillna(units["speaker"]))
        places = zip(*(to_list(units[name]) for name in PLACE), strict=True)
        codes = zip(to_list(units["subtheme_id"]), to_list(units["second_subtheme_id"]), strict=True)
        nearest = zip(*(to_list(units[name]) for name in NEAREST), strict=True)
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

    def _nearness(self, theme_id: str | None, membership: float | None, margin: float | None) -> NearestSubtheme | None:
        theme = self._themes.get(theme_id or "")
        return None if theme is None else NearestSubtheme(theme, _known(membership), _known(margin))


def _known(value: float | None) -> float | None:
    return None if value is None or isnan(value) else value


def to_list(column: "pd.Series[Any]") -> list[Any]:
    """Return a column as a list of Python values, None for missing ones."""
    return [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]


class MediaTimes:
    """Finds the time in the recording of a position in a document."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._cues = {document.doc_id: document.cues for document in documents if document.cues}

    def at(self, doc_id: str, start: int) -> str | None:
        """Return the time of the cue at a position as hours:minutes:seconds; None if the document has no cues."""
        cues = self._cues.get(doc_id, ())
        number = bisect_right(cues, start, key=_start)
        return _clock(cues[max(number - 1, 0)].media_start) if cues else None


def _start(cue: Cue) -> int:
    return cue.start


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}"


@dataclass(frozen=True, slots=True)
class TurnPart:
    """A turn, or the part of a long turn that is shown."""

    turn: int
    """Number of the turn in its document, from 1."""
    speaker: str
    role: str
    start: int
    """First code point of the part in the document's text."""
    text: str
    opens: bool
    """Whether the part begins where its turn begins."""
    closes: bool


def cut_turn_parts(
    document: Document, spans: Iterable[tuple[int, int]], neighbours: int = NEIGHBOURS
) -> list[TurnPart]:
    """Return the parts of turns around the given spans, in text order and without overlap.

    A document without turns counts as one turn of an unknown speaker.
    """
    turns = document.turns or (Turn(0, len(document.text), None, Role.OTHER, None),)
    starts = [turn.start for turn in turns]
    windows = merge_spans(_window(turns, starts, span, neighbours) for span in spans)
    return [
        _piece(document.text, number, turns[number], window)
        for window in windows
        for number in range(max(bisect_right(starts, window[0]) - 1, 0), bisect_right(starts, window[1] - 1))
        if turns[number].end > window[0]
    ]


def _window(turns: tuple[Turn, ...], starts: list[int], span: tuple[int, int], neighbours: int) -> tuple[int, int]:
    start, end = span
    holder = max(bisect_right(starts, start) - 1, 0)
    first, last = turns[max(holder - neighbours, 0)], turns[min(holder + neighbours, len(turns) - 1)]
    return max(first.start, start - MOST_CONTEXT), min(last.end, end + MOST_CONTEXT)


def _piece(text: str, number: int, turn: Turn, window: tuple[int, int]) -> TurnPart:
    start, end = max(turn.start, window[0]), min(turn.end, window[1])
    return TurnPart(
        turn=number + 1,
        speaker=turn.speaker or turn.participant or "",
        role=turn.role.value,
        start=start,
        text=text[start:end],
        opens=start == turn.start,
        closes=end == turn.end,
    )


def finest_groups(themes: Iterable[Theme]) -> list[tuple[Theme, str]]:
    """Return each sub-theme, and each theme without sub-themes, with the column of the table of units for it."""
    return [
        group
        for theme in themes
        for group in ([(child, "subtheme_id") for child in theme.subthemes] or [(theme, "theme_id")])
    ]
