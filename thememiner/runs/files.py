"""The files of a run folder, read only as they were written."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from thememiner.errors import RunError
from thememiner.storage import hash_bytes

T = TypeVar("T")

_REMEDY = "Take the run from a backup, or mine again."


class RunFiles:
    """Files by their name in the run folder; each is checked against its hash in the manifest when it is read."""

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        self._folder = folder
        self._hashes = hashes

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    def names(self, folder: str, ending: str) -> list[str]:
        """Return the names of the files in a sub-folder, sorted."""
        return sorted(name for name in self._hashes if name.startswith(f"{folder}/") and name.endswith(ending))

    def parse(self, name: str, parser: Callable[[bytes], T]) -> T:
        """Return what a parser makes of a file.

        Raises ``RunError`` that names the file if it is missing, is not the one that was written, or does not hold
        what the parser expects.
        """
        data = self._read(name)
        try:
            return parser(data)
        except (ValueError, KeyError, TypeError, OSError):
            # The parser's own message may quote the transcript.
            raise self._error(name, "does not hold what a run of this format holds there.") from None

    def _read(self, name: str) -> bytes:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise self._error("manifest.json", "lists a file outside the run folder.")
        try:
            data = (self._folder / path).read_bytes()
        except OSError as error:
            raise self._error(name, f"cannot be read ({error.strerror}).") from error
        if self._hashes.get(name) != hash_bytes(data):
            raise self._error(name, "is not the file that was written: it was altered or damaged.")
        return data

    def _error(self, name: str, what: str) -> RunError:
        return RunError(what, place=str(self._folder / name), remedy=_REMEDY)
