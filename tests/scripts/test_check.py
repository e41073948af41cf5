"""``scripts/check`` runs every part, shows what it said, and fails if one of them fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[2] / "scripts" / "check"
PROGRAM = '#!/bin/sh\necho "${0##*/} $*, ${THEMEMINER_CHECK-short}"\n[ "${0##*/} $1" != "$FAILING" ]\n'
"""Stands for a program of the virtual environment: it says how it was called, and fails if it is told to."""


def run_check(folder: Path, *options: str, failing: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a copy of the script with stand-ins for all programs."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (folder / "scripts").mkdir()
    script = shutil.copy(CHECK, folder / "scripts" / "check")
    for path in (
        folder / "scripts" / "setup",
        *(programs / name for name in ("ruff", "mypy", "lint-imports", "pytest")),
    ):
        path.write_text(PROGRAM, "utf-8")
        path.chmod(0o700)
    environment = {name: value for name, value in os.environ.items() if name != "THEMEMINER_CHECK"} | {
        "FAILING": failing
    }
    return subprocess.run([script, *options], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own script


@pytest.mark.parametrize(
    ("program", "part"),
    [
        pytest.param("ruff format", "format", id="format"),
        pytest.param("ruff check", "lint", id="lint"),
        pytest.param("lint-imports ", "layers", id="layers"),
        pytest.param("mypy ", "types", id="types"),
        pytest.param("pytest -n", "tests", id="tests"),
    ],
)
def test_a_failing_part_fails_the_check(tmp_path: Path, program: str, part: str) -> None:
    """All parts run, the exit code is 1, and the last line names the part."""
    done = run_check(tmp_path, failing=program)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"Failed: {part}"
    assert all(word in done.stdout for word in ("ruff format", "ruff check", "lint-imports", "mypy", "pytest"))


def test_a_check_passes_if_all_parts_pass(tmp_path: Path) -> None:
    """A plain check leaves out slow tests and passes further words to pytest."""
    done = run_check(tmp_path, "-k", "words")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "All checks passed."
    assert "-m not slow -k words, short" in done.stdout


def test_a_full_check_with_coverage_runs_everything(tmp_path: Path) -> None:
    """Slow tests run, too, every case is tried, and lines are counted."""
    (tests,) = (line for line in run_check(tmp_path, "--full", "--coverage").stdout.splitlines() if "pytest" in line)
    assert "slow" not in tests
    assert "--cov=thememiner" in tests
    assert tests.endswith(", full")
