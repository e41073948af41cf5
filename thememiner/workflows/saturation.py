"""Saturation of a run: its units are clustered again for each prefix of the interviews."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings, SaturationSettings
from thememiner.discovery import recluster
from thememiner.records import Run, Saturation
from thememiner.runs import open_run
from thememiner.saturation import compute_saturation
from thememiner.stages import SATURATE
from thememiner.workflows.progress import Progress, silent

MANY_UNITS = 5_000
"""With more kept units, saturation is measured only on request."""
MOST_RESAMPLES = 4
"""For each prefix, of which there are dozens."""


def is_wanted(units: pd.DataFrame, settings: SaturationSettings) -> bool:
    """Tell whether the settings ask for saturation of these units (columns ``UNIT_COLUMNS``)."""
    return settings.compute == "on" or (settings.compute == "auto" and int(units["kept"].sum()) <= MANY_UNITS)


def remeasure_saturation(
    folder: Path | str,
    *,
    base_size: int | None = None,
    run_length: int | None = None,
    threshold: float | None = None,
    orders: int | None = None,
    progress: Progress = silent,
) -> Saturation:
    """Measure the saturation of the run in a folder; the run is not altered.

    The run's own settings and seed are used, except for the arguments given.

    Raises ``UsageError`` if the folder is no run, ``RunError`` if it is damaged, and ``ValueError`` for sizes below 1
    or a threshold outside 0 to 1.
    """
    run = open_run(folder)
    given = {"base_size": base_size, "run_length": run_length, "threshold": threshold, "orders": orders}
    changed = {name: value for name, value in given.items() if value is not None}
    # Runs of versions without saturation have no settings for it.
    stored = SaturationSettings.model_validate(run.manifest["settings"].get("saturation", {}))
    progress(SATURATE.label, 0, 1)
    return measure_saturation(
        run.units,
        run.clustered,
        settings=SaturationSettings.model_validate({**stored.model_dump(), **changed}),
        discovery=_discovery_settings(run),
        seed=int(run.manifest["seed"]),
        on_step=lambda done, total: progress(SATURATE.label, done, total),
    )


def _discovery_settings(run: Run) -> DiscoverySettings:
    """Return the discovery settings of a run, without those that only an earlier version had."""
    stored = run.manifest["settings"].get("discovery", {})
    known = {name: value for name, value in stored.items() if name in DiscoverySettings.model_fields}
    return DiscoverySettings.model_validate(known)


def measure_saturation(
    units: pd.DataFrame,
    clustered: npt.NDArray[np.float32],
    *,
    settings: SaturationSettings,
    discovery: DiscoverySettings,
    seed: int,
    on_step: Callable[[int, int], None],
) -> Saturation:
    """Measure saturation over the kept units in the order of their ids, so that the order of the table has no effect.

    ``units`` has ``UNIT_COLUMNS``; ``clustered`` holds the vectors that were clustered, shape (units, dimensions), in
    the order of the table.
    """
    rows = np.flatnonzero(units["kept"].to_numpy())
    rows = rows[np.argsort(units["unit_id"].to_numpy(dtype=object)[rows])]
    kept = units.iloc[rows].reset_index(drop=True)
    return compute_saturation(
        kept, _clustering(clustered[rows], kept, discovery, seed), settings=settings, seed=seed, on_step=on_step
    )


def _clustering(
    vectors: npt.NDArray[np.float32], units: pd.DataFrame, settings: DiscoverySettings, seed: int
) -> Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]:
    """Return a function that clusters the units of some rows with few resamples; vectors of zeros get no theme."""
    known = np.any(vectors != 0, axis=1)
    quick = settings.model_copy(update={"runs": min(MOST_RESAMPLES, settings.runs)})

    def cluster(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        labels = np.full(len(rows), -1, dtype=np.int64)
        used = rows[known[rows]]
        labels[known[rows]] = recluster(vectors[used], units.iloc[used], settings=quick, seed=seed)
        return labels

    return cluster
