"""Shards: files of vectors, written whole, read row by row, and never trusted unseen."""

import contextlib
import hashlib
import io
import os
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.storage.atomic import write_bytes
from thememiner.storage.refusals import refusals

FORMAT = 1
"""Part of every file name, so that versions of the program that store differently leave each other alone."""
NUMBER_TYPE = np.dtype("<f4")

_SHARD = re.compile(rf"vectors-{FORMAT}-\d{{8,}}\.npy")
_UNFINISHED_SHARD = re.compile(rf"\.{_SHARD.pattern}\.[0-9a-f]{{16}}\.part")


class Row(NamedTuple):
    """Where a vector lies (shard, first byte, number of bytes), whose it is, and the seal that proves it whole."""

    shard: int
    start: int
    length: int
    identity: bytes
    seal: bytes


def seal_of(identity: bytes, data: bytes) -> bytes:
    """Return the SHA-256 of a vector's identity and bytes: neither can change, nor be mistaken for another's."""
    return hashlib.sha256(identity + data).digest()


def shard_path(folder: Path, number: int) -> Path:
    """Return the file of a shard."""
    return folder / f"vectors-{FORMAT}-{number:08d}.npy"


def write_shard(folder: Path, number: int, identities: Sequence[bytes], vectors: npt.NDArray[np.float32]) -> list[Row]:
    """Write vectors, shape (identities, dimensions), as a ``.npy`` file; raise ``StorageError`` if that is refused."""
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(vectors, dtype=NUMBER_TYPE), allow_pickle=False)
    data = file.getvalue()
    write_bytes(shard_path(folder, number), data)
    length = vectors.shape[1] * NUMBER_TYPE.itemsize
    starts = range(len(data) - length * len(identities), len(data), length) if length else [len(data)] * len(identities)
    return [
        Row(number, start, length, identity, seal_of(identity, data[start : start + length]))
        for identity, start in zip(identities, starts, strict=True)
    ]


def read_rows(folder: Path, rows: Sequence[Row]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the identity and bytes of each row that is whole; the others are left out.

    Files are read, not mapped into memory: a failing disk is then an error to be caught and no fatal signal.
    """
    by_shard: dict[int, list[Row]] = {}
    for row in sorted(rows):
        by_shard.setdefault(row.shard, []).append(row)
    for number, wanted in by_shard.items():
        for row, data in zip(wanted, _read(shard_path(folder, number), wanted), strict=False):
            if seal_of(row.identity, data) == row.seal:
                yield row.identity, data


def sweep(folder: Path, numbers: Collection[int]) -> None:
    """Remove all shards but those with these numbers; only for whoever has locked the index.

    Raises ``StorageError``.
    """
    keep = {shard_path(folder, number).name for number in numbers}
    for path in shards_in(folder):
        if path.name not in keep:
            with refusals(path):
                path.unlink(missing_ok=True)


def shards_in(folder: Path) -> list[Path]:
    """Return the files of a folder that are shards, finished or not, going by their names alone."""
    if not folder.is_dir():
        return []
    with refusals(folder):
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone: a folder may hold thousands of other files
    return [folder / name for name in names if _SHARD.fullmatch(name) or _UNFINISHED_SHARD.fullmatch(name)]


def _read(path: Path, rows: Sequence[Row]) -> Iterator[bytes]:
    """Yield the bytes of rows in order, none for a row beyond the file, and stop where the disk gives up."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for row in rows:
            inside = row.start >= 0 and row.length >= 0 and row.start + row.length <= size
            if inside:
                file.seek(row.start)
            yield file.read(row.length) if inside else b""
