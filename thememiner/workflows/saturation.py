"""Saturation of a run: its units clustered again, for each prefix of the interviews."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings, SaturationSettings
from thememiner.discovery import regrouped
from thememiner.records import Run, Saturation
from thememiner.runs import open_run
from thememiner.saturation import measure
from thememiner.workflows.progress import Journal, Progress, silent

STAGE = "Measuring saturation"
MANY_UNITS = 5_000
"""Kept units up to which saturation is measured unasked."""
RUNS = 4
"""Resamples for each prefix, at most: there are dozens of prefixes."""


def with_saturation(run: Run, journal: Journal) -> Run:
    """Return a run with its saturation, if its settings ask for it."""
    settings = _settings(run)
    if not is_wanted(run.units, settings):
        return run
    journal.begin(STAGE)
    return replace(run, saturation=_measured(run, settings, journal.step))


def is_wanted(units: pd.DataFrame, settings: SaturationSettings) -> bool:
    """Tell whether saturation is measured unasked."""
    return settings.compute == "on" or (settings.compute == "auto" and int(units["kept"].sum()) <= MANY_UNITS)


def saturation_in(
    folder: Path | str,
    *,
    base_size: int | None = None,
    run_length: int | None = None,
    threshold: float | None = None,
    orders: int | None = None,
    progress: Progress = silent,
) -> Saturation:
    """Measure the saturation of the run in a folder, which stays as it is.

    The run's own settings and seed are used; what is given takes the place of its setting of that name.

    Raises ``UsageError`` if the folder is no run, ``RunError`` if it is damaged, and ``ValueError`` for sizes below 1
    or a threshold that is no share.
    """
    run = open_run(folder)
    given = {"base_size": base_size, "run_length": run_length, "threshold": threshold, "orders": orders}
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = SaturationSettings.model_validate({**_settings(run).model_dump(), **chosen})
    progress(STAGE, 0, 1)
    return _measured(run, settings, lambda done, total: progress(STAGE, done, total))


def _settings(run: Run) -> SaturationSettings:
    """Return the settings that a run was mined with; the defaults, if it is of a version without saturation."""
    return SaturationSettings.model_validate(run.manifest["settings"].get("saturation", {}))


def _discovery_settings(run: Run) -> DiscoverySettings:
    """Return how a run looked for themes; what only an earlier version had a setting for is left out."""
    stored = run.manifest["settings"].get("discovery", {})
    known = {name: value for name, value in stored.items() if name in DiscoverySettings.model_fields}
    return DiscoverySettings.model_validate(known)


def _measured(run: Run, settings: SaturationSettings, on_step: Callable[[int, int], None]) -> Saturation:
    discovery, seed = _discovery_settings(run), int(run.manifest["seed"])
    return saturation_of(run.units, run.contextual, settings=settings, discovery=discovery, seed=seed, on_step=on_step)


def saturation_of(
    units: pd.DataFrame,
    contextual: npt.NDArray[np.float32],
    *,
    settings: SaturationSettings,
    discovery: DiscoverySettings,
    seed: int,
    on_step: Callable[[int, int], None],
) -> Saturation:
    """Measure saturation over the kept units by their ids, so that the order of the table changes nothing.

    ``contextual`` are the vectors of the units with their context, aligned with the table.
    """
    places = np.flatnonzero(units["kept"].to_numpy())
    places = places[np.argsort(units["unit_id"].to_numpy(dtype=object)[places])]
    kept = units.iloc[places].reset_index(drop=True)
    rediscover = _clustering(contextual[places], kept, discovery, seed)
    return measure(kept, rediscover, settings=settings, seed=seed, on_step=on_step)


def _clustering(
    vectors: npt.NDArray[np.float32], units: pd.DataFrame, settings: DiscoverySettings, seed: int
) -> Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]:
    """Return what clusters some of the units by a few resamples; vectors of zeros get no theme."""
    known = np.any(vectors != 0, axis=1)
    quick = settings.model_copy(update={"runs": min(RUNS, settings.runs)})

    def rediscover(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        labels = np.full(len(rows), -1, dtype=np.int64)
        used = rows[known[rows]]
        labels[known[rows]] = regrouped(vectors[used], units.iloc[used], settings=quick, seed=seed)
        return labels

    return rediscover
