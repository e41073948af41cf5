"""Locks: one process at a time works on a plan, and one at a time on a corpus.

The operating system releases the lock of a process that dies.
"""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from thememiner.batch.journal import logs_folder
from thememiner.errors import BusyTargetError
from thememiner.storage import (
    OWNER_ONLY_FILE,
    identify_process,
    make_folder,
    raise_storage_errors,
    read_process,
    reserve_target,
    write_bytes,
)

LOCK, HOLDER = "lock", "lock.json"
SUMMARY = "summary.html"
LOCK_TIMEOUT = 0.5
"""Seconds to try before refusing: ``describe_holder`` holds the lock for a moment, too."""


@contextlib.contextmanager
def lock_output(output: Path, *, wait: bool) -> Iterator[None]:
    """Keep other processes from the plan's output while the block runs.

    Raises ``BusyTargetError`` that names the process holding the lock, unless it is to ``wait``, and ``StorageError``
    if the output cannot be written.
    """
    folder = output / "log"
    with raise_storage_errors(folder):
        make_folder(folder)
    lock = FileLock(folder / LOCK, timeout=-1 if wait else LOCK_TIMEOUT, mode=OWNER_ONLY_FILE)
    with raise_storage_errors(folder / LOCK):  # around the try block, because Timeout is an OSError, too
        try:
            lock.acquire()
        except Timeout:
            remedy = "Wait until it has finished, or add --wait to start this call then."
            what = f"another process is working on this plan{read_process(folder / HOLDER)}."
            raise BusyTargetError(what, place=str(output), remedy=remedy) from None
    try:
        write_bytes(folder / HOLDER, identify_process())
        with reserve_target(output / SUMMARY):
            pass  # nothing would be worse than a summary that cannot be written after hours of work
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def describe_holder(output: Path) -> str:
    """Return a sentence that names the process working on a plan's output; empty if there seems to be none."""
    lock = FileLock(output / "log" / LOCK, timeout=0)
    if not (output / "log" / LOCK).exists():
        return ""
    try:
        lock.acquire()
    except Timeout:
        return f"A process is working on the plan{read_process(output / 'log' / HOLDER)}."
    except (OSError, NotImplementedError):  # the disk is read-only, or does not support locks
        return ""
    lock.release()
    return ""


def find_lock_time(output: Path) -> datetime | None:
    """Return when the process working on a plan's output took the lock; None if no process holds it."""
    if not describe_holder(output):
        return None
    try:
        return datetime.fromtimestamp((output / "log" / HOLDER).stat().st_mtime, UTC)
    except OSError:
        return None


@contextlib.contextmanager
def lock_corpus(output: Path, corpus: str) -> Iterator[None]:
    """Wait until no other process works on a corpus of a plan, and keep others from it while the block runs.

    If the batch that gave a task to a cluster was killed, a worker may still be running that task. On a file system
    without locks, other processes are not kept out; results are still written as a whole. Raises ``StorageError``.
    """
    folder = logs_folder(output, corpus)
    with raise_storage_errors(folder):
        make_folder(folder)
    lock = FileLock(folder / LOCK, mode=OWNER_ONLY_FILE)
    with contextlib.suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
