"""Documents written to a REFI-QDA file as sources, unless their texts are there already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from thememiner.exchange.document_matching import MatchedDocument
from thememiner.exchange.quote_search import fold_text
from thememiner.exchange.refi.merge_target import MergeTarget, index_by_guid
from thememiner.exchange.refi.offsets import OffsetConverter
from thememiner.exchange.refi.source_texts import SourceText
from thememiner.exchange.refi.xml_files import add_element, get_or_add, is_valid_xml_text, make_guid, normalise_guid
from thememiner.phrasing import format_count, inflect, list_some
from thememiner.records import MACHINE, Document
from thememiner.storage import hash_bytes

_MAX_NAME_LENGTH = 100


@dataclass(slots=True)
class WrittenText:
    """The source of a document, and the selections in it."""

    element: Element
    match: MatchedDocument
    """The text of the source, and the text of the document as the project's."""
    converter: OffsetConverter
    is_new: bool
    selections: dict[str, Element] = field(default_factory=dict)
    """By GUID."""

    @property
    def length(self) -> int:
        """The number of code points of the document."""
        return len(self.match.project_text)

    def add_selection(self, start: int, end: int, user: str) -> Element | None:
        """Return the selection of a range of the document, in code points; it is added if this program has none there.

        Returns None if no letter of the range is in the text of the source, whose white space may differ.
        """
        moved = self.match.to_corpus(start, end)
        if moved is None:
            return None
        source = normalise_guid(self.element.get("guid"))
        guid = make_guid("selection", source, *moved)
        if guid not in self.selections:
            first, last = self.converter.from_code_points(*moved)
            attributes = {"guid": guid, **_selection_name(self.match.text[slice(*moved)]), "startPosition": str(first)}
            attributes |= {"endPosition": str(last), **({"creatingUser": user} if user else {})}
            self.selections[guid] = add_element(self.element, "PlainTextSelection", **attributes)
        return self.selections[guid]


def write_texts(documents: Sequence[Document], target: MergeTarget) -> dict[str, WrittenText]:
    """Return the source of each document by its id; a document whose text is in the file is not written again.

    Texts count as equal if they differ in white space (such as line ends), invisible characters and style of marks
    only. The text in the file is not changed, and positions are those in it.
    """
    matcher = _SourceMatcher(target.texts)
    names = {text.doc_id for text in target.texts}
    sources = {document.doc_id: matcher.match_exactly(document) for document in documents}
    sources |= {one.doc_id: matcher.match_folded(one) for one in documents if sources[one.doc_id] is None}
    written = {}
    for document in documents:
        source = sources[document.doc_id]
        if source is None:
            name = f"{document.doc_id} ({MACHINE})" if document.doc_id in names else document.doc_id
            element = _add_source(document, name, target)
            text, has_bom = document.text, document.text.startswith("\ufeff")
        else:
            element, text, has_bom = source.element, source.text, source.has_bom
            missing = target.count_missing(element, document.attributes)
            target.losses.add("attributes of documents that are sources already", missing)
        converter = OffsetConverter(text, target.convention, has_bom=has_bom)
        match = MatchedDocument(document.doc_id, text, document.text)
        selections = index_by_guid(element, "PlainTextSelection")
        written[document.doc_id] = WrittenText(element, match, converter, source is None, selections)
    return written


class _SourceMatcher:
    """Matches documents with the texts of a file, each text with one document at most."""

    def __init__(self, texts: Sequence[SourceText]) -> None:
        self._texts = texts
        self._taken: set[str] = set()
        self._by_text: dict[str, dict[str, SourceText]] = {}
        for text in texts:
            self._by_text.setdefault(text.text, {})[text.doc_id] = text
        self._by_folded: dict[str, dict[str, SourceText]] | None = None

    def match_exactly(self, document: Document) -> SourceText | None:
        """Return a source with exactly this text, preferably the one with the document's name."""
        source = _pop_source(self._by_text.get(document.text, {}), document.doc_id)
        if source is not None:
            self._taken.add(source.doc_id)
        return source

    def match_folded(self, document: Document) -> SourceText | None:
        """Return another source whose text differs in white space, invisible characters and style of marks only."""
        if self._by_folded is None:  # only now, since folding takes time and most texts match exactly
            self._by_folded = {}
            for text in (text for text in self._texts if text.doc_id not in self._taken):
                self._by_folded.setdefault(fold_text(text.text)[1], {})[text.doc_id] = text
        folded = fold_text(document.text)[1] if self._by_folded else ""
        return _pop_source(self._by_folded.get(folded, {}), document.doc_id) if folded else None


def _pop_source(texts: dict[str, SourceText], doc_id: str) -> SourceText | None:
    return texts.pop(doc_id, None) or (texts.pop(next(iter(texts))) if texts else None)


def describe_matches(texts: Mapping[str, WrittenText]) -> Iterator[str]:
    """Yield how many documents were found in an existing file, and what was done with the others."""
    new = {doc_id: text.element.get("name", "") for doc_id, text in texts.items() if text.is_new}
    existing = [text for text in texts.values() if not text.is_new]
    of_all = f"{len(existing):,} of {format_count(len(texts), 'document')}"
    yield f"{of_all} {inflect(len(texts), 'was', 'were')} found in this project."
    if not existing:
        yield "its codings are on other texts; is it the project of these documents?"
    if moved := sum(text.match.text != text.match.project_text for text in existing):
        differ = f"{moved:,} {inflect(moved, 'differs', 'differ')}"
        yield f"of these, {differ} in line ends, white space or marks; positions were converted."
    for doc_id, name in new.items():
        if name != doc_id:
            yield f"{doc_id} has another text in this project; it was added as {name}."
    if added := [doc_id for doc_id, name in new.items() if name == doc_id]:
        yield f"documents that were missing and were added: {len(added):,} ({list_some(added)})."


def _add_source(document: Document, name: str, target: MergeTarget) -> Element:
    guid = make_guid("source", name, hash_bytes(document.text.encode()))
    path = target.store_text(guid, document.text)
    sources = get_or_add(target.root, "Sources")
    element = add_element(sources, "TextSource", guid=guid, name=name, plainTextPath=path)
    target.add_values(element, document.attributes)
    return element


def _selection_name(quote: str) -> dict[str, str]:
    """Return the name of a selection: its text, so that positions can be checked; none if XML cannot hold it."""
    if not is_valid_xml_text(quote):
        return {}
    return {"name": quote if len(quote) <= _MAX_NAME_LENGTH else quote[:_MAX_NAME_LENGTH] + "…"}
