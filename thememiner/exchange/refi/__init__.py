"""REFI-QDA, the exchange format of programs for qualitative analysis: projects (.qdpx) and codebooks (.qdc)."""

from thememiner.exchange.refi.codebooks import (
    CodebookFile,
    read_codebook_project,
    read_refi_codebook,
    write_refi_codebook,
)
from thememiner.exchange.refi.offsets import (
    OffsetConvention,
    OffsetConverter,
    OffsetUnit,
    Range,
    resolve_range,
    to_code_point,
)
from thememiner.exchange.refi.reading import read_refi_project
from thememiner.exchange.refi.run_projects import project_of_run
from thememiner.exchange.refi.writing import MergeResult, merge_refi_project, write_refi_project

__all__ = [
    "CodebookFile",
    "MergeResult",
    "OffsetConvention",
    "OffsetConverter",
    "OffsetUnit",
    "Range",
    "merge_refi_project",
    "project_of_run",
    "read_codebook_project",
    "read_refi_codebook",
    "read_refi_project",
    "resolve_range",
    "to_code_point",
    "write_refi_codebook",
    "write_refi_project",
]
