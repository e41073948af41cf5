"""A folder that is incomplete, altered, of a future format, or not a run is refused with the file's name."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sample_runs import a_run, contents, write

from thememiner.errors import RunError, UsageError
from thememiner.runs import FORMAT, open_run
from thememiner.storage import hash_bytes

READ = (
    *("documents.parquet", "participants.json", "units.parquet", "vectors.npy", "contextual.npy", "layout.npy"),
    *("themes.json", "codings/manual.parquet", "codebooks/manual.json", "comparisons/manual--ThemeMiner.json"),
    *("ceiling.json", "state/centres.npy"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a run."""
    write(a_run(), tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("place", [0, 0.5, 0.999])
def test_flipped_bit_is_refused_by_the_name_of_its_file(folder: Path, name: str, place: float) -> None:
    """One flipped bit anywhere in a file that is read is noticed, and the message names the file."""
    data = bytearray((folder / name).read_bytes())
    data[int(place * len(data))] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(RunError, match="altered or damaged") as caught:
        open_run(folder)
    assert caught.value.place == str(folder / name)


@pytest.mark.parametrize("name", READ)
def test_missing_file_is_refused_by_its_name(folder: Path, name: str) -> None:
    """A run that lost a file is refused with the file's name."""
    (folder / name).unlink()
    with pytest.raises(RunError, match="cannot be read"):
        open_run(folder)


def test_report_may_be_edited(folder: Path) -> None:
    """What can be made anew from the run does not keep it from opening."""
    (folder / "methods.md").write_text("We …")
    (folder / "report.html").unlink()
    assert open_run(folder).manifest["format"] == FORMAT


def alter(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest of a run."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def forge(folder: Path, name: str, data: bytes) -> None:
    """Put other content into a file of a run, with a good hash."""
    (folder / name).write_bytes(data)
    alter(folder, lambda manifest: manifest["files"].update({name: hash_bytes(data)}))


def test_future_format_is_refused_with_a_sentence(folder: Path) -> None:
    """A run of a later format says so, and what to do."""
    alter(folder, lambda manifest: manifest.update(format=FORMAT + 1))
    with pytest.raises(RunError, match=rf"later version \(run format {FORMAT + 1}; .*Update ThemeMiner"):
        open_run(folder)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda manifest: manifest.update(format="1"), id="format is text"),
        pytest.param(lambda manifest: manifest.update(format=0), id="format is 0"),
        pytest.param(lambda manifest: manifest.pop("format"), id="no format"),
        pytest.param(lambda manifest: manifest.update(files=[]), id="no hashes"),
        pytest.param(lambda manifest: manifest["files"].pop("units.parquet"), id="a file without hash"),
        pytest.param(lambda manifest: manifest["files"].update({"state/../../x.npy": ""}), id="outside, up"),
        pytest.param(lambda manifest: manifest["files"].update({"state/..\\x.npy": ""}), id="outside, backslash"),
    ],
)
def test_damaged_manifest_is_refused(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A manifest that no program of ours wrote is refused, and leads nowhere outside the folder."""
    alter(folder, change)
    with pytest.raises(RunError):
        open_run(folder)


def test_manifest_that_is_no_json_is_refused(folder: Path) -> None:
    """A manifest cut short is called damaged."""
    (folder / "manifest.json").write_bytes(b'{"format": 1, ')
    with pytest.raises(RunError, match="damaged"):
        open_run(folder)


def test_other_folder_is_refused_with_what_a_run_has(tmp_path: Path) -> None:
    """A folder without a manifest of ours is a wrong argument, and the message says what a run folder has."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text('{"program": "another"}')
    for folder in (tmp_path, tmp_path / "other"):
        with pytest.raises(UsageError, match=r"not a run: a run folder has a manifest\.json.*units\.parquet"):
            open_run(folder)
    with pytest.raises(UsageError, match="does not exist"):
        open_run(tmp_path / "nowhere")


@pytest.mark.parametrize("name", READ)
def test_file_of_another_kind_is_refused_without_quoting_it(folder: Path, name: str) -> None:
    """Content that bears a good hash but is something else is refused, and the message does not show it."""
    forge(folder, name, b'"canary sentence"')
    with pytest.raises(RunError, match="does not hold") as caught:
        open_run(folder)
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "canary" not in str(shown)
        shown = None if shown.__suppress_context__ else shown.__context__


def test_pickled_array_is_refused(folder: Path) -> None:
    """An array file that would run code when read is refused."""
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], dtype=object), allow_pickle=True)
    forge(folder, "vectors.npy", buffer.getvalue())
    with pytest.raises(RunError, match="does not hold"):
        open_run(folder)


def test_opening_changes_nothing(folder: Path) -> None:
    """A run is never altered by reading it."""
    before = contents(folder.parent)
    open_run(folder)
    assert contents(folder.parent) == before
