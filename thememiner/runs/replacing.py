"""Which folders a new run may take the place of: none unasked, and never one with a person's own files."""

from pathlib import Path

from thememiner.errors import RunExistsError, ThemeMinerError
from thememiner.runs.manifests import LOG, MANIFEST, load_manifest
from thememiner.storage import recover

_OF_FILE_MANAGERS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_NAMED_AT_MOST = 3


def refuse_existing(folder: Path, *, replace: bool) -> None:
    """Raise ``RunExistsError`` unless a run may be written to this folder.

    Without ``replace`` the folder must not exist. With it, it may be empty or a run; but a folder that is no run, or
    a run in which somebody keeps other files, is never replaced. Cheap: call it before hours of work too.
    """
    recover(folder)
    if not folder.exists():
        return
    if not replace:
        raise RunExistsError(
            "is there already.", place=str(folder), remedy="Choose another folder with -o, or replace it with --force."
        )
    reason = reason_to_keep(folder)
    if reason:
        remedy = "Move what is yours elsewhere, or let the run be written to another folder."
        raise RunExistsError(f"is never replaced as it is: {reason}.", place=str(folder), remedy=remedy)


def reason_to_keep(folder: Path) -> str | None:
    """Return why no run may take the place of this folder, even if that is asked for; None if one may."""
    if not folder.is_dir():
        return "it is a file" if folder.exists() else None
    if not any(folder.iterdir()):
        return None
    try:
        written = set(load_manifest(folder)["files"])
    except (ThemeMinerError, KeyError, TypeError):
        return "it is no run of ThemeMiner's, and what is in it would be lost"
    strangers = [name for name in _names(folder) if name not in written]
    named = ", ".join(strangers[:_NAMED_AT_MOST]) + (" …" if len(strangers) > _NAMED_AT_MOST else "")
    return f"it holds files that the run did not write ({named})" if strangers else None


def _names(folder: Path) -> list[str]:
    """Return the names of all files in a run folder that could be a person's."""
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = sorted(path.relative_to(folder).as_posix() for path in files if path.name not in _OF_FILE_MANAGERS)
    return [name for name in names if name != MANIFEST and not name.startswith(f"{LOG}/")]
