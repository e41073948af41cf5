"""Words cited in the report: what was said, by whom, where it stands, and what else it could belong to.

When something was said, where the transcript is a subtitle file.
The stretches of the documents that the page carries, so that each unit it shows can be read in its context.
The finest groups of a run: its sub-themes, and the themes that have none.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from thememiner.comparison import joined
from thememiner.language import has_han
from thememiner.records import Cue, Document, Quote, Role, Run, Theme, Turn
from thememiner.report.formatting import WHOLE, counted

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("unit_id", "text", "doc_id", "start", "end")
NEAREST = ("nearest_subtheme_id", "nearest_membership", "margin")
NEIGHBOURS = 2
"""Turns shown before and after the one that holds the unit."""
REACH = 1_500
"""Code points shown before and after the unit at most: a turn can be a whole essay."""


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


class MediaTimes:
    """Finds the media time of a place in a document."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._cues = {document.doc_id: document.cues for document in documents if document.cues}

    def at(self, doc_id: str, start: int) -> str | None:
        """Return the time of the cue that a place lies in as hours:minutes:seconds; None where there are no cues."""
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
class Piece:
    """A turn, or the part of a long one that is needed."""

    turn: int
    """Number of the turn in its document, from 1."""
    speaker: str
    role: str
    start: int
    """First code point of the piece in the document's text."""
    text: str
    opens: bool
    """Whether the piece begins where its turn does."""
    closes: bool


def pieces(document: Document, spans: Iterable[tuple[int, int]], neighbours: int = NEIGHBOURS) -> list[Piece]:
    """Return the parts of turns around the given spans, in order and without overlap.

    A document without turns counts as one turn of nobody.
    """
    turns = document.turns or (Turn(0, len(document.text), None, Role.OTHER, None),)
    starts = [turn.start for turn in turns]
    windows = joined(_window(turns, starts, span, neighbours) for span in spans)
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
    return max(first.start, start - REACH), min(last.end, end + REACH)


def _piece(text: str, number: int, turn: Turn, window: tuple[int, int]) -> Piece:
    start, end = max(turn.start, window[0]), min(turn.end, window[1])
    return Piece(
        turn=number + 1,
        speaker=turn.speaker or turn.participant or "",
        role=turn.role.value,
        start=start,
        text=text[start:end],
        opens=start == turn.start,
        closes=end == turn.end,
    )


def finest(themes: Iterable[Theme]) -> list[tuple[Theme, str]]:
    """Return each sub-theme, and each theme that has none, with the column of units that names it."""
    return [
        group
        for theme in themes
        for group in ([(child, "subtheme_id") for child in theme.subthemes] or [(theme, "theme_id")])
    ]


def counted_groups(number: int, themes: Iterable[Theme]) -> str:
    """Return a count of such groups with the noun that is right for all of them."""
    with_subthemes = [bool(theme.subthemes) for theme in themes]
    if all(with_subthemes):
        return counted(number, "sub-theme")
    if any(with_subthemes):
        return counted(number, "theme or sub-theme") if number == 1 else f"{number:,} themes and sub-themes"
    return counted(number, "theme")
