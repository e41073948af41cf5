"""The engine with several processes on this machine."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from engine_tasks import Sum, doubled, ending, refused, started_by, threads

from thememiner.batch.engines import CrashedTask, CrashReporter
from thememiner.batch.engines.processes import Processes


def test_every_task_runs_in_a_worker_process(tmp_path: Path) -> None:
    """Two workers run all tasks, and neither is this process."""
    tasks = [Sum(number, tmp_path, takes=0.05) for number in range(6)]
    assert dict(Processes(2).run_tasks(doubled, tasks)) == {number: 2 * number for number in range(6)}
    assert len(started_by(tmp_path)) == 2
    assert os.getpid() not in started_by(tmp_path)


def test_no_tasks_give_no_results() -> None:
    """An empty list of tasks is allowed."""
    assert list(Processes(2).run_tasks(doubled, [])) == []


def test_only_a_task_that_kills_two_workers_fails(tmp_path: Path) -> None:
    """A task that killed two workers is marked as failed; one that killed one worker is done at the second try."""
    tasks = [Sum(number, tmp_path, kills={1: 9, 3: 1}.get(number, 0)) for number in range(5)]
    found = dict(Processes(2).run_tasks(doubled, tasks))
    assert found == {0: 0, 1: CrashedTask(2), 2: 4, 3: 6, 4: 8}
    assert [len(list(tmp_path.glob(f"{number}-*"))) for number in range(5)] == [1, 2, 1, 2, 1]


def test_crashes_are_reported_and_only_final_results_are_given(tmp_path: Path) -> None:
    """A task that is tried again is reported once, and has one result."""
    tasks = [Sum(number, tmp_path, kills={1: 9, 2: 1}.get(number, 0)) for number in range(3)]
    crashed: list[object] = []
    found = sorted(CrashReporter(Processes(2), crashed.append).run_tasks(doubled, tasks))
    assert found == [(0, 0), (1, CrashedTask(2)), (2, 4)]
    assert sorted(task.number for task in crashed if isinstance(task, Sum)) == [1, 2]


def test_a_task_of_a_killed_worker_is_run_again(tmp_path: Path) -> None:
    """After SIGKILL in the middle of a task the other tasks go on."""
    tasks = [Sum(number, tmp_path, takes=0.4) for number in range(4)]

    def kill() -> None:
        while not list(tmp_path.iterdir()):
            time.sleep(0.02)
        os.kill(min(started_by(tmp_path)), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = dict(Processes(2).run_tasks(doubled, tasks))
    killer.join()
    assert found == {0: 0, 1: 2, 2: 4, 3: 6}
    assert len(list(tmp_path.iterdir())) == 5


def test_a_worker_that_dies_after_its_task_is_replaced(tmp_path: Path) -> None:
    """Its result is kept, and the next task runs in a new process, although the caller learned of the death late."""
    found: dict[int, object] = {}
    for number, result in Processes(2).run_tasks(ending, [Sum(number, tmp_path) for number in range(6)]):
        found[number] = result
        if number == 0:
            _wait_until(lambda: _has_ended(tmp_path / "1"))
    assert sorted(found) == [0, 1, 2, 3, 4, 5]
    assert len(set(found.values())) == 3


def test_an_exception_in_a_task_ends_the_call(tmp_path: Path) -> None:
    """The exception is raised again, and the running worker is stopped."""
    tasks = [Sum(0, tmp_path, takes=60), Sum(1, tmp_path)]
    began = time.monotonic()
    with pytest.raises(ValueError, match="1"):
        list(Processes(2).run_tasks(refused, tasks))
    assert time.monotonic() - began < 30
    assert not any(map(_lives, started_by(tmp_path)))


def test_several_workers_use_one_thread_each(tmp_path: Path) -> None:
    """Two workers on two processors do not start four threads."""
    found = dict(Processes(2).run_tasks(threads, [Sum(0, tmp_path)]))[0]
    assert isinstance(found, dict)
    assert {found[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")} == {"1"}


@pytest.mark.parametrize("kind", [pytest.param(signal.SIGKILL, id="killed"), pytest.param(signal.SIGINT, id="Ctrl-C")])
def test_workers_end_with_their_parent_process(tmp_path: Path, kind: signal.Signals) -> None:
    """However the parent process ends, its workers end in the middle of their tasks."""
    marks = tmp_path / "marks"
    marks.mkdir()
    script = tmp_path / "script.py"
    script.write_text(
        "import signal\n"
        "from pathlib import Path\n"
        "from engine_tasks import Sum, doubled\n"
        "from thememiner.batch.engines.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background job ignores it
        f"    list(Processes(2).run_tasks(doubled, [Sum(n, Path({str(marks)!r}), takes=60) for n in range(2)]))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, str(script)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own script
    _wait_until(lambda: len(list(marks.iterdir())) == 2)
    process.send_signal(kind)
    process.wait(timeout=20)
    _wait_until(lambda: not any(map(_lives, started_by(marks))))


def _wait_until(is_true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _has_ended(mark: Path) -> bool:
    """Return whether the process whose id is in a file, once it is written, does not live any more."""
    written = mark.read_text("utf-8") if mark.exists() else ""
    return bool(written) and not _lives(int(written))


def _lives(process: int) -> bool:
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
