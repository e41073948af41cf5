"""Compare codings in files: the program with people, people with each other, runs with runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from thememiner.comparison import Alignments, measure_human_agreement
from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import is_project_folder
from thememiner.records import Comparison, HumanAgreement, Note, Problem, Run, Theme
from thememiner.runs import open_run
from thememiner.workflows.derived_runs import build_compared_run, stage_derived_run
from thememiner.workflows.manual_codings import refuse_unusable_format
from thememiner.workflows.pairwise import compare_all, compare_runs
from thememiner.workflows.studies import Study, study_from_documents, study_from_files, study_from_run

DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class CompareResult:
    """Comparisons, and problems with the files."""

    comparisons: tuple[Comparison, ...]
    ceiling: tuple[HumanAgreement, ...] = ()
    """How far people agree with each other; empty unless at least two of them coded the same units."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    run: Run | None = None
    """The new run with these comparisons, if one was asked for."""
    themes: tuple[Theme, ...] = ()
    """The themes of the run whose proposal was compared with people, if there is one."""


def compare_codings(
    codings: Sequence[Path],
    *,
    manual: Sequence[Path] = (),
    manual_format: str | None = None,
    documents: Sequence[Path] = (),
    folder: Path | None = None,
    settings: Settings = DEFAULTS,
    replace: bool = False,
) -> CompareResult:
    """Compare every two of the codings in runs, projects and tables over the same texts.

    ``codings`` are folders of runs, projects of other programs and tables of coded segments, and ``manual`` further
    projects and tables; ``manual_format`` is the format of all projects and tables. Codings are placed on the documents
    of the first run; without a run, on ``documents``; without these, on the texts of the projects or of the tables of
    meaning units. A run is compared with all coders (who are the reference), people with each other (``compare_all``),
    and runs with each other (the first is the reference). With ``folder``, a copy of the only run is written there with
    these comparisons and a new report; the run itself is not altered.

    Raises ``UsageError`` if there is nothing to compare, and the errors of reading files, documents and runs.
    """
    folders = [path for path in codings if path.is_dir() and not is_project_folder(path)]
    files = [*(path for path in codings if path not in folders), *manual]
    _refuse_unfit(folders, documents, folder)
    refuse_unusable_format(manual_format, files)
    if folder is None:
        return _compare(folders, files, documents, None, settings, manual_format)
    with stage_derived_run(folder, folders[0], replace=replace) as staged:
        return _compare(folders, files, documents, staged, settings, manual_format)


def _compare(
    folders: Sequence[Path],
    files: Sequence[Path],
    documents: Sequence[Path],
    staged: Path | None,
    settings: Settings,
    format_name: str | None,
) -> CompareResult:
    """Compare the codings in folders of runs and in files, and write the new run into a folder if there is one."""
    runs = [(path, open_run(path)) for path in folders]
    among_runs = tuple(compare_runs(one, other, settings) for one, other in combinations(runs, 2))
    if among_runs and not files:
        return CompareResult(among_runs)
    study = _study([run for _, run in runs], files, documents, settings, format_name)
    alignments = Alignments(study.units, min_overlap=settings.comparison.min_overlap)
    found = compare_all(
        study.proposal,
        study.people,
        study.units,
        study.documents,
        settings=settings.comparison,
        seed=settings.seed,
        alignments=alignments,
    )
    people = measure_human_agreement(
        study.people,
        study.proposal,
        study.units,
        settings=settings.comparison,
        seed=settings.seed,
        alignments=alignments,
    )
    if not (found or people):
        raise _alone([*folders, *files], study)
    written = None
    if staged is not None:
        from thememiner.workflows.pipeline import write_with_pages  # noqa: PLC0415 - heavy, and needed for a new run only

        written = build_compared_run(runs[0][1], folders[0], study, found, people, settings)
        write_with_pages(written, staged)
    themes = runs[0][1].themes if runs else ()
    return CompareResult((*found, *among_runs), people, study.problems, study.notes, written, themes)


def _study(
    runs: Sequence[Run], files: Sequence[Path], documents: Sequence[Path], settings: Settings, format_name: str | None
) -> Study:
    if runs:
        return study_from_run(runs[0], files, settings, format_name)
    if documents:
        return study_from_documents(documents, files, settings, format_name)
    return study_from_files(files, settings, format_name)


def _refuse_unfit(folders: Sequence[Path], documents: Sequence[Path], folder: Path | None) -> None:
    if folders and documents:
        raise UsageError(
            "a run holds its documents; --documents is for codings without a run.",
            remedy="Leave out --documents, or the run.",
        )
    if folder is not None and len(folders) != 1:
        raise UsageError(
            f"--output writes a copy of one run with its comparisons; {len(folders)} runs are given.",
            remedy="Give one run, or leave out --output.",
        )


def _alone(codings: Sequence[Path], study: Study) -> UsageError:
    names = ", ".join(path.resolve().name for path in codings)
    found = len(study.people) + (study.proposal is not None)
    if found < 2:  # noqa: PLR2004 - comparing takes two
        return UsageError(
            f"{names}: there is {'one coding only' if found else 'no coding'}, and nothing to compare it with.",
            remedy="Give a project or a table of coded segments with --gold, or another run.",
        )
    return UsageError(
        f"{names}: no two coders looked at the same meaning units.",
        remedy="Check that they are codings of the same texts.",
    )
