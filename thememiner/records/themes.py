"""What is found and how it is told: vectors, nested clusters, themes with names and quotes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Embedding:
    """Vectors of meaning units, in the order of the table of units."""

    vectors: "npt.NDArray[np.float32]"
    """Of each unit by itself, which quotes are chosen by. Shape (units, dimensions); unit length, zeros where nothing
    is known of a unit, NaN where it is set aside."""
    contextual: "npt.NDArray[np.float32]"
    """Of each unit with what surrounds it, which themes are made of; likewise. In documents without context the very
    same numbers as ``vectors``."""
    context: str
    """In which documents context was taken in, why there, and how."""
    encoder: Mapping[str, str | int]
    """What made them: name, model hash, number type, dimensions, units cut into windows …"""
    state: Mapping[str, "npt.NDArray[Any]"]
    """Weights fitted to this corpus that new interviews need (empty for a pure model)."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """Nested clusters over the kept units, in the order of the table of units restricted to them."""

    subthemes: "npt.NDArray[np.int64]"
    """Shape (kept,): index of the sub-theme, -1 where unassigned."""
    parents: tuple[int, ...]
    """For each sub-theme the index of its theme."""
    membership: "npt.NDArray[np.float32]"
    """Shape (kept,): 0 to 1, 0 where unassigned."""
    reasons: tuple[str | None, ...]
    """Length kept: why a unit is unassigned, None where it is not."""
    centres: "npt.NDArray[np.float32]"
    """Shape (sub-themes, dimensions): mean vectors, context included."""
    layout: "npt.NDArray[np.float32]"
    """Shape (kept, 2): a place for each unit on a map, from -1 to 1; NaN where its vector is zero."""
    choices: Mapping[str, str]
    """Each choice that was made from the data, with its reason in words."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A representative quote, traceable to its place."""

    unit_id: str
    doc_id: str
    participant: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, or, without children, a sub-theme; people are counted beside units, everywhere."""

    theme_id: str
    name: str
    keywords: tuple[str, ...]
    units: int
    participants: int
    documents: int
    quotes: tuple[Quote, ...]
    subthemes: tuple["Theme", ...] = ()
