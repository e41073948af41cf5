"""Units outside the sample: they join its sub-themes through their nearest units in the sample.

In each clustering they are treated like units outside the resample.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.assignment import (
    NEAREST_UNITS,
    Assignment,
    MembershipBounds,
    assign_by_membership,
    assign_none,
    concatenate_assignments,
)
from thememiner.discovery.consensus import ClusterProfile, compute_out_of_sample_memberships
from thememiner.discovery.ensemble import Clustering, Labels, propagate_labels
from thememiner.discovery.neighbour_graph import (
    Neighbours,
    Rows,
    Vectors,
    find_neighbours_in_sample,
    load_rows,
    split_into_blocks,
)
from thememiner.discovery.seeded import build_out_of_sample_votes


@dataclass(frozen=True, slots=True)
class SampleEvidence:
    """What the clusterings of the sample say, as far as other units need it."""

    runs: Sequence[Clustering]
    neighbours: Sequence[int]
    """Neighbours that each run regards."""
    profile: ClusterProfile
    """The profile of the sub-themes."""
    bounds: MembershipBounds
    settings: DiscoverySettings
    pulled_by: npt.NDArray[np.int64] | None
    """For each unit of the sample, the seed theme that pulls it; -1 for none."""

    def collect_votes(self) -> list[Labels]:
        """Return for each run the groups of the units in its resample; -1 for other units, which have no vote."""
        votes = []
        for run in self.runs:
            labels = np.full_like(run.fine, -1)
            labels[run.resample] = run.fine[run.resample]
            votes.append(labels)
        return votes


@dataclass(frozen=True, slots=True)
class OutOfSampleAssignment:
    """The sub-themes of the units outside the sample."""

    assigned: Assignment
    nearest: npt.NDArray[np.int32]
    """Shape (units, ≤ ``NEAREST_UNITS``): indices in the sample of the units nearest to each, the nearest first."""


@dataclass(frozen=True, slots=True)
class OutOfSampleUnits:
    """Units outside the sample, in the order of their ids, and the sample that they are compared with."""

    vectors: Vectors
    rows: Rows
    """The rows of ``vectors`` that these units have."""
    sample: Vectors
    """Vectors of the units of the sample."""
    count: int
    """Neighbours to find for each unit."""
    workers: int
    pulled_by: npt.NDArray[np.int64] | None = None
    """For each unit, the seed theme that pulls it; -1 for none."""

    def assign(self, evidence: SampleEvidence | None) -> OutOfSampleAssignment:
        """Assign each unit by the evidence, and find its nearest units of the sample.

        Without evidence no unit has a sub-theme. Only a few blocks of units are in memory at a time. The answer is the
        same for any number of workers.
        """
        votes = [] if evidence is None else evidence.collect_votes()

        def assign_block(block: slice) -> OutOfSampleAssignment:
            near = find_neighbours_in_sample(load_rows(self.vectors, self.rows[block]), self.sample, self.count)
            assigned = (
                assign_none(len(near.indices))
                if evidence is None
                else self._assign_by_evidence(near, block, evidence, votes)
            )
            return OutOfSampleAssignment(assigned, near.indices[:, :NEAREST_UNITS].copy())

        with threadpool_limits(limits=1), ThreadPoolExecutor(self.workers) as pool:
            parts = list(pool.map(assign_block, split_into_blocks(len(self.rows))))
        return OutOfSampleAssignment(
            concatenate_assignments([part.assigned for part in parts]), np.concatenate([part.nearest for part in parts])
        )

    def _assign_by_evidence(
        self, near: Neighbours, block: slice, evidence: SampleEvidence, votes: Sequence[Labels]
    ) -> Assignment:
        found = [
            propagate_labels(labels, near, count) for labels, count in zip(votes, evidence.neighbours, strict=True)
        ]
        groupings = np.column_stack(found)
        outside_dense = (np.column_stack([labels[:, -1] for labels in found]) < 0).mean(axis=1)
        if evidence.pulled_by is not None and self.pulled_by is not None:
            of_sample = np.column_stack([run.fine for run in evidence.runs]).astype(np.int64)
            of_seeds = build_out_of_sample_votes(
                evidence.pulled_by, of_sample, self.pulled_by[block], groupings.astype(np.int64)
            ).astype(np.int32)
            groupings = np.column_stack([groupings, of_seeds])
        return assign_by_membership(
            compute_out_of_sample_memberships(groupings, evidence.profile),
            outside_dense,
            bounds=evidence.bounds,
            assign_all=evidence.settings.assign_all,
            two_codes=evidence.settings.two_codes,
        )
