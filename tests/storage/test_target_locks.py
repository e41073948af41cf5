"""One process at a time writes a target, the others learn at once whose it is, and what a live one writes stays."""

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from thememiner.errors import BusyTargetError, StorageError
from thememiner.storage import (
    recover_target,
    remove_leftovers,
    reserve_target,
    staged_folder,
    target_locks,
    write_bytes,
    write_parts,
)

WRITES = 100
COMPETING = """
import sys
from pathlib import Path
from thememiner.storage import write_bytes
for number in range(int(sys.argv[2])):
    write_bytes(Path(sys.argv[1]), sys.argv[3].encode() * 5000)
"""
HOLDING = """
import sys, time
from pathlib import Path
from thememiner.storage import {name}
with {name}(Path(sys.argv[1]){arguments}):
    print("held", flush=True)
    time.sleep(60)
"""
REFUSED = r"another process is writing it \(process {} on .+, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\)\. Wait"
FOLDER, FILE = ("staged_folder", ", replace=True"), ("reserve_target", "")


@contextmanager
def held(target: Path, kind: tuple[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a process that is writing a target, and kill it at the end of the block."""
    script = HOLDING.format(name=kind[0], arguments=kind[1])
    with subprocess.Popen([sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own script
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def names_in(folder: Path) -> list[str]:
    """Return the names of everything in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_writes_of_competing_processes_all_succeed(tmp_path: Path) -> None:
    """The file is always whole, the last writer wins, and nothing is left beside it."""
    target = tmp_path / "a"
    processes = [
        subprocess.Popen([sys.executable, "-c", COMPETING, str(target), str(WRITES), letter])  # noqa: S603 - our own script
        for letter in "xyz"
    ]
    while any(process.poll() is None for process in processes):
        if target.exists():
            content = target.read_bytes()
            assert content in {letter * 5000 for letter in (b"x", b"y", b"z")}
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("kind", [pytest.param(FOLDER, id="folder"), pytest.param(FILE, id="file")])
def test_the_second_process_is_refused_at_once(tmp_path: Path, kind: tuple[str, str]) -> None:
    """The message names the target, the first process and its time; what the first one writes stays."""
    target = tmp_path / "target"
    with held(target, kind) as process:
        before = names_in(tmp_path)
        begun = time.monotonic()
        for second in (staged_folder(target, replace=True), reserve_target(target)):
            with pytest.raises(BusyTargetError, match=REFUSED.format(process.pid)) as caught, second:
                pass
            assert caught.value.place == str(target)
        assert time.monotonic() - begun < 1
        remove_leftovers(target)
        assert names_in(tmp_path) == before


def test_a_lock_without_a_readable_record_still_locks(tmp_path: Path) -> None:
    """The second process is refused; only who the first one is cannot be said."""
    target = tmp_path / "target"
    with held(target, FILE):
        (lock,) = tmp_path.iterdir()
        lock.write_bytes(b"\nno record")
        with pytest.raises(BusyTargetError, match=r"another process is writing it\. Wait"), reserve_target(target):
            pass


@pytest.mark.parametrize("kind", [pytest.param(FOLDER, id="folder"), pytest.param(FILE, id="file")])
def test_a_dead_process_is_succeeded(tmp_path: Path, kind: tuple[str, str]) -> None:
    """The lock and the temporary files of a killed process do not matter, and the next writer removes them."""
    target = tmp_path / "target"
    with held(target, kind) as process:
        process.kill()
        process.wait()
        assert names_in(tmp_path) != []
    with staged_folder(target, replace=True) as folder:
        write_bytes(folder / "a", b"1")
    assert names_in(tmp_path) == ["target"]


def test_a_file_that_is_being_written_is_no_leftover(tmp_path: Path) -> None:
    """A writer in the middle of its work finds its temporary file, whoever else writes the same file meanwhile."""
    target = tmp_path / "a"

    def parts() -> Iterator[bytes]:
        yield b"slow"
        write_bytes(target, b"fast")
        remove_leftovers(target.with_name("b"))
        yield b" writer"

    write_parts(target, parts())
    assert target.read_bytes() == b"slow writer"
    assert names_in(tmp_path) == ["a"]


def test_a_reader_waits_while_a_folder_is_replaced(tmp_path: Path) -> None:
    """The old folder is moved back only if its writer is dead."""
    target = tmp_path / "run"
    aside = tmp_path / ".run.0123456789abcdef.old"
    with held(target, FOLDER) as process:
        aside.mkdir()
        process.kill()
        process.wait()
        recover_target(target)
    assert target.is_dir()
    assert not aside.exists()


def test_nothing_is_left_of_a_target_that_was_not_written(tmp_path: Path) -> None:
    """Parents that were made for it are removed, too, if the work fails."""

    def fail(target: Path) -> None:
        with reserve_target(target) as made:
            assert made == target.parent
            assert names_in(target.parent) == [f".{target.name}.lock"]
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail(tmp_path / "deep" / "deeper" / "a.csv")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("file/a/run", "a part of this path is a file", id="a file above"),
        pytest.param("x" * 250, "Choose a shorter name", id="a long name"),
    ],
)
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_target_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, name: str, told: str, kind: str
) -> None:
    """The error names the target, and not a hidden file beside it."""
    (tmp_path / "file").write_bytes(b"")
    target = tmp_path / name
    began = False
    with (
        pytest.raises(StorageError, match=told) as caught,
        staged_folder(target, replace=False) if kind == "folder" else reserve_target(target),
    ):
        began = True
    assert not began
    assert caught.value.place == str(target)
    assert names_in(tmp_path) == ["file"]


def test_a_message_names_the_target_and_no_temporary_folder(tmp_path: Path) -> None:
    """A file of an unfinished folder is called by the name that it will have."""
    with pytest.raises(StorageError) as caught, staged_folder(tmp_path / "run", replace=False) as folder:
        write_bytes(folder / "missing" / "units.parquet", b"")
    assert caught.value.place == str(tmp_path / "run" / "missing" / "units.parquet")
    assert names_in(tmp_path) == []


def test_a_file_system_without_locks_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is not known who is alive, so only what is a day old is removed."""

    def refuse(_descriptor: int, *, blocking: bool) -> bool:
        assert not blocking
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(target_locks, "lock_descriptor", refuse)
    young, old = (tmp_path / f".a.{digit * 16}.part" for digit in "01")
    for path in (young, old):
        path.write_bytes(b"")
    os.utime(old, (0, 0))
    write_bytes(tmp_path / "a", b"1")
    assert names_in(tmp_path) == [young.name, "a"]
    with staged_folder(tmp_path / "run", replace=False) as folder:
        write_bytes(folder / "a", b"1")
    assert names_in(tmp_path) == [young.name, "a", "run"]


def test_another_error_of_a_lock_is_an_error_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with the target's name, and no descriptor stays open."""

    def fail(_descriptor: int, *, blocking: bool) -> bool:
        raise OSError(errno.EIO, f"{os.strerror(errno.EIO)}{' ' * blocking}")

    monkeypatch.setattr(target_locks, "lock_descriptor", fail)
    with pytest.raises(StorageError, match=re.escape(str(tmp_path / "a"))), reserve_target(tmp_path / "a"):
        pass
