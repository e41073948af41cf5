"""Codings: who coded which passages with which codes, and what the coder read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.records.tables import Column, ColumnKind

if TYPE_CHECKING:
    import pandas as pd

MACHINE = "ThemeMiner"
"""The coder of the codings that the program proposes."""

PATH_SEPARATOR = " > "

SEGMENT_COLUMNS = (
    Column("doc_id", ColumnKind.TEXT, "the document"),
    Column("start", ColumnKind.INTEGER, "first code point of the segment in the document's text"),
    Column("end", ColumnKind.INTEGER, "the code point after its last"),
    Column("code_id", ColumnKind.TEXT, "the code, an id of the codebook"),
    Column("unit_id", ColumnKind.OPTIONAL_TEXT, "the meaning unit, if the coder coded units"),
    Column(
        "rank",
        ColumnKind.INTEGER,
        "1 for the segment's first code, 2 for its second …; equal for codes in no order",
    ),
    Column(
        "membership",
        ColumnKind.OPTIONAL_REAL,
        "share of clusterings that grouped it with the code, 0 to 1; empty for people",
    ),
)


def code_path(*names: str) -> str:
    """Return the id of a person's code: the names from the top of the codebook down to the code, joined by `` > ``.

    Two themes may each have a code of the same name, so the whole path identifies a code. A ``>`` inside a name is
    doubled.

    >>> code_path("Daily life", "Meals")
    'Daily life > Meals'
    """
    return PATH_SEPARATOR.join(name.replace(">", ">>") for name in names)


@dataclass(frozen=True, slots=True)
class Code:
    """A theme or sub-theme of a codebook."""

    code_id: str
    name: str
    parent_id: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A tree of codes, parents before their children.

    >>> codebook = Codebook((Code("Care", "Care"), Code("Care > Meals", "Meals", parent_id="Care")))
    >>> codebook["Care > Meals"].name
    'Meals'
    >>> codebook.top("Care > Meals")
    'Care'
    """

    codes: tuple[Code, ...]

    def __getitem__(self, code_id: str) -> Code:
        """Return the code with an id. Raises ``KeyError``."""
        for code in self.codes:
            if code.code_id == code_id:
                return code
        raise KeyError(code_id)

    def top(self, code_id: str) -> str:
        """Return the id of the theme that a code belongs to; for a code without a parent, its own id."""
        parents = self.parents()
        while (parent := parents[code_id]) is not None:
            code_id = parent
        return code_id

    def parents(self) -> Mapping[str, str | None]:
        """Return the parent's id for each code's id; None for codes at the top."""
        return MappingProxyType({code.code_id: code.parent_id for code in self.codes})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a coder read. Without it, text that was read and left uncoded looks like text that was never read."""

    spans: Mapping[str, tuple[tuple[int, int], ...]] | None
    """Sorted, disjoint ranges by document. None if it is only known that the coder read the coded segments."""


CODED_ONLY = Scope(spans=None)


class CodingKind(StrEnum):
    """Who made a coding. The kind decides, never the coder's name: a person may be called ThemeMiner-Anna."""

    PERSON = "person"
    PROPOSAL = "proposal"
    """Candidate themes that the program found by itself."""
    SUGGESTION = "suggestion"
    """Codes of a person's codebook that the program suggests for uncoded passages."""
    CONSENSUS = "consensus"
    """What several coders agreed on after discussing their disagreements."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A coder, a codebook, coded segments and a scope.

    ``segments`` is a table of ``SEGMENT_COLUMNS``, sorted by document, start, end, rank. A segment with
    several codes has a row for each.
    """

    coder: str
    codebook: Codebook
    segments: "pd.DataFrame"
    scope: Scope = CODED_ONLY
    kind: CodingKind = CodingKind.PERSON

    @property
    def is_proposal(self) -> bool:
        """Whether the program made this coding by itself."""
        return self.kind is CodingKind.PROPOSAL
