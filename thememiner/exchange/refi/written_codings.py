"""Codings are added to a file: each coder a user, each coded segment a selection."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from thememiner.exchange.refi.guids import guid, plain_guid
from thememiner.exchange.refi.order import add, only
from thememiner.exchange.refi.people import CODEBOOK_OF
from thememiner.exchange.refi.target import Target, by_guid
from thememiner.exchange.refi.written_codes import write_codes
from thememiner.exchange.refi.written_texts import WrittenText
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, Coding, Project

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
