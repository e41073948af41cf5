"""What a run found, gathered for tables and texts that people read.

How results are put into words: counts, shares and figures in sentences, and what they mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from thememiner.exchange.coded_table import TextPlaces, places_of
from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Disagreements, Run, Theme

if TYPE_CHECKING:
    import pandas as pd

MEANINGS = (
    "n counts meaning units, stretches of about a sentence or two that carry one thought; of two codes, the first.",
    "Participants say at least one of its units. They are counted because one talkative person can fill a theme.",
    "Stability is how well a theme comes back when units, people or documents are left out: 1 if always, 0 if never.",
    "Key words are more frequent in a theme than elsewhere. Quotes are typical of it, as a program chose them.",
    "Lines are those of the transcript as it was read, the first being 1.",
)
"""What a reader must know to read the figures."""
CAUTION = (
    "These are candidate themes, proposed by a program from the words of the transcripts. They are a place to begin "
    "reading, not findings: what a theme means, and whether it is one, is for the researcher to decide."
)


@dataclass(frozen=True)
class Results:
    """A run, with what other layers say of it."""

    run: Run
    disagreements: tuple[Disagreements, ...] = ()
    """Between each person and the program."""
    figure_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the figures of comparisons are called, by the name of a score."""
    sentences: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For each comparison a heading and what it says in sentences."""

    @cached_property
    def places(self) -> Mapping[str, TextPlaces]:
        """Return lines and turns of each document."""
        return places_of(self.run.documents)

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        """Return themes and sub-themes by id, each theme before its sub-themes."""
        return {theme.theme_id: theme for top in self.run.themes for theme in (top, *top.subthemes)}

    @cached_property
    def kept(self) -> "pd.DataFrame":
        """Return the units that took part."""
        return self.run.units[self.run.units["kept"]]

    @cached_property
    def participants(self) -> tuple[str, ...]:
        """Return everybody of whom units were kept, P2 before P10; documents if nobody is known."""
        named = set(self.kept["participant"].dropna())
        return tuple(sorted(named or set(self.kept["doc_id"]), key=natural))

    @property
    def who(self) -> str:
        """Return what ``participants`` are, in the plural."""
        return "participants" if self.kept["participant"].notna().any() else "documents"

    @cached_property
    def persons(self) -> list[str]:
        """Return whose each kept unit is: a participant, ``NOT_KNOWN``, or a document if no participant is known."""
        if self.who == "documents":
            return plain(self.kept["doc_id"])
        return [person or NOT_KNOWN for person in plain(self.kept["participant"])]

    def line(self, doc_id: str, position: int) -> int:
        """Return the line of a position in a document."""
        return self.places[doc_id].line(position)

    def labelled(self, theme_id: str | None) -> str | None:
        """Return a theme's id and name, None where there is none."""
        theme = self.themes.get(theme_id or "")
        return None if theme is None else f"{theme.theme_id} {theme.name}"


def plain(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values as Python's own, None where one is missing."""
    return column.astype(object).where(column.notna(), None).tolist()


def rounded(value: float | None) -> float | None:
    """Return a figure with three decimals, None where it is undefined."""
    return None if value is None else round(float(value), 3)


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def share_of_one(value: float | None) -> str:
    """Return a figure from 0 to 1 as papers write it: ``.81``, and ``1.00`` only if it is exactly one."""
    if value is None:
        return "not measured"
    shown = f"{min(value, 0.99) if value < 1 else value:.2f}"
    return shown.removeprefix("0")


def evidence(theme: Theme, results: Results) -> str:
    """Return how much there is behind a theme: ``n = 23 units, 9 of 14 participants; stability .81``."""
    people = theme.participants if results.who == "participants" else theme.documents
    everybody = counted(len(results.participants), results.who[:-1])
    also = f", and {theme.also:,} more as their second code" if theme.also else ""
    units, stability = counted(theme.units, "unit"), share_of_one(theme.stability)
    return f"n = {units}{also}, {people:,} of {everybody}; stability {stability}"


def in_marks(quote: str) -> str:
    """Return somebody's words in quotation marks, unless there are such marks in them, which would end them early."""
    return quote if "“" in quote or "”" in quote else f"“{quote}”"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list within a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
