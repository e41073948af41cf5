"""A folder takes its place as a whole or not at all, and takes the place of another only when asked."""

import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from effort import failing_calls
from faulty_disk import FaultyDisk

from thememiner.errors import StorageError
from thememiner.storage import recover_target, staged_folder, write_bytes

NAMES = ("a", "b", "sub/c")

ENDLESS_WRITER = """
import itertools, sys
from pathlib import Path
from thememiner.storage import staged_folder, write_bytes

for round in itertools.count(1):
    with staged_folder(Path(sys.argv[1]), replace=True) as folder:
        (folder / "sub").mkdir()
        for name in ("a", "b", "sub/c"):
            write_bytes(folder / name, str(round).encode())
    print(round, flush=True)
"""


def fill(folder: Path, content: str) -> None:
    """Write the same content into every file of a folder."""
    (folder / "sub").mkdir()
    for name in NAMES:
        write_bytes(folder / name, content.encode())


def write(target: Path, content: str, *, replace: bool = True) -> None:
    """Write a whole folder."""
    with staged_folder(target, replace=replace) as folder:
        fill(folder, content)


def content_of(target: Path) -> str:
    """Return the one content that all files of a folder have."""
    contents = {(target / name).read_text() for name in NAMES}
    assert len(contents) == 1, "torn: files of different writers"
    assert len([path for path in target.rglob("*") if path.is_file()]) == len(NAMES)
    return contents.pop()


def test_folder_is_private_and_alone(tmp_path: Path) -> None:
    """The folder has mode 0700, missing parents are made, nothing is left beside it."""
    write(tmp_path / "deep" / "run", "new", replace=False)
    assert content_of(tmp_path / "deep" / "run") == "new"
    assert stat.S_IMODE((tmp_path / "deep" / "run").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["run"]


def test_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    """While the block runs, the old folder is in its place."""
    write(tmp_path / "run", "old")
    with staged_folder(tmp_path / "run", replace=True) as folder:
        fill(folder, "new")
        assert content_of(tmp_path / "run") == "old"
    assert content_of(tmp_path / "run") == "new"


def test_failing_block_changes_nothing(tmp_path: Path) -> None:
    """An error of the block passes through, the old folder stays, and the unfinished one is removed."""
    write(tmp_path / "run", "old")

    def interrupted() -> None:
        with staged_folder(tmp_path / "run", replace=True) as folder:
            fill(folder, "new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert content_of(tmp_path / "run") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_existing_folder_is_kept_without_replace(tmp_path: Path) -> None:
    """A folder with content is never replaced unasked, even one that appears while the block runs."""

    def overtaken() -> None:
        with staged_folder(tmp_path / "run", replace=False) as folder:
            fill(folder, "new")
            write(tmp_path / "other", "old")
            (tmp_path / "other").rename(tmp_path / "run")

    with pytest.raises(StorageError, match="not empty"):
        overtaken()
    assert content_of(tmp_path / "run") == "old"


def test_link_stays_a_link(tmp_path: Path) -> None:
    """Where the target is a link, the folder behind it is replaced."""
    write(tmp_path / "real", "old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert content_of(tmp_path / "real") == "new"


@pytest.mark.parametrize("dies", [pytest.param(False, id="one call fails"), pytest.param(True, id="the disk dies")])
@pytest.mark.parametrize("old", ["old", None])
def test_any_failing_call_leaves_old_or_new(tmp_path: Path, dies: bool, old: str | None) -> None:  # noqa: FBT001 - a parameter of the test
    """For every n, a failure of the n-th call leaves the old folder or the new, and the next writer cleans up."""
    for failing_call in failing_calls():
        target = tmp_path / str(failing_call) / "run"
        target.parent.mkdir()
        if old:
            write(target, old)
        with pytest.MonkeyPatch.context() as patch:
            disk = FaultyDisk(patch, failing_call=failing_call, dies=dies)
            try:
                write(target, "new")
            except OSError:
                assert disk.failed
            except StorageError:
                assert disk.failed
        recover_target(target)
        assert (content_of(target) if target.exists() else None) in (old, "new")
        write(target, "newer")
        assert content_of(target) == "newer"
        assert [path.name for path in target.parent.iterdir()] == ["run"]
        if not disk.failed:
            break
    assert failing_call > 20


def test_killed_writer_leaves_old_or_new(tmp_path: Path) -> None:
    """A process killed at a random moment leaves one whole folder, never older than the last it announced."""
    target = tmp_path / "run"
    moments = random.Random(0)  # noqa: S311 - moments, no secrets
    for _ in range(8):
        writer = subprocess.Popen(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-c", ENDLESS_WRITER, str(target)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(moments.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        announced = int(([1, *map(int, writer.communicate()[0].split())])[-1])
        recover_target(target)
        assert int(content_of(target)) - announced in (0, 1)
    write(target, "end")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_missing_folders_above_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    """Those that are there stay as they are."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o755)
    with staged_folder(tmp_path / "there" / "one" / "two" / "run", replace=False) as staged:
        write_bytes(staged / "a", b"1")
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "there", *sorted((tmp_path / "there").rglob("*")))]
    assert modes == [0o755, 0o700, 0o700, 0o700, 0o600]
