"""Files and folders that are there as a whole or not at all, whatever happens while they are written.

Names of unfinished work beside its target, and what becomes of it when its writer died.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from thememiner.storage.os_errors import refusals

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
UNFINISHED = "part"
"""Being written, or being removed: of no use to anybody but its writer."""
MOVED_ASIDE = "old"
"""The whole old target, for the moment in which the new one takes its place."""


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there, and the missing ones above it, all of mode 0700. Raises ``OSError``."""
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 so that, after any fault, it holds its old content or the new, never a part.

    The folder must exist. Raises ``StorageError``.
    """
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> str:
    """Write a file as ``write_bytes`` does, of parts that are made one at a time, and return its SHA-256."""
    temporary = sibling(path, UNFINISHED)
    digest = hashlib.sha256()
    with refusals(path):
        clean(path)
        with _removed_on_failure(temporary):
            _write_through(temporary, _hashed(parts, digest.update))
            temporary.replace(path)
        _sync_folder(path.parent)
    return digest.hexdigest()


@contextlib.contextmanager
def staged_folder(target: Path, *, replace: bool) -> Iterator[Path]:
    """Give a new folder of mode 0700 to fill, and put it in the target's place when the block ends well.

    After any fault the target is as it was, or is the new folder as a whole. With ``replace`` the old target is
    moved aside for the moment of the change and then removed; if the writer dies in that moment, ``recover`` or
    the next writer puts it back. Without ``replace`` a target with content is left alone. Missing parents are made, for
    their owner only.

    Raises ``StorageError`` for its own writing; what the block raises passes through.
    """
    target = target.resolve()  # where the target is a link, the folder that it points to is replaced
    staged = sibling(target, UNFINISHED)
    with _removed_on_failure(staged):
        with refusals(target):
            clean(target)
            make_folder(target.parent)
            staged.mkdir(mode=OWNER_ONLY_FOLDER)
        yield staged
        with refusals(target):
            _sync_folder(staged)
            _put_in_place(staged, target, replace=replace)
            _sync_folder(target.parent)


def recover(target: Path) -> None:
    """Put the old target back if a writer died between moving it aside and moving the new one into its place.

    Raises ``StorageError``.
    """
    target = target.resolve()
    with refusals(target):
        restore(target)


def _put_in_place(staged: Path, target: Path, *, replace: bool) -> None:
    if not (replace and target.exists()):
        staged.rename(target)
        return
    old = sibling(target, MOVED_ASIDE)
    target.rename(old)
    try:
        staged.rename(target)
    except BaseException:
        restore(target)
        raise
    with contextlib.suppress(OSError):  # the new folder is in place; the next writer removes the old one
        remove(old.rename(staged))  # renamed first: what bears the name of an old target is always whole


def _hashed(parts: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for part in parts:
        update(part)
        yield part


def _write_through(path: Path, parts: Iterable[bytes]) -> None:
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)) as descriptor:
        for part in parts:
            rest = memoryview(part)
            while rest:  # a system call may write less than it was given
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows keeps no handle of a folder to synchronise
        return
    with _opened(folder, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
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
        with contextlib.suppress(OSError):  # what cannot be removed now is removed by the next writer
            remove(path)
        raise


def sibling(target: Path, kind: str) -> Path:
    """Return a new hidden name in the target's folder, so that renaming one to the other is atomic."""
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.{kind}")


def restore(target: Path) -> None:
    """Put the old target back if its writer died before the new one was in place. Raises ``OSError``."""
    if not target.exists():
        for old in _siblings(target, MOVED_ASIDE)[:1]:
            old.rename(target)


def clean(target: Path) -> None:
    """Restore a target, and remove what dead attempts left beside it. Raises ``OSError``.

    Only for whoever is about to write the target: the unfinished work of another live writer would go too.
    """
    restore(target)
    for leftover in (*_siblings(target, UNFINISHED), *_siblings(target, MOVED_ASIDE)):
        remove(leftover)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it. Raises ``OSError``."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _siblings(target: Path, kind: str) -> list[Path]:
    pattern = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.{kind}")
    folder = target.parent
    return sorted(path for path in folder.iterdir() if pattern.fullmatch(path.name)) if folder.is_dir() else []
