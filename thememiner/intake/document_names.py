"""Which documents a table means by a name: an id, a path, a file's name, or that without its suffix."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_SUFFIX = re.compile(r"(?<=[^/])\.[A-Za-z]\w{0,4}$")


class DocumentNames:
    """Finds documents by the names that people and other programs give them.

    Neither case nor the direction of slashes counts, nor whether accents are written apart.
    """

    def __init__(self, doc_ids: Iterable[str]) -> None:
        self._by_path: dict[str, list[str]] = defaultdict(list)
        self._paths: dict[str, list[str]] = defaultdict(list)
        for doc_id in doc_ids:
            path = _folded(doc_id)
            self._by_path[path].append(doc_id)
            name = path.rpartition("/")[2]
            for key in dict.fromkeys((name, strip_suffix(name))):
                self._paths[key].append(path)

    def find(self, name: str, *, folder: str = "") -> list[str]:
        """Return the ids of the documents that bear a name: none, one, or several if it does not tell them apart.

        The name is an id, first as seen from the ``folder`` in which it was written, then as it stands; else the name
        of a file; else that without suffix. Folders before it must be the document's, as far as both are given, and the
        more of them, the better.
        """
        for path in (_folded(f"{folder}/{name}"), _folded(name)):
            if found := self._by_path.get(path):
                return [name] if name in found else found
        *folders, file = _folded(name).split("/")
        for key in (file, strip_suffix(file)):
            shared = {path: _shared_folders(folders, path) for path in self._paths.get(key, ())}
            most = max((count for count in shared.values() if count is not None), default=None)
            if most is not None:
                return [doc_id for path, count in shared.items() if count == most for doc_id in self._by_path[path]]
        return []


def strip_suffix(name: str) -> str:
    """Return a file's name or a document's id without its suffix, if it has one (``.5`` in ``Dr. Lee 3.5`` is none)."""
    return _SUFFIX.sub("", name)


def _folded(name: str) -> str:
    path = unicodedata.normalize("NFC", name.strip().replace("\\", "/")).casefold()
    return path.removeprefix("./").lstrip("/")


def _shared_folders(folders: list[str], path: str) -> int | None:
    """Return in how many folders a name and a path agree, from the last upwards; None if they contradict each other."""
    own = path.split("/")[:-1]
    pairs = list(zip(reversed(folders), reversed(own), strict=False))
    return len(pairs) if all(one == other for one, other in pairs) else None
