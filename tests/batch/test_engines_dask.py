"""A Dask cluster that is started for one batch."""

import multiprocessing
import tempfile
from functools import partial
from pathlib import Path

import psutil
import pytest
from engine_tasks import Sum, doubled, refused, started_by

from thememiner.batch.engines import Lost, engine_called
from thememiner.batch.engines.dask_cluster import DaskCluster, cluster_of_this_machine


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return a folder in which tasks leave marks."""
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that every process of a test takes for the shared temporary one."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_cluster_of_this_machine_does_everything_and_leaves_nothing(
    tmp_path: Path, marks: Path, temporary: Path
) -> None:
    """Two workers do all tasks, one is killed; no file is left, and nothing listens but on 127.0.0.1, encrypted."""
    engine = engine_called("dask", output=tmp_path / "runs", workers=2)
    tasks = [Sum(number, marks, takes=0.2, kills=int(number == 1)) for number in range(4)]
    found: dict[int, int | Lost] = {}
    for place, result in engine.each(doubled, tasks):
        if not found:
            listening = _listening()
            assert (tmp_path / "runs/log/dask").stat().st_mode & 0o777 == 0o700
        found[place] = result
    assert found == {0: 0, 1: 2, 2: 4, 3: 6}
    assert listening
    assert set(listening) == {"127.0.0.1"}
    assert not (tmp_path / "runs/log/dask").exists()
    assert list(temporary.iterdir()) == []


def _listening() -> list[str]:
    """Return the addresses at which this process and those that it started listen."""
    here = psutil.Process()
    processes = [here, *here.children(recursive=True)]
    found = [connection for process in processes for connection in process.net_connections("inet")]
    return [connection.laddr.ip for connection in found if connection.status == psutil.CONN_LISTEN]


def test_what_a_task_raises_ends_the_cluster(tmp_path: Path, marks: Path) -> None:
    """The error comes back, and no process of the cluster is left."""
    engine = DaskCluster(partial(cluster_of_this_machine, 1, tmp_path / "scratch"))
    with pytest.raises(ValueError, match="1"):
        list(engine.each(refused, [Sum(0, marks), Sum(1, marks)]))
    assert not multiprocessing.active_children()
    assert not any(psutil.pid_exists(process) for process in started_by(marks))
