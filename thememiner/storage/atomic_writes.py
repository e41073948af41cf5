"""Atomic writing of files and folders: after any fault the target is complete or unchanged."""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from thememiner.storage.os_errors import raise_storage_errors

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
UNFINISHED = "part"
"""Ending of a temporary file or folder that is being written or removed."""
MOVED_ASIDE = "old"
"""Ending of a complete old target while the new one takes its place."""


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents with mode 0700, if it does not exist. Raises ``OSError``."""
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file with mode 0600. After any fault it has its old content or the complete new content.

    The folder must exist. Raises ``StorageError``.
    """
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> str:
    """Write a file atomically from parts, which may be generated one at a time, and return its SHA-256.

    The file has mode 0600 and its folder must exist. Raises ``StorageError``.
    """
    temporary = temporary_path(path, UNFINISHED)
    digest = hashlib.sha256()
    with raise_storage_errors(path):
        remove_leftovers(path)
        with _removed_on_failure(temporary):
            _write_through(temporary, _hashed(parts, digest.update))
            temporary.replace(path)
        _sync_folder(path.parent)
    return digest.hexdigest()


@contextlib.contextmanager
def staged_folder(target: Path, *, replace: bool) -> Iterator[Path]:
    """Provide a new folder with mode 0700 to fill, and move it to the target if the block succeeds.

    After any fault the target is unchanged or the complete new folder. With ``replace``, the old target is moved aside
    and removed once the new one is in place; if the process dies in between, ``recover_target`` or the next writer
    moves it back. Without ``replace``, a target that is not empty is left alone. Missing parents are created with mode
    0700.

    Raises ``StorageError`` if the folder cannot be created or moved. Errors of the block are not changed.
    """
    target = target.resolve()  # if the target is a link, the folder that it points to is replaced
    staged = temporary_path(target, UNFINISHED)
    with _removed_on_failure(staged):
        with raise_storage_errors(target):
            remove_leftovers(target)
            make_folder(target.parent)
            staged.mkdir(mode=OWNER_ONLY_FOLDER)
        yield staged
        with raise_storage_errors(target):
            _sync_folder(staged)
            _put_in_place(staged, target, replace=replace)
            _sync_folder(target.parent)


def recover_target(target: Path) -> None:
    """Move the old target back if its writer died before the new one was in place. Raises ``StorageError``."""
    target = target.resolve()
    with raise_storage_errors(target):
        restore_target(target)


def _put_in_place(staged: Path, target: Path, *, replace: bool) -> None:
    if not (replace and target.exists()):
        staged.rename(target)
        return
    old = temporary_path(target, MOVED_ASIDE)
    target.rename(old)
    try:
        staged.rename(target)
    except BaseException:
        restore_target(target)
        raise
    with contextlib.suppress(OSError):  # the new folder is in place; the next writer removes the old one
        remove_path(old.rename(staged))  # renamed first, so that a folder named as an old target is always complete


def _hashed(parts: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for part in parts:
        update(part)
        yield part


def _write_through(path: Path, parts: Iterable[bytes]) -> None:
    with _open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)) as descriptor:
        for part in parts:
            rest = memoryview(part)
            while rest:  # a system call may write only a part
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot synchronise a folder
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


def temporary_path(target: Path, kind: str) -> Path:
    """Return a new hidden path in the target's folder, so that it can be renamed to the target atomically."""
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.{kind}")


def restore_target(target: Path) -> None:
    """Move the old target back if its writer died before the new one was in place. Raises ``OSError``."""
    if not target.exists():
        for old in _siblings(target, MOVED_ASIDE)[:1]:
            old.rename(target)


def remove_leftovers(target: Path) -> None:
    """Restore a target, and remove temporary files that dead writers left next to it. Raises ``OSError``.

    Call it only before writing the target: it also removes the temporary files of a writer that is still running.
    """
    restore_target(target)
    for leftover in (*_siblings(target, UNFINISHED), *_siblings(target, MOVED_ASIDE)):
        remove_path(leftover)


def remove_path(path: Path) -> None:
    """Remove a file, or a folder with its content. Raises ``OSError``."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _siblings(target: Path, kind: str) -> list[Path]:
    pattern = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.{kind}")
    folder = target.parent
    return sorted(path for path in folder.iterdir() if pattern.fullmatch(path.name)) if folder.is_dir() else []
