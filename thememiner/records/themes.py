"""Vectors, nested clusters, and themes with names and quotes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from thememiner.records.vector_grid import ROWS_PER_BLOCK

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

ONLY_IF_KNOWN = "only if known"
"""Mark, in its metadata, of a field that files of runs leave out if it is None, as they did before there was one."""


class SurroundingVectors(NamedTuple):
    """Plain vectors of units that were set aside but are the context of others, such as interviewers' questions."""

    rows: "npt.NDArray[np.int64]"
    """Shape (surrounding units,): rows of the table of units, ascending."""
    vectors: "npt.NDArray[np.float32]"
    """Shape (surrounding units, dimensions): unit length, or zeros."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Vectors of meaning units, in the order of the table of units."""

    vectors: "npt.NDArray[np.float32]"
    """Plain vectors, used to choose quotes. Shape (units, dimensions); length 1, zeros if the encoder has no vector for
    a unit, NaN for units set aside."""
    contextual: "npt.NDArray[np.float32]"
    """Contextual vectors, used to find themes. Shape (units, dimensions); length 1, zeros if the encoder has no vector
    for a unit, NaN for units set aside. Equal to ``vectors`` in documents without context. Further dimensions are the
    course of the interviews (see ``add_course``)."""
    context: str
    """A sentence that says in which documents context is used, why, and how."""
    encoder: Mapping[str, str | int]
    """The encoder: name, model hash, number type, dimensions, number of units cut into windows …"""
    state: Mapping[str, "npt.NDArray[Any]"]
    """Weights fitted to this corpus that new interviews need; empty for a model that fits nothing."""
    unit_ids: "pd.Series[str] | None" = None
    """The ``unit_id`` of each row; not stored in files. None if unknown: then only the number of rows is checked."""
    surroundings: SurroundingVectors | None = None
    """Vectors of what others say in dialogues and in documents with context; None if nobody else speaks there."""

    @property
    def has_context(self) -> bool:
        """Whether any unit has context, or a place in its interview.

        The values are compared, because files hold equal vectors once and arrays are copied on the way.
        """
        import numpy as np  # noqa: PLC0415 - records load nothing heavy

        plain, contextual = self.vectors, self.contextual
        if contextual is plain or contextual.shape != plain.shape:
            return contextual is not plain
        blocks = (slice(first, first + ROWS_PER_BLOCK) for first in range(0, len(plain), ROWS_PER_BLOCK))
        return not all(np.array_equal(contextual[block], plain[block], equal_nan=True) for block in blocks)


@dataclass(frozen=True, slots=True)
class Discovery:
    """Nested clusters of the kept units, in the order of the table of units."""

    subthemes: "npt.NDArray[np.int64]"
    """Shape (kept,): index of the sub-theme, -1 where unassigned."""
    parents: tuple[int, ...]
    """For each sub-theme the index of its theme."""
    membership: "npt.NDArray[np.float32]"
    """Shape (kept,): share of clusterings that grouped a unit with its sub-theme, 0 to 1; 0 where unassigned."""
    nearest: "npt.NDArray[np.int64]"
    """Shape (kept,): index of the nearest sub-theme other than its own, -1 without one."""
    nearest_membership: "npt.NDArray[np.float32]"
    """Shape (kept,): membership in the nearest sub-theme, 0 without one."""
    margin: "npt.NDArray[np.float32]"
    """Shape (kept,): best minus second-best membership; near 0, the unit would fit the other sub-theme as well."""
    carries_both: "npt.NDArray[np.bool_]"
    """Shape (kept,): whether a unit also has the code of the nearest sub-theme."""
    reasons: tuple[str | None, ...]
    """Length kept: why a unit is unassigned, None where it is not."""
    stability: tuple[float | None, ...]
    """For each sub-theme, how well it is found again when units, people or documents are left out, 0 to 1; None if not
    measurable."""
    theme_stability: tuple[float | None, ...]
    """The same for each theme."""
    centres: "npt.NDArray[np.float32]"
    """Shape (sub-themes, dimensions): mean contextual vectors, without the course of the interviews."""
    layout: "npt.NDArray[np.float32]"
    """Shape (kept, 2): positions on the map, -1 to 1; NaN for units with a zero vector."""
    choices: Mapping[str, str]
    """Each choice made from the data, with its reason in words."""
    unit_ids: "pd.Series[str] | None" = None
    """The ``unit_id`` of each kept unit; not stored in files. None if unknown: then only their number is checked."""
    replication: tuple[float | None, ...] = ()
    """For each sub-theme, how well it comes back in other people, 0 to 1; None if not measurable. Empty if it was not
    measured, as in tables of answers."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A representative quote with its place in a document."""

    unit_id: str
    doc_id: str
    participant: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its sub-themes, or a sub-theme."""

    theme_id: str
    name: str
    keywords: tuple[str, ...]
    units: int
    participants: int
    documents: int
    quotes: tuple[Quote, ...]
    subthemes: tuple["Theme", ...] = ()
    stability: float | None = None
    """How well it is found again when units, people or documents are left out, 0 to 1; None if not measured."""
    also: int = 0
    """Units that have it as their second code; ``units`` counts first codes only, so that they add up."""
    replication: float | None = field(default=None, metadata={ONLY_IF_KNOWN: True})
    """How well it comes back in other people when some are left out, 0 to 1; None if not measured."""

    @property
    def rests_on_few(self) -> bool:
        """Whether it comes back in other people less than half as well as in other parts of the material."""
        if self.replication is None or self.stability is None:
            return False
        return self.replication < self.stability / 2
