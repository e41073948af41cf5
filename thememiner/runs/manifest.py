"""The manifest of a run: what the folder is, how it came about, and the hash of each of its files.

The files of a run folder, read only as they were written.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from thememiner.errors import RunError, UsageError
from thememiner.runs.serialisation import Numbers, array_in, to_json
from thememiner.storage import hash_bytes, hash_file

FORMAT = 3
"""Of the run folders that this version writes; it reads this one and all before."""
MANIFEST = "manifest.json"
LOG = "log"
"""The sub-folder of what differs between two executions of one run: times, memory, host."""
PROGRAM = "ThemeMiner"
T = TypeVar("T")
_REMEDY = "Take the run from a backup, or mine again."
_OTHER_CONTENT = "does not hold what a run of this format holds there."


def manifest_to_json(manifest: Mapping[str, Any], hashes: Mapping[str, str]) -> bytes:
    """Return the manifest with the hash of every file, sorted by name."""
    return to_json({**manifest, "files": dict(sorted(hashes.items()))})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if its manifest is damaged or of a future format.
    """
    manifest = load_manifest(folder)
    number = manifest.get("format")
    if not isinstance(number, int) or number < 1 or not isinstance(manifest.get("files"), dict):
        raise _damaged(folder)
    if number > FORMAT:
        what = f"was written by a later version (run format {number}; this version reads up to {FORMAT})."
        raise RunError(what, place=str(folder), remedy="Update ThemeMiner.")
    return manifest


def manifest_hash(folder: Path) -> str:
    """Return the hash of a run's manifest, which holds the hashes of all its other files. Raises ``UsageError``."""
    try:
        return hash_bytes((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise _no_run(folder) from error


def load_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder of any format, past or future.

    Raises ``UsageError`` if the folder is no run, and ``RunError`` if its manifest is damaged.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise _no_run(folder) from error
    try:
        manifest = json.loads(data)
    except ValueError:
        raise _damaged(folder) from None
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        raise _no_run(folder)
    return manifest


def _no_run(folder: Path) -> UsageError:
    found = f"is no run: a run folder has a {MANIFEST} of {PROGRAM}, units.parquet, themes.json, codings/ and more."
    what = found if folder.exists() else "is not there."
    return UsageError(what, place=str(folder), remedy="Give a folder that `thememiner mine` wrote.")


def _damaged(folder: Path) -> RunError:
    return RunError("is damaged.", place=str(folder / MANIFEST), remedy="Take the run from a backup, or mine again.")


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
