"""People in a REFI-QDA project: users who coded, cases with their variables, and what people noted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.source_texts import PlainTextReader
from thememiner.exchange.refi.xml_files import LossCounter, child_text, make_guid, normalise_guid
from thememiner.intake import DistinctNames
from thememiner.phrasing import format_count, inflect
from thememiner.records import MACHINE, CodingKind, Memo

CODEBOOK_SET_PREFIX = "Codebook of "
"""How the name of a set begins that lists the codes of one coder."""
PROGRAM_GUID = make_guid("user", MACHINE)
"""GUID of the user that stands for this program."""
NAMESAKE_GUID = make_guid("user", "person", MACHINE)
"""GUID of the user for a person who has the name of this program."""
PASSAGES_OF_CASES = "passages of cases"
"""How codings are counted whose code is a case."""
_UNLISTED, _UNNAMED = "unlisted user", "unnamed"
_MAX_TITLE_LENGTH = 60
_Place = tuple[str | None, int | None, int | None, str | None]
"""Document, start, end and code of a memo."""
_PROJECT: _Place = (None, None, None, None)


class Users:
    """The coders of a file, by the GUID of their user."""

    def __init__(self, root: Element, *, default_name: str) -> None:
        elements = root.findall("Users/User")
        guids = [normalise_guid(element.get("guid")) for element in elements]
        names = [_user_name(element) or default_name for element in elements]
        self._distinct = DistinctNames([*names, _UNLISTED])
        self.names = {guid: self._distinct.give(name) for guid, name in zip(guids, names, strict=True)}
        self.unlisted: dict[str, str] = {}
        """Coders by GUIDs that are used but not listed."""
        self._default_name = next(iter(self.names.values())) if len(self.names) == 1 else default_name
        # In a file without a list, its name is that of the coder, unless some codings have no user at all.
        has_users = not self.names and all(coding.get("creatingUser") for coding in root.iter("Coding"))
        self._unlisted_name = default_name if has_users else _UNLISTED
        self._owner = root.get("creatingUserGUID")
        # Other programs may give users new GUIDs; then the exact name tells the program from people.
        program = None if NAMESAKE_GUID in self.names else MACHINE
        self._program = self.names.get(PROGRAM_GUID, program)

    def coder_name(self, *guids: str | None) -> str:
        """Return the coder of the first GUID that is not empty, else the owner of the project, else the only user.

        A GUID that is not listed is a coder, too.
        """
        used = next((normalise_guid(guid) for guid in guids if guid), None)
        if used is None:
            return self.names.get(normalise_guid(self._owner), self._default_name)
        if used not in self.names and used not in self.unlisted:
            self.unlisted[used] = self._distinct.give(self._unlisted_name)
        return self.names.get(used) or self.unlisted[used]

    def describe_unlisted(self) -> list[str]:
        """Return a sentence on the coders that are not listed, unless all are called after the file."""
        if not self.unlisted or self._unlisted_name != _UNLISTED:
            return []
        count = format_count(len(self.unlisted), "user")
        names = ", ".join(self.unlisted.values())
        return [f"{count} who {inflect(len(self.unlisted), 'is', 'are')} not in its list coded or wrote: {names}."]

    def has_person(self, name: str) -> bool:
        """Tell whether a person with this name is a user of the file."""
        return name != self._program and name in self.names.values()

    def coding_kind(self, coder: str) -> CodingKind:
        """Return whether a coder is this program, by the GUID that its exports give it, or a person."""
        return CodingKind.PROPOSAL if coder == self._program else CodingKind.PERSON


def _user_name(user: Element) -> str:
    written = (user.get("name") or "", user.get("id") or "")
    return next((name for name in written if name.strip()), "")


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


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of a file."""

    guids: frozenset[str]
    participants: Mapping[str, Mapping[str, str]]
    """Attributes of each case that has a name, or has no source that they could belong to."""
    of_source: Mapping[str, str]
    """The case of each source that has exactly one, by the source's GUID."""
    passages: frozenset[tuple[str, str]]
    """GUIDs of cases and of the selections that they list as theirs."""


def read_cases(root: Element, variables: Variables, losses: LossCounter) -> Cases:
    """Return the cases of a file; one without a name that has sources is only a place for their variables."""
    elements = root.findall("Cases/Case")
    people = [element for element in elements if not _is_record(element)]
    names = [_case_name(element) or _UNNAMED for element in people]
    distinct = DistinctNames(names)
    attributes: dict[str, Mapping[str, str]] = {}
    of_source: dict[str, list[str]] = {}
    for element, written in zip(people, names, strict=True):
        name = distinct.give(written)
        attributes[name] = variables.read_values(element)
        for reference in element.findall("SourceRef"):
            of_source.setdefault(normalise_guid(reference.get("targetGUID")), []).append(name)
    passages = set()
    for element in elements:
        guid = normalise_guid(element.get("guid"))
        passages |= {(guid, normalise_guid(one.get("targetGUID"))) for one in element.findall("SelectionRef")}
        losses.add("descriptions of cases", int(element.find("Description") is not None))
        losses.add("codes of cases", len(element.findall("CodeRef")))
    losses.add(PASSAGES_OF_CASES, len(passages))
    losses.add("sources that several cases share", sum(len(cases) > 1 for cases in of_source.values()))
    return Cases(
        guids=frozenset(normalise_guid(element.get("guid")) for element in elements),
        participants=attributes,
        of_source={guid: cases[0] for guid, cases in of_source.items() if len(cases) == 1},
        passages=frozenset(passages),
    )


def _is_record(case: Element) -> bool:
    """Tell whether a case is no person but the variables of its sources, as Quirkos and MAXQDA write them."""
    return not _case_name(case) and case.find("SourceRef") is not None


def _case_name(case: Element) -> str:
    name = case.get("name") or ""
    return name if name.strip() else ""


def read_source_attributes(root: Element, variables: Variables, losses: LossCounter) -> dict[str, dict[str, str]]:
    """Return the attributes of sources that stand elsewhere, by GUID: in sets, and in cases without a name."""
    attributes = _read_sets(root, losses)
    for case in filter(_is_record, root.findall("Cases/Case")):
        for reference in case.findall("SourceRef"):
            attributes.setdefault(normalise_guid(reference.get("targetGUID")), {}).update(variables.read_values(case))
    return attributes


def _read_sets(root: Element, losses: LossCounter) -> dict[str, dict[str, str]]:
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


class NoteLink(NamedTuple):
    """A link that ties a note to something else."""

    note: str
    """GUID of the note."""
    target: str
    """GUID of the other end."""


def make_title(text: str) -> str:
    """Return the title of a note: its first line, shortened."""
    line = text.split("\n", 1)[0].rstrip("\r")
    return line if len(line) <= _MAX_TITLE_LENGTH else line[:_MAX_TITLE_LENGTH] + "…"


def list_note_links(root: Element) -> list[NoteLink]:
    """Return the links with a note at one end, as NVivo writes annotations; either end may be the note."""
    notes = {normalise_guid(note.get("guid")) for note in root.findall("Notes/Note")}
    links = []
    for link in root.findall("Links/Link"):
        ends = [normalise_guid(link.get(name)) for name in ("originGUID", "targetGUID")]
        for note, target in (ends, ends[::-1]):
            if note in notes and target not in notes:
                links.append(NoteLink(note, target))
    return links


def read_memos(
    root: Element, anchors: Iterable[NoteAnchor], users: Users, reader: PlainTextReader, losses: LossCounter
) -> tuple[Memo, ...]:
    """Return a memo for each place of a note, in the order of the notes, then the descriptions of passages.

    A note is about what refers to it or is linked with it. A note on a note is about the same as that. A note without
    such a place is about the project.
    """
    notes = {normalise_guid(note.get("guid")): note for note in root.findall("Notes/Note")}
    losses.add("codings of notes", sum(1 for note in notes.values() for _ in note.iter("Coding")))
    places: dict[str, dict[_Place, None]] = {guid: {} for guid in notes}
    by_guid: dict[str, _Place] = {}
    descriptions = []
    references = 0
    for anchor in anchors:
        if guid := normalise_guid(anchor.element.get("guid")):
            by_guid.setdefault(guid, anchor[1:])
        for note in _list_references(anchor.element, notes):
            places[note][anchor[1:]] = None
            references += 1
        if anchor.doc_id is not None and (text := child_text(anchor.element, "Description")):
            descriptions.append(Memo(text, users.coder_name(anchor.element.get("creatingUser")), *anchor[1:]))
    linked = [(link.note, by_guid[link.target]) for link in list_note_links(root) if link.target in by_guid]
    for note, place in linked:
        places[note][place] = None
    losses.add("links", len(root.findall("Links/Link")) - len(linked))
    above = {note: parent for parent in notes for note in _list_references(notes[parent], notes)}
    references += sum(len(_list_references(note, notes)) for note in notes.values())
    losses.add("places of notes", sum(1 for _ in root.iter("NoteRef")) - references)
    memos = [
        Memo(text, _find_author(notes[guid], users), *place)
        for guid in notes
        if (text := _read_note(notes[guid], reader, losses))
        for place in _find_places(guid, places, above)
    ]
    return (*memos, *descriptions)


def _list_references(element: Element, notes: Mapping[str, Element]) -> list[str]:
    """Return the GUIDs of the notes that an element refers to."""
    guids = (normalise_guid(reference.get("targetGUID")) for reference in element.findall("NoteRef"))
    return [guid for guid in guids if guid in notes]


def _find_places(note: str, places: Mapping[str, Iterable[_Place]], above: Mapping[str, str]) -> Iterable[_Place]:
    """Return the places of a note, or else those of the note that it is on."""
    seen: set[str] = set()
    at: str | None = note
    while at is not None and at not in seen:
        if places[at]:
            return places[at]
        seen.add(at)
        at = above.get(at)
    return [_PROJECT]


def _find_author(note: Element, users: Users) -> str:
    return users.coder_name(note.get("creatingUser")) if note.get("creatingUser") else ""


def _read_note(note: Element, reader: PlainTextReader, losses: LossCounter) -> str:
    """Return the text of a note, below its name unless it begins with that; count a text that is not in the file."""
    name = note.get("name") or ""
    try:
        plain = reader.read(note, place=name)
    except UndecodableFileError:
        plain = None
    if plain is None and note.get("plainTextPath"):
        losses.add("texts of notes that are not in the file (their names are kept)")
    elif plain is None and note.get("richTextPath"):
        losses.add("texts of notes that are stored as rich text only (their names are kept)")
    elif plain is None and not (name or child_text(note, "Description")):
        losses.add("notes without a text")
    parts = (plain.text if plain else "", child_text(note, "Description"))
    text = "\n\n".join(part for part in parts if part)
    if not name or text.startswith(name.removesuffix("…")):
        return text
    return f"{name}\n\n{text}" if text else name
