"""People in a REFI-QDA project: users who coded, cases with their variables, and notes."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.source_texts import PlainTextReader
from thememiner.exchange.refi.xml_files import LossCounter, child_text, make_guid, normalise_guid
from thememiner.intake import DistinctNames
from thememiner.records import MACHINE, CodingKind, Memo

CODEBOOK_SET_PREFIX = "Codebook of "
"""How the name of a set begins that lists the codes of one coder."""
PROGRAM_GUID = make_guid("user", MACHINE)
"""GUID of the user that stands for this program."""
NAMESAKE_GUID = make_guid("user", "person", MACHINE)
"""GUID of the user for a person who has the name of this program."""
_MAX_TITLE_LENGTH = 60


class Users:
    """The coders of a file, by the GUID of their user."""

    def __init__(self, root: Element, *, default_name: str) -> None:
        elements = root.findall("Users/User")
        guids = [normalise_guid(element.get("guid")) for element in elements]
        names = [element.get("name") or element.get("id") or default_name for element in elements]
        distinct = DistinctNames(names)
        self.names = {guid: distinct.give(name) for guid, name in zip(guids, names, strict=True)}
        self._default_name = next(iter(self.names.values())) if len(self.names) == 1 else default_name
        self._owner = root.get("creatingUserGUID")
        # Other programs may give users new GUIDs; then the exact name tells the program from people.
        program = None if NAMESAKE_GUID in self.names else MACHINE
        self._program = self.names.get(PROGRAM_GUID, program)

    def coder_name(self, *guids: str | None) -> str:
        """Return the coder of the first GUID that is not empty, else the owner of the project, else the only user."""
        guid = next((guid for guid in (*guids, self._owner) if guid), None)
        return self.names.get(normalise_guid(guid), self._default_name)

    def has_person(self, name: str) -> bool:
        """Tell whether a person with this name is a user of the file."""
        return name != self._program and name in self.names.values()

    def coding_kind(self, coder: str) -> CodingKind:
        """Return whether a coder is this program, by the GUID that its exports give it, or a person."""
        return CodingKind.PROPOSAL if coder == self._program else CodingKind.PERSON


class Variables:
    """The variables of a file, and their values for cases and sources."""

    def __init__(self, root: Element) -> None:
        elements = root.findall("Variables/Variable")
        names = [element.get("name") or "unnamed" for element in elements]
        distinct = DistinctNames(names)
        self._names = {
            normalise_guid(e.get("guid")): distinct.give(name) for e, name in zip(elements, names, strict=True)
        }

    def read_values(self, element: Element) -> dict[str, str]:
        """Return the values of an element by the name of the variable; a variable without a value is left out."""
        values = {}
        for value in element.findall("VariableValue"):
            reference = value.find("VariableRef")
            name = None if reference is None else self._names.get(normalise_guid(reference.get("targetGUID")))
            written = next((child for child in value if child.tag.endswith("Value")), None)
            if name is not None and written is not None:
                values[name] = written.text or ""
        return values


def read_cases(
    root: Element, variables: Variables, losses: LossCounter
) -> tuple[dict[str, Mapping[str, str]], dict[str, str]]:
    """Return the attributes of each case, and the case of each source that has exactly one, by the source's GUID."""
    elements = root.findall("Cases/Case")
    names = [element.get("name") or "unnamed" for element in elements]
    distinct = DistinctNames(names)
    attributes: dict[str, Mapping[str, str]] = {}
    of_source: dict[str, list[str]] = {}
    for element, written in zip(elements, names, strict=True):
        name = distinct.give(written)
        attributes[name] = variables.read_values(element)
        for reference in element.findall("SourceRef"):
            of_source.setdefault(normalise_guid(reference.get("targetGUID")), []).append(name)
        losses.add("descriptions of cases", int(element.find("Description") is not None))
        losses.add("codes of cases", len(element.findall("CodeRef")))
        losses.add("passages of cases", len(element.findall("SelectionRef")))
    losses.add("sources that several cases share", sum(len(cases) > 1 for cases in of_source.values()))
    return attributes, {guid: cases[0] for guid, cases in of_source.items() if len(cases) == 1}


def read_sets(root: Element, losses: LossCounter) -> dict[str, dict[str, str]]:
    """Return the sets of each source by its GUID; ``gender: female`` is read as a name and a value."""
    sets: dict[str, dict[str, str]] = {}
    for element in root.findall("Sets/Set"):
        name, _, value = (element.get("name") or "unnamed").partition(": ")
        for member in element.findall("MemberSource"):
            own = sets.setdefault(normalise_guid(member.get("targetGUID")), {})
            own[name] = f"{own[name]}; {value or 'yes'}" if name in own else value or "yes"
        is_codebook = name.startswith(CODEBOOK_SET_PREFIX)
        losses.add("sets of codes", int(element.find("MemberCode") is not None and not is_codebook))
        losses.add("sets of notes", int(element.find("MemberNote") is not None))
    return sets


def read_coder_codes(root: Element, ids: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the ids of each coder's codes, by coder, where a set lists them."""
    return {
        (element.get("name") or "").removeprefix(CODEBOOK_SET_PREFIX): frozenset(
            ids[guid]
            for member in element.findall("MemberCode")
            if (guid := normalise_guid(member.get("targetGUID"))) in ids
        )
        for element in root.findall("Sets/Set")
        if (element.get("name") or "").startswith(CODEBOOK_SET_PREFIX)
    }


class NoteAnchor(NamedTuple):
    """What a note can refer to: the project, a document, a passage, a code, or a code of a passage."""

    element: Element
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    code_id: str | None = None


def make_title(text: str) -> str:
    """Return the title of a note: its first line, shortened."""
    line = text.split("\n", 1)[0].rstrip("\r")
    return line if len(line) <= _MAX_TITLE_LENGTH else line[:_MAX_TITLE_LENGTH] + "…"


def read_memos(
    root: Element, anchors: Iterable[NoteAnchor], users: Users, reader: PlainTextReader, losses: LossCounter
) -> tuple[Memo, ...]:
    """Return a memo for each reference of a note, in the order of the notes, then the descriptions of passages.

    A note without a reference that could be read is about the project.
    """
    notes = {normalise_guid(note.get("guid")): note for note in root.findall("Notes/Note")}
    losses.add("codings of notes", sum(1 for note in notes.values() for _ in note.iter("Coding")))
    anchors_of: dict[str, list[NoteAnchor]] = {guid: [] for guid in notes}
    descriptions = []
    for anchor in anchors:
        for reference in anchor.element.findall("NoteRef"):
            anchors_of.get(normalise_guid(reference.get("targetGUID")), []).append(anchor)
        if anchor.doc_id is not None and (text := child_text(anchor.element, "Description")):
            descriptions.append(Memo(text, users.coder_name(anchor.element.get("creatingUser")), *anchor[1:]))
    known = sum(map(len, anchors_of.values()))
    losses.add("places of notes", sum(1 for _ in root.iter("NoteRef")) - known)
    memos = [
        Memo(text, _find_author(notes[guid], users), *anchor[1:])
        for guid, own in anchors_of.items()
        if (text := _note_text(notes[guid], reader, losses))
        for anchor in own or [NoteAnchor(root)]
    ]
    return (*memos, *descriptions)


def _find_author(note: Element, users: Users) -> str:
    return users.coder_name(note.get("creatingUser")) if note.get("creatingUser") else ""


def _note_text(note: Element, reader: PlainTextReader, losses: LossCounter) -> str:
    """Return the text of a note, below its name unless it begins with that."""
    name = note.get("name") or ""
    try:
        plain = reader.read(note, place=name)
    except UndecodableFileError:
        plain = None
    if plain is None and not (name or child_text(note, "Description")):
        losses.add("notes without a text")
    parts = (plain.text if plain else "", child_text(note, "Description"))
    text = "\n\n".join(part for part in parts if part)
    if not name or text.startswith(name.removesuffix("…")):
        return text
    return f"{name}\n\n{text}" if text else name
