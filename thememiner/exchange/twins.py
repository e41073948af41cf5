"""Which document of a corpus a project's document is, and where each of its positions lies there."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from thememiner.exchange.locating import fold
from thememiner.intake import DocumentNames
from thememiner.records import Document

Range = tuple[int, int]


@dataclass(frozen=True)
class Twin:
    """A document of the corpus beside the text of it that a project has."""

    doc_id: str
    text: str
    other: str
    """The text as the project has it."""

    @cached_property
    def same(self) -> bool:
        """Say whether the texts differ but in white space, invisible characters, and the style of marks."""
        return self.text == self.other or self._folded[1] == self._other_folded[1]

    def moved(self, start: int, end: int) -> Range | None:
        """Return where a range of the project's text lies in the corpus; None if the texts are not the same.

        Where they differ in white space, a range begins with its first letter and ends with its last.
        """
        if self.text == self.other:
            return start, end
        if not self.same:
            return None
        indices, others = self._folded[0], self._other_folded[0]
        first, behind = bisect_left(others, start), bisect_left(others, end)
        return (indices[first], indices[behind - 1] + 1) if first < behind else None

    @cached_property
    def _folded(self) -> tuple[list[int], str]:
        return fold(self.text)

    @cached_property
    def _other_folded(self) -> tuple[list[int], str]:
        return fold(self.other)


def find_twins(documents: Sequence[Document], corpus: Sequence[Document]) -> Mapping[str, Twin]:
    """Return the counterpart in the corpus of each document that has exactly one, by its id in the project.

    It is, of those with the same text, the one that is called so, else the only one; if none has the same text, it is
    the only one that is called so. A document of the corpus may be the counterpart of several.
    """
    names = DocumentNames(document.doc_id for document in corpus)
    known = {document.doc_id: document for document in corpus}
    by_text: dict[str, list[str]] = defaultdict(list)
    for document in corpus:
        by_text[fold(document.text)[1]].append(document.doc_id)
    twins = {}
    for document in documents:
        called = names.find(document.doc_id)
        same = by_text.get(fold(document.text)[1], [])
        choices = ([doc_id for doc_id in same if doc_id in called], same, called if not same else [])
        found = next((chosen for chosen in choices if len(chosen) == 1), None)
        if found is not None:
            twins[document.doc_id] = Twin(found[0], known[found[0]].text, document.text)
    return twins
