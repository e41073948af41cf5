"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import Compared, compare_codings
from thememiner.workflows.consensus import Consensus, consensus
from thememiner.workflows.convert import Converted, convert
from thememiner.workflows.disagreements import Dispute, disagreements_in, write_dispute
from thememiner.workflows.export import Exported, export
from thememiner.workflows.extend import extend
from thememiner.workflows.extension import extension_lines
from thememiner.workflows.inspect import Inspected, SeenCoder, SeenDocument, inspect
from thememiner.workflows.losses import OF_OURS, by_reason, grouped_losses, losses_beside, told_losses
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.mine import mine
from thememiner.workflows.pipeline import (
    STAGE_FUNCTIONS,
    assemble_run,
    refuse_empty_corpus,
    refuse_unusable_settings,
    write_with_pages,
)
from thememiner.workflows.prevalence import prevalence_in, runs_side_by_side
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import saturation_in
from thememiner.workflows.seeded import Guidance, vectors_of_texts
from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
from thememiner.workflows.subthemes import subthemes

__all__ = [
    "OF_OURS",
    "STAGE_FUNCTIONS",
    "Compared",
    "ComparisonResult",
    "Consensus",
    "Converted",
    "DiscoveryResult",
    "Dispute",
    "Exported",
    "Guidance",
    "Inspected",
    "ManualCodings",
    "Progress",
    "SeenCoder",
    "SeenDocument",
    "assemble_run",
    "by_reason",
    "compare_codings",
    "consensus",
    "convert",
    "disagreements_in",
    "export",
    "extend",
    "extension_lines",
    "grouped_losses",
    "inspect",
    "losses_beside",
    "mine",
    "prevalence_in",
    "refuse_empty_corpus",
    "refuse_unusable_settings",
    "runs_side_by_side",
    "saturation_in",
    "subthemes",
    "told_losses",
    "vectors_of_texts",
    "write_dispute",
    "write_with_pages",
]
