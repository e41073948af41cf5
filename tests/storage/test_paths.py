"""Paths that no file can have are refused with one error, wherever they are given."""

from collections.abc import Callable
from pathlib import Path

import pytest

from thememiner import extend, mine, open_run, read_codings, read_corpus, read_settings
from thememiner.errors import UsageError
from thememiner.runs import refuse_existing
from thememiner.storage import to_path

IMPOSSIBLE = (
    pytest.param("a\0b", id="NUL character"),
    pytest.param("\ud800", id="half a surrogate pair"),
    pytest.param("x" * 5_000, id="too long"),
)


@pytest.mark.parametrize("path", IMPOSSIBLE)
@pytest.mark.parametrize(
    "use",
    [
        pytest.param(read_corpus, id="read_corpus"),
        pytest.param(read_settings, id="read_settings"),
        pytest.param(open_run, id="open_run"),
        pytest.param(mine, id="mine"),
        pytest.param(lambda path: mine(Path.cwd(), path), id="mine, folder"),
        pytest.param(lambda path: mine(Path.cwd(), manual=path), id="mine, manual coding"),
        pytest.param(lambda path: read_codings(path, ()), id="read_codings"),
        pytest.param(lambda path: extend(path, Path.cwd(), Path.cwd() / "new"), id="extend"),
        pytest.param(lambda path: refuse_existing(path, replace=True), id="refuse_existing"),
    ],
)
def test_impossible_paths_are_refused(use: Callable[[str], object], path: str) -> None:
    """Functions that take paths raise ``UsageError`` and no error of Python."""
    with pytest.raises(UsageError):
        use(path)


def test_a_message_shows_the_path_escaped_and_short() -> None:
    """A NUL character does not reach the terminal, Chinese stays readable, and a long path is cut."""
    with pytest.raises(UsageError, match=r"^访谈/a\\x00b: cannot be a path: it contains a character"):
        to_path("访谈/a\0b")
    with pytest.raises(UsageError, match=r"^x{80}…: cannot be a path: it is too long"):
        to_path("x" * 5_000)


def test_any_other_path_is_accepted(tmp_path: Path) -> None:
    """Whether a path exists does not matter, and text becomes a ``Path``."""
    for path in (tmp_path, tmp_path / "missing", tmp_path / "访谈" / "P1.txt"):
        assert to_path(str(path)) == to_path(path) == path


def test_what_is_no_path_is_refused_by_its_argument() -> None:
    """A value of another type is refused with the name of the argument."""
    with pytest.raises(UsageError, match="folder must be a path, not int"):
        to_path(3, "folder")  # type: ignore[arg-type]
