"""Arrays that are too large to be in memory twice."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sample_runs import a_run, assert_equal, write

from thememiner.errors import RunError
from thememiner.runs import open_run
from thememiner.runs import serialisation as arrays
from thememiner.runs.serialisation import are_identical, iter_npy_bytes, read_npy


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.zeros((0, 3), dtype=np.float32), id="no rows"),
        pytest.param(np.arange(12, dtype=np.float16).reshape(4, 3), id="half precision"),
        pytest.param(np.asfortranarray(np.arange(12.0).reshape(4, 3)), id="columns first"),
        pytest.param(np.arange(5)[::2], id="every other number"),
        pytest.param(np.array(["a", "bc"]), id="words"),
    ],
)
def test_parts_make_the_file_that_numpy_writes(array: npt.NDArray[np.generic], monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the parts are; rows come first."""
    monkeypatch.setattr(arrays, "BLOCK", 2)
    whole = io.BytesIO()
    np.save(whole, np.ascontiguousarray(array), allow_pickle=False)
    assert b"".join(iter_npy_bytes(array)) == whole.getvalue()


def test_objects_are_no_numbers() -> None:
    """They would have to be pickled."""
    with pytest.raises(ValueError, match="objects"):
        list(iter_npy_bytes(np.array([None])))


def test_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """NaN is NaN; another type, shape or last row is something else."""
    monkeypatch.setattr(arrays, "BLOCK", 2)
    one = np.array([[np.nan, 1], [2, 3], [4, 5]], dtype=np.float32)
    other = one.copy()
    other[2, 1] = 6
    assert are_identical(one, one.copy())
    assert not are_identical(one, other)
    assert not are_identical(one, one.astype(np.float16))
    assert not are_identical(one, one[:2])


def test_a_large_array_stays_in_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is mapped into memory, in half precision as it was written, and a run with it is as good as any."""
    monkeypatch.setattr(arrays, "MAPPED_FROM", 1)
    run = a_run()
    half: npt.NDArray[Any] = run.vectors.astype(np.float16)
    run = replace(run, vectors=half, contextual=half)
    write(run, tmp_path / "run")
    opened = open_run(tmp_path / "run")
    assert isinstance(opened.vectors, np.memmap)
    assert opened.vectors.dtype == np.float16
    assert opened.contextual is opened.vectors
    assert_equal(run, opened)
    assert not (tmp_path / "run" / "contextual.npy").exists()


def test_a_large_file_that_was_altered_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash is checked before it is mapped."""
    monkeypatch.setattr(arrays, "MAPPED_FROM", 1)
    write(a_run(), tmp_path / "run")
    path = tmp_path / "run" / "vectors.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(RunError, match="altered or damaged"):
        open_run(tmp_path / "run")


def test_what_is_no_array_is_refused(tmp_path: Path) -> None:
    """As a value error, whose words are nobody's text."""
    (tmp_path / "a.npy").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="a"):
        read_npy(tmp_path / "a.npy")
