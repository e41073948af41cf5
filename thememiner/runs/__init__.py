"""Run folders: the only door to disk for results."""

from thememiner.runs.coding_files import coding_files, comparison_files, read_codings, read_comparisons
from thememiner.runs.manifest import FORMAT, RunFiles, manifest_hash, read_manifest
from thememiner.runs.run_folder import open_run, reason_to_keep, refuse_existing, write_run
from thememiner.runs.serialisation import (
    array_from_npy,
    array_to_npy,
    arrow_from_parquet,
    arrow_to_parquet,
    documents_from_parquet,
    documents_to_parquet,
    from_json,
    npy_parts,
    same_bytes,
    table_from_parquet,
    table_to_parquet,
    to_json,
)

__all__ = [
    "FORMAT",
    "RunFiles",
    "array_from_npy",
    "array_to_npy",
    "arrow_from_parquet",
    "arrow_to_parquet",
    "coding_files",
    "comparison_files",
    "documents_from_parquet",
    "documents_to_parquet",
    "from_json",
    "manifest_hash",
    "npy_parts",
    "open_run",
    "read_codings",
    "read_comparisons",
    "read_manifest",
    "reason_to_keep",
    "refuse_existing",
    "same_bytes",
    "table_from_parquet",
    "table_to_parquet",
    "to_json",
    "write_run",
]
