"""A run with further codings and comparisons: a new run that names the one it comes from.

Where a run that comes from another may be written: anywhere but over that other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.records import Comparison, HumanAgreement, Note, Problem, Run
from thememiner.runs import FORMAT, manifest_hash, refuse_existing
from thememiner.workflows.pairwise import proposal_of
from thememiner.workflows.studies import Study


def compared_run(
    parent: Run,
    folder: Path,
    study: Study,
    comparisons: tuple[Comparison, ...],
    ceiling: tuple[HumanAgreement, ...],
    settings: Settings,
) -> Run:
    """Return the run that lies in ``folder`` with the codings of a study in it, and what was compared."""
    further = [
        {"coder": coder, "path": source and source.path, "sha256": source and source.sha256}
        for coder, source in study.sources
    ]
    manifest = {
        **derived_manifest(parent, folder, further, study.problems, study.notes),
        "settings": {**parent.manifest["settings"], "comparison": settings.comparison.model_dump(mode="json")},
    }
    codings = (proposal_of(parent), *study.people)
    return replace(parent, manifest=manifest, codings=codings, comparisons=comparisons, ceiling=ceiling)


def derived_manifest(
    parent: Run,
    folder: Path,
    codings: Iterable[Mapping[str, Any]],
    problems: Iterable[Problem],
    notes: Iterable[Note],
) -> dict[str, Any]:
    """Return the manifest of a run made from the one in ``folder``, with further codings, problems and notes."""
    known = parent.manifest
    return {
        **known,
        "format": FORMAT,
        "parent": {"folder": folder.resolve().name, "sha256": manifest_hash(folder)},
        "codings": [*known["codings"], *codings],
        "problems": [*known["problems"], *map(asdict, problems)],
        "notes": [*known["notes"], *map(asdict, notes)],
    }


def refuse_target(folder: Path, run: Path, *, replace: bool) -> None:
    """Raise ``UsageError`` if a folder is the run that a new one comes from, and what ``refuse_existing`` raises."""
    if folder.resolve() == run.resolve():
        raise UsageError(
            "is the run that the new one comes from, and a run is never altered.",
            place=str(folder),
            remedy="Choose another folder with -o.",
        )
    refuse_existing(folder, replace=replace)
