"""Discovery: vectors of meaning units become nested clusters."""

from thememiner.discovery.cluster import recluster
from thememiner.discovery.consensus import compute_centroids
from thememiner.discovery.discover import discover
from thememiner.discovery.predict import assign_new_units
from thememiner.discovery.seeded import SeededUnits, match_clusters_to_seeds, pull_to_seeds
from thememiner.discovery.stability import measure_stability

__all__ = [
    "SeededUnits",
    "assign_new_units",
    "compute_centroids",
    "discover",
    "match_clusters_to_seeds",
    "measure_stability",
    "pull_to_seeds",
    "recluster",
]
