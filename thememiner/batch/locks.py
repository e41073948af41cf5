"""One process at a time works on a plan; the operating system frees the lock of a process that dies.

One process at a time works on a corpus, also when the batch that gave it to a worker is dead and another began.
"""

import contextlib
import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from thememiner.batch.journal import logs_of
from thememiner.errors import UsageError
from thememiner.storage import OWNER_ONLY_FILE, make_folder, raise_storage_errors, write_bytes

LOCK, HOLDER = "lock", "lock.json"
PATIENCE = 0.5
"""Seconds before a process at work is a reason to refuse: a call that only asks holds the lock for a moment."""


@contextlib.contextmanager
def locked(output: Path, *, wait: bool) -> Iterator[None]:
    """Keep other processes from the plan's output while the block runs.

    Raises ``UsageError`` that names the process at work, unless it is to ``wait`` for that; and ``StorageError``.
    """
    folder = output / "log"
    with raise_storage_errors(folder):
        make_folder(folder)
    lock = FileLock(folder / LOCK, timeout=-1 if wait else PATIENCE, mode=OWNER_ONLY_FILE)
    with raise_storage_errors(folder / LOCK):  # outside, since a lock that is held is an error of the operating system's, too
        try:
            lock.acquire()
        except Timeout:
            remedy = "Wait until it is done, or give --wait and this call goes on after it."
            what = f"another process is at work here{_holder(folder)}."
            raise UsageError(what, place=str(output), remedy=remedy) from None
    try:
        held = {"process": os.getpid(), "host": platform.node()}
        write_bytes(folder / HOLDER, (json.dumps(held) + "\n").encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def holder_of(output: Path) -> str:
    """Return which process is at work on a plan's output, in words; empty if none seems to be."""
    lock = FileLock(output / "log" / LOCK, timeout=0)
    if not (output / "log" / LOCK).exists():
        return ""
    try:
        lock.acquire()
    except Timeout:
        return f"A process is at work{_holder(output / 'log')}."
    except (OSError, NotImplementedError):  # a disk that lets nobody write, or knows no locks
        return ""
    lock.release()
    return ""


def at_work_since(output: Path) -> datetime | None:
    """Return since when a process has been at work on a plan's output, None if none is."""
    if not holder_of(output):
        return None
    try:
        return datetime.fromtimestamp((output / "log" / HOLDER).stat().st_mtime, UTC)
    except OSError:
        return None


def _holder(folder: Path) -> str:
    try:
        held = json.loads((folder / HOLDER).read_bytes())
        return f" (process {held['process']} on {held['host']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@contextlib.contextmanager
def corpus_locked(output: Path, corpus: str) -> Iterator[None]:
    """Wait until no other process works on a corpus of a plan, and keep others from it while the block runs.

    A worker of a cluster may still be at a task of which the giver was killed. Where the file system knows no locks,
    nobody is kept away; results are written whole all the same. Raises ``StorageError``.
    """
    folder = logs_of(output, corpus)
    with raise_storage_errors(folder):
        make_folder(folder)
    lock = FileLock(folder / LOCK, mode=OWNER_ONLY_FILE)
    with contextlib.suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
