"""How stable given clusters are in material that has grown: measured as their stability was when they were found."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import clusterings
from thememiner.discovery.neighbours import nearest_neighbours
from thememiner.discovery.resampling import SHARE, resampling_of
from thememiner.discovery.sizes import most_neighbours, sizes_of_runs, workers_of
from thememiner.discovery.stability import stabilities


def stability_in(
    vectors: npt.NDArray[np.float32],
    units: pd.DataFrame,
    clusters: npt.NDArray[np.int64],
    counted: npt.NDArray[np.bool_],
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[float | None, ...]:
    """Return for each cluster how well its units come back over resamples of all units, 0 to 1; None where unknown.

    ``vectors`` has unit length, shape (units, dimensions), in the order of the table ``units``; ``clusters`` gives each
    unit's cluster, -1 for none. All units are clustered, but only those ``counted`` are looked at: what joined later
    does not count for or against a cluster.
    """
    count = int(clusters.max(initial=-1)) + 1
    if len(vectors) < settings.min_units or not count:
        return (None,) * count
    draw = np.random.default_rng(seed)
    sizes = sizes_of_runs(len(vectors), settings, draw)
    near = nearest_neighbours(vectors, most_neighbours(sizes, SHARE), workers=workers_of(settings))
    resampling = resampling_of(units)
    samples = [resampling.draw(draw) for _ in sizes]
    runs = clusterings(near, samples, sizes, seed=seed, workers=workers_of(settings))
    return stabilities(clusters, [replace(run, seen=run.seen[counted[run.seen]]) for run in runs], broad=False)
