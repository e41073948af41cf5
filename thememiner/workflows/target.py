"""Where a run that comes from another may be written: anywhere but over that other."""

from pathlib import Path

from thememiner.errors import UsageError
from thememiner.runs import refuse_existing


def refuse_target(folder: Path, run: Path, *, replace: bool) -> None:
    """Raise ``UsageError`` if a folder is the run that a new one comes from, and what ``refuse_existing`` raises."""
    if folder.resolve() == run.resolve():
        raise UsageError(
            "is the run that the new one comes from, and a run is never altered.",
            place=str(folder),
            remedy="Choose another folder with -o.",
        )
    refuse_existing(folder, replace=replace)
