"""Atomic writing of files and folders: after any fault the target is complete or unchanged."""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from thememiner.errors import BusyTargetError
from thememiner.storage.file_names import MOVED_ASIDE, UNFINISHED, list_temporary_paths, lock_path, temporary_path
from thememiner.storage.os_errors import raise_storage_errors
from thememiner.storage.target_locks import BINARY, OWNER_ONLY_FILE, WINDOWS, lock_target, try_lock

OWNER_ONLY_FOLDER = 0o700
ABANDONED_AFTER = 24 * 3600
"""Seconds after which a temporary file counts as a dead writer's, on a file system without locks."""
_ATTEMPTS, _PAUSE = 500, 0.01
"""How often, and after how many seconds, a reader looks again for a folder that is being replaced."""


def make_folder(folder: Path) -> list[Path]:
    """Create a folder and its missing parents with mode 0700; return those created, the outer first.

    Raises ``OSError``.
    """
    if folder.is_dir():
        return []
    made = make_folder(folder.parent)
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
    return [*made, folder]


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file with mode 0600. After any fault it has its old content or the complete new content.

    The folder must exist. Raises ``StorageError``.
    """
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> str:
    """Write a file atomically from parts, which may be generated one at a time, and return its SHA-256.

    The file has mode 0600 and its folder must exist. If several processes write it, the last one wins. Raises
    ``StorageError``.
    """
    digest = hashlib.sha256()
    with raise_storage_errors(path):
        _remove_abandoned_files(path)
        with _create_temporary(path) as (temporary, descriptor):
            _write_through(descriptor, _hashed(parts, digest.update))
            if not WINDOWS:
                temporary.replace(path)  # while it is locked, so that no other writer removes it
        if WINDOWS:  # it renames no open file
            temporary.replace(path)
        _sync_folder(path.parent)
    return digest.hexdigest()


@contextlib.contextmanager
def reserve_target(target: Path) -> Iterator[Path | None]:
    """Find out at once whether a target can be written, and keep other processes from it while the block runs.

    Missing parents are created with mode 0700; provides the innermost of them, or None if there were all. They are
    removed again if the block fails. Raises ``StorageError``, and ``BusyTargetError`` that names the process that is
    writing the target.
    """
    with contextlib.ExitStack() as cleanup:
        with raise_storage_errors(target):
            made = cleanup.enter_context(_make_parents(target))
            cleanup.enter_context(lock_target(target))
            _remove_abandoned_files(target)
            with _create_temporary(target) as (temporary, _):
                pass
            temporary.unlink()
        yield made[-1] if made else None


@contextlib.contextmanager
def staged_folder(target: Path, *, replace: bool) -> Iterator[Path]:
    """Provide a new folder with mode 0700 to fill, and move it to the target if the block succeeds.

    After any fault the target is unchanged or the complete new folder. With ``replace``, the old target is moved aside
    and removed once the new one is in place; if the process dies in between, ``recover_target`` or the next writer
    moves it back. Without ``replace``, a target that is not empty is left alone. Missing parents are created with mode
    0700. Enter the block before a long computation: a target that cannot be written is then noticed at once.

    Raises ``StorageError`` if the folder cannot be created or moved, and ``BusyTargetError`` that names the process
    that is writing the target. Errors of the block are not changed.
    """
    target = target.resolve()  # if the target is a link, the folder that it points to is replaced
    staged = temporary_path(target, UNFINISHED)
    with contextlib.ExitStack() as cleanup:
        with raise_storage_errors(target):
            cleanup.enter_context(_make_parents(target))
            _clean_up(target, has_locks=cleanup.enter_context(lock_target(target)))
            cleanup.enter_context(_removed_on_failure(staged))
            staged.mkdir(mode=OWNER_ONLY_FOLDER)
        yield staged
        with raise_storage_errors(target):
            _sync_folder(staged)
            _put_in_place(staged, target, replace=replace)
            _sync_folder(target.parent)


def recover_target(target: Path) -> None:
    """Move the old target back if its writer died before the new one was in place; wait for a writer that is alive.

    Raises ``StorageError``.
    """
    target = target.resolve()
    with raise_storage_errors(target):
        for _ in range(_ATTEMPTS):
            if target.exists() or not _list_siblings(target, MOVED_ASIDE):
                return
            try:
                with lock_target(target):
                    _restore_target(target)
            except BusyTargetError:
                time.sleep(_PAUSE)


def remove_leftovers(target: Path) -> None:
    """Restore a target, and remove what dead writers left next to it, unless another process is writing it.

    Raises ``OSError``.
    """
    if lock_path(target).exists() or any(_list_siblings(target, kind) for kind in (UNFINISHED, MOVED_ASIDE)):
        with contextlib.suppress(BusyTargetError), lock_target(target) as has_locks:
            _clean_up(target, has_locks=has_locks)


def _put_in_place(staged: Path, target: Path, *, replace: bool) -> None:
    if not (replace and target.exists()):
        staged.rename(target)
        return
    old = temporary_path(target, MOVED_ASIDE)
    target.rename(old)
    try:
        staged.rename(target)
    except BaseException:
        _restore_target(target)
        raise
    with contextlib.suppress(OSError):  # the new folder is in place; the next writer removes the old one
        remove_path(old.rename(staged))  # renamed first, so that a folder named as an old target is always complete


def _hashed(parts: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for part in parts:
        update(part)
        yield part


@contextlib.contextmanager
def _create_temporary(target: Path) -> Iterator[tuple[Path, int]]:
    """Provide the path and the descriptor of a new file beside the target, locked while the block runs."""
    while True:
        temporary = temporary_path(target, UNFINISHED)
        with (
            _removed_on_failure(temporary),
            _open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY) as descriptor,
        ):
            if try_lock(descriptor) is not False and os.fstat(descriptor).st_nlink:
                yield temporary, descriptor
                return
        # Between creation and lock, another writer took it for a dead one's and removed it.


def _write_through(descriptor: int, parts: Iterable[bytes]) -> None:
    for part in parts:
        rest = memoryview(part)
        while rest:  # a system call may write only a part
            rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    if WINDOWS:  # it cannot synchronise a folder
        return
    with _open(folder, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


@contextlib.contextmanager
def _open(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, OWNER_ONLY_FILE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # the next writer removes what cannot be removed now
            remove_path(path)
        raise


@contextlib.contextmanager
def _make_parents(target: Path) -> Iterator[list[Path]]:
    """Create the missing parents of a target, and provide them; remove them again if the block fails."""
    made = make_folder(target.parent)
    try:
        yield made
    except BaseException:
        with contextlib.suppress(OSError):  # another process put something there
            for folder in reversed(made):
                folder.rmdir()
        raise


def _restore_target(target: Path) -> None:
    """Move the old target back if its writer died before the new one was in place. Raises ``OSError``."""
    if not target.exists():
        for old in _list_siblings(target, MOVED_ASIDE)[:1]:
            old.rename(target)


def _clean_up(target: Path, *, has_locks: bool) -> None:
    """Restore a locked target, and remove what dead writers left next to it. Raises ``OSError``."""
    _restore_target(target)
    for leftover in (*_list_siblings(target, UNFINISHED), *_list_siblings(target, MOVED_ASIDE)):
        if has_locks or _is_old(leftover):
            remove_path(leftover)


def _remove_abandoned_files(target: Path) -> None:
    """Remove temporary files that dead writers left next to a file. Raises ``OSError``."""
    for leftover in _list_siblings(target, UNFINISHED):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            if WINDOWS:  # it removes no file that a process has opened
                leftover.unlink()
                continue
            with _open(leftover, os.O_RDWR) as descriptor:
                is_locked = try_lock(descriptor)
                if is_locked or (is_locked is None and _is_old(leftover)):
                    leftover.unlink()


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > ABANDONED_AFTER


def _list_siblings(target: Path, kind: str) -> list[Path]:
    return list_temporary_paths(target, kind) if target.parent.is_dir() else []


def remove_path(path: Path) -> None:
    """Remove a file, or a folder with its content. Raises ``OSError``."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
