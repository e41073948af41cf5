"""A target that cannot be written is noticed before the work, and a second process is told who is writing."""

import os
from pathlib import Path

import pytest

from thememiner.__main__ import run
from thememiner.storage import reserve_target

NO_RUN = '{"program": "ThemeMiner", "format": 3, "files": {}}'
"""The manifest of a run without files: whoever reads it fails with exit code 5."""
COMMANDS = (
    pytest.param(("mine", "broken.docx", "-o"), "run", id="mine"),
    pytest.param(("extend", "damaged", "broken.docx", "-o"), "run", id="extend"),
    pytest.param(("subthemes", "damaged", "--code", "x", "-o"), "run", id="subthemes"),
    pytest.param(("compare", "damaged", "--gold", "broken.docx", "-o"), "run", id="compare"),
    pytest.param(("consensus", "damaged", "broken.docx", "-o"), "run", id="consensus"),
    pytest.param(("disagreements", "damaged", "--to"), "sheet.csv", id="disagreements"),
    pytest.param(("report", "damaged", "-o"), "page.html", id="report"),
    pytest.param(("export", "damaged", "--to"), "table.csv", id="export"),
    pytest.param(("convert", "broken.docx"), "project.json", id="convert"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with a run and a file that nobody can read, and with a file where a folder would be needed."""
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_text(NO_RUN, "utf-8")
    (tmp_path / "broken.docx").write_bytes(b"no document")
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "plan.toml").write_text('output = "file/out"\ncorpora = ["damaged"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("words", "target"), COMMANDS)
def test_a_target_that_cannot_be_written_is_noticed_first(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], target: str
) -> None:
    """The error is about the target, although the input could not be read either; nothing new is left."""
    before = sorted(folder.rglob("*"))
    assert run([*words, f"file/{target}"]) == 7
    assert f"file/{target}: could not be written" in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before
    assert run([*words, f"deep/{target}"]) in {4, 5}
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(("words", "target"), COMMANDS)
def test_a_second_process_is_told_who_is_writing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], target: str
) -> None:
    """It is refused before the input is read, and what the first one writes stays."""
    with reserve_target(Path(target)):
        before = sorted(folder.rglob("*"))
        assert run([*words, target]) == 2
        assert sorted(folder.rglob("*")) == before
    told = capsys.readouterr().err
    assert f"{target}: another process is writing it (process {os.getpid()} on " in told
    assert ", since " in told


def test_the_output_of_a_batch_is_noticed_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No corpus is read if the output folder cannot be made, or the summary could not be written."""
    assert run(["batch", "plan.toml"]) == 7
    assert "a part of this path is a file" in capsys.readouterr().err
    (folder / "file").unlink()
    with reserve_target(folder / "file" / "out" / "summary.html"):
        assert run(["batch", "plan.toml"]) == 2
    assert f"summary.html: another process is writing it (process {os.getpid()} on " in capsys.readouterr().err
