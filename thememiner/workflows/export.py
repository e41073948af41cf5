"""A run as files of other programs and for other people; the run itself stays as it is."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.comparison import Alignments, comparison_settings, find_disagreements
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import Results, choose_ending, merge_refi_project, project_of_run, write_results
from thememiner.phrasing import (
    FOUND_RULE,
    SCORE_TITLES,
    describe_comparison,
    describe_human_agreement,
    reading_hints,
    title_comparison,
)
from thememiner.records import Coding, Loss, Note, Project, Run
from thememiner.runs import open_run
from thememiner.workflows.code_lookup import choose_coding
from thememiner.workflows.losses import make_parent_folder, refuse_files, write_losses

DEFAULTS = Settings()
CODEBOOK, PROJECT = ".qdc", ".qdpx"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written, and what it could not hold."""

    path: Path
    losses: tuple[Loss, ...]
    folder: Path | None = None
    """That of the file, if it was made for it."""
    notes: tuple[Note, ...] = ()
    """On the project that it was added to, if it was."""


def export(
    folder: Path | str,
    targets: Sequence[Path],
    *,
    coders: Sequence[str] = (),
    beside: Path | None = None,
    settings: Settings = DEFAULTS,
    replace: bool = False,
) -> tuple[ExportedFile, ...]:
    """Write the run in a folder to each of these files, in the format that its name asks for.

    ``coders`` are those whose codings are written, all without it; a codebook (``.qdc``) is the program's unless one
    is named. ``beside`` is somebody's project (``.qdpx``), read with ``settings``, that files of that ending hold as
    well: everything in it stays, and ours is added. What a format cannot hold is written beside the file as
    ``FILE.losses.txt``. The run is not altered.

    Raises ``UsageError`` for an ending of no known format, a file that is named twice or an unknown coder,
    ``RunExistsError`` if a file is there and ``replace`` is not set, both before anything is written, what ``open_run``
    raises, and ``StorageError``.
    """
    endings = [choose_ending(path, run=True) for path in targets]
    _refuse_inside(Path(folder), targets)
    if beside is not None and PROJECT not in endings:
        remedy = f"Give a file that ends with {PROJECT} with --to."
        raise UsageError("is a project to add to, but no project is to be written.", place=str(beside), remedy=remedy)
    refuse_files([*targets, *([beside] if beside else [])], replace=True)
    refuse_files(targets, replace=replace)
    run = _of_coders(open_run(folder), coders, Path(folder).name)
    results, project = collect_results(run), project_of_run(run)
    exported = []
    for path, ending in zip(targets, endings, strict=True):
        is_codebook = ending == CODEBOOK and not coders
        written, left = _only_program(project) if is_codebook else (project, ())
        made = make_parent_folder(path)
        if ending == PROJECT and beside is not None:
            losses, notes = merge_refi_project(project, beside, path, settings=settings)
        else:
            losses, notes = (*left, *write_results(results, written, path)), ()
        write_losses(path, losses)
        exported.append(ExportedFile(path, losses, made, notes))
    return tuple(exported)


def collect_results(run: Run) -> Results:
    """Return a run with its disagreements, and with what comparisons say in words."""
    machine = next((coding for coding in run.codings if coding.is_proposal), None)
    people = [coding for coding in run.codings if not coding.is_proposal]
    alignments = Alignments(run.units, min_overlap=comparison_settings(run).min_overlap)
    return Results(
        run,
        disagreements=tuple(
            find_disagreements(person, machine, run, alignments=alignments) for person in people if machine is not None
        ),
        figure_names=SCORE_TITLES,
        sentences=_sentences(run),
    )


def _sentences(run: Run) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what comparisons say, under a heading each; before them, once, what helps to read all of them."""
    shared = [one for one in run.comparisons if any(level.units for level in one.levels)]
    if not shared:
        return ()
    helps = (FOUND_RULE, *reading_hints(shared, run.ceiling), *map(describe_human_agreement, run.ceiling))
    told = ((title_comparison(one), describe_comparison(one)) for one in shared)
    return (("Compared with other codings", helps), *told)


def _of_coders(run: Run, coders: Sequence[str], place: str) -> Run:
    """Return a run with the codings of these coders only, and the comparisons between them."""
    if not coders:
        return run
    chosen: list[Coding] = [choose_coding(run.codings, coder, place=place) for coder in dict.fromkeys(coders)]
    comparisons = tuple(one for one in run.comparisons if {one.reference, one.proposed} <= set(coders))
    return dataclasses.replace(run, codings=tuple(chosen), comparisons=comparisons)


def _only_program(project: Project) -> tuple[Project, tuple[Loss, ...]]:
    own = tuple(coding for coding in project.codings if coding.is_proposal)
    others = len(project.codings) - len(own)
    left = (Loss("codebooks of other coders, which --coder chooses", others),) if others else ()
    return dataclasses.replace(project, codings=own), left


def _refuse_inside(folder: Path, targets: Sequence[Path]) -> None:
    for path in targets:
        if path.resolve().is_relative_to(folder.resolve()):
            what = "lies in the run's folder, and a run is never altered."
            raise UsageError(what, place=str(path), remedy="Choose a place outside of it.")
