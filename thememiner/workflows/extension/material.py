"""All kept units of an extended run, with their vectors and what they were assigned to so far."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import SEGMENTED_COLUMNS, UNIT_COLUMNS, Embedding, Extent, Run, Segmentation, Theme, table

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
RESULTS = tuple(column.name for column in UNIT_COLUMNS[len(SEGMENTED_COLUMNS) :])
"""Columns that tell what became of a unit."""


@dataclass(frozen=True, slots=True)
class Material:
    """Units and vectors of earlier and new interviews, in the same order."""

    segmentation: Segmentation
    embedding: Embedding
    earlier: Mask
    """Shape (units,): the units of the run that is extended."""

    @property
    def kept(self) -> Mask:
        """Shape (units,): takes part in discovery."""
        return self.segmentation.units["kept"].to_numpy(bool)

    def by_id(self, mask: Mask) -> Rows:
        """Return the rows of the marked units in the order of their ids: the order of the input changes nothing."""
        rows = np.flatnonzero(mask)
        ids = self.segmentation.units["unit_id"].to_numpy(dtype=object)
        return rows[np.argsort(ids[rows])]

    def only(self, rows: Rows) -> tuple[Embedding, pd.DataFrame]:
        """Return some kept units with their vectors; a duplicate of a unit that is not among them is none."""
        units = self.segmentation.units.iloc[rows].reset_index(drop=True)
        inside = units["duplicate_of"].isin(set(units["unit_id"]))
        units = units.assign(duplicate_of=units["duplicate_of"].where(inside))
        of_rows = {name: getattr(self.embedding, name)[rows] for name in ("vectors", "contextual")}
        return replace(self.embedding, **of_rows), units


def results_so_far(run: Run, material: Material) -> pd.DataFrame:
    """Return the table of all units, ``UNIT_COLUMNS``, with what the run found; new units have nothing yet."""
    units = material.segmentation.units
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for name in RESULTS:
        columns[name] = np.full(len(units), None, dtype=object)
        columns[name][material.earlier] = run.units[name].to_numpy(dtype=object)
    columns["participant"][material.earlier] = run.units["participant"].to_numpy(dtype=object)
    return table(UNIT_COLUMNS, columns)


def subthemes_of(themes: tuple[Theme, ...]) -> dict[str, Theme]:
    """Return the sub-themes of all themes by id, in their order."""
    return {subtheme.theme_id: subtheme for theme in themes for subtheme in theme.subthemes}


def extent_of(units: pd.DataFrame) -> Extent:
    """Return how much material some units are."""
    return Extent(len(units), int(units["participant"].nunique()), int(units["doc_id"].nunique()))
