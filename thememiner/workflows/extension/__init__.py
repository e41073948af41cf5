"""The parts of an extension: new documents, units that fit, new candidates, and sub-themes that weakened."""

from thememiner.workflows.extension.stages import ExtensionStages
from thememiner.workflows.extension.summary import describe_extension

__all__ = ["ExtensionStages", "describe_extension"]
