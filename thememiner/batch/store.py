"""Results of stages on disk: each there as a whole under its key, or not at all."""

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from thememiner.storage import hash_bytes, make_folder, raise_storage_errors, remove_path, staged_folder, write_bytes, write_parts

DONE = "done.json"
STARTED = ".started"
Content = bytes | Iterator[bytes]
"""Of a file: as a whole, or in parts that are made one at a time."""
_KEY_DIGITS = 24
"""Of a key, in a folder's name; all of it stands in the done mark."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished stage's result: where it lies, the hash of each file, and one hash of all of them."""

    folder: Path
    files: dict[str, str]
    output: str
    again: bool = False
    """Whether it is to be tried again by the next call, as a document was left out that killed its worker."""


class StageStore:
    """The results of the stages of one corpus, in a folder of their own that one process writes at a time.

    A started mark is written before a stage, and the result with its done mark moves into place after it, at once. So
    whatever ends the process leaves the old results, and a mark that says what was under way.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, stage: str, key: str) -> Result | None:
        """Return the finished result of a stage; None if there is none, or its done mark is damaged."""
        folder = self._place(stage, key)
        try:
            data = (folder / DONE).read_bytes()
            mark = json.loads(data)
            result = _result(folder, dict(mark["files"]), again=bool(mark["again"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return result if data == _mark(stage, key, result) else None

    def write(self, stage: str, key: str, files: Iterable[tuple[str, Content]], *, again: bool = False) -> Result:
        """Write what a stage gave, name by name, and mark it as done. Raises ``StorageError``."""
        folder = self._place(stage, key)
        hashes: dict[str, str] = {}
        with staged_folder(folder, replace=True) as staged:
            for name, data in files:
                path = staged / name
                with raise_storage_errors(folder / name):
                    make_folder(path.parent)
                hashes[name] = write_parts(path, [data] if isinstance(data, bytes) else data)
            result = _result(folder, hashes, again=again)
            write_bytes(staged / DONE, _mark(stage, key, result))
        return result

    @contextlib.contextmanager
    def started(self, stage: str, key: str) -> Iterator[None]:
        """Mark a stage as started while the block runs; the mark of a process that was killed stays."""
        mark = self._place(stage, key).with_suffix(STARTED)
        with raise_storage_errors(mark):
            make_folder(mark.parent)
        write_bytes(mark, b"")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a mark that stays costs nothing but a second look
                mark.unlink()

    def is_marked(self, stage: str, key: str) -> bool:
        """Tell whether a stage is under way, or was when a process was killed."""
        return self._place(stage, key).with_suffix(STARTED).exists()

    def discard(self, result: Result) -> None:
        """Remove a result that turned out to be damaged. Raises ``StorageError``."""
        with raise_storage_errors(result.folder):
            _remove(result.folder)

    def finished(self) -> set[Path]:
        """Return where results, and records of jobs, lie: all but what killed processes left."""
        paths = self.folder.iterdir() if self.folder.is_dir() else ()
        return {path for path in paths if not path.name.startswith(".") and path.suffix != STARTED}

    def sweep(self, keep: Collection[Path]) -> None:
        """Remove every result but these, and what killed processes left. Raises ``StorageError``."""
        if not self.folder.is_dir():
            return
        with raise_storage_errors(self.folder):
            for path in sorted(self.folder.iterdir()):
                if path not in keep:
                    _remove(path)

    def _place(self, stage: str, key: str) -> Path:
        return self.folder / f"{stage}-{key[:_KEY_DIGITS]}"


def _result(folder: Path, hashes: dict[str, str], *, again: bool) -> Result:
    return Result(folder, hashes, hash_bytes(json.dumps(hashes, sort_keys=True).encode()), again=again)


def _mark(stage: str, key: str, result: Result) -> bytes:
    """Return the done mark of a result: always the same bytes, so that a damaged one is told from it."""
    files = dict(sorted(result.files.items()))
    known = {"stage": stage, "key": key, "files": files, "output": result.output, "again": result.again}
    return (json.dumps(known, indent=1) + "\n").encode()


def _remove(path: Path) -> None:
    if path.is_dir():
        (path / DONE).unlink(missing_ok=True)  # first, so that half a folder never counts as done
    remove_path(path)
