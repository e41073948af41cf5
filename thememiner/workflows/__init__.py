"""Workflows: the ways through the stages that people ask for, one a file."""

from thememiner.workflows.compare import CompareResult, compare_codings
from thememiner.workflows.consensus import Consensus, consensus
from thememiner.workflows.convert import ConvertResult, convert
from thememiner.workflows.disagreements import SelectedDisagreements, select_disagreements, write_disagreements
from thememiner.workflows.export import ExportedFile, export
from thememiner.workflows.extend import extend
from thememiner.workflows.extension import extension_lines
from thememiner.workflows.inspect import Inspection, CoderCounts, DocumentCounts, inspect
from thememiner.workflows.losses import OF_OURS, group_by_reason, group_losses, losses_path, count_losses
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.mine import mine
from thememiner.workflows.pipeline import (
    STAGE_FUNCTIONS,
    assemble_run,
    refuse_empty_corpus,
    refuse_unusable_settings,
    write_with_pages,
)
from thememiner.workflows.prevalence import measure_prevalence, compare_prevalence
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import remeasure_saturation
from thememiner.workflows.seeded import Guidance, vectors_of_texts
from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
from thememiner.workflows.subthemes import subthemes

__all__ = [
    "OF_OURS",
    "STAGE_FUNCTIONS",
    "CompareResult",
    "ComparisonResult",
    "Consensus",
    "ConvertResult",
    "DiscoveryResult",
    "SelectedDisagreements",
    "ExportedFile",
    "Guidance",
    "Inspection",
    "ManualCodings",
    "Progress",
    "CoderCounts",
    "DocumentCounts",
    "assemble_run",
    "group_by_reason",
    "compare_codings",
    "consensus",
    "convert",
    "select_disagreements",
    "export",
    "extend",
    "extension_lines",
    "group_losses",
    "inspect",
    "losses_path",
    "mine",
    "measure_prevalence",
    "refuse_empty_corpus",
    "refuse_unusable_settings",
    "compare_prevalence",
    "remeasure_saturation",
    "subthemes",
    "count_losses",
    "vectors_of_texts",
    "write_disagreements",
    "write_with_pages",
]
