"""What runs on one system only is not loaded on the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import thememiner

NOT_ON_WINDOWS = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}


def loaded(part: ast.AST) -> Iterator[str]:
    """Yield what a part of a file imports as soon as the file is imported itself: what is in no function."""
    if isinstance(part, ast.Import):
        yield from (alias.name for alias in part.names)
    elif isinstance(part, ast.ImportFrom):
        yield part.module or ""
    elif not isinstance(part, ast.FunctionDef):
        for inner in ast.iter_child_nodes(part):
            yield from loaded(inner)


def test_no_file_loads_what_windows_lacks() -> None:
    """Such modules are imported where they are used, behind a look at the system."""
    files = sorted(Path(thememiner.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    found = {path.name: set(loaded(ast.parse(path.read_text(encoding="utf-8")))) for path in files}
    assert [name for name, modules in found.items() if NOT_ON_WINDOWS & modules] == []
