"""If a disk is full or fails, old results stay, a message names file and free space, and the next call continues."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from batch_trees import torn_files, tree_of
from effort import failing_calls
from faulty_disk import FaultyDisk
from small_executor import run_small, write_plan

from thememiner.batch.journal import JobJournal, read_journal
from thememiner.batch.plan import read_plan
from thememiner.errors import StorageError

CHANGED = "[discovery]\nruns = 3\n"
"""Changes the last two stages."""

ON_A_SMALL_DISK = """
import json, os, sys
from pathlib import Path
from batch_trees import torn_files, tree_of
from small_executor import run_small, write_plan
from thememiner.errors import StorageError

folder, room, whole = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[4])
out = folder / "out"
for each in (folder, whole):
    run_small(write_plan(each, corpora=2))
    plan = write_plan(each, {"plain": sys.argv[3]}, corpora=2)
run_small(plan)
plan, before = folder / "plan.toml", tree_of(out)
with (folder / "ballast").open("wb", buffering=0) as ballast:
    try:
        while ballast.write(b"0" * 4096):
            pass
    except OSError:
        ballast.truncate(ballast.tell() - room)
try:
    told = [f"{one.failure.place}: {one.failure.reason} {one.failure.remedy}" for one in run_small(plan) if one.failure]
except StorageError as error:
    told = [str(error)]
runs = {name: known for name, known in tree_of(out).items() if name.startswith("runs/")}
kept = all(before[name] == known for name, known in runs.items())
torn = torn_files(out)
(folder / "ballast").unlink()
run_small(plan)
same = tree_of(out) == tree_of(whole / "out")
print(json.dumps({"told": told, "kept": kept, "torn": torn, "same": same}))
"""
MOUNTING = 'mount -t tmpfs -o size=1m,mode=0700 tmpfs "$1" && shift && exec "$@"'


@pytest.fixture
def small_disk(tmp_path: Path) -> list[str]:
    """Return the start of a command that mounts a disk of one megabyte in a folder, or skip with the reason."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["unshare", "-rm", "sh", "-c", MOUNTING, "sh", str(folder)]
    allowed = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603 - a system command
    if not allowed or allowed.returncode:
        pytest.skip("this system does not let a user mount a small disk of their own (unshare -rm, mount -t tmpfs)")
    return command


@pytest.mark.parametrize("room", [pytest.param(16384, id="in the middle"), pytest.param(0, id="from the start")])
def test_a_full_disk_keeps_old_results(small_disk: list[str], tmp_path: Path, room: int) -> None:
    """Existing runs stay as they were; when there is space again, the next call completes the work."""
    script = [sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path / "disk"), str(room), CHANGED, str(tmp_path)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [*small_disk, *script], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kept"]
    assert found["torn"] == []
    assert found["same"]
    assert found["told"]
    for told in found["told"]:
        assert told.startswith(str(tmp_path / "disk" / "out"))
        assert "No space left on device; 0 MB free there" in told
        assert "Free some space" in told


@pytest.mark.parametrize("dies", [pytest.param(False, id="one call fails"), pytest.param(True, id="the disk dies")])
def test_any_failing_call_leaves_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """For every n: if the n-th system call fails, each file is whole, and the next call completes the work."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # hundreds of folders that need not survive a power cut
    run_small(write_plan(tmp_path / "begun", corpora=1))
    write_plan(tmp_path / "begun", {"plain": CHANGED}, corpora=1)
    shutil.copytree(tmp_path / "begun", tmp_path / "whole")
    run_small(tmp_path / "whole" / "plan.toml")
    expected = tree_of(tmp_path / "whole" / "out")
    for failing_call in failing_calls():
        folder = tmp_path / str(failing_call)
        shutil.copytree(tmp_path / "begun", folder)
        plan = read_plan(folder / "plan.toml")
        with pytest.MonkeyPatch.context() as patch:
            disk = FaultyDisk(patch, failing_call=failing_call, dies=dies)
            try:
                codes = {outcome.exit_code for outcome in run_small(plan)}
            except StorageError as error:
                codes = {error.exit_code}
        assert codes <= {0, StorageError.exit_code}, f"call {failing_call}"
        assert torn_files(folder / "out") == []
        run_small(plan)
        assert tree_of(folder / "out") == expected, f"call {failing_call}"
        shutil.rmtree(folder)
        if not disk.failed:
            break
    assert failing_call > 50


def test_a_line_that_was_cut_off_damages_no_other_line(tmp_path: Path) -> None:
    """On a full disk the last line of a log may be cut off; the next entry starts a new line."""
    journal = JobJournal(tmp_path / "plain.jsonl")
    journal.log("begin", stage="read")
    with journal.path.open("ab") as file:
        file.write(b'{"time": "2026-')
    journal.log("begin", stage="embed")
    assert [line["stage"] for line in read_journal(journal.path)] == ["read", "embed"]
