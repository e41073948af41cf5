"""What is clustered: the distinct kept units with content, or a sample of very many."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import NEAREST_UNITS
from thememiner.discovery.ensemble import RESAMPLE_SHARE
from thememiner.discovery.neighbour_graph import (
    LARGE_BLOCK_SIZE,
    Neighbours,
    Rows,
    Vectors,
    find_neighbours,
    has_content,
    load_rows,
    split_into_blocks,
)
from thememiner.discovery.out_of_sample import OutOfSampleUnits
from thememiner.discovery.seeded import SeededUnits
from thememiner.discovery.sizes import ClusteringSizes, choose_sizes, count_neighbours_needed, count_workers
from thememiner.records import person_index, round_to_grid

COLUMNS = ("unit_id", "doc_id", "participant", "text", "duplicate_of")
MIN_UNITS_PER_PERSON = 5
"""Fewest units of each person in a sample, where that many fit, so that people who say little are included."""


@dataclass(frozen=True, slots=True)
class EligibleUnits:
    """The kept units, and which of them are distinct and have content."""

    kept: pd.DataFrame
    originals: npt.NDArray[np.object_]
    """For each kept unit the id of the unit that represents it: its own, or that of the unit it repeats."""
    order: Rows
    """Positions, among the kept units, of the eligible ones, sorted by id."""
    rows: Rows
    """Rows of ``vectors`` that the eligible units have, in the same order."""
    vectors: Vectors
    """Vectors of all units, kept or not."""

    @property
    def units(self) -> pd.DataFrame:
        """The eligible units, sorted by id."""
        return self.kept.iloc[self.order].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class ClusteringInput:
    """The units to cluster, sorted by id, with their neighbours; and the units outside the sample."""

    chosen: Rows
    """Positions of the units to cluster among the eligible ones: all, or a sample."""
    rest: Rows
    """Positions of the other eligible units."""
    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    text_vectors: npt.NDArray[np.float32]
    """The same vectors without the course of the interviews: what was said. Unit length, shape (units, dimensions)."""
    sizes: tuple[ClusteringSizes, ...]
    """The sizes of each clustering."""
    neighbours: Neighbours
    pulled_by: npt.NDArray[np.int64] | None
    """For each unit to cluster, the seed theme that pulls it, -1 for none; None without seed themes."""
    out_of_sample: OutOfSampleUnits | None

    @property
    def has_course(self) -> bool:
        """Whether the vectors hold the course of the interviews, too."""
        return bool(self.vectors.shape[1] > self.text_vectors.shape[1])

    @property
    def order(self) -> Rows:
        """Position of each eligible unit in the sequence of the chosen units followed by the rest."""
        return np.argsort(np.concatenate([self.chosen, self.rest]))

    def find_nearest(self, of_rest: npt.NDArray[np.int32] | None) -> npt.NDArray[np.int64]:
        """Return the chosen units nearest to each eligible unit, shape (units, ≤ ``NEAREST_UNITS``).

        ``of_rest`` are the indices for the units outside the sample, if there are any.
        """
        own = self.neighbours.indices[:, :NEAREST_UNITS]
        all_units = own if of_rest is None else np.vstack([own, of_rest])
        return self.chosen[all_units][self.order]


def select_eligible(units: pd.DataFrame, vectors: Vectors) -> EligibleUnits:
    """Select the kept units that are distinct and have content; ``vectors`` are aligned with ``units``."""
    rows = np.flatnonzero(units["kept"].to_numpy())
    kept = units[list(COLUMNS)].iloc[rows].reset_index(drop=True)
    originals = deduplicate(kept, vectors, rows)
    ids = kept["unit_id"].to_numpy(dtype=object)
    own = np.flatnonzero((originals == ids) & has_content(vectors, rows))
    order = own[np.argsort(ids[own])]
    return EligibleUnits(kept, originals, order, rows[order], vectors)


def prepare_input(
    eligible: EligibleUnits,
    settings: DiscoverySettings,
    seeded_units: SeededUnits | None,
    seed: int,
    *,
    dimensions: int,
) -> ClusteringInput:
    """Choose the units to cluster, all or a sample of ``settings.sample``, and find their neighbours.

    The first ``dimensions`` of the vectors are those of the text.
    """
    units = eligible.units
    chosen = draw_sample(units, settings.sample, seed=seed)
    rest = np.setdiff1d(np.arange(len(units)), chosen)
    vectors = load_rows(eligible.vectors, eligible.rows[chosen])
    sizes = choose_sizes(len(chosen), settings, np.random.default_rng(seed), whole=len(units))
    count, workers = count_neighbours_needed(sizes, RESAMPLE_SHARE), count_workers(settings)
    pulled_by = None if seeded_units is None else seeded_units.labels[eligible.order]
    out_of_sample = None
    if len(rest):
        pulled_rest = None if pulled_by is None else pulled_by[rest]
        out_of_sample = OutOfSampleUnits(eligible.vectors, eligible.rows[rest], vectors, count, workers, pulled_rest)
    return ClusteringInput(
        chosen=chosen,
        rest=rest,
        units=units.iloc[chosen].reset_index(drop=True),
        vectors=vectors,
        text_vectors=_take_text_vectors(vectors, dimensions),
        sizes=sizes,
        neighbours=find_neighbours(vectors, count, workers=workers),
        pulled_by=None if pulled_by is None else pulled_by[chosen],
        out_of_sample=out_of_sample,
    )


def _take_text_vectors(vectors: npt.NDArray[np.float32], dimensions: int) -> npt.NDArray[np.float32]:
    """Return the first dimensions of the vectors, scaled to unit length; vectors without others stay as they are."""
    if vectors.shape[1] == dimensions:
        return vectors
    text = vectors[:, :dimensions].astype(np.float64)
    return round_to_grid(text / np.maximum(np.linalg.norm(text, axis=1, keepdims=True), np.finfo(float).tiny))


def draw_sample(units: pd.DataFrame, size: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Return the rows of a sample of ``size`` units, ascending; all rows if there are no more.

    ``units`` are sorted by id, so that the order of the input changes nothing. Every person (see ``person_index``) has
    at least ``MIN_UNITS_PER_PERSON`` units in the sample, or all of fewer; the remaining places are shared in
    proportion to the units that each person has left. If these minima would fill more than half of the sample, the
    minimum is lower, down to none.
    """
    if len(units) <= size:
        return np.arange(len(units))
    persons = person_index(units).of_units
    quotas = _compute_quotas(np.bincount(persons), size)
    order = np.lexsort((np.random.default_rng([seed, 4]).permutation(len(units)), persons))
    firsts = np.concatenate([[0], np.cumsum(np.bincount(persons))[:-1]])
    place_within_person = np.arange(len(units)) - firsts[persons[order]]
    return np.sort(order[place_within_person < quotas[persons[order]]])


def _compute_quotas(counts: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return how many units of each person to draw; the largest remainders are rounded up."""
    least: npt.NDArray[np.int64] = np.minimum(counts, min(MIN_UNITS_PER_PERSON, size // (2 * len(counts))))
    wanted = (counts - least) * ((size - least.sum()) / max((counts - least).sum(), 1))
    quotas: npt.NDArray[np.int64] = least + np.floor(wanted).astype(np.int64)
    missing = size - int(quotas.sum())
    quotas[np.argsort(np.floor(wanted) - wanted, kind="stable")[:missing]] += 1
    return quotas


def deduplicate(kept: pd.DataFrame, vectors: Vectors, rows: Rows) -> npt.NDArray[np.object_]:
    """Return for each kept unit the id of the unit that represents it, shape (kept,).

    ``rows`` are the rows of ``vectors`` that belong to the kept units. A unit that repeats an earlier one word for word
    is represented by that one if both have the same vector, number for number. With context they seldom have: "No,
    never." is a different answer to a different question, and represents itself.
    """
    ids = kept["unit_id"].to_numpy(dtype=object, copy=True)
    repeats = np.flatnonzero(kept["duplicate_of"].notna().to_numpy())
    if len(repeats):
        firsts = pd.Index(ids).get_indexer(kept["duplicate_of"].iloc[repeats])
        blocks = split_into_blocks(len(repeats), LARGE_BLOCK_SIZE)
        is_same = np.concatenate(
            [(vectors[rows[repeats[block]]] == vectors[rows[firsts[block]]]).all(axis=1) for block in blocks]
        )
        is_same &= firsts >= 0  # the first may be set aside
        ids[repeats[is_same]] = ids[firsts[is_same]]
    return ids
