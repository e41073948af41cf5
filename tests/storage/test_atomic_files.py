"""A file is there with its old content or its new, whatever happens."""

import os
import resource
import stat
from pathlib import Path

import pytest
from effort import failing_calls
from faulty_disk import FaultyDisk

from thememiner.errors import StorageError
from thememiner.storage import write_bytes

OLD, NEW = b"old" * 100, "新的".encode() * 100


def test_content_is_written_as_given(tmp_path: Path) -> None:
    """What is written is read back, also over what was there, also nothing at all."""
    for content in (NEW, b"", OLD):
        write_bytes(tmp_path / "a.json", content)
        assert (tmp_path / "a.json").read_bytes() == content


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """A file has mode 0600 whatever the process's mask, and nothing is left beside it."""
    before = os.umask(0)
    try:
        write_bytes(tmp_path / "a", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("dies", [pytest.param(False, id="one call fails"), pytest.param(True, id="the disk dies")])
def test_any_failing_call_leaves_old_or_new(tmp_path: Path, dies: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """For every n, a failure of the n-th call leaves a whole file, and the next write cleans up."""
    for failing_call in failing_calls():
        folder = tmp_path / str(failing_call)
        folder.mkdir()
        write_bytes(folder / "a", OLD)
        with pytest.MonkeyPatch.context() as patch:
            disk = FaultyDisk(patch, failing_call=failing_call, dies=dies)
            try:
                write_bytes(folder / "a", NEW)
            except StorageError as error:
                assert error.place == str(folder / "a")  # noqa: PT017 - most calls fail, the last does not
        assert (folder / "a").read_bytes() in (OLD, NEW)
        write_bytes(folder / "a", NEW)
        assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("a", NEW)]
        if not disk.failed:
            break
    assert failing_call > 5


def test_full_disk_is_told_with_the_free_space(tmp_path: Path) -> None:
    """A refused write names the file, the reason, the free space and what to do."""
    with pytest.MonkeyPatch.context() as patch:
        FaultyDisk(patch, failing_call=2, dies=False)
        with pytest.raises(StorageError, match=r"a\.json: .*No space left.* MB free there.* Free some space"):
            write_bytes(tmp_path / "a.json", NEW)
    assert list(tmp_path.iterdir()) == []


def test_limit_on_file_size_leaves_the_old_content(tmp_path: Path) -> None:
    """A write that the kernel really cuts short changes nothing."""
    path = tmp_path / "a"
    write_bytes(path, OLD)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(StorageError, match="limit on the size"):
            write_bytes(path, bytes(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [(left.name, left.read_bytes()) for left in tmp_path.iterdir()] == [("a", OLD)]


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    """A file in a folder that is not there is refused with the file's name."""
    with pytest.raises(StorageError, match="No such file"):
        write_bytes(tmp_path / "nowhere" / "a", NEW)


def test_files_with_similar_names_are_left_alone(tmp_path: Path) -> None:
    """Cleaning up after one file touches no other file's leftovers and no person's hidden file."""
    others = [".a.part", ".a.old", ".ab.0123456789abcdef.part", ".a.0123456789abcdef.part.txt", "a.old"]
    for name in others:
        (tmp_path / name).write_bytes(OLD)
    (tmp_path / ".a.0123456789abcdef.part").write_bytes(OLD)
    write_bytes(tmp_path / "a", NEW)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a", *others])
