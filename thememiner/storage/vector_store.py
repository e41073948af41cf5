"""Storage of the vector cache: shards, which are files of vectors, and an index of them in SQLite."""

import contextlib
import hashlib
import io
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from thememiner.errors import StorageError
from thememiner.storage.atomic_writes import write_bytes
from thememiner.storage.os_errors import raise_storage_errors

FORMAT = 1
"""Part of every file name, so that program versions with different formats do not touch each other's files."""
NUMBER_TYPE = np.dtype("<f4")
_SHARD = re.compile(rf"vectors-{FORMAT}-\d{{8,}}\.npy")
_UNFINISHED_SHARD = re.compile(rf"\.{_SHARD.pattern}\.[0-9a-f]{{16}}\.part")
INDEX = f"vectors-{FORMAT}.sqlite"
DAMAGED_INDEX = f"{INDEX}.damaged"
JOURNAL = f"{INDEX}-journal"
_OWNER_ONLY = 0o600
_KEYS_A_QUERY = 900  # older builds of SQLite take no more than 999 parameters
_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS shards (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace BLOB NOT NULL,
        length INTEGER NOT NULL, -- of a vector, in bytes
        size INTEGER NOT NULL    -- of all of them
    )""",
    """
    CREATE TABLE IF NOT EXISTS vectors (
        identity BLOB PRIMARY KEY, -- hash of namespace and text
        shard INTEGER NOT NULL,
        start INTEGER NOT NULL,    -- first byte in the shard's file
        seal BLOB NOT NULL         -- hash of identity and vector
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS vectors_by_shard ON vectors (shard)",
)
# A flipped bit can turn a number into another SQLite type.
_ROWS = (
    "SELECT shard, start, length, identity, seal FROM vectors JOIN shards ON number = shard"
    " WHERE typeof(start) = 'integer' AND typeof(length) = 'integer' AND"
)
_REFUSED = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOLFS),
}


class Row(NamedTuple):
    """The place of a vector (shard, first byte, number of bytes), its identity, and the seal that proves it intact."""

    shard: int
    start: int
    length: int
    identity: bytes
    seal: bytes


def compute_seal(identity: bytes, data: bytes) -> bytes:
    """Return the SHA-256 of a vector's identity and bytes, which detects a change of either."""
    return hashlib.sha256(identity + data).digest()


def shard_path(folder: Path, number: int) -> Path:
    """Return the file of a shard."""
    return folder / f"vectors-{FORMAT}-{number:08d}.npy"


def write_shard(folder: Path, number: int, identities: Sequence[bytes], vectors: npt.NDArray[np.float32]) -> list[Row]:
    """Write vectors, shape (identities, dimensions), as an ``.npy`` file. Raises ``StorageError``."""
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(vectors, dtype=NUMBER_TYPE), allow_pickle=False)
    data = file.getvalue()
    write_bytes(shard_path(folder, number), data)
    length = vectors.shape[1] * NUMBER_TYPE.itemsize
    starts = range(len(data) - length * len(identities), len(data), length) if length else [len(data)] * len(identities)
    return [
        Row(number, start, length, identity, compute_seal(identity, data[start : start + length]))
        for identity, start in zip(identities, starts, strict=True)
    ]


def read_rows(folder: Path, rows: Sequence[Row]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the identity and bytes of each intact row; damaged rows are left out.

    Files are read, not mapped into memory, because a failing disk then raises an error instead of a fatal signal.
    """
    by_shard: dict[int, list[Row]] = {}
    for row in sorted(rows):
        by_shard.setdefault(row.shard, []).append(row)
    for number, wanted in by_shard.items():
        for row, data in zip(wanted, _read(shard_path(folder, number), wanted), strict=False):
            if compute_seal(row.identity, data) == row.seal:
                yield row.identity, data


def remove_unused_shards(folder: Path, numbers: Collection[int]) -> None:
    """Remove all shards except those with these numbers. The caller must have locked the index.

    Raises ``StorageError``.
    """
    keep = {shard_path(folder, number).name for number in numbers}
    for path in list_shards(folder):
        if path.name not in keep:
            with raise_storage_errors(path):
                path.unlink(missing_ok=True)


def list_shards(folder: Path) -> list[Path]:
    """Return the files of a folder that are finished or unfinished shards by their names."""
    if not folder.is_dir():
        return []
    with raise_storage_errors(folder):
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone: a folder may hold thousands of other files
    return [folder / name for name in names if _SHARD.fullmatch(name) or _UNFINISHED_SHARD.fullmatch(name)]


def _read(path: Path, rows: Sequence[Row]) -> Iterator[bytes]:
    """Yield the bytes of the rows in order, empty for a row outside the file; stop at an error of the disk."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for row in rows:
            inside = row.start >= 0 and row.length >= 0 and row.start + row.length <= size
            if inside:
                file.seek(row.start)
            yield file.read(row.length) if inside else b""


class DamagedIndexError(Exception):
    """The index is not an SQLite file, or was altered."""


class VectorIndex:
    """The index, within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, identities: Sequence[bytes]) -> list[Row]:
        """Return the places of those of these vectors that are known."""
        rows: list[Row] = []
        for first in range(0, len(identities), _KEYS_A_QUERY):
            chunk = identities[first : first + _KEYS_A_QUERY]
            marks = ",".join("?" * len(chunk))
            rows += map(Row._make, self._connection.execute(f"{_ROWS} identity IN ({marks})", chunk))
        return rows

    def rows_of(self, number: int) -> list[Row]:
        """Return the vectors of a shard that have not been replaced."""
        return list(map(Row._make, self._connection.execute(f"{_ROWS} shard = ?", (number,))))

    def begin_shard(self, namespace: bytes, *, length: int, size: int) -> int:
        """Add a shard and return its number. ``length`` is the bytes of a vector, ``size`` those of all vectors."""
        values = (namespace, length, size)
        number = self._connection.execute("INSERT INTO shards (namespace, length, size) VALUES (?, ?, ?)", values)
        return int(number.lastrowid or 0)

    def add(self, rows: Iterable[Row]) -> None:
        """Add vectors, replacing those of the same identity."""
        values = ((row.identity, row.shard, row.start, row.seal) for row in rows)
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", values)

    def small_shards(self, namespace: bytes, *, length: int, below: int) -> list[int]:
        """Return the shards of a namespace with vectors of ``length`` bytes and less than ``below`` bytes in all."""
        query = "SELECT number FROM shards WHERE namespace = ? AND length = ? AND size < ? ORDER BY number"
        return [number for (number,) in self._connection.execute(query, (namespace, length, below))]

    def forget(self, number: int) -> None:
        """Remove a shard and its vectors from the index."""
        self._connection.execute("DELETE FROM vectors WHERE shard = ?", (number,))
        self._connection.execute("DELETE FROM shards WHERE number = ?", (number,))

    def forget_all(self) -> None:
        """Remove everything from the index."""
        self._connection.execute("DELETE FROM vectors")
        self._connection.execute("DELETE FROM shards")

    def shards_in_use(self) -> list[int]:
        """Return the shards that hold a vector, and remove the others from the index."""
        unused = "NOT EXISTS (SELECT 1 FROM vectors WHERE shard = number)"
        self._connection.execute(f"DELETE FROM shards WHERE {unused}")  # noqa: S608 - a constant
        return [number for (number,) in self._connection.execute("SELECT number FROM shards")]

    def counts(self) -> tuple[int, int]:
        """Return the number of namespaces and of vectors."""
        (namespaces,) = self._connection.execute("SELECT count(DISTINCT namespace) FROM shards").fetchone()
        (vectors,) = self._connection.execute("SELECT count(*) FROM vectors").fetchone()
        return namespaces, vectors


@contextlib.contextmanager
def open_for_reading(folder: Path, *, patience: float) -> Iterator[VectorIndex | None]:
    """Provide the index, or None if there is none. No other process writes during the block.

    Raises ``StorageError`` and ``DamagedIndexError``.
    """
    with raise_storage_errors(folder / INDEX):
        written = (folder / INDEX).exists()
    if not written:
        yield None
        return
    with _connect(folder / INDEX, patience) as connection:
        connection.execute("BEGIN")
        written = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone()
        yield VectorIndex(connection) if written else None


@contextlib.contextmanager
def open_for_writing(folder: Path, *, patience: float) -> Iterator[VectorIndex]:
    """Provide the index to one writer at a time. Changes are committed if the block succeeds.

    A missing folder and index are created with access for the owner only. Raises ``StorageError`` and
    ``DamagedIndexError``.
    """
    _create_index(folder)
    with _connect(folder / INDEX, patience) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            connection.execute(statement)
        yield VectorIndex(connection)
        connection.execute("COMMIT")


def vacuum_index(folder: Path, *, patience: float) -> None:
    """Shrink the index file after removals. Raises ``StorageError`` and ``DamagedIndexError``."""
    with _connect(folder / INDEX, patience) as connection:
        connection.execute("VACUUM")


def set_index_aside(folder: Path) -> None:
    """Rename a damaged index, replacing an older damaged one. Raises ``StorageError``."""
    index = folder / INDEX
    with raise_storage_errors(index), contextlib.suppress(FileNotFoundError):  # another process may have done it
        index.replace(folder / DAMAGED_INDEX)
        (folder / JOURNAL).unlink(missing_ok=True)


def _create_index(folder: Path) -> None:
    index = folder / INDEX
    with raise_storage_errors(index):
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # SQLite gives its journal the mode of the file that it finds
            os.close(os.open(index, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))


@contextlib.contextmanager
def _connect(index: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """Provide a connection that is always closed, so that changes without a commit are rolled back.

    SQLite's default rollback journal is kept for two reasons. A reader delays a writer's commit, so no shard is removed
    while it is read. And it works on network drives, where a write-ahead log does not.
    """
    try:
        uri = f"{index.absolute().as_uri()}?mode=rw"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        primary_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if primary_code in _REFUSED:
            remedy = "Check the disk, and whether another program holds the file."
            raise StorageError(f"cannot be used ({error}).", place=str(index), remedy=remedy) from error
        raise DamagedIndexError from error
    except UnicodeDecodeError as error:  # SQLite's message quotes damaged bytes
        raise DamagedIndexError from error
