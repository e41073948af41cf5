"""The script that proves that the program needs no network."""

import subprocess
import sys
from pathlib import Path

import pytest

OFFLINE = Path(__file__).resolve().parents[2] / "scripts" / "offline.py"

PROGRAM = """
import socket, sys
try:
    socket.create_connection(("192.0.2.1", 80), timeout=3)
except OSError as error:
    print(error.strerror)
sys.exit(7)
"""


def _offline(*command: str) -> "subprocess.CompletedProcess[str]":
    whole = [sys.executable, str(OFFLINE), *command]
    return subprocess.run(whole, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own words


def test_a_command_runs_without_a_network() -> None:
    """The command cannot reach the network, the script proves this first, and the exit code is passed on."""
    done = _offline(sys.executable, "-c", PROGRAM)
    if done.returncode == 2:
        pytest.skip(done.stderr)
    assert done.returncode == 7, done.stderr
    *proof, reached = done.stdout.splitlines()
    assert reached == "Network is unreachable"
    assert "Offline: 192.0.2.1 cannot be reached (Network is unreachable)." in proof
    assert proof[-1] == "Offline: this machine reaches itself."


def test_without_proof_the_command_does_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If the network cannot be switched off, the command does not run, and the reason is given."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = _offline(sys.executable, "-c", PROGRAM)
    assert (done.returncode, done.stdout) == (2, "")
    assert "does not allow network namespaces" in done.stderr
