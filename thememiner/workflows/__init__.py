"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import Compared, compare_codings
from thememiner.workflows.consensus import Consensus, consensus
from thememiner.workflows.convert import Converted, convert
from thememiner.workflows.disagreements import Dispute, disagreements_in, write_dispute
from thememiner.workflows.export import Exported, export
from thememiner.workflows.extend import extend
from thememiner.workflows.extension.summary import told
from thememiner.workflows.inspect import Inspected, inspect
from thememiner.workflows.mine import mine
from thememiner.workflows.prevalence import prevalence_in, runs_side_by_side
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import saturation_in
from thememiner.workflows.subthemes import subthemes

__all__ = [
    "Compared",
    "Consensus",
    "Converted",
    "Dispute",
    "Exported",
    "Inspected",
    "Progress",
    "compare_codings",
    "consensus",
    "convert",
    "disagreements_in",
    "export",
    "extend",
    "inspect",
    "mine",
    "prevalence_in",
    "runs_side_by_side",
    "saturation_in",
    "subthemes",
    "told",
    "write_dispute",
]
