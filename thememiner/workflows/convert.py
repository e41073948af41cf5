"""A file of coded texts becomes one of another format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus import read_corpus
from thememiner.errors import UsageError
from thememiner.exchange import is_project_folder, open_coded_file
from thememiner.exchange.refi import project_of_run
from thememiner.exchange.writing import ending_of, write_project
from thememiner.records import Loss, Project
from thememiner.runs import open_run
from thememiner.workflows.losses import refuse_files, write_losses
from thememiner.workflows.mine import some_documents

DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Converted:
    """What was read, and what was left behind on the way in and on the way out."""

    project: Project
    written: tuple[Loss, ...]
    """What the new file could not hold; ``project.losses`` is what could not be read."""


def convert(
    source: Path,
    target: Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    documents: Sequence[Path] = (),
    settings: Settings = DEFAULTS,
    replace: bool = False,
) -> Converted:
    """Read a file of coded texts, or a run, and write it in the format that the target's name asks for.

    ``format`` names the format of the source instead of finding it out. ``documents`` are the transcripts that were
    coded: a table of coded segments has no text but its quotes, which are all that the target gets without them. What
    was left behind is written beside the target as ``FILE.losses.txt``.

    Raises ``UsageError`` if the target is the source or of no known format, ``RunExistsError`` if it is there and
    ``replace`` is not set, what reading raises, and ``StorageError``.
    """
    ending_of(target, run=False)
    if source.resolve() == target.resolve():
        raise UsageError("is the file to read, too.", place=str(target), remedy="Choose another name.")
    refuse_files([target], replace=replace)
    project = _read(source, format, documents, settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = write_project(project, target)
    write_losses(target, (*project.losses, *written))
    return Converted(project, written)


def _read(source: Path, name: str | None, documents: Sequence[Path], settings: Settings) -> Project:
    if source.is_dir() and not is_project_folder(source):
        return project_of_run(open_run(source))
    file = open_coded_file(source, format=name, settings=settings)
    if not documents:
        return file.project
    corpus = some_documents(read_corpus(documents, settings=settings))
    imported = file.codings(corpus.documents)
    return Project(
        documents=corpus.documents,
        codings=imported.codings,
        participants=corpus.participants,
        losses=imported.losses,
        problems=(*corpus.problems, *imported.problems),
        notes=(*corpus.notes, *imported.notes),
    )
