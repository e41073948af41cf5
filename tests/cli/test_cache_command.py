"""``thememiner cache`` shows and removes stored vectors and names, and nothing else."""

import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest

from thememiner.__main__ import run
from thememiner.cli.cache import cache_command
from thememiner.storage import AnswerCache
from thememiner.storage.hashing import namespace_key, text_key
from thememiner.storage.vector_cache import ENVIRONMENT_VARIABLE, VectorCache
from thememiner.storage.vector_store import INDEX

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of the cache's folder, which does not exist yet."""
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "vectors"))
    return tmp_path / "vectors"


def fill(folder: Path) -> None:
    """Put 1,500 vectors of two models into the cache."""
    keys = [text_key(str(number)) for number in range(1_000)]
    VectorCache(folder).put(namespace_key(model="a"), keys, np.zeros((1_000, 384), np.float32))
    VectorCache(folder).put(namespace_key(model="b"), keys[:500], np.zeros((500, 8), np.float32))


def test_info_tells_folder_number_and_size(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folder, counts and size are printed, one on each line."""
    fill(folder)
    assert run(["cache", "info"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[:3] == [f"Folder: {folder}", "Vectors: 1,500", "Models and settings: 2"]
    assert told.out.splitlines()[3] in {f"Size: 1.{tenths} MB" for tenths in (6, 7, 8, 9)}
    assert told.err == ""


def test_clear_tells_what_was_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``clear`` asks nothing, prints how much it removed from where, and keeps other files."""
    fill(folder)
    (folder / "thesis.npy").write_bytes(b"mine")
    assert run(["cache", "clear"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Removed 1,500 vectors (1.")
    assert told.endswith(f" MB) from {folder}\n")
    assert sorted(path.name for path in folder.iterdir()) == ["thesis.npy", INDEX]
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out.startswith("Removed 0 vectors (0.0 MB)")


def test_clear_removes_names_of_language_models(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers of a language model are counted apart from vectors."""
    AnswerCache().put({"words": "a"}, "An answer")
    assert run(["cache", "clear"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "Removed 1 theme name from a language model"
    assert list((folder / "names").iterdir()) == []


@pytest.mark.parametrize("word", ["info", "clear"])
def test_a_cache_that_is_not_there_is_not_made(word: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a cache both commands print 0 vectors and create no folder."""
    assert run(["cache", word]) == 0
    assert " 0" in capsys.readouterr().out
    assert not folder.exists()


@pytest.mark.parametrize("word", ["info", "clear"])
def test_a_damaged_index_is_told(word: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken index is reported on standard error and is not a failure."""
    fill(folder)
    (folder / INDEX).write_bytes(b"no database")
    assert run(["cache", word]) == 0
    assert capsys.readouterr().err.startswith("Note: The vector cache's index was damaged")


def test_a_refusing_disk_exits_with_7(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names what cannot be removed."""
    (folder / INDEX).mkdir(parents=True)
    assert run(["cache", "info"]) == 7
    assert str(folder / INDEX) in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    """The help of the commands answers without NumPy, SQLite and platformdirs."""
    program = (
        "import sys; from thememiner.__main__ import run;"
        "codes = [run(['cache', *words, '--help']) for words in ([], ['info'], ['clear'])];"
        "print(sorted(set(sys.modules) & {'numpy', 'sqlite3', 'platformdirs'}), codes, file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert answer.stderr.strip() == "[] [0, 0, 0]"


def test_every_word_is_documented() -> None:
    """The subcommands of ``cache`` and all their options are in its section."""
    section = PAGE.split("\n## `thememiner cache")[1].split("\n## ")[0]
    assert "THEMEMINER_CACHE" in section
    for name, command in cache_command.commands.items():
        assert f"`{name}`" in section
        assert all(f"`{option.opts[0]}" in section for option in command.params if isinstance(option, click.Option))
