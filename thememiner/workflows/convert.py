"""Convert a file of coded texts, or a run, into another format."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus import add_turns, read_corpus
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import (
    CodedFile,
    choose_ending,
    is_project_folder,
    normalise_format_name,
    open_coded_file,
    project_of_run,
    write_project,
)
from thememiner.records import Loss, Project
from thememiner.runs import open_run
from thememiner.workflows.export import export
from thememiner.workflows.losses import group_by_reason, refuse_files, reserve_files, write_losses
from thememiner.workflows.studies import refuse_empty_corpus

DEFAULTS = Settings()
_MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class ConvertResult:
    """What was read, and the losses of reading and of writing."""

    project: Project
    written: tuple[Loss, ...]
    """Losses of writing; ``project.losses`` are those of reading."""
    folder: Path | None = None
    """The parent folder of the new file, if it was made."""
    report: Path | None = None
    """The file that lists losses and rows that could not be used, if there are any."""


def convert(
    source: Path,
    target: Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    documents: Sequence[Path] = (),
    settings: Settings = DEFAULTS,
    replace: bool = False,
) -> ConvertResult:
    """Read a file of coded texts, or a run, and write it in the format given by the target's name.

    A run is written as by ``export``. ``format`` is the format of the source; without it, the format is detected.
    ``documents`` are the transcripts that were coded: a table of coded segments has no text except its quotes, and
    without ``documents`` the target gets only these. Losses, and every row that could not be used, are listed next to
    the target in ``FILE.losses.txt``.

    Raises ``UsageError`` if the target is the source or has no known format, ``RunExistsError`` if it exists and
    ``replace`` is not set, ``UnreadableFileError`` if no coded segment could be used, ``StorageError`` if the target
    cannot be written, ``BusyTargetError`` if another process is writing it, and the errors of reading.
    """
    name = normalise_format_name(format)
    is_run = source.is_dir() and not is_project_folder(source)
    choose_ending(target, run=is_run)
    if source.resolve() == target.resolve():
        raise UsageError("is the file to read.", place=str(target), remedy="Choose another name.")
    refuse_files([target], replace=replace)
    if is_run:
        return _of_run(source, target, name, documents, replace=replace)
    with reserve_files([target], replace=replace) as (made,):
        file = open_coded_file(source, format=name, settings=settings)
        project = _with_texts(file, documents, settings) if documents else _alone(file, settings)
        if documents or not file.has_texts:
            _refuse_nothing(file, project)
        written = write_project(project, target)
        report = write_losses(target, (*project.losses, *written), problems=project.problems, notes=project.notes)
        return ConvertResult(project, written, made, report)


def _of_run(source: Path, target: Path, name: str | None, documents: Sequence[Path], *, replace: bool) -> ConvertResult:
    run = open_run(source)
    if name is not None or documents:
        what = "is a run: it needs neither --format nor --documents."
        raise UsageError(what, place=str(source), remedy="Leave them out.")
    (exported,) = export(source, [target], replace=replace)
    return ConvertResult(project_of_run(run), exported.losses, exported.folder)


def _alone(file: CodedFile, settings: Settings) -> Project:
    """Return the project in a file; speakers are found in its texts, since few programs store them."""
    project = file.project
    documents = add_turns(project.documents, project.participants, settings=settings)
    return dataclasses.replace(project, documents=documents)


def _with_texts(file: CodedFile, documents: Sequence[Path], settings: Settings) -> Project:
    corpus = refuse_empty_corpus(read_corpus(documents, settings=settings))
    imported = file.read_codings(corpus.documents)
    return Project(
        documents=corpus.documents,
        codings=imported.codings,
        participants=corpus.participants,
        memos=imported.memos,
        losses=imported.losses,
        problems=(*corpus.problems, *imported.problems),
        notes=(*corpus.notes, *imported.notes),
    )


def _refuse_nothing(file: CodedFile, project: Project) -> None:
    """Raise ``UnreadableFileError`` if there is no coded segment: writing an empty file would hide the failure."""
    if any(len(coding.segments) for coding in project.codings):
        return
    number = file.segment_count
    of_what = f"none of its {number:,} coded segments" if number > 1 else "no coded segment"
    reasons = group_by_reason((one.place, f"{one.reason} {one.remedy}") for one in project.problems)
    what = f"{of_what} could be used; no file was written."
    raise UnreadableFileError(what, place=file.path.name, details=reasons[:_MOST_REASONS])
