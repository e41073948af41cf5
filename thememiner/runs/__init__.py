"""Run folders: how results are written to disk and read again."""

from thememiner.runs.coding_files import coding_files, comparison_files, read_codings, read_comparisons
from thememiner.runs.manifest import FORMAT, RunFile, RunFiles, RunSubfolder, manifest_hash, read_manifest
from thememiner.runs.run_folder import (
    explain_why_kept,
    fill_run_folder,
    open_run,
    refuse_existing,
    stage_run,
    write_run,
)
from thememiner.runs.serialisation import (
    are_identical,
    array_from_npy,
    array_to_npy,
    arrow_from_parquet,
    arrow_to_parquet,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    iter_npy_bytes,
    table_from_parquet,
    table_to_parquet,
    to_json,
)

__all__ = [
    "FORMAT",
    "RunFile",
    "RunFiles",
    "RunSubfolder",
    "are_identical",
    "array_from_npy",
    "array_to_npy",
    "arrow_from_parquet",
    "arrow_to_parquet",
    "coding_files",
    "comparison_files",
    "documents_from_parquet",
    "documents_to_parquet",
    "explain_why_kept",
    "fill_run_folder",
    "from_json",
    "iter_npy_bytes",
    "manifest_hash",
    "open_run",
    "read_codings",
    "read_comparisons",
    "read_manifest",
    "refuse_existing",
    "stage_run",
    "table_from_parquet",
    "table_to_parquet",
    "to_json",
    "write_run",
]
