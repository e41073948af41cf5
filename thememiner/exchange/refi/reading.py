"""REFI-QDA projects (.qdpx, or a bare .qde) become projects of this program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.exchange.refi.codebooks import CodeTree, read_codes
from thememiner.exchange.refi.offsets import Detected, find_counting
from thememiner.exchange.refi.people import Anchor, Users, Variables, read_cases, read_memos, read_own_codes, read_sets
from thememiner.exchange.refi.sources import (
    Selection,
    Shelf,
    SourceText,
    Texts,
    count_uncarried,
    read_selections,
    read_texts,
    selected,
)
from thememiner.exchange.refi.xml_files import RefiFile, Tally, open_refi, plain_guid, text_of
from thememiner.intake import first_few
from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    Codebook,
    Coding,
    Document,
    Form,
    Memo,
    Note,
    Project,
    Role,
    Turn,
    table,
)

DEFAULTS = Settings()
Places = dict[tuple[str, int, int], dict[str, None]]
"""Codes in their order by document and range."""


class OpenedProject(NamedTuple):
    """A file with its texts, and how it counts positions."""

    file: RefiFile
    texts: Texts
    detected: Detected


@dataclass(frozen=True, slots=True)
class _Coded:
    """One code that one coder gave to one selection."""

    coder: str
    code_id: str
    anchor: Anchor


def read_refi_project(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a REFI-QDA project, standard 1.0 or 1.5: a ``.qdpx``, or the ``.qde`` of one.

    Positions become code points of the plain texts, whatever the program counted in; a note says what was found out.
    Nothing outside of the file is read, and a source that is not in it is a problem. A code's id is its path of names;
    every coder has the whole codebook, unless sets called ``Codebook of …`` say which codes are whose.

    Raises ``UnreadableFileError`` for a file that is broken or no project, and ``UnsafeFileError``.
    """
    path, tally = Path(path), Tally()
    opened = open_project(path, settings, tally)
    root = opened.file.root
    users, variables = Users(root, unknown=path.stem), Variables(root)
    tree = read_codes(root.find("CodeBook"), tally)
    selections = [s for text in opened.texts.found for s in read_selections(text, opened.detected.counting, tally)]
    coded = list(_coded(selections, users, tree, tally))
    participants, of_source = read_cases(root, variables, tally)
    sets, own = read_sets(root, tally), read_own_codes(root, tree.ids)
    if tree.codes and not (coded or own):
        own = {users.name(): frozenset(code.code_id for code in tree.codes)}  # codes that nobody has used yet
    memos = read_memos(root, _anchors(opened, tree, selections, coded), users, Shelf(opened.file), tally)
    description = text_of(root, "Description")
    _count_others(opened.file, tally)
    return Project(
        documents=tuple(_document(text, variables, of_source, sets) for text in opened.texts.found),
        codings=_codings(coded, tree, own),
        participants=MappingProxyType({name: MappingProxyType(dict(own)) for name, own in participants.items()}),
        memos=(*memos, *([Memo(description)] if description else [])),
        colours=MappingProxyType(tree.colours),
        losses=tally.losses(),
        problems=tuple(opened.texts.problems),
        notes=(*opened.texts.notes, *_without_codings(users, coded, path.name), *_counted(opened, path.name)),
    )


def open_project(path: Path, settings: Settings, tally: Tally) -> OpenedProject:
    """Open a file, read its texts and find out how positions in them are counted."""
    file = open_refi(path, root="Project", max_unpacked_mb=settings.corpus.max_unpacked_mb)
    texts = read_texts(file, tally, place=path.name)
    return OpenedProject(file, texts, find_counting([selected(text) for text in texts.found]))


def _coded(selections: list[Selection], users: Users, tree: CodeTree, tally: Tally) -> Iterator[_Coded]:
    for selection in selections:
        element = selection.element
        codings = element.findall("Coding")
        for coding in codings:
            reference = coding.find("CodeRef")
            code_id = tree.ids.get(plain_guid(None if reference is None else reference.get("targetGUID")))
            if code_id is None:
                tally.add("codings with a code that is not in the codebook")
                continue
            coder = users.name(coding.get("creatingUser"), element.get("creatingUser"))
            yield _Coded(coder, code_id, Anchor(coding, selection.doc_id, selection.start, selection.end, code_id))
        is_empty = not (codings or element.find("NoteRef") is not None or text_of(element, "Description"))
        tally.add("selections without a code", int(is_empty))


def _codings(coded: list[_Coded], tree: CodeTree, own: Mapping[str, frozenset[str]]) -> tuple[Coding, ...]:
    by_coder: dict[str, Places] = {coder: {} for coder in own}
    for one in coded:
        place = (one.anchor.doc_id or "", one.anchor.start or 0, one.anchor.end or 0)
        by_coder.setdefault(one.coder, {}).setdefault(place, {})[one.code_id] = None
    return tuple(
        _coding(coder, by_coder[coder], _codebook(coder, by_coder[coder], tree, own)) for coder in sorted(by_coder)
    )


def _codebook(coder: str, places: Places, tree: CodeTree, own: Mapping[str, frozenset[str]]) -> Codebook:
    """Return a coder's own codes, else all but those of others that he never used."""
    codebook = Codebook(tuple(tree.codes))
    if coder in own:
        return Codebook(tuple(code for code in tree.codes if code.code_id in own[coder]))
    of_others = frozenset[str]().union(*own.values())
    parents = codebook.parents()
    used: set[str | None] = {code_id for codes in places.values() for code_id in codes}
    while above := {parents[code_id] for code_id in used if code_id is not None} - used:
        used |= above
    return Codebook(tuple(code for code in tree.codes if code.code_id not in of_others or code.code_id in used))


def _coding(coder: str, places: Places, codebook: Codebook) -> Coding:
    # A program writes the codings of a selection in no order that means anything; ours are written by their ranks.
    is_ours = coder.startswith(MACHINE)
    rows = [
        (*place, code, rank if is_ours else 1)
        for place in sorted(places)
        for rank, code in enumerate(places[place] if is_ours else sorted(places[place]), 1)
    ]
    names = ("doc_id", "start", "end", "code_id", "rank")
    values = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    nothing = dict.fromkeys(("unit_id", "membership"), (None,) * len(rows))
    return Coding(coder, codebook, table(SEGMENT_COLUMNS, {**values, **nothing}))


def _anchors(
    opened: OpenedProject, tree: CodeTree, selections: list[Selection], coded: list[_Coded]
) -> Iterator[Anchor]:
    yield Anchor(opened.file.root)
    for code_id, element in tree.elements:
        yield Anchor(element, code_id=code_id)
    for text in opened.texts.found:
        yield Anchor(text.element, text.doc_id)
    for one in selections:
        if one.element.tag == "PlainTextSelection":
            yield Anchor(one.element, one.doc_id, one.start, one.end)
    for mark in coded:
        yield mark.anchor


def _document(
    text: SourceText, variables: Variables, of_source: Mapping[str, str], sets: Mapping[str, Mapping[str, str]]
) -> Document:
    source = plain_guid(text.element.get("guid"))
    attributes = {**sets.get(source, {}), **variables.values(text.element)}
    start, end = len(text.text) - len(text.text.lstrip()), len(text.text.rstrip())
    turn = Turn(start, end, None, Role.PARTICIPANT, of_source.get(source))
    turns = (turn,) if start < end else ()
    return Document(text.doc_id, text.text, Form.PROSE, turns, text.source, attributes=MappingProxyType(attributes))


def _count_others(file: RefiFile, tally: Tally) -> None:
    count_uncarried(file.root, tally)
    for what, path in (("links", "Links/Link"), ("graphs", "Graphs/Graph"), ("times of transcripts", ".//SyncPoint")):
        tally.add(what, len(file.root.findall(path)))
    tally.add("descriptions of variables", len(file.root.findall("Variables/Variable/Description")))


def _without_codings(users: Users, coded: list[_Coded], place: str) -> list[Note]:
    """Return a note on users who are no coders here, since they coded nothing."""
    coders = {one.coder for one in coded}
    idle = sorted(set(users.names.values()) - coders)
    return [Note(place, f"users without codings: {len(idle):,} ({first_few(idle)}).")] if coders and idle else []


def _counted(opened: OpenedProject, place: str) -> list[Note]:
    detected = opened.detected
    if not any(text.element.find("PlainTextSelection") is not None for text in opened.texts.found):
        return []
    said = f"{detected.agreeing:,} of {detected.telling:,} names of selections agree with the text at their place"
    if silent := detected.named - detected.telling:
        said += f"; {silent:,} more are not words of the text, and tell nothing"
    how = said if detected.agreeing else "as the standard says it; no name of a selection tells"
    return [Note(place, f"positions are counted in {detected.counting}: {how}.")]
