"""The store of stage results on disk: each result lies as a whole under its key, or not at all."""

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from thememiner.storage import (
    hash_bytes,
    make_folder,
    raise_storage_errors,
    remove_path,
    staged_folder,
    write_bytes,
    write_parts,
)

DONE_FILE = "done.json"
STARTED_SUFFIX = ".started"
Content = bytes | Iterator[bytes]
"""The content of a file: as a whole, or in parts that are made one at a time."""
_KEY_DIGITS = 24
"""Digits of the key in a folder's name; the done mark holds the whole key."""


@dataclass(frozen=True, slots=True)
class Result:
    """The stored result of a finished stage: its folder, the hash of each file, and one hash of all of them."""

    folder: Path
    files: dict[str, str]
    output: str
    is_incomplete: bool = False
    """Whether a document was left out because it killed its worker; the next call tries the stage again."""


class StageStore:
    """The stage results of one corpus, in their own folder, which one process writes at a time.

    A started mark is written before a stage runs; afterwards the result and its done mark are moved into place
    together. So a process that is killed leaves the old results, and a mark that says which stage was running.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, stage: str, key: str) -> Result | None:
        """Return the stored result of a stage; None if it is missing or its done mark is damaged."""
        folder = self._result_folder(stage, key)
        try:
            data = (folder / DONE_FILE).read_bytes()
            mark = json.loads(data)
            result = _make_result(folder, dict(mark["files"]), is_incomplete=bool(mark["again"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return result if data == _to_done_mark(stage, key, result) else None

    def write(
        self, stage: str, key: str, files: Iterable[tuple[str, Content]], *, is_incomplete: bool = False
    ) -> Result:
        """Store a stage's result, given the name and content of each file. Raises ``StorageError``."""
        folder = self._result_folder(stage, key)
        hashes: dict[str, str] = {}
        with staged_folder(folder, replace=True) as staged:
            for name, data in files:
                path = staged / name
                with raise_storage_errors(folder / name):
                    make_folder(path.parent)
                hashes[name] = write_parts(path, [data] if isinstance(data, bytes) else data)
            result = _make_result(folder, hashes, is_incomplete=is_incomplete)
            write_bytes(staged / DONE_FILE, _to_done_mark(stage, key, result))
        return result

    @contextlib.contextmanager
    def mark_started(self, stage: str, key: str) -> Iterator[None]:
        """Mark a stage as started while the block runs; if the process is killed, the mark stays."""
        mark = self._result_folder(stage, key).with_suffix(STARTED_SUFFIX)
        with raise_storage_errors(mark):
            make_folder(mark.parent)
        write_bytes(mark, b"")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a mark that stays does no harm
                mark.unlink()

    def is_started(self, stage: str, key: str) -> bool:
        """Return whether a stage is running, or was running when a process was killed."""
        return self._result_folder(stage, key).with_suffix(STARTED_SUFFIX).exists()

    def discard(self, result: Result) -> None:
        """Remove a damaged result. Raises ``StorageError``."""
        with raise_storage_errors(result.folder):
            _remove(result.folder)

    def list_finished(self) -> set[Path]:
        """Return the paths of all results and records of jobs, without the remains of killed processes."""
        paths = self.folder.iterdir() if self.folder.is_dir() else ()
        return {path for path in paths if not path.name.startswith(".") and path.suffix != STARTED_SUFFIX}

    def remove_except(self, keep: Collection[Path]) -> None:
        """Remove everything but these paths, also the remains of killed processes. Raises ``StorageError``."""
        if not self.folder.is_dir():
            return
        with raise_storage_errors(self.folder):
            for path in sorted(self.folder.iterdir()):
                if path not in keep:
                    _remove(path)

    def _result_folder(self, stage: str, key: str) -> Path:
        return self.folder / f"{stage}-{key[:_KEY_DIGITS]}"


def _make_result(folder: Path, hashes: dict[str, str], *, is_incomplete: bool) -> Result:
    output = hash_bytes(json.dumps(hashes, sort_keys=True).encode())
    return Result(folder, hashes, output, is_incomplete=is_incomplete)


def _to_done_mark(stage: str, key: str, result: Result) -> bytes:
    """Return the done mark of a result. Equal results give equal bytes, so a damaged mark is recognised."""
    files = dict(sorted(result.files.items()))
    mark = {"stage": stage, "key": key, "files": files, "output": result.output, "again": result.is_incomplete}
    return (json.dumps(mark, indent=1) + "\n").encode()


def _remove(path: Path) -> None:
    if path.is_dir():
        (path / DONE_FILE).unlink(missing_ok=True)  # first, so that half a folder never counts as done
    remove_path(path)
