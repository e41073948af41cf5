"""REFI-QDA projects (.qdpx, or a bare .qde), read as projects of this program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.exchange.refi.codebooks import CodeTree, read_codes
from thememiner.exchange.refi.offsets import DetectedConvention, detect_convention
from thememiner.exchange.refi.people import (
    NoteAnchor,
    Users,
    Variables,
    read_cases,
    read_coder_codes,
    read_memos,
    read_sets,
)
from thememiner.exchange.refi.source_texts import (
    PlainTextReader,
    Selection,
    SourceText,
    SourceTexts,
    count_other_selections,
    list_selections,
    read_selections,
    read_texts,
)
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
    detected. Nothing outside of the file is read; a source that is not in it is a problem. The id of a code is its path
    of names. Every coder has the whole codebook, unless sets called ``Codebook of …`` list the codes of each coder. The
    coding of the user that stands for this program, known by its GUID, is a proposal; all others are people's.

    Raises ``UnreadableFileError`` for a file that is broken or not a project, and ``UnsafeFileError``.
    """
    path, losses = Path(path), LossCounter()
    opened = open_project(path, settings, losses)
    root = opened.file.root
    users, variables = Users(root, default_name=path.stem), Variables(root)
    tree = read_codes(root.find("CodeBook"), losses)
    convention = opened.detected.convention
    selections = [one for text in opened.texts.texts for one in read_selections(text, convention, losses)]
    coded = list(_iterate_coded_places(selections, users, tree, losses))
    participants, of_source = read_cases(root, variables, losses)
    sets, coder_codes = read_sets(root, losses), read_coder_codes(root, tree.ids)
    if tree.codes and not (coded or coder_codes):
        coder_codes = {users.coder_name(): frozenset(code.code_id for code in tree.codes)}  # codes without segments
    anchors = _list_anchors(opened, tree, selections, coded)
    memos = read_memos(root, anchors, users, PlainTextReader(opened.file), losses)
    description = child_text(root, "Description")
    _count_losses(opened.file, losses)
    return Project(
        documents=tuple(_build_document(text, variables, of_source, sets) for text in opened.texts.texts),
        codings=_build_codings(coded, tree, coder_codes, users),
        participants=MappingProxyType({name: MappingProxyType(dict(own)) for name, own in participants.items()}),
        memos=(*memos, *([Memo(description)] if description else [])),
        colours=MappingProxyType(tree.colours),
        losses=losses.to_losses(),
        problems=tuple(opened.texts.problems),
        notes=(
            *(*opened.texts.notes, *_note_idle_users(users, coded, path.name)),
            *_note_convention(opened, path.name),
        ),
    )


def open_project(path: Path, settings: Settings, losses: LossCounter) -> OpenedProject:
    """Open a file, read its texts, and detect how positions in them are counted."""
    file = open_refi(path, root="Project", max_unpacked_mb=settings.corpus.max_unpacked_mb)
    texts = read_texts(file, losses, place=path.name)
    return OpenedProject(file, texts, detect_convention([list_selections(text) for text in texts.texts]))


def _iterate_coded_places(
    selections: list[Selection], users: Users, tree: CodeTree, losses: LossCounter
) -> Iterator[_CodedPlace]:
    for selection in selections:
        element = selection.element
        codings = element.findall("Coding")
        for coding in codings:
            reference = coding.find("CodeRef")
            code_id = tree.ids.get(normalise_guid(None if reference is None else reference.get("targetGUID")))
            if code_id is None:
                losses.add("codings with a code that is not in the codebook")
                continue
            coder = users.coder_name(coding.get("creatingUser"), element.get("creatingUser"))
            anchor = NoteAnchor(coding, selection.doc_id, selection.start, selection.end, code_id)
            yield _CodedPlace(coder, code_id, anchor)
        is_empty = not (codings or element.find("NoteRef") is not None or child_text(element, "Description"))
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
        yield NoteAnchor(text.element, text.doc_id)
    for one in selections:
        if one.element.tag == "PlainTextSelection":
            yield NoteAnchor(one.element, one.doc_id, one.start, one.end)
    for place in coded:
        yield place.anchor


def _build_document(
    text: SourceText, variables: Variables, of_source: Mapping[str, str], sets: Mapping[str, Mapping[str, str]]
) -> Document:
    source = normalise_guid(text.element.get("guid"))
    attributes = {**sets.get(source, {}), **variables.read_values(text.element)}
    start, end = len(text.text) - len(text.text.lstrip()), len(text.text.rstrip())
    turn = Turn(start, end, None, Role.PARTICIPANT, of_source.get(source))
    turns = (turn,) if start < end else ()
    return Document(text.doc_id, text.text, Form.PROSE, turns, text.source, attributes=MappingProxyType(attributes))


def _count_losses(file: RefiFile, losses: LossCounter) -> None:
    count_other_selections(file.root, losses)
    for what, path in (("links", "Links/Link"), ("graphs", "Graphs/Graph"), ("times of transcripts", ".//SyncPoint")):
        losses.add(what, len(file.root.findall(path)))
    losses.add("descriptions of variables", len(file.root.findall("Variables/Variable/Description")))


def _note_idle_users(users: Users, coded: list[_CodedPlace], place: str) -> list[Note]:
    """Return a note on users who coded nothing, and are therefore not coders here."""
    coders = {one.coder for one in coded}
    idle = sorted(set(users.names.values()) - coders)
    return [Note(place, f"users without codings: {len(idle):,} ({list_some(idle)}).")] if coders and idle else []


def _note_convention(opened: OpenedProject, place: str) -> list[Note]:
    detected = opened.detected
    if not any(text.element.find("PlainTextSelection") is not None for text in opened.texts.texts):
        return []
    evidence = (
        f"{detected.agreeing:,} of {detected.informative:,} names of selections agree with the text at their place"
    )
    if others := detected.named - detected.informative:
        evidence += f"; {others:,} more do not occur in the text"
    if not detected.agreeing:
        evidence = "as in the standard, since no name of a selection tells"
    return [Note(place, f"positions are counted in {detected.convention}: {evidence}.")]
