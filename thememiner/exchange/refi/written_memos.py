"""Memos are added to a file as notes, and named where they belong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.guids import guid
from thememiner.exchange.refi.memos import title_of
from thememiner.exchange.refi.order import add, only
from thememiner.exchange.refi.target import Target, by_guid
from thememiner.exchange.refi.written_codings import WrittenCodings
from thememiner.exchange.refi.written_texts import WrittenText
from thememiner.records import Memo


def write_memos(
    memos: Sequence[Memo], texts: Mapping[str, WrittenText], codings: WrittenCodings, target: Target
) -> None:
    """Add each memo that is not there; one about a code at a passage that nobody coded so is about the passage."""
    if not memos:
        return
    notes = only(target.root, "Notes")
    known = by_guid(notes, "Note")
    same: Counter[Memo] = Counter()
    for memo in memos:
        same[memo] += 1
        made = guid("note", memo.text, memo.author, memo.doc_id, memo.start, memo.end, memo.code_id, same[memo])
        if made in known:
            continue
        user = target.user(memo.author) if memo.author else ""
        title = title_of(memo.text)
        attributes = {"name": title} if title else {}
        note = add(notes, "Note", guid=made, **attributes, **({"creatingUser": user} if user else {}))
        add(note, "PlainTextContent").text = memo.text
        add(_anchor(memo, texts, codings, user, target), "NoteRef", targetGUID=made)


def _anchor(
    memo: Memo, texts: Mapping[str, WrittenText], codings: WrittenCodings, user: str, target: Target
) -> Element:
    text = texts.get(memo.doc_id or "")
    if memo.doc_id is None or text is None:
        codes = [codings.codes.get(memo.author, {}), *codings.codes.values()]
        element = next((own[memo.code_id] for own in codes if memo.code_id in own), None)
        is_lost = memo.doc_id is not None or (memo.code_id is not None and element is None)
        target.tally.add("places of memos", int(is_lost))
        return target.root if element is None else element
    if memo.start is None or memo.end is None or not 0 <= memo.start < memo.end <= text.length:
        target.tally.add("places of memos", int(memo.start is not None))
        return text.element
    if memo.code_id is not None:
        place = (memo.doc_id, memo.start, memo.end, memo.code_id)
        marks = [codings.marks.get(memo.author, {}), *codings.marks.values()]
        mark = next((own[place] for own in marks if place in own), None)
        if mark is not None:
            return mark
        target.tally.add("codes of memos on passages that are not coded so")
    selection = text.select(memo.start, memo.end, user)
    target.tally.add("places of memos", int(selection is None))
    return text.element if selection is None else selection
