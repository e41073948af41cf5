"""The files of a run folder and its manifest, which holds the hash of each file."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from thememiner.errors import RunError, UsageError
from thememiner.runs.serialisation import read_npy, to_json
from thememiner.storage import hash_bytes, hash_file

if TYPE_CHECKING:
    import numpy.typing as npt

FORMAT = 3
"""The format of the run folders that this version writes. It also reads all earlier formats."""
PROGRAM = "ThemeMiner"
T = TypeVar("T")
_REMEDY = "Restore the run from a backup, or mine again."
_OTHER_CONTENT = "does not hold what a run of this format holds there."


class RunFile(StrEnum):
    """A file of a run folder. Codings, comparisons and state have sub-folders (``RunSubfolder``)."""

    MANIFEST = "manifest.json"
    DOCUMENTS = "documents.parquet"
    PARTICIPANTS = "participants.json"
    UNITS = "units.parquet"
    VECTORS = "vectors.npy"
    CONTEXTUAL = "contextual.npy"
    """Only if it differs from ``vectors.npy``."""
    COURSE = "course.npy"
    """Only if the course of the interviews was used."""
    LAYOUT = "layout.npy"
    THEMES = "themes.json"
    EXTENSION = "extension.json"
    """Only if the run extends another."""
    QUESTIONS = "questions.json"
    """The interview guide; only if there are dialogues and it is not turned off."""
    ASKED = "asked.parquet"
    """What interviewers asked; beside ``questions.json``."""
    SATURATION = "saturation.json"
    """Only if saturation was measured."""
    HUMAN_AGREEMENT = "ceiling.json"
    """Only if several people coded the same units."""
    REPORT = "report.html"
    METHODS = "methods.md"


class RunSubfolder(StrEnum):
    """A sub-folder of a run folder, with any number of files."""

    CODEBOOKS = "codebooks"
    CODINGS = "codings"
    COMPARISONS = "comparisons"
    STATE = "state"
    LOG = "log"
    """What differs between two executions of the same run: times, memory, host."""


def manifest_to_json(manifest: Mapping[str, Any], hashes: Mapping[str, str]) -> bytes:
    """Return the manifest as JSON, with the hashes of the files sorted by name."""
    return to_json({**manifest, "files": dict(sorted(hashes.items()))})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder.

    Raises ``UsageError`` if the folder is not a run, and ``RunError`` if its manifest is damaged or of a future format.
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
    """Return the hash of a run's manifest, and thereby of the whole run. Raises ``UsageError`` if there is no run."""
    return hash_bytes(_read_manifest_bytes(folder))


def load_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder of any format, past or future.

    Raises ``UsageError`` if the folder is not a run, and ``RunError`` if its manifest is damaged.
    """
    try:
        manifest = json.loads(_read_manifest_bytes(folder))
    except ValueError:
        raise _damaged(folder) from None
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        raise _not_a_run(folder)
    return manifest


def _read_manifest_bytes(folder: Path) -> bytes:
    try:
        return (folder / RunFile.MANIFEST).read_bytes()
    except OSError as error:
        raise _not_a_run(folder) from error


def _not_a_run(folder: Path) -> UsageError:
    what = "does not exist."
    if folder.exists():
        contents = f"{RunFile.UNITS}, {RunFile.THEMES}, {RunSubfolder.CODINGS}/ and more"
        what = f"is not a run: a run folder has a {RunFile.MANIFEST} of {PROGRAM}, {contents}."
    return UsageError(what, place=str(folder), remedy="Give a folder that `thememiner mine` wrote.")


def _damaged(folder: Path) -> RunError:
    return RunError("is damaged.", place=str(folder / RunFile.MANIFEST), remedy=_REMEDY)


class RunFiles:
    """The files of a run folder by name. Each file is checked against its hash when it is read."""

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        self._folder = folder
        self._hashes = hashes

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    def names(self, folder: str, ending: str) -> list[str]:
        """Return the names of the files in a sub-folder that have this ending, sorted."""
        return sorted(name for name in self._hashes if name.startswith(f"{folder}/") and name.endswith(ending))

    def parse(self, name: str, parser: Callable[[bytes], T]) -> T:
        """Read a file and return what a parser makes of its bytes.

        Raises ``RunError`` with the file's name if it is missing or altered, or if the parser rejects its content.
        """
        data = self._read(name)
        try:
            return parser(data)
        except (ValueError, KeyError, TypeError, OSError):
            # The parser's own message may quote the transcript.
            raise self._error(name, _OTHER_CONTENT) from None

    def array(self, name: str) -> "npt.NDArray[Any]":
        """Return the array in a file; a large file is mapped into memory.

        Raises ``RunError`` with the file's name if it is missing or altered, or if it is not an array.
        """
        path = self._path(name)
        try:
            actual = hash_file(path)
        except OSError as error:
            raise self._error(name, f"cannot be read ({error.strerror}).") from error
        self._check_hash(name, actual)
        try:
            return read_npy(path)
        except (ValueError, OSError):
            raise self._error(name, _OTHER_CONTENT) from None

    def _read(self, name: str) -> bytes:
        path = self._path(name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self._error(name, f"cannot be read ({error.strerror}).") from error
        self._check_hash(name, hash_bytes(data))
        return data

    def _path(self, name: str) -> Path:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise self._error(RunFile.MANIFEST, "lists a file outside the run folder.")
        return self._folder / path

    def _check_hash(self, name: str, actual: str) -> None:
        if self._hashes.get(name) != actual:
            raise self._error(name, "was altered or damaged after it was written.")

    def _error(self, name: str, what: str) -> RunError:
        return RunError(what, place=str(self._folder / name), remedy=_REMEDY)
