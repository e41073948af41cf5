"""Discovery: vectors become nested clusters."""

from thememiner.discovery.clusterer import AdaptiveClusterer
from thememiner.discovery.discover import discover

__all__ = ["AdaptiveClusterer", "discover"]
