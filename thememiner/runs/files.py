"""The files of a run folder, read only as they were written."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeVar

from thememiner.errors import RunError
from thememiner.runs.arrays import Numbers, array_in
from thememiner.storage import hash_bytes, hash_file

T = TypeVar("T")

_REMEDY = "Take the run from a backup, or mine again."
_OTHER_CONTENT = "does not hold what a run of this format holds there."


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
            raise self._error(name, _OTHER_CONTENT) from None

    def array(self, name: str) -> Numbers:
        """Return the array in a file, which is not read into memory as a whole if it is large.

        Raises ``RunError`` as ``parse`` does.
        """
        path = self._path(name)
        try:
            found = hash_file(path)
        except OSError as error:
            raise self._error(name, f"cannot be read ({error.strerror}).") from error
        self._check(name, found)
        try:
            return array_in(path)
        except (ValueError, OSError):
            raise self._error(name, _OTHER_CONTENT) from None

    def _read(self, name: str) -> bytes:
        path = self._path(name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._error(name, f"cannot be read ({error.strerror}).") from error
        self._check(name, hash_bytes(data))
        return data

    def _path(self, name: str) -> Path:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise self._error("manifest.json", "lists a file outside the run folder.")
        return self._folder / path

    def _check(self, name: str, found: str) -> None:
        if self._hashes.get(name) != found:
            raise self._error(name, "is not the file that was written: it was altered or damaged.")

    def _error(self, name: str, what: str) -> RunError:
        return RunError(what, place=str(self._folder / name), remedy=_REMEDY)
