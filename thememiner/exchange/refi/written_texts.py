"""Documents are added to a file as sources, unless their text is there already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.guids import guid, plain_guid
from thememiner.exchange.refi.markup import is_possible
from thememiner.exchange.refi.order import add, only
from thememiner.exchange.refi.positions import Ruler
from thememiner.exchange.refi.target import Target, by_guid
from thememiner.records import MACHINE, Document
from thememiner.storage import hash_bytes

_LONGEST_NAME = 100


@dataclass(slots=True)
class WrittenText:
    """A source, and the selections that were added to it."""

    element: Element
    text: str
    ruler: Ruler
    selections: dict[str, Element] = field(default_factory=dict)
    """By GUID."""

    def select(self, start: int, end: int, user: str) -> Element:
        """Return the selection of a range of code points, made if there is none of ours."""
        source = plain_guid(self.element.get("guid"))
        made = guid("selection", source, start, end)
        if made not in self.selections:
            first, last = self.ruler.positions(start, end)
            attributes = {"guid": made, **_name(self.text[start:end]), "startPosition": str(first)}
            attributes |= {"endPosition": str(last), **({"creatingUser": user} if user else {})}
            self.selections[made] = add(self.element, "PlainTextSelection", **attributes)
        return self.selections[made]


def write_texts(documents: Sequence[Document], target: Target) -> dict[str, WrittenText]:
    """Return the source of each document by its id; a text that is there under any name is not written again."""
    known: dict[str, dict[str, tuple[Element, bool]]] = {}
    for text in target.texts:
        known.setdefault(text.text, {})[text.doc_id] = (text.element, text.marked)
    names = {text.doc_id for text in target.texts}
    written = {}
    for document in documents:
        same = known.get(document.text, {})
        found = same.pop(document.doc_id, None) or (same.pop(next(iter(same))) if same else None)
        if found is None:
            name = f"{document.doc_id} ({MACHINE})" if document.doc_id in names else document.doc_id
            target.tally.add(
                "documents whose text is another in that project, added beside it", int(name != document.doc_id)
            )
            found = _source(document, name, target), document.text.startswith("\ufeff")
        else:
            lacking = target.lacking(found[0], document.attributes)
            target.tally.add("attributes of documents that are there already", lacking)
        element, marked = found
        ruler = Ruler(document.text, target.counting, marked=marked)
        written[document.doc_id] = WrittenText(element, document.text, ruler, by_guid(element, "PlainTextSelection"))
    return written


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
