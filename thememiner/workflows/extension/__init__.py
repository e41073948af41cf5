"""The parts of an extension: new documents, what they fit, new candidates, and what weakened."""

from thememiner.workflows.extension.changes import Findings, as_extension, find_changes
from thememiner.workflows.extension.inputs import (
    Material,
    Newcomers,
    add_newcomers,
    extended_codings,
    remembered_settings,
)
from thememiner.workflows.extension.summary import summary_of, told

__all__ = [
    "Findings",
    "Material",
    "Newcomers",
    "add_newcomers",
    "as_extension",
    "extended_codings",
    "find_changes",
    "remembered_settings",
    "summary_of",
    "told",
]
