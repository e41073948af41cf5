"""File names for what people name: safe on every system, one for each, readable in any script."""

import unicodedata
from collections.abc import Sequence

from thememiner.storage.hashing import hash_bytes

LONGEST = 50
"""In code points: at four bytes each, with hash and ending, still below the 255 bytes of a file name."""

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def file_stems(names: Sequence[str]) -> tuple[str, ...]:
    """Return a file name without ending for each name, all different even where case is ignored.

    A harmless name stays as it is; another is cleaned, and a part of its hash tells it from its like. The name
    itself cannot be had back: store it in the file.
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
    stem = "".join(letters)[:LONGEST].strip("-.")
    if stem and stem == name and stem.split(".")[0].casefold() not in _RESERVED:
        return stem
    return f"{stem.replace('.', '-')}-{hash_bytes(name.encode())[:8]}".lstrip("-")
