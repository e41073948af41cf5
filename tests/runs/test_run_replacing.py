"""A new run replaces an older one only if asked to, and never replaces a person's files."""

import dataclasses
import errno
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_runs import a_run, contents, write

from thememiner.errors import RunExistsError, StorageError
from thememiner.runs import open_run, refuse_existing

OTHER = dataclasses.replace(a_run(), themes=())


def make_run(folder: Path) -> None:
    """Put a run there."""
    write(a_run(), folder)


def make_transcripts(folder: Path) -> None:
    """Put transcripts there, as when ``-o`` names the wrong folder."""
    folder.mkdir()
    (folder / "P1.txt").write_text("months of work")


def make_run_with_notes(folder: Path) -> None:
    """Put a run there in which a person keeps notes."""
    write(a_run(), folder)
    (folder / "codings" / "my notes.docx").write_text("months of work")


def make_other_program(folder: Path) -> None:
    """Put a folder there that has a manifest of another program."""
    make_transcripts(folder)
    (folder / "manifest.json").write_text('{"program": "another", "files": {"P1.txt": ""}}')


def full_disk_after(working_calls: int) -> Callable[[int], None]:
    """Return an ``os.fsync`` that refuses for good after so many calls."""
    calls = itertools.count()
    synchronise = os.fsync

    def refusing(descriptor: int) -> None:
        if next(calls) >= working_calls:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        synchronise(descriptor)

    return refusing


def make_file(folder: Path) -> None:
    """Put a file there."""
    folder.write_text("months of work")


def test_existing_run_is_refused_naming_the_way_out(tmp_path: Path) -> None:
    """Without being asked, a run is not replaced; the message names --force."""
    make_run(tmp_path / "run")
    before = contents(tmp_path)
    with pytest.raises(RunExistsError, match=r"run: already exists\. .*--force"):
        write(OTHER, tmp_path / "run")
    assert contents(tmp_path) == before


def test_run_is_replaced_when_asked(tmp_path: Path) -> None:
    """With replace, the new run stands alone in its place; a file manager's droppings are no obstacle."""
    make_run(tmp_path / "run")
    (tmp_path / "run" / ".DS_Store").write_bytes(b"")
    write(OTHER, tmp_path / "run", replace=True)
    assert open_run(tmp_path / "run").themes == ()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert not (tmp_path / "run" / ".DS_Store").exists()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(make_transcripts, "not a run of ThemeMiner", id="transcripts"),
        pytest.param(make_run_with_notes, r"did not write \(codings/my notes\.docx\)", id="notes in a run"),
        pytest.param(make_other_program, "not a run of ThemeMiner", id="another program's"),
        pytest.param(make_file, "it is a file", id="a file"),
    ],
)
def test_persons_files_are_never_replaced(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    """Even with --force, a folder that holds anything but a run's own files is left as it is."""
    make(tmp_path / "run")
    before = contents(tmp_path)
    with pytest.raises(RunExistsError, match=f"cannot be replaced: .*{reason}"):
        write(OTHER, tmp_path / "run", replace=True)
    assert contents(tmp_path) == before


def test_empty_folder_may_be_replaced(tmp_path: Path) -> None:
    """An empty folder has nothing to lose, but is still not taken unasked."""
    (tmp_path / "run").mkdir()
    with pytest.raises(RunExistsError):
        write(OTHER, tmp_path / "run")
    write(OTHER, tmp_path / "run", replace=True)
    assert open_run(tmp_path / "run").themes == ()


def test_new_folder_is_not_refused(tmp_path: Path) -> None:
    """A folder that is not there is never refused, and asking does not make it."""
    for replace in (False, True):
        refuse_existing(tmp_path / "run", replace=replace)
    assert list(tmp_path.iterdir()) == []


def test_any_failing_write_leaves_the_old_run_or_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every n, if the disk refuses from its n-th synchronising on, the folder opens as one run or the other."""
    folder = tmp_path / "run"
    for working in itertools.count(step=3):
        if folder.exists():
            write(a_run(), folder, replace=True)
        else:
            make_run(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full_disk_after(working))
            try:
                write(OTHER, folder, replace=True)
            except StorageError:
                pass
            else:
                break
        assert open_run(folder).themes in ((), a_run().themes)
    assert open_run(folder).themes == ()
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_run_moved_aside_by_a_dead_writer_opens(tmp_path: Path) -> None:
    """If a writer died between moving the old run aside and the new one into place, the old run is there again."""
    make_run(tmp_path / "run")
    (tmp_path / "run").rename(tmp_path / ".run.0123456789abcdef.old")
    assert open_run(tmp_path / "run").themes == a_run().themes
    with pytest.raises(RunExistsError):
        write(OTHER, tmp_path / "run")
