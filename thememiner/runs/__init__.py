"""Run folders: the only door to disk for results."""

from thememiner.runs.manifest import FORMAT, manifest_hash
from thememiner.runs.run_folder import open_run, refuse_existing, write_run

__all__ = ["FORMAT", "manifest_hash", "open_run", "refuse_existing", "write_run"]
