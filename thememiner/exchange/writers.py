"""Writers of projects and runs: the ending of the file's name decides which one is used."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from thememiner.errors import UsageError
from thememiner.exchange.coded_table import write_coded_csv
from thememiner.exchange.project_building import make_losses
from thememiner.exchange.project_json import write_project_json, write_results_json
from thememiner.exchange.refi import write_refi_codebook, write_refi_project
from thememiner.exchange.results import (
    Results,
    write_ipa_docx,
    write_project_workbook,
    write_results_docx,
    write_results_markdown,
    write_results_workbook,
)
from thememiner.records import Codebook, Loss, Project

ProjectWriter = Callable[[Project, Path], tuple[Loss, ...]]
ResultsWriter = Callable[[Results, Path], tuple[Loss, ...]]


def write_codebook(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write the codebooks of all coders as one ``.qdc`` file, shared codes once, and return what that cannot hold.

    Raises ``UsageError`` if there is no code, and ``StorageError``.
    """
    codes = {code.code_id: code for coding in reversed(project.codings) for code in coding.codebook.codes}
    order = dict.fromkeys(code.code_id for coding in project.codings for code in coding.codebook.codes)
    losses = write_refi_codebook(Codebook(tuple(codes[code_id] for code_id in order)), path, colours=project.colours)
    project_losses = make_losses(
        {
            "documents (a codebook has codes only)": len(project.documents),
            "codes of segments": sum(len(coding.segments) for coding in project.codings),
            "memos": len(project.memos),
        }
    )
    return (*losses, *project_losses)


PROJECT_WRITERS: Mapping[str, ProjectWriter] = MappingProxyType(
    {
        ".qdpx": write_refi_project,
        ".qdc": write_codebook,
        ".xlsx": write_project_workbook,
        ".csv": write_coded_csv,
        ".json": write_project_json,
    }
)
"""Formats that any project can be written in, by ending."""
RESULTS_WRITERS: Mapping[str, ResultsWriter] = MappingProxyType(
    {
        ".xlsx": write_results_workbook,
        ".ipa.docx": write_ipa_docx,
        ".docx": write_results_docx,
        ".md": write_results_markdown,
    }
)
"""Formats that only a run can be written in, since they need themes with quotes; longer endings come first."""
_TABLE_ENDINGS = (".csv", ".xlsx")
"""Endings of formats that hold the places that a table of coded segments states."""


def choose_ending(path: Path, *, run: bool) -> str:
    """Return the ending that decides the writer of a file; ``run`` says whether a run or any project is written.

    Raises ``UsageError`` with the endings that are possible.
    """
    endings = dict.fromkeys((*RESULTS_WRITERS, *PROJECT_WRITERS)) if run else PROJECT_WRITERS
    for ending in endings:
        if path.name.lower().endswith(ending):
            return ending
    known = ", ".join(endings)
    why = " It can be written from a run only." if not run and path.suffix.lower() in RESULTS_WRITERS else ""
    remedy = f"Choose a name that ends with {known}."
    raise UsageError(f"is not in a format that can be written here.{why}", place=path.name, remedy=remedy)


def write_project(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a project in the format of the file's ending, and return what that format cannot hold.

    Raises ``UsageError`` for an unknown ending, and ``StorageError`` if the disk refuses.
    """
    ending = choose_ending(path, run=False)
    losses = PROJECT_WRITERS[ending](project, path)
    if ending in _TABLE_ENDINGS or not project.stated:
        return losses
    return (*losses, Loss("places in full texts that a table states", len(project.stated)))


def write_results(results: Results, project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a run in the format of the file's ending, and return what that format cannot hold.

    ``project`` is the run as a project. Raises ``UsageError`` and ``StorageError``.
    """
    ending = choose_ending(path, run=True)
    if ending == ".json":
        return write_results_json(results, project, path)
    if ending in RESULTS_WRITERS:
        return RESULTS_WRITERS[ending](results, path)
    return PROJECT_WRITERS[ending](project, path)
