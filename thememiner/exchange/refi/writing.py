"""Projects written as REFI-QDA projects (.qdpx), alone or added to an existing project."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.exchange.refi.codebooks import list_foreign_code_names, rename_clashing_codes
from thememiner.exchange.refi.merge_target import MergeTarget
from thememiner.exchange.refi.people import Users
from thememiner.exchange.refi.reading import OpenedProject, open_project
from thememiner.exchange.refi.write_codings import write_codings, write_memos
from thememiner.exchange.refi.write_sources import WrittenText, describe_matches, write_texts
from thememiner.exchange.refi.xml_files import (
    LossCounter,
    RefiFile,
    add_element,
    get_or_add,
    make_guid,
    replace_invalid_characters,
    to_archive,
)
from thememiner.records import MACHINE, Document, Loss, Note, Project
from thememiner.storage import write_bytes

DEFAULTS = Settings()
_ORIGIN = f"{MACHINE} {__version__}"


class MergeResult(NamedTuple):
    """The result of adding to an existing project."""

    losses: tuple[Loss, ...]
    notes: tuple[Note, ...]
    """The first one says how many documents were found; only in these are the codings of both on the same text."""


def write_refi_project(project: Project, path: Path, *, name: str = MACHINE) -> tuple[Loss, ...]:
    """Write a ``.qdpx`` file that is valid under the published schema, and return what it cannot hold.

    Positions are code points of UTF-8 texts, ends exclusive; the name of a selection is its text. Nothing in the file
    identifies the computer or the time: equal projects give equal bytes. ``name`` is the name of the project inside.

    Raises ``StorageError`` if the disk refuses.
    """
    target = MergeTarget(Element("Project", name=name, origin=_ORIGIN))
    _write(project, target, "project.qde", Path(path))
    return target.losses.to_losses()


def merge_refi_project(project: Project, theirs: Path, path: Path, *, settings: Settings = DEFAULTS) -> MergeResult:
    """Write a copy of an existing ``.qdpx`` with the program's proposal added, and return what could not be added.

    Everything in the existing project stays: codes, codings, sources of any kind, files, GUIDs. The codings and memos
    of the program are added, those of people who are not users there, documents whose texts are not there, and
    participants who are not cases there. Texts count as equal if they differ in white space, invisible characters and
    the style of marks only; segments then have their places in the existing text. A theme with the same name as an
    existing code is called ``name (ThemeMiner)``. Positions are written as the existing file counts them. Adding the
    same project twice has the same result as adding it once.

    Raises what ``read_refi_project`` raises for ``theirs``, and ``StorageError``.
    """
    losses = LossCounter()
    opened = open_project(Path(theirs), settings, LossCounter())
    root = opened.file.root
    users = Users(root, default_name="")
    added = tuple(coding for coding in project.codings if coding.is_proposal or not users.has_person(coding.coder))
    authors = {coding.coder for coding in added}
    taken = list_foreign_code_names(root.find("CodeBook/Codes"))
    ours = replace(
        project,
        codings=tuple(
            replace(coding, codebook=rename_clashing_codes(coding.codebook, taken, MACHINE)) for coding in added
        ),
        memos=tuple(memo for memo in project.memos if memo.author in authors),
    )
    losses.add("memos of coders who are users already, or without author", len(project.memos) - len(ours.memos))
    members, convention = dict(opened.file.members), opened.detected.convention
    target = MergeTarget(root, members, opened.texts.texts, convention, losses)
    texts = _write(ours, target, opened.file.project_name, Path(path))
    notes = (*describe_matches(texts), *_describe_doubt(opened))
    return MergeResult(losses.to_losses(), tuple(Note(Path(theirs).name, text) for text in notes))


def _describe_doubt(opened: OpenedProject) -> Iterator[str]:
    """Yield how positions are written where nothing in the file shows how it counts them."""
    detected = opened.detected
    has_windows_line_ends = any("\r\n" in text.text for text in opened.texts.texts)
    if detected.doubtful or (detected.reason and not detected.agreeing):
        yield detected.describe()
    elif has_windows_line_ends and not detected.selections:
        yield (
            "no selection shows how positions are counted in texts with Windows line ends (CRLF); they are written as "
            "in the standard. Check a few added segments in the other program."
        )


def _write(project: Project, target: MergeTarget, project_name: str, path: Path) -> Mapping[str, WrittenText]:
    texts = write_texts(project.documents, target)
    codings = write_codings(project, texts, target)
    _write_cases(project, texts, target)
    write_memos(project.memos, texts, codings, target)
    for document in project.documents:
        _count_losses(document, target.losses)
    target.losses.add("characters that XML cannot hold", replace_invalid_characters(target.root))
    write_bytes(path, to_archive(RefiFile(target.root, project_name, MappingProxyType(target.members))))
    return texts


def _write_cases(project: Project, texts: Mapping[str, WrittenText], target: MergeTarget) -> None:
    documents_of: dict[str, list[str]] = {name: [] for name in project.participants}
    for document in project.documents:
        for name in document.participants:
            documents_of.setdefault(name, []).append(document.doc_id)
    existing = {case.get("name"): case for case in target.root.findall("Cases/Case")}
    for name, doc_ids in documents_of.items():
        if name in existing:
            missing = target.count_missing(existing[name], project.participants.get(name, {}))
            target.losses.add("attributes of participants who are cases already", missing)
            continue
        case = add_element(get_or_add(target.root, "Cases"), "Case", guid=make_guid("case", name), name=name)
        target.add_values(case, project.participants.get(name, {}))
        for doc_id in doc_ids:
            add_element(case, "SourceRef", targetGUID=texts[doc_id].element.get("guid", ""))


def _count_losses(document: Document, losses: LossCounter) -> None:
    labelled = sum(turn.speaker is not None for turn in document.turns)
    unlabelled = len(document.turns) - labelled
    losses.add("turns of speakers (found again from labels in the text)", labelled)
    losses.add("passages whose speaker is known", unlabelled if len(document.participants) > 1 else 0)
    losses.add("media times of passages", len(document.cues))
    losses.add("rows of tables", len(document.cuts))
