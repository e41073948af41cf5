"""Units of earlier and new interviews together, with their vectors and what they were assigned to so far."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import (
    SEGMENTED_COLUMNS,
    UNIT_COLUMNS,
    Embedding,
    Extent,
    Run,
    Segmentation,
    Theme,
    make_table,
    person_index,
)

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
ASSIGNMENT_COLUMNS = tuple(column.name for column in UNIT_COLUMNS[len(SEGMENTED_COLUMNS) :])


@dataclass(frozen=True, slots=True)
class ExtendedUnits:
    """Units and vectors of earlier and new interviews, in the same order."""

    segmentation: Segmentation
    embedding: Embedding
    earlier: Mask
    """Shape (units,): True for units of the run that is extended."""

    @property
    def kept(self) -> Mask:
        """Shape (units,): True for units that take part in discovery."""
        return self.segmentation.units["kept"].to_numpy(bool)

    def rows_by_id(self, mask: Mask) -> Rows:
        """Return the rows of the marked units, sorted by unit id, so that the order of the input has no effect."""
        rows = np.flatnonzero(mask)
        ids = self.segmentation.units["unit_id"].to_numpy(dtype=object)
        return rows[np.argsort(ids[rows])]

    def select(self, rows: Rows) -> tuple[Embedding, pd.DataFrame]:
        """Return some kept units with their vectors; a duplicate whose original is not selected counts as original."""
        units = self.segmentation.units.iloc[rows].reset_index(drop=True)
        inside = units["duplicate_of"].isin(set(units["unit_id"]))
        units = units.assign(duplicate_of=units["duplicate_of"].where(inside))
        vectors = {name: getattr(self.embedding, name)[rows] for name in ("vectors", "contextual")}
        return replace(self.embedding, **vectors, unit_ids=units["unit_id"], surroundings=None), units


def find_earlier_units(units: pd.DataFrame, run: Run) -> Mask:
    """Return which units are of the run's documents, shape (units,)."""
    return units["doc_id"].isin({document.doc_id for document in run.documents}).to_numpy(bool)


def join_assignments(run: Run, extended: ExtendedUnits) -> pd.DataFrame:
    """Return the table of all units (``UNIT_COLUMNS``) with the run's assignments; new units have none."""
    units = extended.segmentation.units
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for name in ASSIGNMENT_COLUMNS:
        columns[name] = np.full(len(units), None, dtype=object)
        columns[name][extended.earlier] = run.units[name].to_numpy(dtype=object)
    columns["participant"][extended.earlier] = run.units["participant"].to_numpy(dtype=object)
    return make_table(UNIT_COLUMNS, columns)


def index_subthemes(themes: tuple[Theme, ...]) -> dict[str, Theme]:
    """Return the sub-themes of all themes by id, in their order."""
    return {subtheme.theme_id: subtheme for theme in themes for subtheme in theme.subthemes}


def measure_extent(units: pd.DataFrame) -> Extent:
    """Return how many units there are, of how many persons and documents."""
    return Extent(len(units), len(person_index(units).names), int(units["doc_id"].nunique()))
