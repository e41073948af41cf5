"""Finding documents by the names that tables give them: an id, a path, or a file name with or without suffix."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_SUFFIX = re.compile(r"(?<=[^/])\.[A-Za-z]\w{0,4}$")


class DocumentNames:
    """Finds documents by name. Case, the direction of slashes, and Unicode composition do not matter."""

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
        """Return the ids of the documents with a name: none, one, or several if the name is ambiguous.

        The name is matched as an id, relative to ``folder`` and then as it is; else as a file name; else as a file name
        without suffix. Folders in the name must match those of the document, and the most matching folders win.
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
    """Return a file name or document id without its suffix. ``.5`` in ``Dr. Lee 3.5`` is not a suffix."""
    return _SUFFIX.sub("", name)


def _folded(name: str) -> str:
    path = unicodedata.normalize("NFC", name.strip().replace("\\", "/")).casefold()
    return path.removeprefix("./").lstrip("/")


def _shared_folders(folders: list[str], path: str) -> int | None:
    """Return how many folders of a name and a path match, from the last upwards; None if any differ."""
    own = path.split("/")[:-1]
    pairs = list(zip(reversed(folders), reversed(own), strict=False))
    return len(pairs) if all(one == other for one, other in pairs) else None
