"""The report of what could not be carried over: beside the file that was written, or in the run.

Many problems of one kind, told in one line.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from thememiner.errors import RunExistsError, UsageError
from thememiner.records import Loss, Note, Problem
from thememiner.storage import write_bytes

ENDING = ".losses.txt"
TITLE = "Left behind in"
NOTHING = "Nothing was left behind."
YOUR_LOSSES, OF_OURS = "Of yours", "Of ThemeMiner's own bookkeeping"
BOOKKEEPING = frozenset(
    {
        "coders of whom it is known what they read without coding it",
        "comparisons of a run",
        "ids of meaning units",
        "meaning units of a run",
        "memberships of meaning units",
        "rows of tables",
        "scopes (what a coder read without coding it)",
        "themes of a run",
        "turns of speakers (found again from labels in the text)",
    }
)
"""Kinds of loss that take nothing of what people wrote or coded: what this program keeps for itself, or finds again."""


def losses_path(path: Path) -> Path:
    """Return where the report on a file lies."""
    return path.with_name(f"{path.name}{ENDING}")


def count_losses(losses: Iterable[Loss]) -> tuple[str, ...]:
    """Return a line for each kind of loss, the counts of equal kinds added up."""
    counts: dict[str, int] = {}
    for loss in losses:
        counts[loss.what] = counts.get(loss.what, 0) + loss.count
    return tuple(f"{count:,} × {what}" for what, count in counts.items())


def group_losses(losses: Iterable[Loss]) -> dict[str, tuple[str, ...]]:
    """Return the lines of ``count_losses`` in two groups: what is people's own, and what is bookkeeping."""
    groups: dict[str, list[Loss]] = {YOUR_LOSSES: [], OF_OURS: []}
    for loss in losses:
        groups[OF_OURS if loss.what in BOOKKEEPING else YOUR_LOSSES].append(loss)
    return {name: count_losses(own) for name, own in groups.items() if own}


def note_losses(losses: Iterable[Loss], place: str) -> tuple[Note, ...]:
    """Return a note for each kind of loss, for a run whose codings were read from a file."""
    return tuple(Note(place, f"not carried over: {line}.") for line in count_losses(losses))


def write_losses(
    path: Path, losses: Sequence[Loss], *, problems: Sequence[Problem] = (), notes: Sequence[Note] = ()
) -> Path | None:
    """Write the report on a file beside it, and return where; where nothing was lost, only over an older report.

    ``problems`` are what could not be used, each told by itself; ``notes`` are told if there is something else to tell.
    Returns None if nothing was lost. Raises ``StorageError``.
    """
    report = losses_path(path)
    if not (losses or problems):
        if report.exists():
            write_bytes(report, f"{NOTHING}\n".encode())
        return None
    parts: dict[str, Sequence[str]] = {
        **group_losses(losses),
        "Not used": [f"{one.place}: {one.reason} {one.remedy}".rstrip() for one in problems],
        "Notes": group_by_reason((note.place, note.text) for note in notes),
    }
    lines = [f"{TITLE} {path.name}, by kind"]
    for name, own in parts.items():
        lines += ["", f"{name}:", *own] if own else []
    write_bytes(report, ("\n".join(lines) + "\n").encode())
    return report


def refuse_files(paths: Sequence[Path], *, replace: bool) -> None:
    """Raise an error unless all these files may be written: each once, and none over another without ``replace``.

    So must be the reports beside them, but for older ones of this program. Raises ``UsageError`` and
    ``RunExistsError``. Cheap: call it before any work.
    """
    resolved = [path.resolve() for path in paths]
    for path in paths:
        if path.is_dir():
            raise UsageError("is a folder.", place=str(path), remedy="Name a file to write.")
        if resolved.count(path.resolve()) > 1:
            raise UsageError("is named twice.", place=str(path), remedy="Name each file once.")
        for file in (path, losses_path(path)):
            if file.exists() and not replace and (file == path or not _is_report(file)):
                what = "the file exists."
                raise RunExistsError(what, place=str(file), remedy="Choose another name, or replace it with --force.")


def make_parent_folder(path: Path) -> Path | None:
    """Make the folder that a file is to lie in; return it if it was not there. Raises ``OSError``."""
    if path.parent.is_dir():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.parent


def _is_report(path: Path) -> bool:
    """Say whether a file is a report of this program, which a later one may stand in for."""
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.readline().startswith((TITLE.encode(), NOTHING.encode()))


def group_by_reason(said: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each thing that is said of places, with the first place and how many more there are."""
    places: dict[str, list[str]] = {}
    for place, text in said:
        places.setdefault(text.strip(), []).append(place)
    return [
        f"{where[0]}: {text}" if len(where) == 1 else f"{where[0]} and {len(where) - 1:,} more: {text}"
        for text, where in places.items()
    ]
