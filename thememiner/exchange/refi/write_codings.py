"""Codings are added to a file: each coder a user, each coded segment a selection.

Memos are added to a file as notes, and named where they belong.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.codebooks import write_codes
from thememiner.exchange.refi.merge_target import Target, by_guid
from thememiner.exchange.refi.people import CODEBOOK_OF, title_of
from thememiner.exchange.refi.write_sources import WrittenText
from thememiner.exchange.refi.xml_files import add, guid, only, plain_guid
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, Coding, Memo, Project

Marks = dict[tuple[str, int, int, str], Element]
"""Elements of codings by document, range and code."""


class WrittenCodings:
    """The elements that codings became."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, Element]] = {}
        """By coder and code id."""
        self.marks: dict[str, Marks] = {}
        """By coder."""


def write_codings(project: Project, texts: Mapping[str, WrittenText], target: Target) -> WrittenCodings:
    """Add every coding; a code with the path of one that is there is that one."""
    written = WrittenCodings()
    distinct = DistinctNames([coding.coder for coding in project.codings])
    named = [(distinct.give(coding.coder), coding) for coding in project.codings]
    for coder, coding in named:
        codes: dict[str, Element] = {}
        if coding.codebook.codes:
            tree = only(only(target.root, "CodeBook"), "Codes")
            codes = write_codes(coding.codebook, tree, project.colours, target.tally)
        written.codes[coder] = codes
        written.marks[coder] = _mark(coding, codes, texts, target.user(coder), target)
        _count_losses(coding, target)
    total = len(target.root.findall("CodeBook/Codes//Code"))
    if any(len(coding.codebook.codes) < total or not len(coding.segments) for _, coding in named):
        for coder, _ in named:
            _write_set(coder, written.codes[coder], target.root)
    return written


def _mark(
    coding: Coding, codes: Mapping[str, Element], texts: Mapping[str, WrittenText], user: str, target: Target
) -> Marks:
    marks: Marks = {}
    columns = (coding.segments[name].tolist() for name in ("doc_id", "start", "end", "code_id"))
    known: dict[str, dict[str, Element]] = {}
    for doc_id, start, end, code_id in zip(*columns, strict=True):
        text = texts.get(doc_id)
        is_there = text is not None and code_id in codes and 0 <= start < end <= text.length
        selection = text.select(start, end, user) if text is not None and is_there else None
        if selection is None:
            target.tally.add("coded segments without a text or a code")
            continue
        place, code = selection.get("guid", ""), codes[code_id].get("guid", "")
        own = known.setdefault(place, by_guid(selection, "Coding"))
        made = guid("coding", place, plain_guid(code), plain_guid(user))
        if made not in own:
            own[made] = add(selection, "Coding", guid=made, creatingUser=user)
            add(own[made], "CodeRef", targetGUID=code)
        marks[doc_id, start, end, code_id] = own[made]
    return marks


def _write_set(coder: str, codes: Mapping[str, Element], root: Element) -> None:
    """Say which codes are a coder's own: the standard has one codebook for all."""
    sets = only(root, "Sets")
    made = guid("set", coder)
    for old in sets.findall("Set"):
        if plain_guid(old.get("guid")) == made:
            sets.remove(old)
    own = add(sets, "Set", guid=made, name=f"{CODEBOOK_OF}{coder}")
    for element in codes.values():
        add(own, "MemberCode", targetGUID=element.get("guid", ""))


def _count_losses(coding: Coding, target: Target) -> None:
    ranked = 0 if coding.coder.startswith(MACHINE) else int((coding.segments["rank"] > 1).sum())
    target.tally.add("ranks of people's codes behind the first of their segment", ranked)
    target.tally.add("memberships of meaning units", int(coding.segments["membership"].notna().sum()))
    target.tally.add("ids of meaning units", int(coding.segments["unit_id"].notna().sum()))
    target.tally.add("scopes (what a coder read without coding it)", int(coding.scope.spans is not None))


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
