"""Discovery: vectors become nested clusters."""

from thememiner.discovery.cluster import regrouped
from thememiner.discovery.discover import discover
from thememiner.discovery.stability import stability_in

__all__ = ["discover", "regrouped", "stability_in"]
