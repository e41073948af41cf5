"""What a pattern of a plan matches."""

from glob import escape, glob
from pathlib import Path


def paths_matching(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern matches that is relative to a folder, sorted; hidden names only if the pattern says so."""
    whole = str(Path(escape(str(folder))) / pattern)
    return sorted(Path(match) for match in glob(whole, recursive=True))  # noqa: PTH207 - Path.glob takes no "..", and no absolute pattern
