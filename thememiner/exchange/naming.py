"""Which document of the corpus a coding means by a name."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from thememiner.records import Document


class DocumentNames:
    """Finds documents by their id, else by the file's name, else by that without its suffix, if only one bears it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._tables = [(key, _by_key(documents, key)) for key in (_whole, _file_name, _stem)]

    def find(self, name: str) -> Document | None:
        """Return the document that bears a name, or None if there is none, or several."""
        for key, documents in self._tables:
            if found := documents.get(key(name)):
                return found[0] if len(found) == 1 else None
        return None


def _by_key(documents: Sequence[Document], key: Callable[[str], str]) -> Mapping[str, Sequence[Document]]:
    table = defaultdict(list)
    for document in documents:
        table[key(document.doc_id)].append(document)
    return table


def _whole(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/"))  # some systems take letters and accents apart


def _file_name(name: str) -> str:
    return PurePosixPath(_whole(name)).name


def _stem(name: str) -> str:
    return PurePosixPath(_whole(name)).stem
