"""Run folders: the only door to disk for results."""

from thememiner.runs.manifests import FORMAT, manifest_hash
from thememiner.runs.opening import open_run
from thememiner.runs.replacing import refuse_existing
from thememiner.runs.writing import write_run

__all__ = ["FORMAT", "manifest_hash", "open_run", "refuse_existing", "write_run"]
