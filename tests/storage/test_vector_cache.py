"""What a vector cache gives back is what was put in, by text and by model; and it keeps to itself."""

import os
import random
import stat
from pathlib import Path

import numpy as np
import pytest
from cached_vectors import DIMENSIONS, MODEL, OTHER_MODEL, Vectors, filled, keys_of, shards, vector_of, vectors_of
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thememiner.storage.hashing import namespace_key, text_key
from thememiner.storage.vector_cache import ENVIRONMENT_VARIABLE, MANY_SHARDS, VectorCache, cache_folder
from thememiner.storage.vector_store import DAMAGED_INDEX, INDEX

CANARY = "The heron of Zanzibar keeps my secret. 鹭鸶守着我的秘密。"


@settings(max_examples=examples(30))
@given(
    data=st.integers(0, 8).flatmap(
        lambda width: arrays(np.float32, st.tuples(st.integers(1, 9), st.just(width)), elements=st.floats(width=32))
    ),
    order=st.randoms(use_true_random=False),
)
def test_vectors_come_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, data: Vectors, order: random.Random
) -> None:
    """Whatever is put in comes back in whatever order it is asked for, also twice, also from another object."""
    folder = tmp_path_factory.mktemp("cache") / "vectors"
    keys = keys_of(*range(len(data)))
    VectorCache(folder).put(MODEL, keys, data)
    asked = order.choices(range(len(data)), k=2 * len(data))
    vectors, found = VectorCache(folder).get(MODEL, [keys[index] for index in asked])
    assert found.all()
    assert vectors.dtype == np.float32
    assert vectors.tobytes() == data[asked].tobytes()


def test_more_keys_than_a_query_takes(tmp_path: Path) -> None:
    """Thousands of keys are found at once, and unknown ones among them are not."""
    known, asked = keys_of(*range(2_000)), keys_of(*range(-500, 2_500))
    cache = VectorCache(tmp_path)
    cache.put(MODEL, known, vectors_of(known))
    vectors, found = cache.get(MODEL, asked)
    assert found.tolist() == [number in range(2_000) for number in range(-500, 2_500)]
    assert (vectors[found] == vectors_of(known)).all()
    assert not vectors[~found].any()


def test_a_namespace_knows_nothing_of_another(tmp_path: Path) -> None:
    """The same text in two namespaces has two vectors, or one and none."""
    cache, (key, *_) = filled(tmp_path)
    assert not cache.get(OTHER_MODEL, [key])[1].any()
    cache.put(OTHER_MODEL, [key], np.ones((1, 2), np.float32))
    assert cache.get(OTHER_MODEL, [key])[0].tolist() == [[1, 1]]
    assert (cache.get(MODEL, [key])[0] == vector_of(key)).all()
    assert cache.contents().namespaces == 2


def test_a_namespace_is_its_settings_and_nothing_else() -> None:
    """The order of settings does not matter; a value, its type and its name do."""
    assert namespace_key(model="x", window=1) == namespace_key(window=1, model="x")
    settings: list[dict[str, str | int | None]] = [{}, {"a": 1}, {"a": "1"}, {"a": None}, {"a": "None"}, {"b": 1}]
    assert len({namespace_key(**values) for values in settings}) == len(settings)


def test_texts_that_look_alike_have_different_keys() -> None:
    """Not even Unicode's normal forms or half a surrogate pair make two texts one."""
    texts = ["é", "e\u0301", "é ", "É", "", "\ud800", "\udfff"]
    assert len({text_key(text) for text in texts}) == len(texts)


def test_a_vector_put_again_is_replaced(tmp_path: Path) -> None:
    """The last vector of a key counts, and a shard that nobody needs any more is removed."""
    cache, keys = filled(tmp_path, puts=1)
    cache.put(MODEL, keys, vectors_of(keys) + 1)
    assert (cache.get(MODEL, keys)[0] == vectors_of(keys) + 1).all()
    assert len(shards(tmp_path)) == 1


def test_shards_are_ordinary_arrays(tmp_path: Path) -> None:
    """A shard is a file that NumPy reads."""
    _, keys = filled(tmp_path, puts=1)
    (shard,) = shards(tmp_path)
    assert (np.load(shard, allow_pickle=False) == vectors_of(keys)).all()


def test_many_small_shards_become_one(tmp_path: Path) -> None:
    """The number of files stays small however often a little is put in, and nothing is lost."""
    cache, keys = filled(tmp_path, puts=3 * MANY_SHARDS, of=2)
    assert len(shards(tmp_path)) < MANY_SHARDS
    assert (cache.get(MODEL, keys)[0] == vectors_of(keys)).all()
    assert cache.contents().vectors == len(keys)
    assert cache.damaged == 0


def test_a_merge_keeps_no_damaged_vector(tmp_path: Path) -> None:
    """A vector found damaged while shards are merged is counted, and missing afterwards."""
    cache, keys = filled(tmp_path, puts=MANY_SHARDS - 1, of=2)
    shards(tmp_path)[0].unlink()
    cache.put(MODEL, keys_of(-1), vectors_of(keys_of(-1)))
    assert len(shards(tmp_path)) == 1
    assert cache.damaged == 2
    assert cache.get(MODEL, keys)[1].tolist() == [False] * 2 + [True] * (len(keys) - 2)


@pytest.mark.parametrize("width", [DIMENSIONS - 1, DIMENSIONS + 1])
def test_vectors_of_another_length_are_not_mixed_in(tmp_path: Path, width: int) -> None:
    """Of a namespace misused for vectors of two lengths, those of one length are found."""
    cache, keys = filled(tmp_path, puts=1)
    cache.put(MODEL, keys_of(-1), np.ones((1, width), np.float32))
    vectors, found = cache.get(MODEL, [*keys, *keys_of(-1)])
    assert found.tolist() == [True] * len(keys) + [False]
    assert vectors.shape == (len(keys) + 1, DIMENSIONS)


@pytest.mark.parametrize("shape", [(2, 5), (4, 5), (3,), (3, 5, 1)])
def test_keys_without_their_vectors_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """A call that is off is a fault of the program and is told as one."""
    with pytest.raises(ValueError, match="3 keys need as many vectors"):
        VectorCache(tmp_path).put(MODEL, keys_of(1, 2, 3), np.zeros(shape, np.float32))


def test_nothing_is_made_before_the_first_write(tmp_path: Path) -> None:
    """Asking, looking, clearing and putting nothing in leave no folder behind."""
    cache = VectorCache(tmp_path / "a" / "vectors")
    vectors, found = cache.get(MODEL, keys_of(1, 2))
    assert (vectors.shape, found.tolist()) == ((2, 0), [False, False])
    assert cache.get(MODEL, [])[0].shape == (0, 0)
    cache.put(MODEL, [], np.zeros((0, 5), np.float32))
    assert cache.contents() == cache.clear()
    assert cache.contents().bytes == 0
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Files have mode 0600 and new folders 0700, whatever the process's mask."""
    before = os.umask(0)
    try:
        filled(tmp_path / "a" / "vectors", puts=MANY_SHARDS + 1)
    finally:
        os.umask(before)
    made = sorted(tmp_path.rglob("*"))
    assert len(made) == 5
    assert all(stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600) for path in made)


def test_no_text_is_stored(tmp_path: Path) -> None:
    """Neither a text nor a prompt is in any file, not even if they are given in place of their hashes."""
    cache = VectorCache(tmp_path)
    cache.put(namespace_key(prompt=CANARY), [text_key(CANARY)], np.ones((1, 2), np.float32))
    cache.put(CANARY, [CANARY], np.ones((1, 2), np.float32))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert all(word.encode(encoding) not in content for word in ("heron", "Zanzibar", "鹭鸶", "秘密"))


def test_the_folder_is_the_users_unless_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder given comes before the environment variable, and that before the user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "")
    assert cache_folder().name == "vectors"
    assert "thememiner" in cache_folder().parts
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "named"))
    assert VectorCache().folder == tmp_path / "named"
    assert VectorCache(tmp_path / "given").folder == tmp_path / "given"


def test_clear_removes_what_the_cache_made_and_nothing_else(tmp_path: Path) -> None:
    """After ``clear`` there is an empty index, and every file of a person's, however it is called."""
    strangers = ["notes.txt", "vectors.npy", "vectors-1-1.npy", "vectors-2-00000001.npy", "xvectors-1-00000001.npy"]
    cache, keys = filled(tmp_path)
    for name in strangers:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / DAMAGED_INDEX).write_bytes(b"ours")
    (tmp_path / f".{shards(tmp_path)[0].name}.0123456789abcdef.part").write_bytes(b"ours")
    removed = cache.clear()
    assert removed.vectors == len(keys)
    assert removed.bytes > cache.contents().bytes
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([INDEX, *strangers])
    assert not cache.get(MODEL, keys)[1].any()
