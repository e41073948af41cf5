"""Who takes part in the search: distinct units with content, and of very many a sample."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.blocks import Rows, Vectors, known, rows_of
from thememiner.discovery.doubt import NEAR
from thememiner.discovery.guiding import Guided
from thememiner.discovery.neighbours import Neighbours, nearest_neighbours
from thememiner.discovery.originals import originals
from thememiner.discovery.others import Others
from thememiner.discovery.resampling import SHARE
from thememiner.discovery.sampling import sample_of
from thememiner.discovery.sizes import Sizes, most_neighbours, sizes_of_runs, workers_of

COLUMNS = ["unit_id", "doc_id", "participant", "text", "duplicate_of"]


@dataclass(frozen=True, slots=True)
class TakingPart:
    """The kept units, and which of them stand for themselves and have words with content."""

    kept: pd.DataFrame
    stands_for: npt.NDArray[np.object_]
    """For each kept unit the id of the unit that it stands for."""
    order: Rows
    """The kept units that take part, sorted by id."""
    rows: Rows
    """Rows of the vectors that those have."""
    vectors: Vectors
    """Of all units, kept or not."""

    @property
    def units(self) -> pd.DataFrame:
        """The units that take part, sorted by id."""
        return self.kept.iloc[self.order].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Material:
    """The units that themes are sought in, sorted by id, and what lies near to each; and the others."""

    chosen: Rows
    """Their places among the units that take part: all, or a sample."""
    rest: Rows
    """The places of the others."""
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    sizes: tuple[Sizes, ...]
    """What each clustering works with."""
    neighbours: Neighbours
    pulled_by: npt.NDArray[np.int64] | None
    others: Others | None

    @property
    def order(self) -> Rows:
        """Where each unit that takes part stands when those chosen come first and the others behind them."""
        return np.argsort(np.concatenate([self.chosen, self.rest]))

    def nearest(self, of_others: npt.NDArray[np.int32] | None) -> npt.NDArray[np.int64]:
        """Return the units nearest to each unit that takes part, among those chosen; shape (units, ≤ ``NEAR``)."""
        own = self.neighbours.indices[:, :NEAR]
        every = own if of_others is None else np.vstack([own, of_others])
        return self.chosen[every][self.order]


def taking_part(units: pd.DataFrame, vectors: Vectors) -> TakingPart:
    """Return the units that take part; ``vectors`` are aligned with ``units``."""
    rows = np.flatnonzero(units["kept"].to_numpy())
    kept = units[COLUMNS].iloc[rows].reset_index(drop=True)
    stands_for = originals(kept, vectors, rows)
    ids = kept["unit_id"].to_numpy(dtype=object)
    own = np.flatnonzero((stands_for == ids) & known(vectors, rows))
    order = own[np.argsort(ids[own])]
    return TakingPart(kept, stands_for, order, rows[order], vectors)


def material_of(taking: TakingPart, settings: DiscoverySettings, guided: Guided | None, seed: int) -> Material:
    """Return the units that themes are sought in: all that take part, or a sample of more than ``settings.sample``."""
    units = taking.units
    chosen = sample_of(units, settings.sample, seed=seed)
    rest = np.setdiff1d(np.arange(len(units)), chosen)
    vectors = rows_of(taking.vectors, taking.rows[chosen])
    sizes = sizes_of_runs(len(chosen), settings, np.random.default_rng(seed), whole=len(units))
    count, workers = most_neighbours(sizes, SHARE), workers_of(settings)
    pulled_by = None if guided is None else guided.labels[taking.order]
    of_rest = None if pulled_by is None else pulled_by[rest]
    others = Others(taking.vectors, taking.rows[rest], vectors, count, workers, of_rest) if len(rest) else None
    return Material(
        chosen=chosen,
        rest=rest,
        units=units.iloc[chosen].reset_index(drop=True),
        vectors=vectors,
        sizes=sizes,
        neighbours=nearest_neighbours(vectors, count, workers=workers),
        pulled_by=None if pulled_by is None else pulled_by[chosen],
        others=others,
    )
