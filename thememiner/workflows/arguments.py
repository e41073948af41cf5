"""Arguments of the workflows: paths in any form that Python programs use, and errors that name the argument."""

from collections.abc import Iterable
from pathlib import Path

from thememiner.errors import UsageError
from thememiner.storage import to_path


def to_paths(value: Iterable[Path | str] | Path | str, name: str) -> list[Path]:
    """Return one path or several as a list. Raises ``UsageError`` as ``to_path`` does."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [to_path(one, name) for one in value]
    return [to_path(value, name)]


def refuse_wrong_type(value: object, expected: type, name: str, remedy: str) -> None:
    """Raise ``UsageError``, which names the argument, if ``value`` is not of the expected type."""
    if not isinstance(value, expected):
        raise UsageError(f"{name} must be {expected.__name__}, not {type(value).__name__}.", remedy=remedy)
