"""Projects of this program become REFI-QDA projects (.qdpx), alone or beside what somebody has coded."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.exchange.refi.codebooks import names_of_others, set_apart
from thememiner.exchange.refi.merge_target import Target
from thememiner.exchange.refi.reading import open_project
from thememiner.exchange.refi.write_codings import write_codings, write_memos
from thememiner.exchange.refi.write_sources import WrittenText, notes_on_texts, write_texts
from thememiner.exchange.refi.xml_files import RefiFile, Tally, add, guid, only, packed, replace_impossible
from thememiner.records import MACHINE, Document, Loss, Note, Project
from thememiner.storage import write_bytes

DEFAULTS = Settings()
ORIGIN = f"{MACHINE} {__version__}"


class Merged(NamedTuple):
    """What became of adding to somebody's project."""

    losses: tuple[Loss, ...]
    notes: tuple[Note, ...]
    """Which documents were found there comes first: the codings of the two lie in the same documents only then."""


def write_refi_project(project: Project, path: Path, *, name: str = MACHINE) -> tuple[Loss, ...]:
    """Write a ``.qdpx`` file that keeps to the published schema, and return what it could not take.

    Positions are code points of UTF-8 texts, ends exclusive; a selection is named by its text. Nothing tells of the
    computer or the time: equal projects give equal bytes, and ``name`` is what the project is called inside.

    Raises ``StorageError`` if the disk refuses.
    """
    target = Target(Element("Project", name=name, origin=ORIGIN))
    _write(project, target, "project.qde", Path(path))
    return target.tally.losses()


def merge_refi_project(project: Project, theirs: Path, path: Path, *, settings: Settings = DEFAULTS) -> Merged:
    """Write a copy of somebody's ``.qdpx`` with what this program found beside it, and return what was left behind.

    Everything of theirs stays: codes, codings, sources of any kind, files, GUIDs. Added are the codings and memos of
    ``ThemeMiner`` and of those people who are no users there, documents whose text is not there, and participants who
    are no cases there. A text is there, too, if it differs in nothing but line ends, other white space, invisible
    characters and the style of marks; segments then have their places in it. A theme called like one of their codes is
    called ``name (ThemeMiner)``. Positions are written as that file counts them. Adding the same twice adds it once.

    Raises what ``read_refi_project`` does for ``theirs``, and ``StorageError``.
    """
    tally = Tally()
    opened = open_project(Path(theirs), settings, Tally())
    root = opened.file.root
    users = {user.get("name") or "" for user in root.findall("Users/User")}
    added = frozenset(c.coder for c in project.codings if c.coder.startswith(MACHINE) or c.coder not in users)
    taken = names_of_others(root.find("CodeBook/Codes"))
    ours = replace(
        project,
        codings=tuple(
            replace(coding, codebook=set_apart(coding.codebook, taken, MACHINE))
            for coding in project.codings
            if coding.coder in added
        ),
        memos=tuple(memo for memo in project.memos if memo.author in added),
    )
    tally.add("memos of coders who are there already, or of nobody", len(project.memos) - len(ours.memos))
    target = Target(root, dict(opened.file.members), opened.texts.found, opened.detected.counting, tally)
    texts = _write(ours, target, opened.file.project_name, Path(path))
    notes = tuple(Note(Path(theirs).name, text) for text in notes_on_texts(texts))
    return Merged(tally.losses(), notes)


def _write(project: Project, target: Target, project_name: str, path: Path) -> Mapping[str, WrittenText]:
    texts = write_texts(project.documents, target)
    codings = write_codings(project, texts, target)
    _write_cases(project, texts, target)
    write_memos(project.memos, texts, codings, target)
    for document in project.documents:
        _count_losses(document, target.tally)
    target.tally.add("characters that XML has no place for", replace_impossible(target.root))
    write_bytes(path, packed(RefiFile(target.root, project_name, MappingProxyType(target.members))))
    return texts


def _write_cases(project: Project, texts: Mapping[str, WrittenText], target: Target) -> None:
    spoken: dict[str, list[str]] = {name: [] for name in project.participants}
    for document in project.documents:
        for name in document.participants:
            spoken.setdefault(name, []).append(document.doc_id)
    there = {case.get("name"): case for case in target.root.findall("Cases/Case")}
    for name, doc_ids in spoken.items():
        if name in there:
            lacking = target.lacking(there[name], project.participants.get(name, {}))
            target.tally.add("attributes of participants who are cases there already", lacking)
            continue
        case = add(only(target.root, "Cases"), "Case", guid=guid("case", name), name=name)
        target.give(case, project.participants.get(name, {}))
        for doc_id in doc_ids:
            add(case, "SourceRef", targetGUID=texts[doc_id].element.get("guid", ""))


def _count_losses(document: Document, tally: Tally) -> None:
    labelled = sum(turn.speaker is not None for turn in document.turns)
    unlabelled = len(document.turns) - labelled
    tally.add("turns of speakers (found again from labels in the text)", labelled)
    tally.add("passages of whom it is known who said them", unlabelled if len(document.participants) > 1 else 0)
    tally.add("media times of passages", len(document.cues))
    tally.add("rows of tables", len(document.cuts))
