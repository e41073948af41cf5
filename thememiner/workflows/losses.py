"""Losses of a conversion: counted by kind, grouped, and written as a report beside the new file."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from thememiner.errors import RunExistsError, UsageError
from thememiner.escaping import escape_controls
from thememiner.records import Loss, Note, Problem
from thememiner.storage import raise_storage_errors, reserve_target, write_bytes

ENDING = ".losses.txt"
TITLE = "Left behind in"
NOTHING = "Nothing was left behind."
YOUR_LOSSES, BOOKKEEPING_LOSSES = "Of yours", "Of ThemeMiner's own bookkeeping"
BOOKKEEPING = frozenset(
    {
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
"""Kinds of loss that leave everything that people wrote or coded: what only this program uses, or finds again."""


def get_losses_path(path: Path) -> Path:
    """Return the path of the report on the losses of a file."""
    return path.with_name(f"{path.name}{ENDING}")


def count_losses(losses: Iterable[Loss]) -> tuple[str, ...]:
    """Return a line for each kind of loss, with its count."""
    counts: dict[str, int] = {}
    for loss in losses:
        counts[loss.what] = counts.get(loss.what, 0) + loss.count
    return tuple(f"{count:,} × {what}" for what, count in counts.items())


def group_losses(losses: Iterable[Loss]) -> dict[str, tuple[str, ...]]:
    """Return the lines of ``count_losses`` in two groups: people's own material, and bookkeeping of this program."""
    groups: dict[str, list[Loss]] = {YOUR_LOSSES: [], BOOKKEEPING_LOSSES: []}
    for loss in losses:
        groups[BOOKKEEPING_LOSSES if loss.what in BOOKKEEPING else YOUR_LOSSES].append(loss)
    return {name: count_losses(own) for name, own in groups.items() if own}


def note_losses(losses: Iterable[Loss], place: str) -> tuple[Note, ...]:
    """Return a note for each kind of loss in reading a file of codings."""
    return tuple(Note(place, f"not carried over: {line}.") for line in count_losses(losses))


def write_losses(
    path: Path, losses: Sequence[Loss], *, problems: Sequence[Problem] = (), notes: Sequence[Note] = ()
) -> Path | None:
    """Write the report on a file beside it, and return its path; return None if nothing was lost.

    ``problems`` are listed one by one; ``notes`` are listed only if there are losses or problems. If nothing was lost,
    the report is written only to replace an older one. Raises ``StorageError``.
    """
    report = get_losses_path(path)
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
    write_bytes(report, "".join(f"{escape_controls(line)}\n" for line in lines).encode())
    return report


def refuse_files(paths: Sequence[Path], *, replace: bool) -> None:
    """Raise an error unless all these files, and the reports on their losses, may be written; cheap.

    Raises ``UsageError`` for a folder or a file named twice, and ``RunExistsError`` for a file that exists, unless
    ``replace`` is set. A report of this program may always be replaced.
    """
    resolved = [path.resolve() for path in paths]
    for path in paths:
        with raise_storage_errors(path):
            if path.is_dir():
                raise UsageError("is a folder.", place=str(path), remedy="Name a file to write.")
            if resolved.count(path.resolve()) > 1:
                raise UsageError("is named twice.", place=str(path), remedy="Name each file once.")
            for file in (path, get_losses_path(path)):
                if file.exists() and not replace and (file == path or not _is_report(file)):
                    remedy = "Choose another name, or replace it with --force."
                    raise RunExistsError("the file exists.", place=str(file), remedy=remedy)


@contextlib.contextmanager
def reserve_files(paths: Sequence[Path], *, replace: bool) -> Iterator[tuple[Path | None, ...]]:
    """Find out at once whether files, and reports on their losses, can be written; keep other processes from them.

    Provides the parent folder of each file if it had to be made. Raises the errors of ``refuse_files`` and of
    ``reserve_target``.
    """
    refuse_files(paths, replace=replace)
    with contextlib.ExitStack() as reserved:
        made = []
        for path in paths:
            made.append(reserved.enter_context(reserve_target(path)))
            reserved.enter_context(reserve_target(get_losses_path(path)))
        yield tuple(made)


def _is_report(path: Path) -> bool:
    """Tell whether a file is a report of this program."""
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.readline().startswith((TITLE.encode(), NOTHING.encode()))


def group_by_reason(places_and_texts: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each distinct text, with its first place and the number of further places."""
    places: dict[str, list[str]] = {}
    for place, text in places_and_texts:
        places.setdefault(text.strip(), []).append(place)
    return [
        f"{where[0]}: {text}" if len(where) == 1 else f"{where[0]} and {len(where) - 1:,} more: {text}"
        for text, where in places.items()
    ]
