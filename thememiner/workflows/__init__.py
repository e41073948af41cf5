"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import compare_paths
from thememiner.workflows.extend import extend
from thememiner.workflows.extension.telling import told
from thememiner.workflows.mine import mine
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import saturation_in
from thememiner.workflows.subthemes import subthemes

__all__ = ["Progress", "compare_paths", "extend", "mine", "saturation_in", "subthemes", "told"]
