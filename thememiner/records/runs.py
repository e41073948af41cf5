"""A run: everything that one mining of a corpus produced, as it lies in its folder.

What new interviews did to a run: what fits, what is a new candidate, and what weakened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.records.codings import Coding
from thememiner.records.comparisons import Ceiling, Comparison
from thememiner.records.documents import Document
from thememiner.records.saturation import Saturation
from thememiner.records.themes import Theme

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Extent:
    """How much material something has."""

    units: int
    participants: int
    documents: int


@dataclass(frozen=True, slots=True)
class SubthemeChange:
    """An existing sub-theme, before and after."""

    subtheme_id: str
    name: str
    before: Extent
    """Among the earlier interviews."""
    added: Extent
    """Among the new ones; who speaks in both counts in both."""
    stability: float | None
    """Before, 0 to 1; None where it was not measured."""
    comes_back: float | None
    """Stability of its earlier units when everything is clustered again, 0 to 1; None if it had none."""
    comes_back_with_new: float | None
    """Largest Jaccard index of all its units with any sub-theme found over everything, 0 to 1; None without units."""
    weakened: tuple[str, ...]
    """Why it weakened, in words; nothing if it did not."""


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """A sub-theme that was not there before."""

    subtheme_id: str
    name: str
    extent: Extent
    new_units: int
    """Of its units, those of new interviews; the others were unassigned before."""
    participants: tuple[str, ...]
    """Who says it, sorted."""
    parent: str | None
    """The existing theme within whose span it lies; None if its theme is new too."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What an extension found; each kept unit of the new documents fits, is in a new candidate, or is unassigned."""

    parent: str
    """Name of the folder of the run that was extended."""
    parent_sha256: str
    """Hash of its manifest."""
    documents: tuple[str, ...]
    """The new ones, sorted."""
    skipped: tuple[str, ...]
    """Documents that were given and are in the run already, letter for letter."""
    before: Extent
    """Of the run: its kept units, participants and documents."""
    new: Extent
    """Of what was added."""
    fitting: int
    """New units that fit an existing sub-theme."""
    in_candidates: int
    """New units in new candidates."""
    joined: int
    """Earlier units, unassigned until now, that are in new candidates."""
    unassigned: Mapping[str, int]
    """New units without a theme, by reason."""
    changes: tuple[SubthemeChange, ...]
    """A row for each existing sub-theme, in their order."""
    candidates: tuple[NewCandidate, ...]
    rules: Mapping[str, str]
    """By what was settled (``fit``, ``new candidates``, ``place``, ``weakened``): the rule, with its figures."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run in memory; ``runs`` writes and opens it."""

    manifest: Mapping[str, Any]
    """Format number, versions, configuration, seeds, input and model hashes, counts; no times, no paths."""
    documents: tuple[Document, ...]
    participants: Mapping[str, Mapping[str, str]]
    units: "pd.DataFrame"
    """Columns ``UNIT_COLUMNS``."""
    vectors: "npt.NDArray[np.float32]"
    """Of each unit by itself, shape (units, dimensions), NaN where set aside."""
    contextual: "npt.NDArray[np.float32]"
    """Of each unit with its context, likewise; equal to ``vectors`` where no document has context."""
    layout: "npt.NDArray[np.float32]"
    """Shape (units, 2): a place for each unit on a map, NaN where set aside."""
    themes: tuple[Theme, ...]
    codings: tuple[Coding, ...]
    """The machine's first, then every manual coder's."""
    comparisons: tuple[Comparison, ...]
    state: Mapping[str, "npt.NDArray[Any]"]
    """Named arrays that a later step needs: centres, weights."""
    saturation: Saturation | None = None
    """How much the last interviews still added; None if it was not asked for."""
    extension: Extension | None = None
    """What new interviews did to the run that this one extends; None for a run of its own."""
    ceiling: tuple[Ceiling, ...] = ()
    """By level, how far people agree among themselves; empty unless at least two of them coded the same units."""
