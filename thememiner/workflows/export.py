"""Export a run to files of other programs; the run itself is not altered."""

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
    """A file that was written, and its losses."""

    path: Path
    losses: tuple[Loss, ...]
    folder: Path | None = None
    """The parent folder of the file, if it was made."""
    notes: tuple[Note, ...] = ()
    """On the project that the run was added to, if there is one."""


def export(
    folder: Path | str,
    targets: Sequence[Path],
    *,
    coders: Sequence[str] = (),
    merge_into: Path | None = None,
    settings: Settings = DEFAULTS,
    replace: bool = False,
) -> tuple[ExportedFile, ...]:
    """Write the run in a folder to each of these files, in the format given by the file's name.

    Only the codings of ``coders`` are written, or all codings if none is named; a codebook (``.qdc``) is then the
    program's. ``merge_into`` is a project (``.qdpx``), read with ``settings``; files of that ending hold this project
    with the run added to it. What a format cannot hold is listed next to the file in ``FILE.losses.txt``.

    Raises ``UsageError`` for an unknown format or coder and for a file named twice, ``RunExistsError`` if a file exists
    and ``replace`` is not set (both before anything is written), ``StorageError``, and the errors of ``open_run``.
    """
    endings = [choose_ending(path, run=True) for path in targets]
    _refuse_inside(Path(folder), targets)
    if merge_into is not None and PROJECT not in endings:
        remedy = f"Give a file that ends with {PROJECT} with --to."
        what = "is a project to add to, but no project is to be written."
        raise UsageError(what, place=str(merge_into), remedy=remedy)
    refuse_files([*targets, *([merge_into] if merge_into else [])], replace=True)
    refuse_files(targets, replace=replace)
    run = _of_coders(open_run(folder), coders, Path(folder).name)
    results, project = collect_results(run), project_of_run(run)
    exported = []
    for path, ending in zip(targets, endings, strict=True):
        is_codebook = ending == CODEBOOK and not coders
        written, left = _only_program(project) if is_codebook else (project, ())
        made = make_parent_folder(path)
        if ending == PROJECT and merge_into is not None:
            losses, notes = merge_refi_project(project, merge_into, path, settings=settings)
        else:
            losses, notes = (*left, *write_results(results, written, path)), ()
        write_losses(path, losses)
        exported.append(ExportedFile(path, losses, made, notes))
    return tuple(exported)


def collect_results(run: Run) -> Results:
    """Return a run with its disagreements, and with its comparisons in words."""
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
    """Return headings with sentences on each comparison; first, sentences that help to read all of them."""
    shared = [one for one in run.comparisons if any(level.units for level in one.levels)]
    if not shared:
        return ()
    helps = (FOUND_RULE, *reading_hints(shared, run.ceiling), *map(describe_human_agreement, run.ceiling))
    sections = ((title_comparison(one), describe_comparison(one)) for one in shared)
    return (("Compared with other codings", helps), *sections)


def _of_coders(run: Run, coders: Sequence[str], place: str) -> Run:
    """Return a run with only the codings of these coders, and the comparisons between them."""
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
