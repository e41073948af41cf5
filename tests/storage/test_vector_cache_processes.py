"""Several processes share a vector cache, and any of them may be killed."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from cached_vectors import MODEL, keys_of, shards, vectors_of

from thememiner.storage.vector_cache import MANY_SHARDS, VectorCache
from thememiner.storage.vector_store import INDEX

WRITER = """
import sys
from pathlib import Path
from cached_vectors import MODEL, keys_of, vectors_of
from thememiner.storage.vector_cache import VectorCache

folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
cache = VectorCache(folder, patience=60)
print("ready", flush=True)
sys.stdin.readline()
for number in range(first, last):
    keys = keys_of(*range(3 * number, 3 * number + 6))
    cache.put(MODEL, keys, vectors_of(keys))
    found = cache.get(MODEL, keys)[1]
    print(number, found.all(), cache.damaged, cache.problems)
"""

KILLER = """
import itertools, os, random, signal, sys, time
from pathlib import Path
from cached_vectors import MODEL, keys_of, vectors_of
from thememiner.storage.vector_cache import VectorCache

folder = Path(sys.argv[1])

def write_without_end(pipe):
    cache = VectorCache(folder, patience=60)
    for number in itertools.count():
        keys = keys_of(*range(2 * number, 2 * number + 3))
        cache.put(MODEL, keys, vectors_of(keys))
        os.write(pipe, number.to_bytes(4, "big"))

announced = -1
for seed in range(40):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        write_without_end(writer)
    os.close(writer)
    time.sleep(random.Random(seed).uniform(0.005, 0.06))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while number := os.read(reader, 4):
        announced = max(announced, int.from_bytes(number, "big"))
    os.close(reader)
    keys = keys_of(*range(2 * announced + 3 if announced >= 0 else 0))
    cache = VectorCache(folder)
    vectors, found = cache.get(MODEL, keys)
    right = found.all() and vectors.tobytes() == vectors_of(keys).tobytes()
    print(right, cache.damaged, cache.problems)
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python script that can import what stands beside this file."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    """Two processes that write overlapping vectors find theirs at every step, while shards are merged meanwhile."""
    writers = [start(WRITER, tmp_path, first, first + 25) for first in (0, 12)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [writer.communicate(timeout=120)[0].splitlines() for writer in writers]
    assert told == [[f"{number} True 0 []" for number in range(first, first + 25)] for first in (0, 12)]
    keys = keys_of(*range(3 * 37 + 3))
    vectors, found = VectorCache(tmp_path).get(MODEL, keys)
    assert found.all()
    assert (vectors == vectors_of(keys)).all()
    assert len(shards(tmp_path)) < 2 * MANY_SHARDS


def test_a_killed_writer_leaves_a_usable_cache(tmp_path: Path) -> None:
    """After a kill at any of 40 moments everything announced is found, and the next writer cleans up."""
    told, _ = start(KILLER, tmp_path).communicate(timeout=120)
    assert told.splitlines() == ["True 0 []"] * 40
    cache = VectorCache(tmp_path)
    cache.put(MODEL, keys_of(-1), vectors_of(keys_of(-1)))
    assert cache.problems == []
    connection = sqlite3.connect(tmp_path / INDEX)
    (count,) = connection.execute("SELECT count(*) FROM shards").fetchone()
    connection.close()
    assert len(list(tmp_path.iterdir())) == count + 1
