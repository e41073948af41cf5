"""What runs on one system only is not loaded on the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import thememiner

NOT_ON_WINDOWS = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}


def loaded(path: Path) -> Iterator[str]:
    """Yield what a file imports as soon as it is imported itself."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield statement.module or ""


def test_no_file_loads_what_windows_lacks() -> None:
    """Such modules are imported where they are used, behind a look at the system."""
    files = sorted(Path(thememiner.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    assert [path.name for path in files if NOT_ON_WINDOWS & {name.partition(".")[0] for name in loaded(path)}] == []
