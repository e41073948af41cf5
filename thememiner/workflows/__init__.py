"""Workflows: what people ask the program to do, one workflow a file.

A workflow is imported when it is first used, so that ``inspect`` and others that cluster nothing load nothing heavy.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thememiner.workflows.compare import CompareResult, compare_codings
    from thememiner.workflows.consensus import Consensus, consensus
    from thememiner.workflows.convert import ConvertResult, convert
    from thememiner.workflows.disagreements import (
        SelectedDisagreements,
        reserve_sheet,
        select_disagreements,
        write_disagreements,
    )
    from thememiner.workflows.export import ExportedFile, GuideReport, export, read_guide
    from thememiner.workflows.extend import extend
    from thememiner.workflows.extension import describe_extension
    from thememiner.workflows.inspect import CoderCounts, DocumentCounts, Inspection, inspect
    from thememiner.workflows.losses import (
        BOOKKEEPING_LOSSES,
        count_losses,
        get_losses_path,
        group_by_reason,
        group_losses,
    )
    from thememiner.workflows.manual_codings import ManualCodings
    from thememiner.workflows.mine import mine
    from thememiner.workflows.pipeline import (
        STAGE_FUNCTIONS,
        assemble_run,
        refuse_unusable_settings,
        write_with_pages,
    )
    from thememiner.workflows.prevalence import compare_prevalence, measure_prevalence
    from thememiner.workflows.progress import Progress
    from thememiner.workflows.question_stage import GuideResult
    from thememiner.workflows.saturation import remeasure_saturation
    from thememiner.workflows.seeded import Guidance, encode_texts
    from thememiner.workflows.stage_results import ComparisonResult, DiscoveryResult
    from thememiner.workflows.studies import refuse_empty_corpus
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
    "GuideReport",
    "GuideResult",
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
    "read_guide",
    "refuse_empty_corpus",
    "refuse_unusable_settings",
    "remeasure_saturation",
    "reserve_sheet",
    "select_disagreements",
    "subthemes",
    "write_disagreements",
    "write_with_pages",
]

_HOMES = {
    "BOOKKEEPING_LOSSES": "losses",
    "CoderCounts": "inspect",
    "CompareResult": "compare",
    "ComparisonResult": "stage_results",
    "Consensus": "consensus",
    "ConvertResult": "convert",
    "DiscoveryResult": "stage_results",
    "DocumentCounts": "inspect",
    "ExportedFile": "export",
    "Guidance": "seeded",
    "GuideReport": "export",
    "GuideResult": "question_stage",
    "Inspection": "inspect",
    "ManualCodings": "manual_codings",
    "Progress": "progress",
    "STAGE_FUNCTIONS": "pipeline",
    "SelectedDisagreements": "disagreements",
    "assemble_run": "pipeline",
    "compare_codings": "compare",
    "compare_prevalence": "prevalence",
    "consensus": "consensus",
    "convert": "convert",
    "count_losses": "losses",
    "describe_extension": "extension",
    "encode_texts": "seeded",
    "export": "export",
    "extend": "extend",
    "get_losses_path": "losses",
    "group_by_reason": "losses",
    "group_losses": "losses",
    "inspect": "inspect",
    "measure_prevalence": "prevalence",
    "mine": "mine",
    "read_guide": "export",
    "refuse_empty_corpus": "studies",
    "refuse_unusable_settings": "pipeline",
    "remeasure_saturation": "saturation",
    "reserve_sheet": "disagreements",
    "select_disagreements": "disagreements",
    "subthemes": "subthemes",
    "write_disagreements": "disagreements",
    "write_with_pages": "pipeline",
}
"""By name, the file that defines it."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import a name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


class _Face(ModuleType):
    """A package whose functions stay what they are if a file of the same name, such as ``mine``, is imported."""

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401 - a module attribute can be anything
        """Set an attribute; of a file that was imported, keep the function of the same name."""
        is_file = isinstance(value, ModuleType) and name in _HOMES
        super().__setattr__(name, getattr(value, name) if is_file else value)


sys.modules[__name__].__class__ = _Face
