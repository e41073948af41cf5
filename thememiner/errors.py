"""What can go wrong, as one tree; the exit code of the command line follows it.

ThemeMinerError                 70  anything else that is ours
├── UsageError                   2  the call itself is off
│   ├── ConfigurationError       2  a configuration file or option (all problems at once)
│   └── RunExistsError           2  the run folder is there already
├── InputError                   4  no input could be read, or one input was asked for by name
│   ├── UnreadableFileError      4  broken, empty of text, or of no supported format
│   ├── UndecodableFileError     4  bytes that are no text in any encoding tried
│   └── UnsafeFileError          4  a bomb, an entity, a path that leads outside
├── RunError                     5  a run folder is torn, altered or from the future
├── ModelError                   6  an embedding model is missing, altered or gives no numbers
└── StorageError                 7  the disk refused (full, read-only, no permission)
"""

from collections.abc import Sequence
from typing import ClassVar

__all__ = [
    "ConfigurationError",
    "InputError",
    "ModelError",
    "RunError",
    "RunExistsError",
    "StorageError",
    "ThemeMinerError",
    "UndecodableFileError",
    "UnreadableFileError",
    "UnsafeFileError",
    "UsageError",
]


class ThemeMinerError(Exception):
    """Say what was wrong, where, and what to do next; never quote transcript text."""

    exit_code: ClassVar[int] = 70

    def __init__(self, what: str, *, place: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class UsageError(ThemeMinerError):
    """The call itself is off."""

    exit_code = 2


class ConfigurationError(UsageError):
    """Hold every problem of a configuration, not only the first."""

    def __init__(self, problems: Sequence[str], *, place: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), place=place)


class RunExistsError(UsageError):
    """The run folder is there already, and replacing it was not asked for."""


class InputError(ThemeMinerError):
    """An input file cannot be used."""

    exit_code = 4


class UnreadableFileError(InputError):
    """The file is broken, has no text, or is of no supported format."""


class UndecodableFileError(InputError):
    """The file's bytes are no text in any encoding tried."""


class UnsafeFileError(InputError):
    """The file could harm the machine or reach outside its place."""


class RunError(ThemeMinerError):
    """A run folder is torn, altered, or written by a future version."""

    exit_code = 5


class ModelError(ThemeMinerError):
    """An embedding model is missing, altered, or gives something other than numbers."""

    exit_code = 6


class StorageError(ThemeMinerError):
    """The disk refused to write."""

    exit_code = 7
