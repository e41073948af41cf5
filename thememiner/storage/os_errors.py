"""What the operating system refuses, told so that a person can do something about it.

How much memory this process has needed.
"""

import contextlib
import errno
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from thememiner.errors import StorageError

_REMEDIES = {
    errno.ENOSPC: "Free some space, or write to another disk.",
    errno.EDQUOT: "Free some space, or write to another disk.",
    errno.EFBIG: "Raise the limit on the size of files, or write to another disk.",
    errno.EACCES: "Choose a folder in which you may write.",
    errno.EPERM: "Choose a folder in which you may write.",
    errno.EROFS: "Choose a folder in which you may write.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` of the block into a ``StorageError`` that names the file and the free space."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Check the disk, or write to another one.")
        what = f"could not be written ({error.strerror or 'unknown reason'}; {_free_space(path)})."
        raise StorageError(what, place=str(path), remedy=remedy) from error


def _free_space(path: Path) -> str:
    try:
        folder = next(parent for parent in path.absolute().parents if parent.is_dir())
        return f"{shutil.disk_usage(folder).free // 2**20:,} MB free there"
    except (OSError, StopIteration):
        return "free space unknown"


def peak_memory() -> int:
    """Return the most memory that this process held at a time, in MiB."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - elsewhere it is not needed

        return round(psutil.Process().memory_info().peak_wset / 2**20)
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))  # Linux counts in KiB, macOS in bytes
