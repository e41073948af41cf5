"""What a run found, gathered for tables and texts that people read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from thememiner.exchange.places import TextPlaces, places_of
from thememiner.language import natural
from thememiner.records import NOT_KNOWN, Disagreements, Run, Theme

if TYPE_CHECKING:
    import pandas as pd


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
