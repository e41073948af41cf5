"""Arguments that cannot be used are refused with an error that names them, before any work."""

from pathlib import Path
from typing import Any

import pytest

from thememiner.errors import UsageError
from thememiner.workflows import extend, mine, subthemes
from thememiner.workflows.arguments import to_paths


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        pytest.param("a.txt", [Path("a.txt")], id="string"),
        pytest.param(Path("a.txt"), [Path("a.txt")], id="path"),
        pytest.param(("a.txt", Path("b.txt")), [Path("a.txt"), Path("b.txt")], id="both"),
        pytest.param((), [], id="none"),
    ],
)
def test_one_path_or_several_are_accepted(value: Any, paths: list[Path]) -> None:  # noqa: ANN401 - any form of paths
    """A single string is one path, and not a path for each letter."""
    assert to_paths(value, "paths") == paths


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"paths": None}, "paths must be a path, not NoneType", id="no paths"),
        pytest.param({"paths": b"a.txt"}, "paths must be a path, not bytes", id="bytes"),
        pytest.param({"paths": [1]}, "paths must be a path, not int", id="a number"),
        pytest.param({"paths": "a\0.txt"}, "cannot be a path", id="NUL in a path"),
        pytest.param({"folder": "out\0"}, "cannot be a path", id="NUL in the folder"),
        pytest.param({"manual": ["gold.csv", 2]}, "manual must be a path, not int", id="manual coding"),
        pytest.param({"settings": "study.toml"}, "settings must be Settings, not str", id="settings"),
    ],
)
def test_mine_refuses_arguments_that_cannot_be_used(tmp_path: Path, arguments: dict[str, Any], message: str) -> None:
    """Nothing is read or written."""
    with pytest.raises(UsageError, match=message):
        mine(**{"paths": tmp_path, **arguments})


def test_other_workflows_refuse_them_too(tmp_path: Path) -> None:
    """The error names the argument that was wrong."""
    with pytest.raises(UsageError, match="run must be a path"):
        extend(None, tmp_path)  # type: ignore[arg-type] # what is tested
    with pytest.raises(UsageError, match="cannot be a path"):
        subthemes("\0", code="T1")
