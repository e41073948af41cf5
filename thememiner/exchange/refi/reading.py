"""REFI-QDA projects (.qdpx, or a bare .qde), read as projects of this program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner.config import Settings
from thememiner.exchange.refi.codebooks import CodeTree, read_codes
from thememiner.exchange.refi.offset_detection import DetectedConvention, detect_convention
from thememiner.exchange.refi.people import (
    PASSAGES_OF_CASES,
    Cases,
    NoteAnchor,
    Users,
    Variables,
    list_note_links,
    read_cases,
    read_coder_codes,
    read_memos,
    read_source_attributes,
)
from thememiner.exchange.refi.selections import Selection, count_other_selections, list_selections, read_selections
from thememiner.exchange.refi.source_texts import PlainTextReader, SourceText, SourceTexts, read_texts
from thememiner.exchange.refi.xml_files import LossCounter, RefiFile, child_text, normalise_guid, open_refi
from thememiner.phrasing import list_some
from thememiner.records import (
    SEGMENT_COLUMNS,
    Codebook,
    Coding,
    CodingKind,
    Document,
    Form,
    Memo,
    Note,
    Project,
    Role,
    Turn,
    make_table,
)

DEFAULTS = Settings()
CodesByPlace = dict[tuple[str, int, int], dict[str, None]]
"""Codes in their order, by document and range."""


class OpenedProject(NamedTuple):
    """A file with its texts, and the way it counts positions."""

    file: RefiFile
    texts: SourceTexts
    detected: DetectedConvention


@dataclass(frozen=True, slots=True)
class _CodedPlace:
    """A code that a coder applied to a selection."""

    coder: str
    code_id: str
    anchor: NoteAnchor


def read_refi_project(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read a REFI-QDA project, standard 1.0 or 1.5: a ``.qdpx`` file, or the ``.qde`` file of one.

    Positions are converted to code points of the plain texts, whatever the program counted in; a note says how that was
    detected. Selections by the times of a transcript, or by the words of a PDF, are located in its text. Nothing
    outside of the file is read; a source that is not in it is a problem. The id of a code is its path of names. Every
    coder has the whole codebook, unless sets called ``Codebook of …`` list the codes of each coder. The coding of the
    user that stands for this program, known by its GUID, is a proposal; all others are people's.

    Raises ``UnreadableFileError`` for a file that is broken or not a project, and ``UnsafeFileError``.
    """
    path, losses = Path(path), LossCounter()
    opened = open_project(path, settings, losses)
    root, texts, reader = opened.file.root, opened.texts.texts, PlainTextReader(opened.file)
    users, variables = Users(root, default_name=path.stem), Variables(root)
    cases = read_cases(root, variables, losses)
    tree = read_codes(root.find("CodeBook"), losses, cases=cases.guids)
    read = read_selections(texts, opened.detected.convention, reader, losses)
    coded = list(_iterate_coded_places(read.selections, users, tree, cases, losses))
    _count_codeless(root, read.selections, losses)
    attributes, coder_codes = read_source_attributes(root, variables, losses), read_coder_codes(root, tree.ids)
    if tree.codes and not (coded or coder_codes):
        coder_codes = {users.coder_name(): frozenset(code.code_id for code in tree.codes)}  # codes without segments
    anchors = _list_anchors(opened, tree, read.selections, coded)
    memos = read_memos(root, anchors, users, reader, losses)
    description = child_text(root, "Description")
    count_other_selections(root, read, losses)
    _count_losses(root, losses)
    notes = (*read.describe(), *_describe_idle_users(users, coded), *users.describe_unlisted())
    return Project(
        documents=tuple(_build_document(text, variables, cases, attributes) for text in texts),
        codings=_build_codings(coded, tree, coder_codes, users),
        participants=MappingProxyType({name: MappingProxyType(dict(own)) for name, own in cases.participants.items()}),
        memos=(*memos, *([Memo(description)] if description else [])),
        colours=MappingProxyType(tree.colours),
        losses=losses.to_losses(),
        problems=tuple(opened.texts.problems),
        notes=(
            *(*opened.texts.notes, *(Note(path.name, note) for note in notes)),
            *([Note(path.name, opened.detected.describe())] if opened.detected.selections else []),
        ),
    )


def open_project(path: Path, settings: Settings, losses: LossCounter) -> OpenedProject:
    """Open a file, read its texts, and detect how positions in them are counted."""
    file = open_refi(path, root="Project", max_unpacked_mb=settings.corpus.max_unpacked_mb)
    texts = read_texts(file, losses, place=path.name)
    stated = [list_selections(text) for text in texts.texts]
    return OpenedProject(file, texts, detect_convention(stated, origin=file.root.get("origin") or ""))


def _iterate_coded_places(
    selections: list[Selection], users: Users, tree: CodeTree, cases: Cases, losses: LossCounter
) -> Iterator[_CodedPlace]:
    for selection in selections:
        element = selection.element
        for coding in element.findall("Coding"):
            reference = coding.find("CodeRef")
            guid = normalise_guid(None if reference is None else reference.get("targetGUID"))
            if guid in cases.guids:
                is_listed = (guid, normalise_guid(element.get("guid"))) in cases.passages
                losses.add(PASSAGES_OF_CASES, int(not is_listed))
                continue
            code_id = tree.ids.get(guid)
            if code_id is None:
                losses.add("codings with a code that is not in the codebook")
                continue
            users_of = (coding.get("creatingUser"), element.get("creatingUser"), element.get("modifyingUser"))
            anchor = NoteAnchor(coding, selection.doc_id, selection.start, selection.end, code_id)
            yield _CodedPlace(users.coder_name(*users_of), code_id, anchor)


def _count_codeless(root: Element, selections: list[Selection], losses: LossCounter) -> None:
    """Count selections that carry neither a code nor a note."""
    linked = {link.target for link in list_note_links(root)}
    for element in (selection.element for selection in selections):
        has_note = element.find("NoteRef") is not None or normalise_guid(element.get("guid")) in linked
        is_empty = element.find("Coding") is None and not (has_note or child_text(element, "Description"))
        losses.add("selections without a code", int(is_empty))


def _build_codings(
    coded: list[_CodedPlace], tree: CodeTree, coder_codes: Mapping[str, frozenset[str]], users: Users
) -> tuple[Coding, ...]:
    by_coder: dict[str, CodesByPlace] = {coder: {} for coder in coder_codes}
    for one in coded:
        place = (one.anchor.doc_id or "", one.anchor.start or 0, one.anchor.end or 0)
        by_coder.setdefault(one.coder, {}).setdefault(place, {})[one.code_id] = None
    return tuple(
        _coding(coder, by_coder[coder], _codebook(coder, by_coder[coder], tree, coder_codes), users.coding_kind(coder))
        for coder in sorted(by_coder)
    )


def _codebook(coder: str, places: CodesByPlace, tree: CodeTree, coder_codes: Mapping[str, frozenset[str]]) -> Codebook:
    """Return a coder's own codes if a set lists them; otherwise all codes that are not another coder's or are used."""
    codebook = Codebook(tuple(tree.codes))
    if coder in coder_codes:
        return Codebook(tuple(code for code in tree.codes if code.code_id in coder_codes[coder]))
    listed = frozenset[str]().union(*coder_codes.values())
    parents = codebook.parents()
    used: set[str | None] = {code_id for codes in places.values() for code_id in codes}
    while above := {parents[code_id] for code_id in used if code_id is not None} - used:
        used |= above
    return Codebook(tuple(code for code in tree.codes if code.code_id not in listed or code.code_id in used))


def _coding(coder: str, places: CodesByPlace, codebook: Codebook, kind: CodingKind) -> Coding:
    # Programs write the codings of a selection in no meaningful order; this program writes its own by rank.
    is_ranked = kind is CodingKind.PROPOSAL
    rows = [
        (*place, code, rank if is_ranked else 1)
        for place in sorted(places)
        for rank, code in enumerate(places[place] if is_ranked else sorted(places[place]), 1)
    ]
    names = ("doc_id", "start", "end", "code_id", "rank")
    values = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    empty = dict.fromkeys(("unit_id", "membership"), (None,) * len(rows))
    return Coding(coder, codebook, make_table(SEGMENT_COLUMNS, {**values, **empty}), kind=kind)


def _list_anchors(
    opened: OpenedProject, tree: CodeTree, selections: list[Selection], coded: list[_CodedPlace]
) -> Iterator[NoteAnchor]:
    yield NoteAnchor(opened.file.root)
    for code_id, element in tree.elements:
        yield NoteAnchor(element, code_id=code_id)
    for text in opened.texts.texts:
        for element in {id(one): one for one in (text.element, *(media.source for media in text.media))}.values():
            yield NoteAnchor(element, text.doc_id)
    for one in selections:
        if not one.is_whole:
            yield NoteAnchor(one.element, one.doc_id, one.start, one.end)
    for place in coded:
        yield place.anchor


def _build_document(
    text: SourceText, variables: Variables, cases: Cases, elsewhere: Mapping[str, Mapping[str, str]]
) -> Document:
    elements = (text.element, *(media.source for media in text.media))
    attributes = {name: value for guid in text.guids for name, value in elsewhere.get(guid, {}).items()}
    attributes |= {name: value for element in elements for name, value in variables.read_values(element).items()}
    participant = next((cases.of_source[guid] for guid in text.guids if guid in cases.of_source), None)
    start, end = len(text.text) - len(text.text.lstrip()), len(text.text.rstrip())
    turns = (Turn(start, end, None, Role.PARTICIPANT, participant),) if start < end else ()
    return Document(text.doc_id, text.text, Form.PROSE, turns, text.source, attributes=MappingProxyType(attributes))


def _count_losses(root: Element, losses: LossCounter) -> None:
    for what, path in (("graphs", "Graphs/Graph"), ("times of transcripts", ".//SyncPoint")):
        losses.add(what, len(root.findall(path)))
    losses.add("descriptions of variables", len(root.findall("Variables/Variable/Description")))


def _describe_idle_users(users: Users, coded: list[_CodedPlace]) -> list[str]:
    """Return a sentence on users who coded nothing, and are therefore not coders here."""
    coders = {one.coder for one in coded}
    idle = sorted(set(users.names.values()) - coders)
    return [f"users without codings: {len(idle):,} ({list_some(idle)})."] if coders and idle else []
