"""What the operating system refuses, told so that a person can do something about it."""

import contextlib
import errno
import shutil
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
