"""A cache of vectors on disk, keyed by hashes of texts and settings; it stores no text."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from thememiner.errors import StorageError
from thememiner.storage.hashing import namespace_digest, vector_identities
from thememiner.storage.os_errors import raise_storage_errors
from thememiner.storage.vector_store import (
    DAMAGED_INDEX,
    INDEX,
    JOURNAL,
    NUMBER_TYPE,
    DamagedIndexError,
    Row,
    VectorIndex,
    list_shards,
    open_for_reading,
    open_for_writing,
    read_rows,
    remove_unused_shards,
    set_index_aside,
    vacuum_index,
    write_shard,
)

ENVIRONMENT_VARIABLE = "THEMEMINER_CACHE"
SMALL_SHARD = 4 * 2**20
"""In bytes. Smaller shards of a namespace are merged once there are ``MANY_SHARDS``."""
MANY_SHARDS = 16


def cache_folder() -> Path:
    """Return the cache folder: the environment variable ``THEMEMINER_CACHE``, or else a folder in the user's cache."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return Path(given).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 - not needed with the environment variable

    return user_cache_path("thememiner", appauthor=False) / "vectors"


@dataclass(frozen=True, slots=True)
class CacheContents:
    """The size of a cache: number of namespaces and of vectors, and bytes on disk."""

    folder: Path
    namespaces: int
    vectors: int
    bytes: int


class VectorCache:
    """Vectors in float32 by namespace and key. Several processes may use it at once.

    Faults of the disk never raise while vectors are read or written: a damaged vector counts as missing, a damaged
    index is set aside, and if the disk refuses, the run goes on without the cache.

    Parameters
    ----------
    folder : where the files are, created at the first write; by default ``cache_folder()``.
    patience : seconds to wait for another process that uses the cache.

    Attributes
    ----------
    damaged : number of requested vectors that were damaged.
    problems : what went wrong, one sentence for each problem, without paths.

    """

    def __init__(self, folder: Path | None = None, *, patience: float = 10) -> None:
        self.folder = folder or cache_folder()
        self.patience = patience
        self.damaged = 0
        self.problems: list[str] = []
        self._writes = True

    def get(self, namespace: str, keys: Sequence[str]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
        """Return vectors, shape (keys, dimensions), and which of them were found, shape (keys,); the rest are zeros.

        Keys may repeat. There are 0 dimensions if nothing was found. All vectors of a namespace should have the same
        length; vectors of another length than the first one count as missing.
        """
        places: dict[bytes, list[int]] = {}
        for place, identity in enumerate(vector_identities(namespace, keys)):
            places.setdefault(identity, []).append(place)
        vectors = np.zeros((len(keys), 0), dtype=np.float32)
        found = np.zeros(len(keys), dtype=np.bool_)
        with self._tolerate_faults(), open_for_reading(self.folder, patience=self.patience) as index:
            for identity, data in self._read_intact(index.find(list(places)) if index else []):
                vector = np.frombuffer(data, dtype=NUMBER_TYPE)
                if not vectors.size:
                    vectors = np.zeros((len(keys), len(vector)), dtype=np.float32)
                if len(vector) == vectors.shape[1]:
                    for place in places[identity]:
                        vectors[place] = vector
                        found[place] = True
        return vectors, found

    def put(self, namespace: str, keys: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        """Store vectors, shape (keys, dimensions), replacing those of known keys. Large batches are most efficient.

        Once the disk has refused, nothing more is written.
        """
        if len(vectors) != len(keys) or vectors.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise ValueError(f"{len(keys)} keys need as many vectors, not an array of shape {vectors.shape}.")
        if not self._writes or not keys:
            return
        area = namespace_digest(namespace)
        with self._tolerate_faults(writing=True):
            with self._open_for_writing() as index:
                remove_unused_shards(self.folder, index.shards_in_use())  # shards that a killed process left behind
                self._add(index, area, vector_identities(namespace, keys), vectors)
            with self._open_for_writing() as index:
                self._merge_small_shards(index, area, dimensions=vectors.shape[1])
            with self._open_for_writing() as index:  # only now is the merged shard certain to be stored
                remove_unused_shards(self.folder, index.shards_in_use())

    def contents(self) -> CacheContents:
        """Return the size of the cache. Raises ``StorageError`` if it cannot be read."""
        namespaces = vectors = 0
        try:
            with open_for_reading(self.folder, patience=self.patience) as index:
                if index:
                    namespaces, vectors = index.counts()
        except DamagedIndexError:
            self._recover_from_damage()
        size = 0
        with raise_storage_errors(self.folder):
            for path in self._cache_files():
                with contextlib.suppress(FileNotFoundError):  # another process may have removed it just now
                    size += path.stat().st_size
        return CacheContents(self.folder, namespaces, vectors, size)

    def clear(self) -> CacheContents:
        """Remove all vectors and return the size before. An empty index and files of other programs remain.

        Raises ``StorageError``.
        """
        before = self.contents()
        if before.bytes:
            try:
                self._remove_all()
            except DamagedIndexError:
                self._recover_from_damage()
                self._remove_all()
        return before

    def _remove_all(self) -> None:
        with self._open_for_writing() as index:
            index.forget_all()
        with self._open_for_writing() as index:
            remove_unused_shards(self.folder, index.shards_in_use())
        vacuum_index(self.folder, patience=self.patience)
        with raise_storage_errors(self.folder):
            (self.folder / DAMAGED_INDEX).unlink(missing_ok=True)

    def _add(
        self, index: VectorIndex, area: bytes, identities: Sequence[bytes], vectors: npt.NDArray[np.float32]
    ) -> None:
        length = vectors.shape[1] * NUMBER_TYPE.itemsize
        number = index.begin_shard(area, length=length, size=length * len(vectors))
        index.add(write_shard(self.folder, number, identities, vectors))

    def _merge_small_shards(self, index: VectorIndex, area: bytes, *, dimensions: int) -> None:
        length = dimensions * NUMBER_TYPE.itemsize
        small = index.small_shards(area, length=length, below=SMALL_SHARD)
        if len(small) < MANY_SHARDS:
            return
        intact = dict(self._read_intact([row for number in small for row in index.rows_of(number)]))
        for number in small:
            index.forget(number)
        vectors = np.frombuffer(b"".join(intact.values()), dtype=NUMBER_TYPE).reshape(len(intact), dimensions)
        self._add(index, area, list(intact), vectors)

    def _read_intact(self, rows: Sequence[Row]) -> Iterator[tuple[bytes, bytes]]:
        unread = len(rows)
        for row in read_rows(self.folder, rows):
            unread -= 1
            yield row
        self.damaged += unread

    def _open_for_writing(self) -> contextlib.AbstractContextManager[VectorIndex]:
        return open_for_writing(self.folder, patience=self.patience)

    @contextlib.contextmanager
    def _tolerate_faults(self, *, writing: bool = False) -> Iterator[None]:
        """Turn errors of the cache into problems, so that the run goes on without it."""
        try:
            try:
                yield
            except DamagedIndexError:
                self._recover_from_damage()
        except StorageError as error:
            self._writes = self._writes and not writing
            self._add_problem(f"The vector cache {error.what}")

    def _recover_from_damage(self) -> None:
        set_index_aside(self.folder)
        self._add_problem("The vector cache's index was damaged: it was set aside, and the vectors are computed again.")

    def _add_problem(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def _cache_files(self) -> list[Path]:
        own = (self.folder / name for name in (INDEX, JOURNAL, DAMAGED_INDEX))
        return [*list_shards(self.folder), *(path for path in own if path.is_file())]
