"""Discovery: vectors become nested clusters."""

from thememiner.discovery.cluster import regrouped
from thememiner.discovery.discover import discover

__all__ = ["discover", "regrouped"]
