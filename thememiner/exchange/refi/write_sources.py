"""Documents are added to a file as sources, unless their text is there already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from thememiner.exchange.document_matching import Twin
from thememiner.exchange.quote_search import fold
from thememiner.exchange.refi.merge_target import Target, by_guid
from thememiner.exchange.refi.offsets import Ruler
from thememiner.exchange.refi.sources import SourceText
from thememiner.exchange.refi.xml_files import add, guid, is_possible, only, plain_guid
from thememiner.intake import first_few
from thememiner.records import MACHINE, Document
from thememiner.storage import hash_bytes

_LONGEST_NAME = 100


@dataclass(slots=True)
class WrittenText:
    """A source, and the selections that were added to it."""

    element: Element
    twin: Twin
    """The source's text beside that of the document."""
    ruler: Ruler
    is_new: bool
    selections: dict[str, Element] = field(default_factory=dict)
    """By GUID."""

    @property
    def length(self) -> int:
        """Return how many code points the document has."""
        return len(self.twin.other)

    def select(self, start: int, end: int, user: str) -> Element | None:
        """Return the selection of a range of the document's code points, made if there is none of ours.

        None if nothing of it stands in the source's text, which may have another white space.
        """
        moved = self.twin.moved(start, end)
        if moved is None:
            return None
        source = plain_guid(self.element.get("guid"))
        made = guid("selection", source, *moved)
        if made not in self.selections:
            first, last = self.ruler.positions(*moved)
            attributes = {"guid": made, **_name(self.twin.text[slice(*moved)]), "startPosition": str(first)}
            attributes |= {"endPosition": str(last), **({"creatingUser": user} if user else {})}
            self.selections[made] = add(self.element, "PlainTextSelection", **attributes)
        return self.selections[made]


def write_texts(documents: Sequence[Document], target: Target) -> dict[str, WrittenText]:
    """Return the source of each document by its id; a text that is there under any name is not written again.

    A text is there, too, if it differs in nothing but white space (line ends, say), invisible characters and the style
    of marks. It stays as it is, and positions are those in it.
    """
    there = _Shelf(target.texts)
    names = {text.doc_id for text in target.texts}
    found = {document.doc_id: there.take(document) for document in documents}
    found |= {one.doc_id: there.take_alike(one) for one in documents if found[one.doc_id] is None}
    written = {}
    for document in documents:
        known = found[document.doc_id]
        if known is None:
            name = f"{document.doc_id} ({MACHINE})" if document.doc_id in names else document.doc_id
            element, text, marked = _source(document, name, target), document.text, document.text.startswith("\ufeff")
        else:
            element, text, marked = known.element, known.text, known.marked
            lacking = target.lacking(element, document.attributes)
            target.tally.add("attributes of documents that are there already", lacking)
        ruler, twin = Ruler(text, target.counting, marked=marked), Twin(document.doc_id, text, document.text)
        selections = by_guid(element, "PlainTextSelection")
        written[document.doc_id] = WrittenText(element, twin, ruler, known is None, selections)
    return written


class _Shelf:
    """The texts of a file, each of which is one document at most."""

    def __init__(self, texts: Sequence[SourceText]) -> None:
        self._texts = texts
        self._taken: set[str] = set()
        self._by_text: dict[str, dict[str, SourceText]] = {}
        for text in texts:
            self._by_text.setdefault(text.text, {})[text.doc_id] = text
        self._alike: dict[str, dict[str, SourceText]] | None = None

    def take(self, document: Document) -> SourceText | None:
        """Return a source with exactly this text, rather the one that is called so."""
        found = _one(self._by_text.get(document.text, {}), document.doc_id)
        if found is not None:
            self._taken.add(found.doc_id)
        return found

    def take_alike(self, document: Document) -> SourceText | None:
        """Return one of those that were not taken, with the same text but for white space and the like."""
        if self._alike is None:  # folding takes time, and most texts are there exactly
            self._alike = {}
            for text in (text for text in self._texts if text.doc_id not in self._taken):
                self._alike.setdefault(fold(text.text)[1], {})[text.doc_id] = text
        folded = fold(document.text)[1] if self._alike else ""
        return _one(self._alike.get(folded, {}), document.doc_id) if folded else None


def _one(texts: dict[str, SourceText], doc_id: str) -> SourceText | None:
    return texts.pop(doc_id, None) or (texts.pop(next(iter(texts))) if texts else None)


def notes_on_texts(texts: Mapping[str, WrittenText]) -> Iterator[str]:
    """Yield which documents were found among the texts of a file, and what became of the others."""
    new = {doc_id: text.element.get("name", "") for doc_id, text in texts.items() if text.is_new}
    found = [text for text in texts.values() if not text.is_new]
    yield f"{len(found):,} of {len(texts):,} documents were found in this project."
    if not found:
        yield "nothing in it was coded on the same texts; is it the project of these documents?"
    if moved := sum(text.twin.text != text.twin.other for text in found):
        yield f"of these, {moved:,} differ in line ends, white space or marks; positions were carried over."
    for doc_id, name in new.items():
        if name != doc_id:
            yield f"{doc_id} has another text here, and was added beside it as {name}."
    if lacking := [doc_id for doc_id, name in new.items() if name == doc_id]:
        yield f"documents that were not here and were added: {len(lacking):,} ({first_few(lacking)})."


def _source(document: Document, name: str, target: Target) -> Element:
    made = guid("source", name, hash_bytes(document.text.encode()))
    path = target.put_text(made, document.text)
    element = add(only(target.root, "Sources"), "TextSource", guid=made, name=name, plainTextPath=path)
    target.give(element, document.attributes)
    return element


def _name(quote: str) -> dict[str, str]:
    """Return the name of a selection: its text, by which others can check positions; none if XML cannot hold it."""
    if not is_possible(quote):
        return {}
    return {"name": quote if len(quote) <= _LONGEST_NAME else quote[:_LONGEST_NAME] + "…"}
