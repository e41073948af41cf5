"""Which document of the corpus a coding means by a name."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from thememiner.records import Document

_SUFFIX = re.compile(r"(?<=.)\.[A-Za-z]\w{0,4}$")


class DocumentNames:
    """Finds documents by their id, else by the file's name, else by that without its suffix, if only one bears it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._by_id = {_whole(document.doc_id): document for document in documents}
        self._by_file: dict[str, list[Document]] = defaultdict(list)
        self._by_stem: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            name = _file_name(document.doc_id)
            self._by_file[name].append(document)
            self._by_stem[_SUFFIX.sub("", name)].append(document)

    def find(self, name: str) -> Document | None:
        """Return the document that bears a name, or None if there is none, or several; the case of files is ignored."""
        if document := self._by_id.get(_whole(name)):
            return document
        file = _file_name(name)
        bearers = self._by_file.get(file) or self._by_stem.get(file) or self._by_stem.get(_SUFFIX.sub("", file)) or []
        return bearers[0] if len(bearers) == 1 else None


def _whole(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/"))  # some systems take letters and accents apart


def _file_name(name: str) -> str:
    return PurePosixPath(_whole(name)).name.casefold()
