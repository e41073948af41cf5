"""Safe, distinct and readable file names for names that people give."""

import unicodedata
from collections.abc import Sequence

from thememiner.storage.hashing import hash_bytes

MAX_STEM_LENGTH = 50
"""In code points. With four bytes each, a hash and an ending, names stay below the usual limit of 255 bytes."""

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
