"""A cache of vectors by content: what has been computed once is read again, and checked, and holds no text."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from thememiner.errors import StorageError
from thememiner.storage.hashing import digest_of, identities_of
from thememiner.storage.os_errors import refusals
from thememiner.storage.vector_store import (
    DAMAGED_INDEX,
    INDEX,
    JOURNAL,
    NUMBER_TYPE,
    DamagedIndexError,
    Row,
    VectorIndex,
    changing,
    read_rows,
    reading,
    set_aside,
    shards_in,
    shrink,
    sweep,
    write_shard,
)

ENVIRONMENT_VARIABLE = "THEMEMINER_CACHE"
SMALL_SHARD = 4 * 2**20
"""In bytes; once so many smaller shards of a namespace have gathered, they become one."""
MANY_SHARDS = 16


def cache_folder() -> Path:
    """Return the folder that the environment variable ``THEMEMINER_CACHE`` names, or else one in the user's cache."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return Path(given).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where nobody named a folder

    return user_cache_path("thememiner", appauthor=False) / "vectors"


@dataclass(frozen=True, slots=True)
class CacheContents:
    """What a cache holds: distinct namespaces, vectors, and bytes on the disk."""

    folder: Path
    namespaces: int
    vectors: int
    bytes: int


class VectorCache:
    """Vectors in float32 by namespace and key, safe with several processes and after any fault.

    Reading and writing vectors never raises for what is on the disk: a vector that is damaged counts as unknown, a
    damaged index is set aside, and a disk that refuses means a run without the cache.

    Parameters
    ----------
    folder : where the files are, made at the first write; without one, that of ``cache_folder``.
    patience : seconds to wait for another process.

    Attributes
    ----------
    damaged : number of vectors that were asked for and not whole.
    problems : what went wrong, a sentence each, without names of files or places.

    """

    def __init__(self, folder: Path | None = None, *, patience: float = 10) -> None:
        self.folder = folder or cache_folder()
        self.patience = patience
        self.damaged = 0
        self.problems: list[str] = []
        self._writes = True

    def get(self, namespace: str, keys: Sequence[str]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
        """Return vectors, shape (keys, dimensions), and which of them were found; the others are zeros.

        A key may be repeated. There are 0 dimensions where nothing was found. A namespace is for vectors of one
        length; of others only those as long as the first are found.
        """
        places: dict[bytes, list[int]] = {}
        for place, identity in enumerate(identities_of(namespace, keys)):
            places.setdefault(identity, []).append(place)
        vectors = np.zeros((len(keys), 0), dtype=np.float32)
        found = np.zeros(len(keys), dtype=np.bool_)
        with self._spared(), reading(self.folder, patience=self.patience) as index:
            for identity, data in self._whole(index.find(list(places)) if index else []):
                vector = np.frombuffer(data, dtype=NUMBER_TYPE)
                if not vectors.size:
                    vectors = np.zeros((len(keys), len(vector)), dtype=np.float32)
                if len(vector) == vectors.shape[1]:
                    for place in places[identity]:
                        vectors[place] = vector
                        found[place] = True
        return vectors, found

    def put(self, namespace: str, keys: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
        """Keep vectors, shape (keys, dimensions); those of known keys are replaced. Best by the thousand.

        Once the disk has refused, nothing more is written.
        """
        if len(vectors) != len(keys) or vectors.ndim != 2:  # noqa: PLR2004 - rows and columns
            raise ValueError(f"{len(keys)} keys need as many vectors, not an array of shape {vectors.shape}.")
        if not self._writes or not keys:
            return
        area = digest_of(namespace)
        with self._spared(writing=True):
            with self._changing() as index:
                sweep(self.folder, index.shards_in_use())  # what a killed process left behind
                self._add(index, area, identities_of(namespace, keys), vectors)
            with self._changing() as index:
                self._merge(index, area, dimensions=vectors.shape[1])
            with self._changing() as index:  # only now is it certain that the merged shard is there
                sweep(self.folder, index.shards_in_use())

    def contents(self) -> CacheContents:
        """Return what is in the cache. Raises ``StorageError`` if it cannot be read."""
        namespaces = vectors = 0
        try:
            with reading(self.folder, patience=self.patience) as index:
                if index:
                    namespaces, vectors = index.counts()
        except DamagedIndexError:
            self._set_index_aside()
        size = 0
        with refusals(self.folder):
            for path in self._files():
                with contextlib.suppress(FileNotFoundError):  # another process may have removed it just now
                    size += path.stat().st_size
        return CacheContents(self.folder, namespaces, vectors, size)

    def clear(self) -> CacheContents:
        """Remove all vectors, and return what there was; an empty index stays, and so does every file of others.

        Raises ``StorageError``.
        """
        before = self.contents()
        if before.bytes:
            try:
                self._empty()
            except DamagedIndexError:
                self._set_index_aside()
                self._empty()
        return before

    def _empty(self) -> None:
        with self._changing() as index:
            index.forget_all()
        with self._changing() as index:
            sweep(self.folder, index.shards_in_use())
        shrink(self.folder, patience=self.patience)
        with refusals(self.folder):
            (self.folder / DAMAGED_INDEX).unlink(missing_ok=True)

    def _add(
        self, index: VectorIndex, area: bytes, identities: Sequence[bytes], vectors: npt.NDArray[np.float32]
    ) -> None:
        length = vectors.shape[1] * NUMBER_TYPE.itemsize
        number = index.begin_shard(area, length=length, size=length * len(vectors))
        index.add(write_shard(self.folder, number, identities, vectors))

    def _merge(self, index: VectorIndex, area: bytes, *, dimensions: int) -> None:
        length = dimensions * NUMBER_TYPE.itemsize
        small = index.small_shards(area, length=length, below=SMALL_SHARD)
        if len(small) < MANY_SHARDS:
            return
        whole = dict(self._whole([row for number in small for row in index.rows_of(number)]))
        for number in small:
            index.forget(number)
        vectors = np.frombuffer(b"".join(whole.values()), dtype=NUMBER_TYPE).reshape(len(whole), dimensions)
        self._add(index, area, list(whole), vectors)

    def _whole(self, rows: Sequence[Row]) -> Iterator[tuple[bytes, bytes]]:
        unread = len(rows)
        for whole in read_rows(self.folder, rows):
            unread -= 1
            yield whole
        self.damaged += unread

    def _changing(self) -> contextlib.AbstractContextManager[VectorIndex]:
        return changing(self.folder, patience=self.patience)

    @contextlib.contextmanager
    def _spared(self, *, writing: bool = False) -> Iterator[None]:
        """Let a run go on without the cache."""
        try:
            try:
                yield
            except DamagedIndexError:
                self._set_index_aside()
        except StorageError as error:
            self._writes = self._writes and not writing
            self._note(f"The vector cache {error.what}")

    def _set_index_aside(self) -> None:
        set_aside(self.folder)
        self._note("The vector cache's index was damaged: it was set aside, and the vectors are computed again.")

    def _note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def _files(self) -> list[Path]:
        ours = (self.folder / name for name in (INDEX, JOURNAL, DAMAGED_INDEX))
        return [*shards_in(self.folder), *(path for path in ours if path.is_file())]
