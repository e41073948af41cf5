"""A cache of a language model's answers, keyed by a hash of the question; questions are not stored."""

import contextlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from thememiner.errors import StorageError
from thememiner.storage.atomic_writes import OWNER_ONLY_FOLDER, write_bytes
from thememiner.storage.hashing import hash_bytes
from thememiner.storage.os_errors import raise_storage_errors
from thememiner.storage.vector_cache import cache_folder

_FILE_NAME = re.compile(r"[0-9a-f]{64}\.answer")
_HASH_LENGTH = 64


class AnswerCache:
    """Answers by question, each in a private file whose hash is checked when it is read.

    If the disk refuses or a file is damaged, the question is asked again.

    Parameters
    ----------
    folder : where the files are, created at the first write; by default ``names`` in the cache folder of vectors.

    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder() / "names"

    def get(self, question: Mapping[str, object]) -> str | None:
        """Return the stored answer to a question; None if there is none or it is damaged."""
        try:
            content = self._path(question).read_bytes()
            answer = content[_HASH_LENGTH:]
            return answer.decode() if content[:_HASH_LENGTH] == hash_bytes(answer).encode() else None
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, question: Mapping[str, object], answer: str) -> None:
        """Store an answer. Nothing happens if the disk refuses."""
        content = answer.encode("utf-8", "replace")
        with contextlib.suppress(StorageError):
            with raise_storage_errors(self.folder):
                self.folder.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
                self.folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
            write_bytes(self._path(question), hash_bytes(content).encode() + content)

    def clear(self) -> int:
        """Remove all answers, leaving other files alone, and return how many there were. Raises ``StorageError``."""
        with raise_storage_errors(self.folder):
            answers = [path for path in self.folder.glob("*.answer") if _FILE_NAME.fullmatch(path.name)]
            for path in answers:
                path.unlink(missing_ok=True)
        return len(answers)

    def _path(self, question: Mapping[str, object]) -> Path:
        return self.folder / f"{hash_bytes(json.dumps(question, sort_keys=True).encode())}.answer"
