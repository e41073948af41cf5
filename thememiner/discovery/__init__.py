"""Discovery: vectors become nested clusters."""

from thememiner.discovery.cluster import regrouped
from thememiner.discovery.consensus import mean_vectors
from thememiner.discovery.discover import discover
from thememiner.discovery.predict import fit_units
from thememiner.discovery.seeded import Guided, named_after, pulled
from thememiner.discovery.stability import stability_in

__all__ = [
    "Guided",
    "discover",
    "fit_units",
    "mean_vectors",
    "named_after",
    "pulled",
    "regrouped",
    "stability_in",
]
