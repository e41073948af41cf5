"""A cache of a language model's answers by a hash of what was asked: the questions are not in it."""

import contextlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from thememiner.errors import StorageError
from thememiner.storage.atomic_writes import OWNER_ONLY_FOLDER, write_bytes
from thememiner.storage.hashing import hash_bytes
from thememiner.storage.os_errors import refusals
from thememiner.storage.vector_cache import cache_folder

_OURS = re.compile(r"[0-9a-f]{64}\.answer")
_HASH = 64


class AnswerCache:
    """Answers by question, a private file each, checked when they are read.

    A disk that refuses, or a damaged file, means only that a question is asked again.

    Parameters
    ----------
    folder : where the files are, made at the first write; without one, ``names`` in the folder of the vectors.

    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder() / "names"

    def get(self, question: Mapping[str, object]) -> str | None:
        """Return the answer to a question, if it is known and whole."""
        try:
            content = self._path(question).read_bytes()
            answer = content[_HASH:]
            return answer.decode() if content[:_HASH] == hash_bytes(answer).encode() else None
        except (OSError, UnicodeDecodeError):
            return None

    def put(self, question: Mapping[str, object], answer: str) -> None:
        """Keep an answer, if the disk lets it."""
        content = answer.encode("utf-8", "replace")
        with contextlib.suppress(StorageError):
            with refusals(self.folder):
                self.folder.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
                self.folder.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
            write_bytes(self._path(question), hash_bytes(content).encode() + content)

    def clear(self) -> int:
        """Remove all answers, and nothing else, and return how many there were. Raises ``StorageError``."""
        with refusals(self.folder):
            ours = [path for path in self.folder.glob("*.answer") if _OURS.fullmatch(path.name)]
            for path in ours:
                path.unlink(missing_ok=True)
        return len(ours)

    def _path(self, question: Mapping[str, object]) -> Path:
        return self.folder / f"{hash_bytes(json.dumps(question, sort_keys=True).encode())}.answer"
