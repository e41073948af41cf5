"""Who coded, and who was spoken with: users, cases, and the variables of cases and sources.

Notes of a file and what they are about.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.sources import Shelf
from thememiner.exchange.refi.xml_files import Tally, plain_guid, text_of
from thememiner.intake import DistinctNames
from thememiner.records import Memo

CODEBOOK_OF = "Codebook of "
"""How a set begins that says which codes are whose."""
_TITLE = 60


class Users:
    """The coders of a file by GUID."""

    def __init__(self, root: Element, *, unknown: str) -> None:
        elements = root.findall("Users/User")
        names = [element.get("name") or element.get("id") or unknown for element in elements]
        distinct = DistinctNames(names)
        self.names = {
            plain_guid(element.get("guid")): distinct.give(name) for element, name in zip(elements, names, strict=True)
        }
        self._unknown = next(iter(self.names.values())) if len(self.names) == 1 else unknown
        self._owner = root.get("creatingUserGUID")

    def name(self, *written: str | None) -> str:
        """Return whom the first of the GUIDs that is given means, else whose project it is, else the only user."""
        given = next((guid for guid in (*written, self._owner) if guid), None)
        return self.names.get(plain_guid(given), self._unknown)


class Variables:
    """The variables of a file, and what they are of a case or source."""

    def __init__(self, root: Element) -> None:
        elements = root.findall("Variables/Variable")
        names = [element.get("name") or "unnamed" for element in elements]
        distinct = DistinctNames(names)
        self._names = {plain_guid(e.get("guid")): distinct.give(name) for e, name in zip(elements, names, strict=True)}

    def values(self, element: Element) -> dict[str, str]:
        """Return values by name; a variable without one is left out."""
        found = {}
        for value in element.findall("VariableValue"):
            reference = value.find("VariableRef")
            name = None if reference is None else self._names.get(plain_guid(reference.get("targetGUID")))
            written = next((child for child in value if child.tag.endswith("Value")), None)
            if name is not None and written is not None:
                found[name] = written.text or ""
        return found


def read_cases(
    root: Element, variables: Variables, tally: Tally
) -> tuple[dict[str, Mapping[str, str]], dict[str, str]]:
    """Return the attributes of each case, and by the GUID of a source the one case that it is of."""
    elements = root.findall("Cases/Case")
    names = [element.get("name") or "unnamed" for element in elements]
    distinct = DistinctNames(names)
    attributes: dict[str, Mapping[str, str]] = {}
    of_source: dict[str, list[str]] = {}
    for element, written in zip(elements, names, strict=True):
        name = distinct.give(written)
        attributes[name] = variables.values(element)
        for reference in element.findall("SourceRef"):
            of_source.setdefault(plain_guid(reference.get("targetGUID")), []).append(name)
        tally.add("descriptions of cases", int(element.find("Description") is not None))
        tally.add("codes of cases", len(element.findall("CodeRef")))
        tally.add("passages of cases", len(element.findall("SelectionRef")))
    tally.add("sources that several cases share", sum(len(cases) > 1 for cases in of_source.values()))
    return attributes, {guid: cases[0] for guid, cases in of_source.items() if len(cases) == 1}


def read_sets(root: Element, tally: Tally) -> dict[str, dict[str, str]]:
    """Return, by the GUID of a source, the sets that it is in; ``gender: female`` is a name and a value."""
    found: dict[str, dict[str, str]] = {}
    for element in root.findall("Sets/Set"):
        name, _, value = (element.get("name") or "unnamed").partition(": ")
        for member in element.findall("MemberSource"):
            own = found.setdefault(plain_guid(member.get("targetGUID")), {})
            own[name] = f"{own[name]}; {value or 'yes'}" if name in own else value or "yes"
        is_codebook = name.startswith(CODEBOOK_OF)
        tally.add("sets of codes", int(element.find("MemberCode") is not None and not is_codebook))
        tally.add("sets of notes", int(element.find("MemberNote") is not None))
    return found


def read_own_codes(root: Element, ids: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the ids of the codes that are a coder's own, for those coders of whom a set says it."""
    return {
        (element.get("name") or "").removeprefix(CODEBOOK_OF): frozenset(
            ids[guid]
            for member in element.findall("MemberCode")
            if (guid := plain_guid(member.get("targetGUID"))) in ids
        )
        for element in root.findall("Sets/Set")
        if (element.get("name") or "").startswith(CODEBOOK_OF)
    }


class Anchor(NamedTuple):
    """What a note can be about: the whole project, a document, a passage, a code, or a code at a passage."""

    element: Element
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    code_id: str | None = None


def title_of(text: str) -> str:
    """Return what a note is called: its first line, shortened."""
    line = text.split("\n", 1)[0].rstrip("\r")
    return line if len(line) <= _TITLE else line[:_TITLE] + "…"


def read_memos(root: Element, anchors: Iterable[Anchor], users: Users, shelf: Shelf, tally: Tally) -> tuple[Memo, ...]:
    """Return a memo for each thing that a note is about, in the order of the notes; then descriptions of passages.

    A note about nothing that was read is about the project.
    """
    notes = {plain_guid(note.get("guid")): note for note in root.findall("Notes/Note")}
    tally.add("codings of notes", sum(1 for note in notes.values() for _ in note.iter("Coding")))
    about: dict[str, list[Anchor]] = {guid: [] for guid in notes}
    described = []
    for anchor in anchors:
        for reference in anchor.element.findall("NoteRef"):
            about.get(plain_guid(reference.get("targetGUID")), []).append(anchor)
        if anchor.doc_id is not None and (text := text_of(anchor.element, "Description")):
            described.append(Memo(text, users.name(anchor.element.get("creatingUser")), *anchor[1:]))
    known = sum(map(len, about.values()))
    tally.add("places of notes", sum(1 for _ in root.iter("NoteRef")) - known)
    written = [
        Memo(text, _author(notes[guid], users), *anchor[1:])
        for guid, found in about.items()
        if (text := _text(notes[guid], shelf, tally))
        for anchor in found or [Anchor(root)]
    ]
    return (*written, *described)


def _author(note: Element, users: Users) -> str:
    return users.name(note.get("creatingUser")) if note.get("creatingUser") else ""


def _text(note: Element, shelf: Shelf, tally: Tally) -> str:
    """Return a note with its name before it, unless that is how it begins."""
    name = note.get("name") or ""
    try:
        shelved = shelf.read(note, place=name)
    except UndecodableFileError:
        shelved = None
    if shelved is None and not (name or text_of(note, "Description")):
        tally.add("notes without a text")
    text = "\n\n".join(part for part in (shelved.text if shelved else "", text_of(note, "Description")) if part)
    if not name or text.startswith(name.removesuffix("…")):
        return text
    return f"{name}\n\n{text}" if text else name
