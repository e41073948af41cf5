"""The index of a vector cache: which vector lies in which shard, in one SQLite file.

Shards: files of vectors, written whole, read row by row, and never trusted unseen.
"""

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
from thememiner.storage.os_errors import refusals

FORMAT = 1
"""Part of every file name, so that versions of the program that store differently leave each other alone."""
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
# A flipped bit can turn a number into something else, which Python could not calculate with.
_ROWS = (
    "SELECT shard, start, length, identity, seal FROM vectors JOIN shards ON number = shard"
    " WHERE typeof(start) = 'integer' AND typeof(length) = 'integer' AND"
)
_REFUSED = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOLFS),
}


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


class DamagedIndexError(Exception):
    """The index is no SQLite file, or not the one that was written."""


class VectorIndex:
    """The index within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, identities: Sequence[bytes]) -> list[Row]:
        """Return where the known ones of these vectors lie."""
        rows: list[Row] = []
        for first in range(0, len(identities), _KEYS_A_QUERY):
            chunk = identities[first : first + _KEYS_A_QUERY]
            marks = ",".join("?" * len(chunk))
            rows += map(Row._make, self._connection.execute(f"{_ROWS} identity IN ({marks})", chunk))
        return rows

    def rows_of(self, number: int) -> list[Row]:
        """Return the vectors of a shard that have not been replaced since."""
        return list(map(Row._make, self._connection.execute(f"{_ROWS} shard = ?", (number,))))

    def begin_shard(self, namespace: bytes, *, length: int, size: int) -> int:
        """Return the number of a new shard: bytes of a vector, and of all of them."""
        values = (namespace, length, size)
        number = self._connection.execute("INSERT INTO shards (namespace, length, size) VALUES (?, ?, ?)", values)
        return int(number.lastrowid or 0)

    def add(self, rows: Iterable[Row]) -> None:
        """Enter vectors; what was known of the same ones is replaced."""
        values = ((row.identity, row.shard, row.start, row.seal) for row in rows)
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", values)

    def small_shards(self, namespace: bytes, *, length: int, below: int) -> list[int]:
        """Return the shards of a namespace that hold fewer bytes than ``below``, in vectors of ``length`` bytes."""
        query = "SELECT number FROM shards WHERE namespace = ? AND length = ? AND size < ? ORDER BY number"
        return [number for (number,) in self._connection.execute(query, (namespace, length, below))]

    def forget(self, number: int) -> None:
        """Strike a shard and its vectors out."""
        self._connection.execute("DELETE FROM vectors WHERE shard = ?", (number,))
        self._connection.execute("DELETE FROM shards WHERE number = ?", (number,))

    def forget_all(self) -> None:
        """Strike everything out."""
        self._connection.execute("DELETE FROM vectors")
        self._connection.execute("DELETE FROM shards")

    def shards_in_use(self) -> list[int]:
        """Return the shards that still hold a vector, and strike the others out."""
        unused = "NOT EXISTS (SELECT 1 FROM vectors WHERE shard = number)"
        self._connection.execute(f"DELETE FROM shards WHERE {unused}")  # noqa: S608 - our own words
        return [number for (number,) in self._connection.execute("SELECT number FROM shards")]

    def counts(self) -> tuple[int, int]:
        """Return the number of namespaces and of vectors."""
        (namespaces,) = self._connection.execute("SELECT count(DISTINCT namespace) FROM shards").fetchone()
        (vectors,) = self._connection.execute("SELECT count(*) FROM vectors").fetchone()
        return namespaces, vectors


@contextlib.contextmanager
def reading(folder: Path, *, patience: float) -> Iterator[VectorIndex | None]:
    """Give the index, or nothing where none has been written; no writer changes or removes anything meanwhile.

    Raises ``StorageError`` and ``DamagedIndexError``.
    """
    with refusals(folder / INDEX):
        written = (folder / INDEX).exists()
    if not written:
        yield None
        return
    with _connected(folder / INDEX, patience) as connection:
        connection.execute("BEGIN")
        written = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone()
        yield VectorIndex(connection) if written else None


@contextlib.contextmanager
def changing(folder: Path, *, patience: float) -> Iterator[VectorIndex]:
    """Give the index to the only writer; what the block does to it is kept if the block ends well.

    Folder and index are made where they are missing, for their owner only. Raises ``StorageError`` and
    ``DamagedIndexError``.
    """
    _make(folder)
    with _connected(folder / INDEX, patience) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            connection.execute(statement)
        yield VectorIndex(connection)
        connection.execute("COMMIT")


def shrink(folder: Path, *, patience: float) -> None:
    """Rewrite the index without what was struck out of it. Raises ``StorageError`` and ``DamagedIndexError``."""
    with _connected(folder / INDEX, patience) as connection:
        connection.execute("VACUUM")


def set_aside(folder: Path) -> None:
    """Move a damaged index out of the way, over an older one. Raises ``StorageError``."""
    index = folder / INDEX
    with refusals(index), contextlib.suppress(FileNotFoundError):  # another process may have been quicker
        index.replace(folder / DAMAGED_INDEX)
        (folder / JOURNAL).unlink(missing_ok=True)


def _make(folder: Path) -> None:
    index = folder / INDEX
    with refusals(index):
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # SQLite gives its journal the mode of the file that it finds
            os.close(os.open(index, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))


@contextlib.contextmanager
def _connected(index: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """Give a connection that is always closed, so that what was not committed is rolled back.

    It keeps SQLite's default rollback journal: a reader then holds up a writer's commit, and so no shard that it
    reads is removed; and it works on network drives, where a write-ahead log does not.
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
    except UnicodeDecodeError as error:  # a message of SQLite's that quotes damaged bytes
        raise DamagedIndexError from error
