"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import compare_paths
from thememiner.workflows.mine import mine
from thememiner.workflows.progress import Progress

__all__ = ["Progress", "compare_paths", "mine"]
