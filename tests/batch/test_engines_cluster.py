"""A Dask scheduler and workers, started with the commands of the documentation."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_plans import NO_THEMES, runs_of, small_plan

from thememiner.batch.engines import create_engine
from thememiner.batch.journal import State, journal_path, read_journal
from thememiner.batch.plan import Plan
from thememiner.batch.run_plan import run_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs/batch-engines.md"
ADDRESS = "tcp://127.0.0.1:8786"


@contextmanager
def _running(command: list[str], folder: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a command in a new process group, and end the whole group afterwards."""
    process = subprocess.Popen(  # noqa: S603 - our own documentation
        command, cwd=folder, stderr=subprocess.DEVNULL, env=_environment(), start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def _documented() -> tuple[list[str], list[str]]:
    """Return the documented commands for a scheduler and a worker on this machine."""
    lines = [line.strip() for line in DOCUMENTATION.read_text(encoding="utf-8").splitlines()]
    scheduler = next(line for line in lines if line.startswith("dask scheduler --host 127.0.0.1"))
    worker = next(line for line in lines if line.startswith(f"dask worker {ADDRESS}"))
    here = str(Path(sys.executable).with_name("dask"))
    return [here, *scheduler.split()[1:]], [here, *worker.split()[1:]]


def _environment() -> dict[str, str]:
    """Return this environment with the variables that the documentation exports."""
    lines = DOCUMENTATION.read_text(encoding="utf-8").splitlines()
    exports = [line.split()[1].split("=") for line in lines if line.strip().startswith("export DASK")]
    assert exports
    return {**os.environ, **dict(exports)}


def _free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    """Of two workers over TCP, one is killed with its nanny while it mines; the runs are those of one process."""
    here, plan = (small_plan(tmp_path / name, configuration=NO_THEMES) for name in ("here", "there"))
    run_plan(here)
    port, (scheduler, worker) = _free_port(), _documented()
    with ExitStack() as started:
        for command in (scheduler, worker, worker):
            process = started.enter_context(_running([part.replace("8786", port) for part in command], tmp_path))
        engine = create_engine("dask", output=plan.output, scheduler=ADDRESS.replace("8786", port))
        killer = threading.Thread(target=_kill_while_segmenting, args=(process, plan), daemon=True)
        killer.start()
        crashes: list[str] = []
        outcomes = run_plan(plan, engine=engine, on_crash=crashes.append)
        killer.join()
        assert process.wait(timeout=60) == -signal.SIGKILL
    assert [outcome.state for outcome in outcomes] == [State.DONE, State.DONE]
    assert runs_of(plan) == runs_of(here)
    assert len(_started_stages(plan)) > len(_started_stages(here)), "it was killed after it was done"
    assert [corpus in plan.corpora for corpus in crashes] == [True], "one crash, reported with the name of its corpus"


def _kill_while_segmenting(process: "subprocess.Popen[bytes]", plan: Plan) -> None:
    """Kill a process group as soon as every corpus is being cut into units."""
    while process.poll() is None and len([stage for stage, _ in _started_stages(plan) if stage == "segment"]) < len(
        plan.jobs
    ):
        time.sleep(0.01)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _started_stages(plan: Plan) -> list[tuple[object, str]]:
    """Return the stage and the corpus of every start of a stage."""
    return [
        (line["stage"], job.corpus)
        for job in plan.jobs
        for line in read_journal(journal_path(plan.output, job.corpus, job.configuration))
        if line["event"] == "begin"
    ]
