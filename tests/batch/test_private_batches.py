"""Only the owner can read what a batch writes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_executor import run_small, write_plan

from thememiner.batch.plan import read_plan
from thememiner.batch.summary.page import write_summary


@pytest.fixture(params=[0o000, 0o022], ids=["open umask", "usual umask"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set a umask, so that others may read whatever the program does not protect."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_the_owner_can_read_any_file(tmp_path: Path) -> None:
    """Every folder has mode 0700 and every file 0600: output, runs, results of stages, logs, locks, summary."""
    plan = read_plan(write_plan(tmp_path, corpora=2))
    write_summary(plan, run_small(plan)[:0])
    paths = [plan.output, *sorted(plan.output.rglob("*"))]
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in paths}
    wrong = {
        name: oct(mode) for name, mode in modes.items() if mode != (0o700 if (tmp_path / name).is_dir() else 0o600)
    }
    assert wrong == {}
    assert {"out", "out/runs", "out/runs/corpus-0", "out/stages/corpus-1", "out/log/jobs"} <= modes.keys()
