"""One process at a time works on a plan, and one at a time on a corpus."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from small_executor import run_small, write_plan

from thememiner.batch import locks
from thememiner.batch.journal import State
from thememiner.batch.locks import HOLDER, LOCK, describe_holder, lock_corpus, lock_output
from thememiner.batch.plan import read_plan
from thememiner.errors import UsageError

HOLDING = """
import sys, time
from pathlib import Path
from thememiner.batch.locks import lock_output

with lock_output(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""

LOCKING_A_CORPUS = """
import sys, time
from pathlib import Path
from thememiner.batch.locks import lock_corpus
with lock_corpus(Path(sys.argv[1]), "study"):
    print("locked", flush=True)
    time.sleep(60)
"""


def hold_lock(output: Path, seconds: float) -> subprocess.Popen[str]:
    """Start a process that holds the lock of a plan for some seconds."""
    command = [sys.executable, "-c", HOLDING, str(output), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter and script
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_process_refuses_and_names_the_first(tmp_path: Path) -> None:
    """The message says what to do; nothing is written."""
    plan = read_plan(write_plan(tmp_path))
    with hold_lock(plan.output, 60) as process:
        with pytest.raises(UsageError) as caught:
            run_small(plan)
        process.kill()
    assert f"process {process.pid} on " in str(caught.value)
    assert "--wait" in str(caught.value)
    assert not (plan.output / "runs").exists()


def test_the_second_process_waits_if_asked_to(tmp_path: Path) -> None:
    """It continues as soon as the first has finished."""
    plan = read_plan(write_plan(tmp_path))
    with hold_lock(plan.output, 1) as process:
        outcomes = run_small(plan, wait=True)
        assert process.wait() == 0
    assert {outcome.state for outcome in outcomes} == {State.DONE}


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    """The operating system releases it; the file that the dead process left behind does not matter."""
    plan = read_plan(write_plan(tmp_path))
    with hold_lock(plan.output, 60) as process:
        process.send_signal(signal.SIGKILL)
    assert (plan.output / "log" / HOLDER).exists()
    assert describe_holder(plan.output) == ""
    assert {outcome.state for outcome in run_small(plan)} == {State.DONE}


def test_asking_for_the_status_stops_no_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``status`` holds the lock for a moment to find out whether a process is working; a batch waits for that."""
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 60)  # for a busy machine
    plan = read_plan(write_plan(tmp_path))
    with hold_lock(plan.output, 0.1) as process:
        assert {outcome.state for outcome in run_small(plan)} == {State.DONE}
        assert process.wait() == 0


def test_the_lock_is_private_and_released_after_an_error(tmp_path: Path) -> None:
    """Whatever ends a call, the next one can start."""

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


def test_a_corpus_waits_until_the_other_process_has_finished_or_died(tmp_path: Path) -> None:
    """A worker whose batch was killed finishes first; if the worker itself dies, the lock is free."""
    entered = {corpus: threading.Event() for corpus in ("study", "another study")}

    def enter(corpus: str) -> None:
        with lock_corpus(tmp_path, corpus):
            entered[corpus].set()

    command = [sys.executable, "-c", LOCKING_A_CORPUS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603 - our own script
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        for corpus in entered:
            threading.Thread(target=enter, args=(corpus,), daemon=True).start()
        assert entered["another study"].wait(10)
        assert not entered["study"].wait(0.3)
        other.kill()
        assert entered["study"].wait(10)
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"log"}
