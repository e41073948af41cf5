"""A run with further codings and all comparisons: a new run that names the one it comes from."""

from dataclasses import asdict, replace
from pathlib import Path

from thememiner.config import Settings
from thememiner.records import Ceiling, Comparison, Run
from thememiner.report import methods_paragraph, render_report
from thememiner.runs import FORMAT, manifest_hash, write_run
from thememiner.workflows.comparing.runs import proposal_of
from thememiner.workflows.comparing.studies import Study


def compared_run(
    parent: Run,
    folder: Path,
    study: Study,
    comparisons: tuple[Comparison, ...],
    ceiling: tuple[Ceiling, ...],
    settings: Settings,
) -> Run:
    """Return the run that lies in ``folder`` with the codings of a study in it, and what was compared."""
    known = parent.manifest
    further = [
        {"coder": coder, "path": source and source.path, "sha256": source and source.sha256}
        for coder, source in study.sources
    ]
    manifest = {
        **known,
        "format": FORMAT,
        "settings": {**known["settings"], "comparison": settings.comparison.model_dump(mode="json")},
        "parent": {"folder": folder.resolve().name, "sha256": manifest_hash(folder)},
        "codings": [*known["codings"], *further],
        "problems": [*known["problems"], *(asdict(problem) for problem in study.problems)],
        "notes": [*known["notes"], *(asdict(note) for note in study.notes)],
    }
    codings = (proposal_of(parent), *study.people)
    return replace(parent, manifest=manifest, codings=codings, comparisons=comparisons, ceiling=ceiling)


def write_compared(run: Run, folder: Path, *, replace: bool) -> None:
    """Write such a run with its report."""
    pages = {"report.html": render_report(run).encode(), "methods.md": methods_paragraph(run).encode()}
    write_run(run, folder, files=pages, log={}, replace=replace)
