"""A run: everything that one mining of a corpus produced, as it lies in its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thememiner.records.codings import Coding
from thememiner.records.comparisons import Ceiling, Comparison
from thememiner.records.documents import Document
from thememiner.records.extension import Extension
from thememiner.records.saturation import Saturation
from thememiner.records.themes import Theme

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd


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
