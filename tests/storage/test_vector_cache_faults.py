"""A vector that comes out of the cache is right, and nothing is raised, whatever became of its files."""

import contextlib
import random
import resource
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from cached_vectors import DIMENSIONS, MODEL, check_right_or_missing, filled, keys_of, shards, vectors_of
from effort import failing_calls
from faulty_disk import FaultyDisk

from thememiner.errors import StorageError
from thememiner.storage.vector_cache import MANY_SHARDS, VectorCache
from thememiner.storage.vector_store import DAMAGED_INDEX, INDEX, JOURNAL

KEYS = keys_of(*range(6))
TOLD_OF_DAMAGE = "The vector cache's index was damaged: it was set aside, and the vectors are computed again."


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a cache with two shards of three vectors."""
    folder = tmp_path_factory.mktemp("sound")
    filled(folder)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """Return a copy that may be harmed."""
    return Path(shutil.copytree(sound, tmp_path / "vectors"))


@pytest.mark.parametrize("bit", range(3, 8 * (128 + 60), 101))
def test_a_flipped_bit_in_a_shard_is_noticed(folder: Path, bit: int) -> None:
    """A bit flipped in a vector loses that vector alone and is counted; in the header, which nobody reads, none."""
    shard = shards(folder)[0]
    content = bytearray(shard.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    shard.write_bytes(content)
    lost = {(bit // 8 - 128) // 20} & {0, 1, 2}
    cache = VectorCache(folder)
    assert set(np.flatnonzero(~cache.get(MODEL, KEYS)[1]).tolist()) == lost
    assert cache.damaged == len(lost)
    check_right_or_missing(folder, KEYS)


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_in_the_index_gives_no_wrong_vector(folder: Path, seed: int) -> None:
    """Whatever bit of the index is flipped, vectors are right or missing, and the cache works on."""
    index = folder / INDEX
    content = bytearray(index.read_bytes())
    used = [position for position, byte in enumerate(content) if byte]  # most of the file is empty
    chance = random.Random(seed)  # noqa: S311 - places, no secrets
    content[chance.choice(used)] ^= 1 << chance.randrange(8)
    index.write_bytes(content)
    check_right_or_missing(folder, KEYS)


def test_exchanged_vectors_are_noticed(folder: Path) -> None:
    """A whole vector in another's place is not taken for it."""
    with contextlib.closing(sqlite3.connect(folder / INDEX, isolation_level=None)) as connection:
        query = "SELECT identity, start FROM vectors WHERE shard = 1 ORDER BY start"
        (first, its_start), (second, other_start), _ = connection.execute(query)
        change = "UPDATE vectors SET start = ? WHERE identity = ?"
        connection.executemany(change, [(other_start, first), (its_start, second)])
    cache = VectorCache(folder)
    assert cache.get(MODEL, KEYS)[1].tolist() == [False, False, True, True, True, True]
    assert cache.damaged == 2


@pytest.mark.parametrize("value", [-1, 2**62, "text", b"\xff", 0.5])
@pytest.mark.parametrize(
    "change",
    [
        *("shards SET number = ? WHERE number = 1", "shards SET namespace = ?", "shards SET length = ?"),
        *("vectors SET shard = ? WHERE shard = 1", "vectors SET start = ?", "vectors SET seal = ?"),
    ],
)
def test_nonsense_in_the_index_gives_no_wrong_vector(folder: Path, change: str, value: object) -> None:
    """A value of the wrong size or type loses what hangs on it and stops nothing."""
    with (
        contextlib.closing(sqlite3.connect(folder / INDEX, isolation_level=None)) as connection,
        contextlib.suppress(sqlite3.IntegrityError),  # SQLite lets a primary key be nothing but a number
    ):
        connection.execute(f"UPDATE {change}", (value,))
    check_right_or_missing(folder, KEYS)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-1]), id="truncated by a byte"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:140]), id="truncated"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.unlink(), id="deleted"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder in its place"),
        pytest.param(lambda path: path.write_bytes(b"\0" * 200), id="zeros"),
    ],
)
def test_a_harmed_shard_loses_its_own_vectors_alone(folder: Path, harm: Callable[[Path], object]) -> None:
    """Vectors of other shards are found, those of the harmed one are found whole or counted as damaged."""
    harm(shards(folder)[0])
    cache = VectorCache(folder)
    vectors, found = cache.get(MODEL, KEYS)
    assert found[3:].all()
    assert (vectors[found] == vectors_of(KEYS)[found]).all()
    assert cache.damaged == (~found).sum() > 0
    assert cache.problems == []


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda _: b"no database", id="no database"),
        pytest.param(lambda content: content[:16] + bytes(5000), id="torn"),
        pytest.param(lambda content: content[:5000], id="truncated"),
        pytest.param(lambda content: content.replace(b"by_shard", b"by\xe5shard", 1), id="a name that is no text"),
    ],
)
def test_a_broken_index_is_set_aside(folder: Path, harm: Callable[[bytes], bytes]) -> None:
    """An index that is none is moved away, told once, and the cache begins anew without the old shards."""
    broken = harm((folder / INDEX).read_bytes())
    (folder / INDEX).write_bytes(broken)
    cache = VectorCache(folder)
    for _ in range(2):
        assert not cache.get(MODEL, KEYS)[1].any()
    assert (folder / DAMAGED_INDEX).read_bytes() == broken
    assert cache.problems == [TOLD_OF_DAMAGE]
    cache.put(MODEL, KEYS, vectors_of(KEYS))
    assert len(shards(folder)) == 1
    assert cache.get(MODEL, KEYS)[1].all()
    assert stat.S_IMODE((folder / INDEX).stat().st_mode) == 0o600


@pytest.mark.parametrize("harmed", ["nothing", "index", "journal"])
def test_clear_and_contents_work_on_a_broken_cache(folder: Path, harmed: str) -> None:
    """Both take a broken index for an empty one, and ``clear`` removes it too."""
    cache = VectorCache(folder)
    if harmed != "nothing":
        (folder / (INDEX if harmed == "index" else JOURNAL)).write_bytes(b"no database")
    assert cache.contents().vectors == (0 if harmed == "index" else 6)
    cache.clear()
    assert [path.name for path in folder.iterdir()] == [INDEX]


def test_an_empty_index_is_no_broken_one(tmp_path: Path) -> None:
    """A process killed right after making the index leaves a cache that is merely empty."""
    (tmp_path / INDEX).touch()
    assert check_right_or_missing(tmp_path, keys_of(1, 2)).problems == []


@pytest.mark.parametrize("dies", [pytest.param(False, id="one call fails"), pytest.param(True, id="the disk dies")])
@pytest.mark.parametrize("puts", [pytest.param(0, id="first write"), pytest.param(MANY_SHARDS - 1, id="merge")])
def test_any_failing_call_leaves_a_usable_cache(tmp_path: Path, dies: bool, puts: int) -> None:  # noqa: FBT001 - a parameter of the test
    """For every n, a failure of the n-th call raises nothing, loses nothing older, and is told."""
    _, old = filled(tmp_path / "before", puts=puts, of=1)
    new = keys_of(-1, -2)
    for failing_call in failing_calls():
        folder = tmp_path / str(failing_call) / "vectors"
        if puts:
            shutil.copytree(tmp_path / "before", folder)
        cache = VectorCache(folder)
        with pytest.MonkeyPatch.context() as patch:
            disk = FaultyDisk(patch, failing_call=failing_call, dies=dies)
            cache.put(MODEL, new, vectors_of(new))
            assert bool(cache.problems) == disk.failed
        assert cache.get(MODEL, old)[1].all()
        assert check_right_or_missing(folder, [*old, *new]).damaged == 0
        if not disk.failed:
            break
    assert failing_call > 10


@pytest.mark.parametrize(
    ("limit", "dimensions", "told"),
    [
        pytest.param(10_000, 10_000, "could not be written (File too large", id="no room for a shard"),
        pytest.param(1_000, DIMENSIONS, "cannot be used (", id="no room for the index"),
    ],
)
def test_a_full_disk_means_a_run_without_cache(folder: Path, limit: int, dimensions: int, told: str) -> None:
    """Where the kernel cuts writes short nothing is raised, nothing is tried again, and what was there is found."""
    cache = VectorCache(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        cache.put(MODEL, keys_of(-1), np.ones((1, dimensions), np.float32))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(cache.problems) == 1
    assert cache.problems[0].startswith(f"The vector cache {told}")
    assert str(folder) not in cache.problems[0]
    cache.put(MODEL, keys_of(-2), vectors_of(keys_of(-2)))
    assert cache.get(MODEL, [*KEYS, *keys_of(-1, -2)])[1].tolist() == [True] * len(KEYS) + [False] * 2
    assert check_right_or_missing(folder, KEYS).problems == []


def test_a_file_in_the_folders_place_means_a_run_without_cache(tmp_path: Path) -> None:
    """A place where no folder can be raises nothing in a run, and stays as it is."""
    (tmp_path / "vectors").write_bytes(b"mine")
    cache = VectorCache(tmp_path / "vectors")
    cache.put(MODEL, keys_of(1), vectors_of(keys_of(1)))
    assert not cache.get(MODEL, keys_of(1))[1].any()
    assert cache.problems
    assert (tmp_path / "vectors").read_bytes() == b"mine"


def test_a_cache_that_another_holds_too_long_is_done_without(tmp_path: Path) -> None:
    """While another process holds the index, runs go on without it; a person who asks is told."""
    cache, keys = filled(tmp_path)
    holder = sqlite3.connect(tmp_path / INDEX, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert not cache.get(MODEL, keys)[1].any()
    cache.put(MODEL, keys, vectors_of(keys))
    assert cache.problems == ["The vector cache cannot be used (database is locked)."]
    with pytest.raises(StorageError, match="database is locked"):
        cache.clear()
    holder.close()
    assert cache.get(MODEL, keys)[1].all()
