"""Meaning units and their tokens, and the persons who said them."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from thememiner.records.documents import Form
from thememiner.records.tables import Column, ColumnKind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


class ExclusionReason(StrEnum):
    """Why a unit is set aside from discovery."""

    INTERVIEWER = "interviewer's turn"
    OTHER_SPEAKER = "neither interviewer nor participant"
    BACK_CHANNEL = "back-channel"
    EMPTY = "nothing but marks"
    OUTSIDE = "outside the code"
    NON_ANSWER = "no answer given"


class UnassignedReason(StrEnum):
    """Why a kept unit has no theme."""

    NO_THEMES = "no themes were found"
    BETWEEN = "between two themes"
    FAR = "far from all themes"
    ONE_PARTICIPANT = "only one participant says it"
    SHORT = "too short"
    WORDLESS = "no words with content"


SEGMENTED_COLUMNS = (
    Column("unit_id", ColumnKind.TEXT, "hash of document, text and its number among equal texts of the document"),
    Column("row_id", ColumnKind.OPTIONAL_TEXT, "the row's id, if the input is a table of units"),
    Column("doc_id", ColumnKind.TEXT, "the document"),
    Column("participant", ColumnKind.OPTIONAL_TEXT, "the person who speaks; empty for interviewers and others"),
    Column("speaker", ColumnKind.OPTIONAL_TEXT, "the speaker as written"),
    Column("role", ColumnKind.TEXT, "interviewer, participant or other"),
    Column("turn", ColumnKind.INTEGER, "index of the turn in its document, from 0"),
    Column("start", ColumnKind.INTEGER, "first code point of the unit in the document's text"),
    Column("end", ColumnKind.INTEGER, "the code point after its last"),
    Column("text", ColumnKind.TEXT, "the document's text at that place, unchanged"),
    Column("language", ColumnKind.TEXT, "en, zh, mixed, or other"),
    Column("kept", ColumnKind.FLAG, "takes part in discovery"),
    Column("reason", ColumnKind.OPTIONAL_TEXT, "why it was set aside or has no theme"),
    Column("answers", ColumnKind.OPTIONAL_TEXT, "the unit_id of the question that a back-channel answers"),
    Column("duplicate_of", ColumnKind.OPTIONAL_TEXT, "the unit_id of the first unit of the same person and text"),
)
"""Columns of the table of a ``Segmentation``, which is sorted by document and place."""

UNIT_COLUMNS = (
    *SEGMENTED_COLUMNS,
    Column("theme_id", ColumnKind.OPTIONAL_TEXT, "the theme of its first code"),
    Column("subtheme_id", ColumnKind.OPTIONAL_TEXT, "the sub-theme of its first code"),
    Column("membership", ColumnKind.OPTIONAL_REAL, "share of clusterings that grouped it with its sub-theme, 0 to 1"),
    Column("second_subtheme_id", ColumnKind.OPTIONAL_TEXT, "the sub-theme of its second code, if it has two"),
    Column("nearest_subtheme_id", ColumnKind.OPTIONAL_TEXT, "the nearest sub-theme other than its own"),
    Column("nearest_membership", ColumnKind.OPTIONAL_REAL, "its membership in the nearest sub-theme, 0 to 1"),
    Column("margin", ColumnKind.OPTIONAL_REAL, "best minus second-best membership, 0 to 1"),
)
"""Columns of the table of units of a run, ``units.parquet``."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of all units as one ragged array of positions, in the order of the table of units.

    Token ``j`` of unit ``i`` is ``text[starts[k]:ends[k]]`` with ``k = offsets[i] + j``, positions being code
    points of the *unit's* text. Stop words are tokens; punctuation and transcriber's marks are not.
    """

    offsets: "npt.NDArray[np.int64]"
    """Length: units + 1."""
    starts: "npt.NDArray[np.int32]"
    ends: "npt.NDArray[np.int32]"

    @classmethod
    def from_spans(cls, spans_of_units: Iterable[Iterable[tuple[int, int]]]) -> "Tokens":
        """Build the table from the positions of the words of each unit, in the order of the units."""
        import numpy as np  # noqa: PLC0415 - records load nothing heavy

        offsets, starts, ends = array("q", [0]), array("i"), array("i")
        for spans in spans_of_units:
            for start, end in spans:
                starts.append(start)
                ends.append(end)
            offsets.append(len(starts))
        return cls(np.array(offsets, dtype=np.int64), np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))

    @classmethod
    def join(cls, parts: "Sequence[Tokens]") -> "Tokens":
        """Return the tokens of the units of all parts, one part after the other."""
        import numpy as np  # noqa: PLC0415 - records load nothing heavy

        counts = np.cumsum([0, *(len(part.starts) for part in parts)])
        offsets = [part.offsets[1:] + before for part, before in zip(parts, counts, strict=False)]
        empty = np.zeros(0, dtype=np.int32)
        return cls(
            np.concatenate([np.zeros(1, dtype=np.int64), *offsets]),
            np.concatenate([empty, *(part.starts for part in parts)]),
            np.concatenate([empty, *(part.ends for part in parts)]),
        )

    def select(self, first: int, end: int) -> "Tokens":
        """Return the tokens of the units from ``first`` up to but not including ``end``."""
        offsets = self.offsets[first : end + 1]
        own = slice(int(offsets[0]), int(offsets[-1]))
        return Tokens(offsets - offsets[0], self.starts[own], self.ends[own])

    def spans(self, index: int) -> list[tuple[int, int]]:
        """Return the positions of the tokens of unit ``index`` in its text."""
        own = slice(self.offsets[index], self.offsets[index + 1])
        return list(zip(self.starts[own].tolist(), self.ends[own].tolist(), strict=True))

    def words(self, index: int, text: str) -> list[str]:
        """Return the tokens of unit ``index`` as they are written in its ``text``."""
        return [text[start:end] for start, end in self.spans(index)]


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The meaning units of a corpus, kept and set aside, with their tokens."""

    units: "pd.DataFrame"
    """A table with a row for each unit and the columns ``SEGMENTED_COLUMNS``."""
    tokens: Tokens
    forms: Mapping[str, Form]
    """The form of each document of the corpus by its id, also of documents without units."""


class PersonIndex(NamedTuple):
    """Whose each unit is: a participant's, or that of a person known only as the speaker of a document."""

    of_units: "npt.NDArray[np.int64]"
    """Shape (units,): the index of each unit's person, from 0."""
    names: tuple[str, ...]
    """Of each person: the participant's name, or the document's id. The two may be equal and still be two persons."""
    is_participant: "npt.NDArray[np.bool_]"
    """Shape (persons,): False where only the document is known."""

    @property
    def are_documents(self) -> bool:
        """Whether no participant is known, so that every person is known by a document only."""
        return bool(len(self.names)) and not self.is_participant.any()


def person_index(units: "pd.DataFrame") -> PersonIndex:
    """Return whose each unit is, the one answer to that question everywhere.

    A unit belongs to its participant. Where no participant is known, its document stands for one person, who is never
    merged with a participant of the same name. ``units`` has the columns ``participant`` and ``doc_id``. Persons known
    by their documents come first, then participants, each sorted by name.
    """
    import numpy as np  # noqa: PLC0415 - records load nothing heavy
    import pandas as pd  # noqa: PLC0415 - records load nothing heavy

    known = units["participant"].notna().to_numpy(bool)
    names = units["participant"].astype(object).where(known, units["doc_id"].astype(object)).astype(str)
    keys = pd.MultiIndex.from_arrays([known, names])
    of_units, persons = keys.factorize(sort=True)
    return PersonIndex(
        of_units.astype(np.int64),
        tuple(str(name) for _, name in persons),
        np.array([is_known for is_known, _ in persons], dtype=np.bool_),
    )
