"""Locks: one process at a time writes a target, and a file that a process is writing is not taken for a dead one's.

The operating system releases the locks of a process that dies.
"""

import contextlib
import errno
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from filelock import lock_descriptor

from thememiner.errors import BusyTargetError
from thememiner.storage.file_names import lock_path

WINDOWS = sys.platform == "win32"
OWNER_ONLY_FILE = 0o600
BINARY = getattr(os, "O_BINARY", 0)
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}
"""Errors of file systems that have no locks, such as some network drives."""
_RECORD_START = 1
"""Where the record begins in a lock file: on Windows, nobody else can read the first byte of a locked file."""
_ATTEMPTS, _PAUSE = 10, 0.01
"""How often, and after how many seconds, a record is read again that its writer has not written yet."""


def try_lock(descriptor: int) -> bool | None:
    """Lock an open file; return False if another process has locked it, and None if the file system has no locks."""
    try:
        return lock_descriptor(descriptor, blocking=False)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise


@contextlib.contextmanager
def lock_target(target: Path) -> Iterator[bool]:
    """Keep other processes from a target while the block runs; provide whether the file system has locks at all.

    A hidden file beside the target is locked, and names the process. Raises ``BusyTargetError`` that repeats it, and
    ``OSError``.
    """
    path = lock_path(target)
    descriptor, is_locked = _take_lock(path, target)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"\n" * _RECORD_START + identify_process())
        yield is_locked
    finally:
        if WINDOWS:  # it removes no open file
            os.close(descriptor)
        with contextlib.suppress(OSError):  # what cannot be removed now is taken over by the next writer
            path.unlink()
        if not WINDOWS:
            os.close(descriptor)


def _take_lock(path: Path, target: Path) -> tuple[int, bool]:
    """Return a descriptor of the locked file, and whether it could be locked."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | BINARY, OWNER_ONLY_FILE)
        try:
            is_locked = try_lock(descriptor)
            if is_locked is False:
                _raise_busy(path, target)
            if os.fstat(descriptor).st_nlink:
                return descriptor, bool(is_locked)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # the process that had the lock has removed the file meanwhile


def _raise_busy(path: Path, target: Path) -> NoReturn:
    process = ""
    for _ in range(_ATTEMPTS):
        process = read_process(path, start=_RECORD_START)
        if process:
            break
        time.sleep(_PAUSE)
    remedy = "Wait until it has finished, or choose another place."
    raise BusyTargetError(f"another process is writing it{process}.", place=str(target), remedy=remedy)


def identify_process() -> bytes:
    """Return a record of this process: its id, its machine, and the time."""
    process = {"process": os.getpid(), "host": platform.node(), "since": datetime.now(UTC).isoformat()}
    return (json.dumps(process) + "\n").encode()


def read_process(path: Path, *, start: int = 0) -> str:
    """Return the process in a record as words to append; empty if the file is missing or damaged."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            record = json.loads(file.read())
        since = datetime.fromisoformat(record["since"]).astimezone()
        return f" (process {record['process']} on {record['host']}, since {since:%Y-%m-%d %H:%M:%S})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
