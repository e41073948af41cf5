"""The errors of ThemeMiner as a tree, with the exit codes of the command line.

ThemeMinerError                 70  any other error of ThemeMiner
├── UsageError                   2  wrong arguments
│   ├── ConfigurationError       2  a configuration file or option is wrong (lists all problems)
│   └── RunExistsError           2  the run folder exists
├── InputError                   4  an input, or all input, cannot be used
│   ├── UnreadableFileError      4  broken, without text, or of an unsupported format
│   ├── UndecodableFileError     4  not text in any of the encodings tried
│   └── UnsafeFileError          4  too large when unpacked, an XML entity, a path that leads outside
├── RunError                     5  a run folder is incomplete, altered, or of a future format
├── ModelError                   6  an embedding model is missing, altered, or gives invalid numbers
└── StorageError                 7  the disk refuses (full, read-only, no permission)
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
    """An error of ThemeMiner: what is wrong, where, and what to do. Messages never quote transcripts."""

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
    """The arguments of a call are wrong."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A configuration is wrong; ``problems`` lists all of its problems."""

    def __init__(self, problems: Sequence[str], *, place: str | None = None) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), place=place)


class RunExistsError(UsageError):
    """The run folder exists, and it may not be replaced."""


class InputError(ThemeMinerError):
    """An input file cannot be used."""

    exit_code = 4


class UnreadableFileError(InputError):
    """The file is broken, has no text, or is of an unsupported format."""


class UndecodableFileError(InputError):
    """The file is not text in any of the encodings tried."""


class UnsafeFileError(InputError):
    """The file is not safe to open."""


class RunError(ThemeMinerError):
    """A run folder is incomplete, altered, or written by a later version."""

    exit_code = 5


class ModelError(ThemeMinerError):
    """An embedding model is missing, altered, or gives invalid numbers."""

    exit_code = 6


class StorageError(ThemeMinerError):
    """The disk refuses to read or write."""

    exit_code = 7
