"""Notes of a file and what they are about."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.errors import UndecodableFileError
from thememiner.exchange.refi.guids import plain_guid
from thememiner.exchange.refi.markup import text_of
from thememiner.exchange.refi.people import Users
from thememiner.exchange.refi.tally import Tally
from thememiner.exchange.refi.texts import Shelf
from thememiner.records import Memo

_TITLE = 60


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
