"""One process at a time works on a plan."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_executor import run_small, write_plan

from thememiner.batch import locks as lock
from thememiner.batch.journal import State
from thememiner.batch.locks import HOLDER, LOCK, describe_holder, lock_output
from thememiner.batch.plan import read_plan
from thememiner.errors import UsageError

HOLDING = """
import sys, time
from pathlib import Path
from thememiner.batch.lock import locked

with locked(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holding(output: Path, seconds: float) -> subprocess.Popen[str]:
    """Start a process that is at work on a plan for so long."""
    command = [sys.executable, "-c", HOLDING, str(output), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter and script
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_process_refuses_and_names_the_first(tmp_path: Path) -> None:
    """It says what to do, and does nothing."""
    plan = read_plan(write_plan(tmp_path))
    with holding(plan.output, 60) as process:
        with pytest.raises(UsageError) as caught:
            run_small(plan)
        process.kill()
    assert f"process {process.pid} on " in str(caught.value)
    assert "--wait" in str(caught.value)
    assert not (plan.output / "runs").exists()


def test_the_second_process_waits_if_it_is_to(tmp_path: Path) -> None:
    """It goes on as soon as the first is done."""
    plan = read_plan(write_plan(tmp_path))
    with holding(plan.output, 1) as process:
        outcomes = run_small(plan, wait=True)
        assert process.wait() == 0
    assert {outcome.state for outcome in outcomes} == {State.DONE}


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    """The operating system frees it; what the dead one wrote about itself is no reason to refuse."""
    plan = read_plan(write_plan(tmp_path))
    with holding(plan.output, 60) as process:
        process.send_signal(signal.SIGKILL)
    assert (plan.output / "log" / HOLDER).exists()
    assert describe_holder(plan.output) == ""
    assert {outcome.state for outcome in run_small(plan)} == {State.DONE}


def test_a_call_that_only_asks_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To find out whether a process is at work, ``status`` holds the lock for a moment; a batch waits for that."""
    monkeypatch.setattr(lock, "LOCK_TIMEOUT", 60)  # for a machine with other things to do
    plan = read_plan(write_plan(tmp_path))
    with holding(plan.output, 0.1) as process:
        assert {outcome.state for outcome in run_small(plan)} == {State.DONE}
        assert process.wait() == 0


def test_the_lock_is_private_and_freed_after_an_error(tmp_path: Path) -> None:
    """Whatever ends the work, the next call can begin."""

    def fails() -> None:
        with lock_output(tmp_path, wait=False):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fails()
    begun = time.monotonic()
    with lock_output(tmp_path, wait=False):
        assert time.monotonic() - begun < 5
        assert (tmp_path / "log" / LOCK).stat().st_mode & 0o077 == 0
        assert str(os.getpid()) in describe_holder(tmp_path)
    assert describe_holder(tmp_path) == ""
