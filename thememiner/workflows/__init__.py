"""Workflows: what people ask the program to do, one workflow a file."""

from thememiner.workflows.compare import CompareResult, compare_codings
from thememiner.workflows.consensus import Consensus, consensus
from thememiner.workflows.convert import ConvertResult, convert
from thememiner.workflows.disagreements import SelectedDisagreements, select_disagreements, write_disagreements
from thememiner.workflows.export import ExportedFile, export
from thememiner.workflows.extend import extend
from thememiner.workflows.extension import describe_extension
from thememiner.workflows.inspect import CoderCounts, DocumentCounts, Inspection, inspect
from thememiner.workflows.losses import BOOKKEEPING_LOSSES, count_losses, get_losses_path, group_by_reason, group_losses
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.mine import mine
from thememiner.workflows.pipeline import (
    STAGE_FUNCTIONS,
    assemble_run,
    refuse_empty_corpus,
    refuse_unusable_settings,
    write_with_pages,
)
from thememiner.workflows.prevalence import compare_prevalence, measure_prevalence
from thememiner.workflows.progress import Progress
from thememiner.workflows.saturation import remeasure_saturation
from thememiner.workflows.seeded import Guidance, encode_texts
from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
from thememiner.workflows.subthemes import subthemes

__all__ = [
    "BOOKKEEPING_LOSSES",
    "STAGE_FUNCTIONS",
    "CoderCounts",
    "CompareResult",
    "ComparisonResult",
    "Consensus",
    "ConvertResult",
    "DiscoveryResult",
    "DocumentCounts",
    "ExportedFile",
    "Guidance",
    "Inspection",
    "ManualCodings",
    "Progress",
    "SelectedDisagreements",
    "assemble_run",
    "compare_codings",
    "compare_prevalence",
    "consensus",
    "convert",
    "count_losses",
    "describe_extension",
    "encode_texts",
    "export",
    "extend",
    "get_losses_path",
    "group_by_reason",
    "group_losses",
    "inspect",
    "measure_prevalence",
    "mine",
    "refuse_empty_corpus",
    "refuse_unusable_settings",
    "remeasure_saturation",
    "select_disagreements",
    "subthemes",
    "write_disagreements",
    "write_with_pages",
]
