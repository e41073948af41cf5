"""The Dask engine on a cluster that is started for one batch."""

import multiprocessing
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import pytest
from engine_tasks import Sum, doubled, refused, started_by

from thememiner._version import __version__
from thememiner.batch.engines import CrashedTask, create_engine
from thememiner.batch.engines.dask_cluster import (
    DaskCluster,
    describe_program,
    refuse_other_programs,
    start_local_cluster,
)
from thememiner.errors import UsageError


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Return a folder in which tasks leave marks."""
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that every process of a test uses as the temporary folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_local_cluster_runs_all_tasks_and_leaves_nothing(tmp_path: Path, marks: Path, temporary: Path) -> None:
    """One of two workers is killed; all tasks are done, no file is left, and it listens on 127.0.0.1 only."""
    engine = create_engine("dask", output=tmp_path / "runs", workers=2)
    tasks = [Sum(number, marks, takes=0.2, kills=int(number == 1)) for number in range(4)]
    results: dict[int, int | CrashedTask] = {}
    for index, result in engine.run_tasks(doubled, tasks):
        if not results:
            listening = _listening()
            assert (tmp_path / "runs/log/dask").stat().st_mode & 0o777 == 0o700
        results[index] = result
    assert results == {0: 0, 1: 2, 2: 4, 3: 6}
    assert listening
    assert set(listening) == {"127.0.0.1"}
    assert not (tmp_path / "runs/log/dask").exists()
    assert list(temporary.iterdir()) == []


def _listening() -> list[str]:
    """Return the addresses on which this process and its children listen."""
    here = psutil.Process()
    processes = [here, *here.children(recursive=True)]
    found = [connection for process in processes for connection in process.net_connections("inet")]
    return [connection.laddr.ip for connection in found if connection.status == psutil.CONN_LISTEN]


def test_an_exception_in_a_task_ends_the_cluster(tmp_path: Path, marks: Path) -> None:
    """The exception is raised again, and no process of the cluster is left."""
    engine = DaskCluster(partial(start_local_cluster, 1, tmp_path / "scratch"))
    with pytest.raises(ValueError, match="1"):
        list(engine.run_tasks(refused, [Sum(0, marks), Sum(1, marks)]))
    assert not multiprocessing.active_children()
    assert not any(psutil.pid_exists(process) for process in started_by(marks))


@pytest.mark.parametrize(
    ("known", "threads", "told"),
    [
        pytest.param(("9.9", "other"), 1, "version 9.9", id="another version"),
        pytest.param((__version__, "other"), 1, "other files or packages", id="the same version, altered"),
        pytest.param(ModuleNotFoundError("thememiner"), 1, "cannot load ThemeMiner", id="not installed"),
        pytest.param(describe_program(), 4, "--nthreads 1", id="several threads"),
    ],
)
def test_workers_that_would_give_other_results_are_refused(known: object, threads: int, told: str) -> None:
    """The message names the worker and says what to do."""
    with pytest.raises(UsageError) as refused:
        refuse_other_programs(_Workers({"tcp://a:1": known}, {"tcp://a:1": threads}))
    assert "tcp://a:1" in str(refused.value)
    assert told in str(refused.value)


@dataclass
class _Workers:
    """The workers of a client."""

    known: dict[str, object]
    threads: dict[str, int]

    def nthreads(self) -> dict[str, int]:
        """Return the number of threads of each worker."""
        return self.threads

    def run(self, _: object, *, on_error: str) -> dict[str, object]:
        """Return the result of a function in each worker."""
        assert on_error == "return"
        return self.known
