"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import Compared, compare_codings
from thememiner.workflows.consensus import Consensus, consensus
from thememiner.workflows.convert import Converted, convert
from thememiner.workflows.disagreements import Dispute, disagreements_in, write_dispute
from thememiner.workflows.export import Exported, export
from thememiner.workflows.extend import extend
from thememiner.workflows.extension import told
from thememiner.workflows.inspect import Inspected, SeenCoder, SeenDocument, inspect
from thememiner.workflows.losses import OF_OURS, by_reason, grouped_losses, losses_beside, told_losses
from thememiner.workflows.manual_codings import ManualCodings, read_manual_codings
from thememiner.workflows.mine import mine, some_documents, write_with_pages
from thememiner.workflows.pipeline import (
    Beside,
    Proposal,
    Sought,
    assemble,
    beside,
    described,
    embedded,
    proposal_of,
    seek,
)
from thememiner.workflows.prevalence import prevalence_in, runs_side_by_side
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import is_wanted, saturation_in, saturation_of
from thememiner.workflows.seeded import Guidance, refuse_unusable_guide, vectors_of_texts
from thememiner.workflows.subthemes import subthemes

__all__ = [
    "OF_OURS",
    "Beside",
    "Compared",
    "Consensus",
    "Converted",
    "Dispute",
    "Exported",
    "Guidance",
    "Inspected",
    "ManualCodings",
    "Progress",
    "Proposal",
    "SeenCoder",
    "SeenDocument",
    "Sought",
    "assemble",
    "beside",
    "by_reason",
    "compare_codings",
    "consensus",
    "convert",
    "described",
    "disagreements_in",
    "embedded",
    "export",
    "extend",
    "grouped_losses",
    "inspect",
    "is_wanted",
    "losses_beside",
    "mine",
    "prevalence_in",
    "proposal_of",
    "read_manual_codings",
    "refuse_unusable_guide",
    "runs_side_by_side",
    "saturation_in",
    "saturation_of",
    "seek",
    "some_documents",
    "subthemes",
    "told",
    "told_losses",
    "vectors_of_texts",
    "write_dispute",
    "write_with_pages",
]
