"""Export a run to files of other programs, and its interview guide as a table; the run itself is not altered."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from thememiner.comparison import Alignments, comparison_settings, find_disagreements
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import (
    Results,
    build_guide_sheets,
    choose_ending,
    merge_refi_project,
    project_of_run,
    write_results,
    write_sheet,
)
from thememiner.phrasing import (
    FOUND_RULE,
    SCORE_TITLES,
    describe_answered_guide,
    describe_comparison,
    describe_decision,
    describe_human_agreement,
    describe_question_themes,
    explain_no_guide,
    reading_hints,
    title_comparison,
)
from thememiner.questions import relate_themes
from thememiner.records import AnsweredGuide, Coding, Loss, Memo, Note, Project, Run
from thememiner.runs import open_run
from thememiner.workflows.code_lookup import choose_coding
from thememiner.workflows.losses import refuse_files, reserve_files, write_losses

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

    Only the codings of ``coders`` are written. If none is named, all codings are; a codebook (``.qdc``), texts and
    tables for IPA are then those of the program. ``merge_into`` is a project (``.qdpx``), read with ``settings``; files
    of that ending hold this project with the run added to it. What a format cannot hold is listed next to the file in
    ``FILE.losses.txt``.

    Raises ``UsageError`` for an unknown format or coder and for a file named twice, ``RunExistsError`` if a file exists
    and ``replace`` is not set, ``StorageError`` if a file cannot be written, ``BusyTargetError`` if another process is
    writing it (all before the run is read), and the errors of ``open_run``.
    """
    endings = [choose_ending(path, run=True) for path in targets]
    _refuse_inside(Path(folder), targets)
    if merge_into is not None and PROJECT not in endings:
        remedy = f"Give a file that ends with {PROJECT} with --to."
        what = "is a project to add to, but no project is to be written."
        raise UsageError(what, place=str(merge_into), remedy=remedy)
    refuse_files([*targets, *([merge_into] if merge_into else [])], replace=True)
    with reserve_files(targets, replace=replace) as made:
        run = _of_coders(open_run(folder), coders, Path(folder).name)
        return _write_files(run, targets, made, merge_into=merge_into, settings=settings, coders=coders)


def _write_files(
    run: Run,
    targets: Sequence[Path],
    made: Sequence[Path | None],
    *,
    merge_into: Path | None,
    settings: Settings,
    coders: Sequence[str],
) -> tuple[ExportedFile, ...]:
    """Write a run to each file; ``made`` has the parent folder of each file if it was made."""
    results, project = collect_results(run, coders), project_of_run(run)
    project = dataclasses.replace(project, memos=(*project.memos, *_make_decision_memos(results)))
    exported = []
    for path, folder in zip(targets, made, strict=True):
        ending = choose_ending(path, run=True)
        written, left = _only_program(project) if ending == CODEBOOK and not coders else (project, ())
        if ending == PROJECT and merge_into is not None:
            losses, notes = merge_refi_project(project, merge_into, path, settings=settings)
        else:
            losses, notes = (*left, *write_results(results, written, path)), ()
        write_losses(path, losses)
        exported.append(ExportedFile(path, losses, folder, notes))
    return tuple(exported)


def _make_decision_memos(results: Results) -> Iterator[Memo]:
    """Yield a memo by the consensus for each unit with a decision, which says why it was made and by whom."""
    columns = [results.run.units[name].tolist() for name in ("unit_id", "doc_id", "start", "end")]
    places = {unit_id: place for unit_id, *place in zip(*columns, strict=True)}
    by = results.run.manifest.get("consensus", {}).get("by", "")
    for one in results.decisions:
        doc_id, start, end = places[one.unit_id]
        yield Memo(describe_decision(one), by, doc_id, start, end, one.codes[0] if one.codes else None)


def collect_results(run: Run, coders: Sequence[str] = ()) -> Results:
    """Return a run with its disagreements, and with its comparisons in words.

    ``coders`` are those whose codes texts and tables are about, the program if there are none.
    """
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
        coders=tuple(coders),
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
    """Return a run with only the codings of these coders, and the comparisons between them.

    Without the program among them, it has no themes.
    """
    if not coders:
        return run
    chosen: list[Coding] = [choose_coding(run.codings, coder, place=place) for coder in dict.fromkeys(coders)]
    comparisons = tuple(one for one in run.comparisons if {one.reference, one.proposed} <= set(coders))
    themes = run.themes if any(coding.is_proposal for coding in chosen) else ()
    return dataclasses.replace(run, codings=tuple(chosen), comparisons=comparisons, themes=themes)


def _only_program(project: Project) -> tuple[Project, tuple[Loss, ...]]:
    own = tuple(coding for coding in project.codings if coding.is_proposal)
    others = len(project.codings) - len(own)
    left = (Loss("codebooks of other coders, which --coder chooses", others),) if others else ()
    return dataclasses.replace(project, codings=own), left


def _refuse_inside(folder: Path, targets: Sequence[Path]) -> None:
    """Raise ``UsageError`` if a file to write lies in the folder of a run."""
    for path in targets:
        if path.resolve().is_relative_to(folder.resolve()):
            what = "lies in the run's folder, and a run is never altered."
            raise UsageError(what, place=str(path), remedy="Choose a place outside of it.")


@dataclass(frozen=True, slots=True)
class GuideReport:
    """The interview guide of a run, and what it means in words."""

    sentences: tuple[str, ...]
    """Whether there is a guide, and how it is used; or why there is none."""
    answered: AnsweredGuide | None = None
    """None if the run has no guide that themes can be related to."""
    on_themes: tuple[str, ...] = ()
    """How many themes answer one question, and how many cross questions."""


def read_guide(folder: Path, target: Path | None = None, *, replace: bool = False) -> GuideReport:
    """Return the interview guide of the run in a folder, and write it to ``target``, a ``.csv`` or ``.xlsx`` file.

    Without a guide the report says why, and nothing is written.

    Raises ``RunExistsError`` if the file exists and ``replace`` is not set, ``UsageError`` if it is of another kind or
    lies in the run, ``StorageError`` if the disk refuses, and ``RunError`` if the run is damaged.
    """
    if target is not None:
        _refuse_inside(folder, [target])
    with nullcontext() if target is None else reserve_files([target], replace=replace):
        run = open_run(folder)
        if run.guide is None or not run.guide.is_usable:
            return GuideReport((explain_no_guide(run),))
        answered = relate_themes(run.guide, run.units, run.themes)
        if target is not None:
            questions, *further = build_guide_sheets(answered, run.documents)
            write_sheet(questions, target, further=further)
    return GuideReport(
        describe_answered_guide(answered, used=run.course is not None),
        answered,
        describe_question_themes(answered, run.themes),
    )
