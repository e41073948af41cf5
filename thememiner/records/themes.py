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
    """Shape (kept,): in what share of the clusterings a unit went with its sub-theme, 0 to 1; 0 where unassigned."""
    nearest: "npt.NDArray[np.int64]"
    """Shape (kept,): index of the sub-theme that it comes closest to beside its own, -1 if it comes close to none."""
    nearest_membership: "npt.NDArray[np.float32]"
    """Shape (kept,): its membership in that one, 0 where there is none."""
    margin: "npt.NDArray[np.float32]"
    """Shape (kept,): how far the best membership is above the second best; near 0, the unit might as well go there."""
    carries_both: "npt.NDArray[np.bool_]"
    """Shape (kept,): whether the evidence gives it the code of the nearest sub-theme beside its own."""
    reasons: tuple[str | None, ...]
    """Length kept: why a unit is unassigned, None where it is not."""
    stability: tuple[float | None, ...]
    """For each sub-theme, how well it comes back when units, people or documents are left out, 0 to 1; None where
    that could not be measured."""
    theme_stability: tuple[float | None, ...]
    """For each theme, likewise."""
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
    stability: float | None = None
    """How well it comes back when units, people or documents are left out, 0 to 1; None where it was not measured."""
    also: int = 0
    """Units that carry it as their second code; ``units`` counts first codes, so that they add up."""
