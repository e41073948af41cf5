"""The manifest of a run: versions, settings, inputs, counts and choices; no times and no absolute paths."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple
from typing import Any

import pandas as pd

from thememiner._version import __version__
from thememiner.config import PACKAGES, PATH_SETTINGS, Settings
from thememiner.description import NamedThemes
from thememiner.phrasing import format_count, inflect, warn_of_guided_themes
from thememiner.questions import relate_themes
from thememiner.records import Corpus, Document, Embedding, ExclusionReason, Theme, person_index
from thememiner.runs import FORMAT
from thememiner.workflows.manual_codings import ManualCodings
from thememiner.workflows.question_stage import GuideResult
from thememiner.workflows.seeded import phrase_guidance
from thememiner.workflows.stage_results import DiscoveryResult

FEW_UNITS = 100
"""With fewer kept units, the summary warns of little material."""


def build_manifest(
    corpus: Corpus,
    people: ManualCodings,
    embedding: Embedding,
    guide_result: GuideResult,
    found: DiscoveryResult,
    described: NamedThemes,
    settings: Settings,
) -> dict[str, Any]:
    """Return the manifest of a run, ready for JSON."""
    counts = _counts(found.units, corpus.documents, described.themes)
    outcome = None if found.guidance is None else found.guidance.summarise(found.discovery)
    choices = {
        "context": embedding.context,
        **guide_result.describe(),
        **found.discovery.choices,
        **({} if outcome is None else {"guide": phrase_guidance(outcome)}),
    }
    return {
        "format": FORMAT,
        "program": "ThemeMiner",
        "version": __version__,
        "python": ".".join(python_version_tuple()[:2]),
        "packages": {name: version(name) for name in PACKAGES},
        "seed": settings.seed,
        "settings": _portable_settings(settings),
        "inputs": _inputs(corpus),
        "codings": [
            {"coder": coder, "path": source and source.path, "sha256": source and source.sha256}
            for coder, source in people.sources
        ],
        "encoder": dict(embedding.encoder),
        "naming": dict(described.record),
        "counts": counts,
        "choices": choices,
        "summary": " ".join(
            [summarise_counts(counts, choices), *_warn_of_guide(guide_result, found, described.themes)]
        ),
        "notes": [asdict(note) for note in (*corpus.notes, *guide_result.notes, *people.notes, *described.notes)],
        "problems": [asdict(problem) for problem in (*corpus.problems, *people.problems)],
        **({} if outcome is None else {"guide": outcome}),
        **(
            {}
            if guide_result.source is None
            else {"questions": {"path": guide_result.source.path, "sha256": guide_result.source.sha256}}
        ),
    }


def _portable_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings with the names of files and folders, but without their places on this machine.

    The number of processes changes no result, and is left out.
    """
    dumped = settings.model_dump(mode="json")
    del dumped["discovery"]["workers"]
    for section, name in PATH_SETTINGS:
        value = dumped[section][name]
        if value and Path(value).exists():
            dumped[section][name] = Path(value).name
    return dumped


def _inputs(corpus: Corpus) -> list[Mapping[str, str | None]]:
    # A file of new interviews may have the name of an earlier file.
    sources = {(document.source.path, document.source.sha256): document.source for document in corpus.documents}
    return [asdict(sources[key]) for key in sorted(sources)]


def _counts(units: pd.DataFrame, documents: Sequence[Document], themes: Sequence[Theme]) -> dict[str, Any]:
    kept = units[units["kept"]]
    assigned, persons = kept["theme_id"].notna(), person_index(kept)
    return {
        "documents": len(documents),
        "participants": 0 if persons.are_documents else len(persons.names),
        "turns": sum(len(document.turns) for document in documents),
        "units": len(units),
        "kept": len(kept),
        "assigned": int(assigned.sum()),
        "unassigned": int((~assigned).sum()),
        "themes": len(themes),
        "subthemes": sum(len(theme.subthemes) for theme in themes),
        "duplicates": int(kept["duplicate_of"].notna().sum()),
        "set_aside": _count_reasons(units[~units["kept"]]),
        "unassigned_by_reason": _count_reasons(kept[~assigned]),
    }


def _count_reasons(units: pd.DataFrame) -> dict[str, int]:
    return {str(reason): int(count) for reason, count in units["reason"].value_counts().sort_index().items()}


def summarise_counts(counts: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    """Return a sentence or two on the themes found, or on why none were found."""
    if counts["units"] and not counts["kept"]:
        return f"No themes: {_explain_nothing_kept(counts)}"
    if not counts["themes"]:
        return f"No themes: {choices['themes'].removeprefix('None: ')}"
    themes = (
        f"{format_count(counts['themes'], 'candidate theme')} with {format_count(counts['subthemes'], 'sub-theme')}"
    )
    units = format_count(counts["kept"], "meaning unit")
    noun = "participant" if counts["participants"] else "document"
    people = format_count(counts[f"{noun}s"], noun)
    shares = f"of {units} from {people}, {counts['assigned']:,} assigned and {counts['unassigned']:,} unassigned"
    few = " That is little material: use the themes as a first reading aid." if counts["kept"] < FEW_UNITS else ""
    return f"{themes}: {shares}.{few}"


def _explain_nothing_kept(counts: Mapping[str, Any]) -> str:
    reasons: Mapping[str, int] = counts["set_aside"]
    units = inflect(counts["units"], "the only meaning unit was", f"all {counts['units']:,} meaning units were")
    if set(reasons) == {ExclusionReason.INTERVIEWER.value}:
        return f"{units} taken for the interviewer's. Check who is taken for an interviewer."
    return f"{units} set aside ({', '.join(f'{reason}: {count:,}' for reason, count in reasons.items())})."


def _warn_of_guide(guide_result: GuideResult, found: DiscoveryResult, themes: tuple[Theme, ...]) -> list[str]:
    guide = guide_result.guide
    if guide is None or not guide.is_usable:
        return []
    warning = warn_of_guided_themes(relate_themes(guide, found.units, themes), themes)
    return [warning] if warning else []
