"""Meaning units and their tokens: one table and one ragged array, in the same order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from thememiner.records.tables import Column, Kind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


class SetAside(StrEnum):
    """Why a unit takes no part in discovery."""

    INTERVIEWER = "interviewer's turn"
    OTHER_SPEAKER = "neither interviewer nor participant"
    BACK_CHANNEL = "back-channel"
    EMPTY = "nothing but marks"
    OUTSIDE = "outside the code"


class Unassigned(StrEnum):
    """Why a kept unit has no theme."""

    NO_THEMES = "no themes were found"
    BETWEEN = "between two themes"
    FAR = "far from all themes"
    ONE_PARTICIPANT = "only one participant says it"
    SHORT = "too short"
    WORDLESS = "no words with content"


SEGMENTED_COLUMNS = (
    Column("unit_id", Kind.TEXT, "hash of document, text and the ordinal among equal texts of the document"),
    Column("row_id", Kind.OPTIONAL_TEXT, "the row's own id, where the input is a table of units"),
    Column("doc_id", Kind.TEXT, "the document"),
    Column("participant", Kind.OPTIONAL_TEXT, "the person who speaks; empty for interviewers and others"),
    Column("speaker", Kind.OPTIONAL_TEXT, "the speaker as written"),
    Column("role", Kind.TEXT, "interviewer, participant or other"),
    Column("turn", Kind.INTEGER, "index of the turn in its document, from 0"),
    Column("start", Kind.INTEGER, "first code point of the unit in the document's text"),
    Column("end", Kind.INTEGER, "the code point after its last"),
    Column("text", Kind.TEXT, "the document's text at that place, letter for letter"),
    Column("language", Kind.TEXT, "en, zh, mixed, or other"),
    Column("kept", Kind.FLAG, "takes part in discovery"),
    Column("reason", Kind.OPTIONAL_TEXT, "why it was set aside, or has no theme"),
    Column("answers", Kind.OPTIONAL_TEXT, "the unit_id of the question that a back-channel answers"),
    Column("duplicate_of", Kind.OPTIONAL_TEXT, "the unit_id of the first unit of the same person and text"),
)
"""What segmentation knows; sorted by document and place."""

UNIT_COLUMNS = (
    *SEGMENTED_COLUMNS,
    Column("theme_id", Kind.OPTIONAL_TEXT, "the theme of its first code"),
    Column("subtheme_id", Kind.OPTIONAL_TEXT, "the sub-theme of its first code"),
    Column("membership", Kind.OPTIONAL_REAL, "share of the clusterings in which it went with its sub-theme, 0 to 1"),
    Column("second_subtheme_id", Kind.OPTIONAL_TEXT, "the sub-theme of its second code, if it carries two"),
    Column("nearest_subtheme_id", Kind.OPTIONAL_TEXT, "the sub-theme that it comes closest to beside its own"),
    Column("nearest_membership", Kind.OPTIONAL_REAL, "its membership in that, 0 to 1"),
    Column("margin", Kind.OPTIONAL_REAL, "how far its best membership is above the second best, 0 to 1"),
)
"""A run's ``units.parquet``."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of every unit as one ragged table of positions, aligned with the table of units.

    Token ``j`` of unit ``i`` is ``text[starts[k]:ends[k]]`` with ``k = offsets[i] + j``, positions being code
    points of the *unit's* text. Punctuation and transcriber's marks are no tokens; stop words are.
    """

    offsets: "npt.NDArray[np.int64]"
    """Length: units + 1."""
    starts: "npt.NDArray[np.int32]"
    ends: "npt.NDArray[np.int32]"

    def spans(self, index: int) -> list[tuple[int, int]]:
        """Return the positions of the tokens of unit ``index`` in its text."""
        own = slice(self.offsets[index], self.offsets[index + 1])
        return list(zip(self.starts[own].tolist(), self.ends[own].tolist(), strict=True))

    def words(self, index: int, text: str) -> list[str]:
        """Return the tokens of unit ``index``, whose text is given, as they are written."""
        return [text[start:end] for start, end in self.spans(index)]


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The meaning units of a corpus, kept and set aside, with their tokens."""

    units: "pd.DataFrame"
    """Columns ``SEGMENTED_COLUMNS``; a row a unit."""
    tokens: Tokens


class PersonIndex(NamedTuple):
    """Whose each unit is: a participant's, or that of a person known only as the speaker of a document."""

    of_units: "npt.NDArray[np.int64]"
    """Shape (units,): the index of each unit's person, from 0."""
    names: tuple[str, ...]
    """Of each person: the participant's name, or the document's id. The two may be equal and still be two persons."""
    is_participant: "npt.NDArray[np.bool_]"
    """Shape (persons,): False where only the document is known."""


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
