"""Errors of the operating system as errors of this program, and the memory that it used."""

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from thememiner.errors import StorageError, UsageError
from thememiner.storage.file_names import to_target_path

_LONGEST_SHOWN = 80
"""Characters of a path that a message shows."""
_REMEDIES = {
    errno.ENOSPC: "Free some space, or write to another disk.",
    errno.EDQUOT: "Free some space, or write to another disk.",
    errno.EFBIG: "Raise the limit on the size of files, or write to another disk.",
    errno.EACCES: "Choose a folder in which you may write.",
    errno.EPERM: "Choose a folder in which you may write.",
    errno.EROFS: "Choose a folder in which you may write.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOTDIR: "Choose another place: a part of this path is a file.",
    errno.EEXIST: "Choose another place: a part of this path is a file.",
    errno.ESTALE: "Check that the network drive is connected.",
    errno.ENOTCONN: "Check that the network drive is connected.",
    errno.EHOSTDOWN: "Check that the network drive is connected.",
    errno.ETIMEDOUT: "Check that the network drive is connected.",
}


def to_path(value: Path | str, name: str = "the path") -> Path:
    """Return a path that the operating system accepts, whether or not it exists.

    ``name`` is the argument that messages name. Raises ``UsageError`` if ``value`` is not a path, or if no file can
    have this path: it contains a NUL character or half a surrogate pair, or it is too long.
    """
    if not isinstance(value, str | os.PathLike):
        raise UsageError(f"{name} must be a path, not {type(value).__name__}.", remedy="Give a string or a Path.")
    try:
        os.lstat(value)
    except ValueError as error:
        raise _unusable_path(value, "it contains a character that paths cannot have") from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _unusable_path(value, "it is too long") from error
    return Path(value)


def _unusable_path(path: Path | str, reason: str) -> UsageError:
    shown = str(path)
    place = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return UsageError(f"cannot be a path: {reason}.", place=place, remedy="Give another path.")


@contextlib.contextmanager
def raise_storage_errors(path: Path) -> Iterator[None]:
    """Raise an ``OSError`` of the block as a ``StorageError`` that names the path and states the free space.

    A temporary path is named by its target.
    """
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Check the disk, or write to another one.")
        what = f"could not be written ({error.strerror or 'unknown reason'}; {_free_space(path)})."
        raise StorageError(what, place=str(to_target_path(path)), remedy=remedy) from error


def _free_space(path: Path) -> str:
    try:
        folder = next(parent for parent in path.absolute().parents if parent.is_dir())
        return f"{shutil.disk_usage(folder).free // 2**20:,} MB free there"
    except (OSError, StopIteration):
        return "free space unknown"


def peak_memory() -> int:
    """Return the peak memory of this process in MiB."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - only Windows needs it

        return round(psutil.Process().memory_info().peak_wset / 2**20)
    import resource  # noqa: PLC0415 - Windows does not have it

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))  # Linux counts in KiB, macOS in bytes
