"""The report of what could not be carried over: beside the file that was written, or in the run."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from thememiner.errors import RunExistsError, UsageError
from thememiner.records import Loss, Note
from thememiner.storage import write_bytes

ENDING = ".losses.txt"
NOTHING = "Nothing was left behind."


def losses_beside(path: Path) -> Path:
    """Return where the report on a file lies."""
    return path.with_name(f"{path.name}{ENDING}")


def told_losses(losses: Iterable[Loss]) -> tuple[str, ...]:
    """Return a line for each kind of loss, the counts of equal kinds added up."""
    counts: dict[str, int] = {}
    for loss in losses:
        counts[loss.what] = counts.get(loss.what, 0) + loss.count
    return tuple(f"{count:,} × {what}" for what, count in counts.items())


def noted_losses(losses: Iterable[Loss], place: str) -> tuple[Note, ...]:
    """Return a note for each kind of loss, for a run whose codings were read from a file."""
    return tuple(Note(place, f"not carried over: {line}.") for line in told_losses(losses))


def write_losses(path: Path, losses: Sequence[Loss]) -> None:
    """Write the report on a file beside it; where nothing was lost, only over an older report.

    Raises ``StorageError``.
    """
    report = losses_beside(path)
    if losses or report.exists():
        lines = [f"Left behind in {path.name}, by kind:", *told_losses(losses)] if losses else [NOTHING]
        write_bytes(report, ("\n".join(lines) + "\n").encode())


def refuse_files(paths: Sequence[Path], *, replace: bool) -> None:
    """Raise an error unless all these files may be written: each once, and none over another without ``replace``.

    Raises ``UsageError`` and ``RunExistsError``. Cheap: call it before any work.
    """
    resolved = [path.resolve() for path in paths]
    for path in paths:
        if path.is_dir():
            raise UsageError("is a folder.", place=str(path), remedy="Name a file to write.")
        if resolved.count(path.resolve()) > 1:
            raise UsageError("is named twice.", place=str(path), remedy="Name each file once.")
        if path.exists() and not replace:
            what = "the file exists."
            raise RunExistsError(what, place=str(path), remedy="Choose another name, or replace it with --force.")
