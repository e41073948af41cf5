"""The units outside the sample: each goes with its nearest units of the sample, as what a clustering left out does."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import Assignment, Bounds, assignment, joined, nothing
from thememiner.discovery.blocks import Rows, Vectors, blocks, rows_of
from thememiner.discovery.consensus import Profile, memberships_of_others
from thememiner.discovery.doubt import NEAR
from thememiner.discovery.ensemble import Clustering, Labels, spread
from thememiner.discovery.guiding import votes_of_others
from thememiner.discovery.neighbours import Neighbours, neighbours_among


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found in the sample, as far as other units need it."""

    runs: Sequence[Clustering]
    neighbours: Sequence[int]
    """How many each run looks at."""
    profile: Profile
    """Of the sub-themes."""
    bounds: Bounds
    settings: DiscoverySettings
    pulled_by: npt.NDArray[np.int64] | None
    """Of the sample: the seed theme that pulls a unit, -1 for none."""

    def asked(self) -> list[Labels]:
        """Return for each run the groups of the units that it has seen, -1 for the others, which are not asked."""
        found = []
        for run in self.runs:
            labels = np.full_like(run.fine, -1)
            labels[run.seen] = run.fine[run.seen]
            found.append(labels)
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the units outside the sample."""

    given: Assignment
    nearest: npt.NDArray[np.int32]
    """Shape (units, ≤ ``NEAR``): places in the sample of the units nearest to each, the nearest first."""


@dataclass(frozen=True, slots=True)
class Others:
    """Units outside the sample, in the order of their ids, and the sample that they are compared with."""

    vectors: Vectors
    rows: Rows
    """Rows of ``vectors`` that these units have."""
    sample: Vectors
    """Vectors of the units of the sample."""
    count: int
    """Neighbours of each unit that are looked for."""
    workers: int
    pulled_by: npt.NDArray[np.int64] | None = None
    """The seed theme that pulls a unit, -1 for none."""

    def placed(self, evidence: Evidence | None) -> Placed:
        """Return what the evidence says of each unit, and its nearest units of the sample.

        Without evidence no unit has a sub-theme. A few blocks of units are in memory at a time; the answer is the same
        for any number of workers.
        """
        asked = [] if evidence is None else evidence.asked()

        def look(block: slice) -> Placed:
            near = neighbours_among(rows_of(self.vectors, self.rows[block]), self.sample, self.count)
            given = nothing(len(near.indices)) if evidence is None else self._judged(near, block, evidence, asked)
            return Placed(given, near.indices[:, :NEAR].copy())

        with threadpool_limits(limits=1), ThreadPoolExecutor(self.workers) as pool:
            parts = list(pool.map(look, blocks(len(self.rows))))
        return Placed(joined([part.given for part in parts]), np.concatenate([part.nearest for part in parts]))

    def _judged(self, near: Neighbours, block: slice, evidence: Evidence, asked: Sequence[Labels]) -> Assignment:
        found = [spread(labels, near, count) for labels, count in zip(asked, evidence.neighbours, strict=True)]
        groupings = np.column_stack(found)
        left_out = (np.column_stack([labels[:, -1] for labels in found]) < 0).mean(axis=1)
        if evidence.pulled_by is not None and self.pulled_by is not None:
            of_sample = np.column_stack([run.fine for run in evidence.runs]).astype(np.int64)
            voted = votes_of_others(
                evidence.pulled_by, of_sample, self.pulled_by[block], groupings.astype(np.int64)
            ).astype(np.int32)
            groupings = np.column_stack([groupings, voted])
        return assignment(
            memberships_of_others(groupings, evidence.profile),
            left_out,
            bounds=evidence.bounds,
            assign_all=evidence.settings.assign_all,
            two_codes=evidence.settings.two_codes,
        )
