"""Runs that come from another run: their manifest, and where they may be written."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.records import Comparison, HumanAgreement, Note, Problem, Run
from thememiner.runs import FORMAT, manifest_hash, stage_run
from thememiner.workflows.pairwise import get_proposal
from thememiner.workflows.studies import Study


def build_compared_run(
    parent: Run,
    folder: Path,
    study: Study,
    comparisons: tuple[Comparison, ...],
    ceiling: tuple[HumanAgreement, ...],
    settings: Settings,
) -> Run:
    """Return the run in ``folder`` with the codings of a study and their comparisons added."""
    added = [
        {"coder": coder, "path": source and source.path, "sha256": source and source.sha256}
        for coder, source in study.sources
    ]
    manifest = {
        **build_derived_manifest(parent, folder, added, study.problems, study.notes),
        "settings": {**parent.manifest["settings"], "comparison": settings.comparison.model_dump(mode="json")},
    }
    codings = (get_proposal(parent), *study.people)
    return replace(parent, manifest=manifest, codings=codings, comparisons=comparisons, ceiling=ceiling)


def build_derived_manifest(
    parent: Run,
    folder: Path,
    codings: Iterable[Mapping[str, Any]],
    problems: Iterable[Problem],
    notes: Iterable[Note],
) -> dict[str, Any]:
    """Return the manifest of a run that adds codings, problems and notes to the run in ``folder``."""
    known = parent.manifest
    return {
        **known,
        "format": FORMAT,
        "parent": {"folder": folder.resolve().name, "sha256": manifest_hash(folder)},
        "codings": [*known["codings"], *codings],
        "problems": [*known["problems"], *map(asdict, problems)],
        "notes": [*known["notes"], *map(asdict, notes)],
    }


def stage_derived_run(folder: Path | None, run: Path, *, replace: bool) -> AbstractContextManager[Path | None]:
    """Provide a new folder for a run that comes from another, or None if none is to be written; see ``stage_run``.

    Raises ``UsageError`` if ``folder`` is the run to derive from, and the errors of ``stage_run``.
    """
    if folder is not None and folder.resolve() == run.resolve():
        raise UsageError(
            "is the run that the new one comes from, and a run is never altered.",
            place=str(folder),
            remedy="Choose another folder with -o.",
        )
    return nullcontext() if folder is None else stage_run(folder, replace=replace)
