"""The errors of ThemeMiner as a tree, with the exit codes of the command line.

ThemeMinerError                 70  any other error of ThemeMiner
├── UsageError                   2  wrong arguments
│   ├── ConfigurationError       2  a configuration file or option is wrong (lists all problems)
│   ├── RunExistsError           2  the run folder exists
│   └── BusyTargetError          2  another process is writing the file or folder
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

from thememiner.escaping import escape_controls

__all__ = [
    "BusyTargetError",
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
    """An error of ThemeMiner: what is wrong, where, and what to do. Messages never quote transcripts.

    ``details`` are printed below, one a line. Printed text has escapes for control characters; the attributes do not.
    """

    exit_code: ClassVar[int] = 70

    def __init__(
        self, what: str, *, place: str | None = None, remedy: str | None = None, details: Sequence[str] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.remedy = remedy
        self.details = tuple(details)

    @property
    def summary(self) -> str:
        """What is wrong, with all details, in one line."""
        return f"{self.what} {'; '.join(self.details)}".rstrip()

    @property
    def lines(self) -> tuple[str, ...]:
        """The message line by line: what is wrong, and then the details."""
        place = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return (f"{place}{self.what}{remedy}", *(f"  {detail}" for detail in self.details))

    def __str__(self) -> str:
        return "\n".join(map(escape_controls, self.lines))


class UsageError(ThemeMinerError):
    """The arguments of a call are wrong."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A configuration is wrong; ``problems`` lists all of its problems."""

    def __init__(self, problems: Sequence[str], *, place: str | None = None) -> None:
        self.problems = tuple(problems)
        several = len(self.problems) > 1
        what = f"{len(self.problems)} problems:" if several else "".join(self.problems)
        super().__init__(what, place=place, details=self.problems if several else ())


class RunExistsError(UsageError):
    """The run folder exists, and it may not be replaced."""


class BusyTargetError(UsageError):
    """Another process is writing the file or folder."""


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
