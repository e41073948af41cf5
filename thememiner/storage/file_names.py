"""File names: safe and readable ones for names that people give, and hidden ones beside a target."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from thememiner.storage.hashing import hash_bytes

MAX_STEM_LENGTH = 50
"""In code points. With four bytes each, a hash and an ending, names stay below the usual limit of 255 bytes."""

UNFINISHED = "part"
"""Ending of a temporary file or folder that is being written or removed."""
MOVED_ASIDE = "old"
"""Ending of a complete old folder while the new one takes its place."""
_TEMPORARY = re.compile(rf"\.(?P<target>.+)\.[0-9a-f]{{16}}\.(?P<kind>{UNFINISHED}|{MOVED_ASIDE})", re.DOTALL)
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def to_file_stems(names: Sequence[str]) -> tuple[str, ...]:
    """Return a file name without ending for each name; all are different even if case is ignored.

    A safe name stays as it is. Any other is cleaned and gets a part of its hash. The name cannot be recovered from the
    file name, so store it in the file.
    """
    stems: list[str] = []
    taken: set[str] = set()
    for name in names:
        stem = _stem(name)
        number = 1
        while (unique := stem if number == 1 else f"{stem}-{number}").casefold() in taken:
            number += 1
        taken.add(unique.casefold())
        stems.append(unique)
    return tuple(stems)


def _stem(name: str) -> str:
    letters = (char if char.isalnum() or char in "-_." else "-" for char in unicodedata.normalize("NFC", name))
    stem = "".join(letters)[:MAX_STEM_LENGTH].strip("-.")
    if stem and stem == name and stem.split(".")[0].casefold() not in _RESERVED:
        return stem
    return f"{stem.replace('.', '-')}-{hash_bytes(name.encode())[:8]}".lstrip("-")


def temporary_path(target: Path, kind: str) -> Path:
    """Return a new hidden path in the target's folder, so that it can be renamed to the target atomically."""
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.{kind}")


def list_temporary_paths(target: Path, kind: str) -> list[Path]:
    """Return the existing temporary paths of a target, sorted. Raises ``OSError``."""
    names = ((path, _TEMPORARY.fullmatch(path.name)) for path in sorted(target.parent.iterdir()))
    return [path for path, name in names if name and (name["target"], name["kind"]) == (target.name, kind)]


def lock_path(target: Path) -> Path:
    """Return the hidden path of a target's lock."""
    return target.with_name(f".{target.name}.lock")


def to_target_path(path: Path) -> Path:
    """Return a path with the names of targets in the place of temporary names, as a person knows it."""
    names = ((part, _TEMPORARY.fullmatch(part)) for part in path.parts)
    return Path(*(name["target"] if name else part for part, name in names))
