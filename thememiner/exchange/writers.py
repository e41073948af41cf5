"""Which file is written by whom: the ending of its name decides."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from thememiner.errors import UsageError
from thememiner.exchange.coded_table import write_coded_csv
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
    """Write the codebooks of all coders as one ``.qdc`` file, a code that several have once, and return what is lost.

    Raises ``UsageError`` if there is no code, and ``StorageError``.
    """
    codes = {code.code_id: code for coding in reversed(project.codings) for code in coding.codebook.codes}
    order = dict.fromkeys(code.code_id for coding in project.codings for code in coding.codebook.codes)
    losses = write_refi_codebook(Codebook(tuple(codes[code_id] for code_id in order)), path, colours=project.colours)
    counts = {
        "documents, since a codebook has codes alone": len(project.documents),
        "codes given to segments": sum(len(coding.segments) for coding in project.codings),
        "memos": len(project.memos),
    }
    return (*losses, *(Loss(what, count) for what, count in counts.items() if count))


PROJECT_WRITERS: Mapping[str, ProjectWriter] = MappingProxyType(
    {
        ".qdpx": write_refi_project,
        ".qdc": write_codebook,
        ".xlsx": write_project_workbook,
        ".csv": write_coded_csv,
        ".json": write_project_json,
    }
)
"""What any project can become."""
RESULTS_WRITERS: Mapping[str, ResultsWriter] = MappingProxyType(
    {
        ".xlsx": write_results_workbook,
        ".ipa.docx": write_ipa_docx,
        ".docx": write_results_docx,
        ".md": write_results_markdown,
    }
)
"""What only a run can become, since it takes themes with quotes; a longer ending comes before a shorter one."""
TABLES = (".csv", ".xlsx")
"""What holds the places that a table of coded segments gave of texts that are not there."""
ENDINGS = tuple(dict.fromkeys((*PROJECT_WRITERS, *RESULTS_WRITERS)))


def ending_of(path: Path, *, run: bool) -> str:
    """Return the ending by which a file's writer is known; ``run`` says whether a run is written, or any project.

    Raises ``UsageError`` that lists the endings there are.
    """
    endings = dict.fromkeys((*RESULTS_WRITERS, *PROJECT_WRITERS)) if run else PROJECT_WRITERS
    for ending in endings:
        if path.name.lower().endswith(ending):
            return ending
    known = ", ".join(endings)
    why = " Texts of themes are made of runs." if not run and path.suffix.lower() in RESULTS_WRITERS else ""
    remedy = f"Choose a name that ends with {known}."
    raise UsageError(f"is of no format that can be written here.{why}", place=path.name, remedy=remedy)


def write_project(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a project in the format that the file's name asks for, and return what that could not hold.

    Raises ``UsageError`` for another ending, and ``StorageError`` if the disk refuses.
    """
    ending = ending_of(path, run=False)
    losses = PROJECT_WRITERS[ending](project, path)
    if ending in TABLES or not project.stated:
        return losses
    return (*losses, Loss("places in whole texts, which a table gave", len(project.stated)))


def write_results(results: Results, project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a run, and the project that it is, in the format that the file's name asks for; see ``write_project``."""
    ending = ending_of(path, run=True)
    if ending == ".json":
        return write_results_json(results, project, path)
    if ending in RESULTS_WRITERS:
        return RESULTS_WRITERS[ending](results, path)
    return PROJECT_WRITERS[ending](project, path)
