"""Many units are clustered in other processes, which give the same bytes and stop when they are not needed."""

import importlib
import time

import numpy as np
import psutil
import pytest
from sample_units import Vectors, blobs, clustered, embedded, units_of
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery import discover, ensemble
from thememiner.records import Discovery

COUNT = 80
MODULE = importlib.import_module("thememiner.discovery.discover")
"""Not the function of that name."""

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def _start_processes_for_few_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes cluster few units."""
    monkeypatch.setattr(ensemble, "MIN_UNITS_FOR_PROCESSES", 10)


def discovered(vectors: Vectors, *, workers: int = 2, runs: int = 4) -> Discovery:
    """Discover themes in these vectors."""
    units = units_of(len(vectors))
    return discover(embedded(vectors, units), units, settings=DiscoverySettings(runs=runs, workers=workers))


def noise() -> Vectors:
    """Return one cloud without groups."""
    return np.asarray(normalize(np.random.default_rng(0).normal(size=(COUNT, 16))), dtype=np.float32)


def is_busy() -> bool:
    """Return whether a process that this one started is computing."""
    children = psutil.Process().children(recursive=True)
    before = sum(child.cpu_times().user for child in children)
    time.sleep(0.5)
    return bool(sum(child.cpu_times().user for child in children if child.is_running()) - before > 0.2)


def test_processes_give_the_same_bytes() -> None:
    """One worker is this process."""
    vectors = blobs(COUNT, 4, spread=0.2)
    one, two = (discovered(vectors, workers=workers) for workers in (1, 2))
    assert one.parents
    for name in ("subthemes", "membership", "nearest", "margin", "layout", "centres"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes(), name
    assert (one.stability, one.choices) == (two.stability, two.choices)


def test_processes_cluster() -> None:
    """Several workers are other processes."""
    clustered(blobs(COUNT, 4), DiscoverySettings(runs=4, workers=2))
    assert psutil.Process().children(recursive=True)


def test_noise_stops_them_without_warning() -> None:
    """Cancelled clusterings give no warning and take no more time."""
    found = discovered(noise(), runs=64)
    assert found.parents == ()
    assert "noise of the same shape" in found.choices["themes"]
    assert not is_busy()


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_an_error_stops_them_without_warning(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    """An error in this process stops the others."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(MODULE, "project_units", fail)
    with pytest.raises(error):
        discovered(blobs(COUNT, 4), runs=64)
    assert not is_busy()
