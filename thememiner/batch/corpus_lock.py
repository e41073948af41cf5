"""One process at a time works on a corpus, also when the batch that gave it to a worker is dead and another began."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from thememiner.batch.journal import logs_of
from thememiner.storage.atomic import OWNER_ONLY_FILE, make_folder
from thememiner.storage.refusals import refusals

LOCK = "lock"


@contextlib.contextmanager
def corpus_locked(output: Path, corpus: str) -> Iterator[None]:
    """Wait until no other process works on a corpus of a plan, and keep others from it while the block runs.

    A worker of a cluster may still be at a task of which the giver was killed. Where the file system knows no locks,
    nobody is kept away; results are written whole all the same. Raises ``StorageError``.
    """
    folder = logs_of(output, corpus)
    with refusals(folder):
        make_folder(folder)
    lock = FileLock(folder / LOCK, mode=OWNER_ONLY_FILE)
    with contextlib.suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
