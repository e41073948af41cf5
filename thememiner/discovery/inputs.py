"""Who takes part in the search: distinct units with content, and of very many a sample.

Which units themes are sought in where there are too many for all: a sample with everybody in it.
Which unit each unit stands for: itself, or the one that it repeats.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import NEAR
from thememiner.discovery.cluster import Others
from thememiner.discovery.ensemble import SHARE, people_of
from thememiner.discovery.neighbour_graph import (
    LARGE_BLOCK,
    Neighbours,
    Rows,
    Vectors,
    blocks,
    known,
    nearest_neighbours,
    rows_of,
)
from thememiner.discovery.seeded import Guided
from thememiner.discovery.sizes import Sizes, most_neighbours, sizes_of_runs, workers_of

COLUMNS = ["unit_id", "doc_id", "participant", "text", "duplicate_of"]
OF_EVERYBODY = 5
"""Units of each participant, at least, where so many participants fit: those who say little are heard too."""


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


def sample_of(units: pd.DataFrame, size: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Return the rows of a sample of ``size`` units, ascending; all rows where there are no more.

    ``units`` are sorted by id, so that the order of the input changes nothing. Every participant (where nobody is
    named, every document) has ``OF_EVERYBODY`` units in it, or all of fewer, and of the rest a share in proportion.
    With so many participants that these would be more than half of the sample, each has fewer, or no fixed number.
    """
    if len(units) <= size:
        return np.arange(len(units))
    of_whom = pd.factorize(people_of(units), sort=True)[0]
    quotas = _quotas(np.bincount(of_whom), size)
    order = np.lexsort((np.random.default_rng([seed, 4]).permutation(len(units)), of_whom))
    firsts = np.concatenate([[0], np.cumsum(np.bincount(of_whom))[:-1]])
    place_among_own = np.arange(len(units)) - firsts[of_whom[order]]
    return np.sort(order[place_among_own < quotas[of_whom[order]]])


def _quotas(counts: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return how many units of each participant are drawn; the largest remainders are rounded up."""
    least: npt.NDArray[np.int64] = np.minimum(counts, min(OF_EVERYBODY, size // (2 * len(counts))))
    wanted = (counts - least) * ((size - least.sum()) / max((counts - least).sum(), 1))
    quotas: npt.NDArray[np.int64] = least + np.floor(wanted).astype(np.int64)
    missing = size - int(quotas.sum())
    quotas[np.argsort(np.floor(wanted) - wanted, kind="stable")[:missing]] += 1
    return quotas


def originals(kept: pd.DataFrame, vectors: Vectors, rows: Rows) -> npt.NDArray[np.object_]:
    """Return for each kept unit the id of the unit that it stands for in the search, shape (kept,).

    ``rows`` are the rows of ``vectors`` that belong to the kept units.
    What repeats an earlier unit word for word stands for that unit if its vector is the same, number for number. With
    context it seldom is: "No, never." is another answer to another question, and stands for itself.
    """
    ids = kept["unit_id"].to_numpy(dtype=object, copy=True)
    repeats = np.flatnonzero(kept["duplicate_of"].notna().to_numpy())
    if len(repeats):
        firsts = pd.Index(ids).get_indexer(kept["duplicate_of"].iloc[repeats])
        parts = blocks(len(repeats), LARGE_BLOCK)
        alike = np.concatenate(
            [(vectors[rows[repeats[part]]] == vectors[rows[firsts[part]]]).all(axis=1) for part in parts]
        )
        ids[repeats[alike]] = ids[firsts[alike]]
    return ids


def about_repetitions(kept: pd.DataFrame, stands_for: npt.NDArray[np.object_]) -> dict[str, str]:
    """Return what was done with repetitions, in words; nothing if there are none."""
    repeats = kept["duplicate_of"].notna().to_numpy()
    alone = int((repeats & (stands_for == kept["unit_id"].to_numpy(dtype=object))).sum())
    once = int(repeats.sum()) - alone
    counted = [
        f"{once:,} weighed once with the unit repeated" if once else "",
        f"{alone:,} stood for themselves, because what surrounds them differs" if alone else "",
    ]
    sentence = "; ".join(part for part in counted if part)
    return {"repetitions": f"Of the units that repeat earlier words exactly, {sentence}."} if sentence else {}
