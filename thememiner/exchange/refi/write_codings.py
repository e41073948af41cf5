"""Codings and memos written to a REFI-QDA file: users, codes, selections with codes, and notes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from thememiner.exchange.project_building import kind_of_coder
from thememiner.exchange.refi.codebooks import write_codes
from thememiner.exchange.refi.merge_target import MergeTarget, index_by_guid
from thememiner.exchange.refi.people import CODEBOOK_SET_PREFIX, make_title
from thememiner.exchange.refi.write_sources import WrittenText
from thememiner.exchange.refi.xml_files import add_element, get_or_add, make_guid, normalise_guid
from thememiner.intake import DistinctNames
from thememiner.records import Coding, Memo, Project

CodingElements = dict[tuple[str, int, int, str], Element]
"""Elements of codings by document, range and code."""


class WrittenCodings:
    """The elements that codings were written to."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}
        """GUIDs of users by coder."""
        self.codes: dict[str, dict[str, Element]] = {}
        """By coder and code id."""
        self.codings: dict[str, CodingElements] = {}
        """By coder."""


def write_codings(project: Project, texts: Mapping[str, WrittenText], target: MergeTarget) -> WrittenCodings:
    """Add all codings to a file. A code with the same path as an existing code is that code."""
    written = WrittenCodings()
    distinct = DistinctNames([coding.coder for coding in project.codings])
    named = [(distinct.give(coding.coder), coding) for coding in project.codings]
    for coder, coding in named:
        codes: dict[str, Element] = {}
        if coding.codebook.codes:
            tree = get_or_add(get_or_add(target.root, "CodeBook"), "Codes")
            codes = write_codes(coding.codebook, tree, project.colours, target.losses)
        user = target.add_user(coder, coding.kind)
        written.users[coder] = user
        written.codes[coder] = codes
        written.codings[coder] = _write_segments(coding, codes, texts, user, target)
        _count_losses(coding, target)
    total = len(target.root.findall("CodeBook/Codes//Code"))
    if any(len(coding.codebook.codes) < total or not len(coding.segments) for _, coding in named):
        for coder, _ in named:
            _write_codebook_set(coder, written.codes[coder], target.root)
    return written


def _write_segments(
    coding: Coding, codes: Mapping[str, Element], texts: Mapping[str, WrittenText], user: str, target: MergeTarget
) -> CodingElements:
    elements: CodingElements = {}
    columns = (coding.segments[name].tolist() for name in ("doc_id", "start", "end", "code_id"))
    existing: dict[str, dict[str, Element]] = {}
    for doc_id, start, end, code_id in zip(*columns, strict=True):
        text = texts.get(doc_id)
        is_valid = text is not None and code_id in codes and 0 <= start < end <= text.length
        selection = text.add_selection(start, end, user) if text is not None and is_valid else None
        if selection is None:
            target.losses.add("coded segments without a text or a code")
            continue
        place, code = selection.get("guid", ""), codes[code_id].get("guid", "")
        own = existing.setdefault(place, index_by_guid(selection, "Coding"))
        guid = make_guid("coding", place, normalise_guid(code), normalise_guid(user))
        if guid not in own:
            own[guid] = add_element(selection, "Coding", guid=guid, creatingUser=user)
            add_element(own[guid], "CodeRef", targetGUID=code)
        elements[doc_id, start, end, code_id] = own[guid]
    return elements


def _write_codebook_set(coder: str, codes: Mapping[str, Element], root: Element) -> None:
    """Write a set that lists the codes of one coder, since the standard has one codebook for all coders."""
    sets = get_or_add(root, "Sets")
    guid = make_guid("set", coder)
    for old in sets.findall("Set"):
        if normalise_guid(old.get("guid")) == guid:
            sets.remove(old)
    new = add_element(sets, "Set", guid=guid, name=f"{CODEBOOK_SET_PREFIX}{coder}")
    for element in codes.values():
        add_element(new, "MemberCode", targetGUID=element.get("guid", ""))


def _count_losses(coding: Coding, target: MergeTarget) -> None:
    ranked = 0 if coding.is_proposal else int((coding.segments["rank"] > 1).sum())
    target.losses.add("ranks of people's codes after the first of their segment", ranked)
    target.losses.add("memberships of meaning units", int(coding.segments["membership"].notna().sum()))
    target.losses.add("ids of meaning units", int(coding.segments["unit_id"].notna().sum()))
    target.losses.add("scopes (what a coder read without coding it)", int(coding.scope.spans is not None))


def write_memos(
    memos: Sequence[Memo], texts: Mapping[str, WrittenText], codings: WrittenCodings, target: MergeTarget
) -> None:
    """Add missing memos as notes; a memo on a code at a passage without that code is attached to the passage."""
    if not memos:
        return
    notes = get_or_add(target.root, "Notes")
    existing = index_by_guid(notes, "Note")
    equal_memos: Counter[Memo] = Counter()
    for memo in memos:
        equal_memos[memo] += 1
        place = (memo.doc_id, memo.start, memo.end, memo.code_id)
        guid = make_guid("note", memo.text, memo.author, *place, equal_memos[memo])
        if guid in existing:
            continue
        user = _find_user(memo.author, codings, target)
        title = make_title(memo.text)
        attributes = {"name": title} if title else {}
        note = add_element(notes, "Note", guid=guid, **attributes, **({"creatingUser": user} if user else {}))
        add_element(note, "PlainTextContent").text = memo.text
        add_element(_find_anchor(memo, texts, codings, user, target), "NoteRef", targetGUID=guid)


def _find_user(author: str, codings: WrittenCodings, target: MergeTarget) -> str:
    if not author:
        return ""
    return codings.users.get(author) or target.add_user(author, kind_of_coder(author))


def _find_anchor(
    memo: Memo, texts: Mapping[str, WrittenText], codings: WrittenCodings, user: str, target: MergeTarget
) -> Element:
    text = texts.get(memo.doc_id or "")
    if memo.doc_id is None or text is None:
        codes = [codings.codes.get(memo.author, {}), *codings.codes.values()]
        element = next((own[memo.code_id] for own in codes if memo.code_id in own), None)
        is_lost = memo.doc_id is not None or (memo.code_id is not None and element is None)
        target.losses.add("places of memos", int(is_lost))
        return target.root if element is None else element
    if memo.start is None or memo.end is None or not 0 <= memo.start < memo.end <= text.length:
        target.losses.add("places of memos", int(memo.start is not None))
        return text.element
    if memo.code_id is not None:
        place = (memo.doc_id, memo.start, memo.end, memo.code_id)
        all_codings = [codings.codings.get(memo.author, {}), *codings.codings.values()]
        coding = next((own[place] for own in all_codings if place in own), None)
        if coding is not None:
            return coding
        target.losses.add("codes of memos on passages without that code")
    selection = text.add_selection(memo.start, memo.end, user)
    target.losses.add("places of memos", int(selection is None))
    return text.element if selection is None else selection
