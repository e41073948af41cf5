"""Hashes by which a changed file is noticed.

What a cached vector is known by: hashes of its text and of all else that shapes it, never the text.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path


def hash_bytes(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits, without holding the file in memory.

    Raises ``OSError`` if the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_key(text: str) -> str:
    """Return the key of a text: its SHA-256, letter for letter."""
    return hash_bytes(_bytes_of(text))


def namespace_key(**settings: str | int | None) -> str:
    """Return the key of everything but the text that shapes a vector: the model's hash, prompts, number type, window.

    The order of the settings does not matter; ``1``, ``"1"`` and ``None`` are different.
    """
    return hash_bytes(json.dumps(settings, sort_keys=True).encode())


def digest_of(namespace: str) -> bytes:
    """Return what a namespace is stored as."""
    return hashlib.sha256(_bytes_of(namespace)).digest()


def identities_of(namespace: str, keys: Sequence[str]) -> list[bytes]:
    """Return what each vector is stored under; even a key that is no hash becomes one."""
    digest = digest_of(namespace)
    return [hashlib.sha256(digest + _bytes_of(key)).digest() for key in keys]


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a surrogate pair is text that a file can hold too
