"""Codings: who coded what with which code, and what they looked at. Everything is a coding."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from thememiner.records.tables import Column, Kind

if TYPE_CHECKING:
    import pandas as pd

MACHINE = "ThemeMiner"
"""The coder's name of what the program itself proposes."""

PATH_SEPARATOR = " > "

SEGMENT_COLUMNS = (
    Column("doc_id", Kind.TEXT, "the document"),
    Column("start", Kind.INTEGER, "first code point of the segment in the document's text"),
    Column("end", Kind.INTEGER, "the code point after its last"),
    Column("code_id", Kind.TEXT, "the code, an id of the codebook"),
    Column("unit_id", Kind.OPTIONAL_TEXT, "the meaning unit, if the coder coded units"),
    Column(
        "rank", Kind.INTEGER, "1 for the segment's first code, 2 for its second …; one number for codes in no order"
    ),
    Column(
        "membership",
        Kind.OPTIONAL_REAL,
        "share of the clusterings in which it went with the code, 0 to 1; empty for people",
    ),
)


def code_path(*names: str) -> str:
    """Return the id of a human code: the names from the top of the tree, joined by `` > ``.

    The same name may stand under two parents, so the path is the identity. A ``>`` inside a name is doubled.
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
    """A tree of codes, parents before their children."""

    codes: tuple[Code, ...]

    def __getitem__(self, code_id: str) -> Code:
        for code in self.codes:
            if code.code_id == code_id:
                return code
        raise KeyError(code_id)

    def top(self, code_id: str) -> str:
        """Return the id of the theme at the top of the tree above a code: itself, if it has no parent."""
        parents = self.parents()
        while (parent := parents[code_id]) is not None:
            code_id = parent
        return code_id

    def parents(self) -> Mapping[str, str | None]:
        """Return each code's parent."""
        return MappingProxyType({code.code_id: code.parent_id for code in self.codes})


@dataclass(frozen=True, slots=True)
class Scope:
    """What the coder looked at: without it, uncoded text cannot be told from unread text."""

    spans: Mapping[str, tuple[tuple[int, int], ...]] | None
    """Sorted, disjoint ranges by document; None if only the coded segments are known to have been read."""


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
        """Tell whether the program made this coding by itself."""
        return self.kind is CodingKind.PROPOSAL
