"""Names of unfinished work beside its target, and what becomes of it when its writer died."""

import re
import secrets
import shutil
from pathlib import Path

UNFINISHED = "part"
"""Being written, or being removed: of no use to anybody but its writer."""
MOVED_ASIDE = "old"
"""The whole old target, for the moment in which the new one takes its place."""


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
