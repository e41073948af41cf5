"""Hashes: of files, to notice changes, and as keys of cached vectors."""

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
    """Return the SHA-256 of a text as 64 hexadecimal digits. Any difference in the text changes it."""
    return hash_bytes(_encode(text))


def namespace_key(**settings: str | int | None) -> str:
    """Return the key of the settings that vectors depend on, such as model hash, prompts and window.

    The order of the settings does not matter; ``1``, ``"1"`` and ``None`` are different.
    """
    return hash_bytes(json.dumps(settings, sort_keys=True).encode())


def namespace_digest(namespace: str) -> bytes:
    """Return the digest under which the index stores a namespace."""
    return hashlib.sha256(_encode(namespace)).digest()


def vector_identities(namespace: str, keys: Sequence[str]) -> list[bytes]:
    """Return the digest under which the index stores each vector of a namespace; keys may be any text."""
    digest = namespace_digest(namespace)
    return [hashlib.sha256(digest + _encode(key)).digest() for key in keys]


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a file may contain half a surrogate pair
