"""What a run says of itself: versions, settings, inputs, counts and choices; no times, no absolute paths."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple
from typing import Any

import pandas as pd

from thememiner._version import __version__
from thememiner.config import LOCAL, PACKAGES, Settings
from thememiner.records import Corpus, Discovery, Embedding, Note, Problem, Source, Theme
from thememiner.runs import FORMAT

FEW = 100
"""Kept units below which a summary warns of little material."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the stages of a mining gave."""

    corpus: Corpus
    units: pd.DataFrame
    embedding: Embedding
    discovery: Discovery
    themes: tuple[Theme, ...]
    coders: Sequence[tuple[str, Source | None]]
    problems: Sequence[Problem]
    notes: Sequence[Note]
    naming: Mapping[str, object] = field(default_factory=dict)
    """What a language model was asked for names, and answered; empty if none was."""


def manifest(found: Found, settings: Settings) -> dict[str, Any]:
    """Return the manifest of a run, ready for JSON."""
    counts = _counts(found)
    choices = {"context": found.embedding.context, **found.discovery.choices}
    return {
        "format": FORMAT,
        "program": "ThemeMiner",
        "version": __version__,
        "python": ".".join(python_version_tuple()[:2]),
        "packages": {name: version(name) for name in PACKAGES},
        "seed": settings.seed,
        "settings": _settings(settings),
        "inputs": _inputs(found.corpus),
        "codings": [
            {"coder": coder, "path": source and source.path, "sha256": source and source.sha256}
            for coder, source in found.coders
        ],
        "encoder": dict(found.embedding.encoder),
        "naming": dict(found.naming),
        "counts": counts,
        "choices": choices,
        "summary": summary(counts, choices),
        "notes": [asdict(note) for note in found.notes],
        "problems": [asdict(problem) for problem in found.problems],
    }


def _settings(settings: Settings) -> dict[str, Any]:
    """Return the settings with the names of files and folders, but not where on this machine they lie.

    How many processors were at work changes nothing, and is left out.
    """
    dumped = settings.model_dump(mode="json")
    del dumped["discovery"]["workers"]
    for section, name in LOCAL:
        value = dumped[section][name]
        if value and Path(value).exists():
            dumped[section][name] = Path(value).name
    return dumped


def _inputs(corpus: Corpus) -> list[Mapping[str, str | None]]:
    # New interviews may lie in a file that is called like one before them.
    sources = {(document.source.path, document.source.sha256): document.source for document in corpus.documents}
    return [asdict(sources[key]) for key in sorted(sources)]


def _counts(found: Found) -> dict[str, Any]:
    units, documents = found.units, found.corpus.documents
    kept = units[units["kept"]]
    assigned = kept["theme_id"].notna()
    return {
        "documents": len(documents),
        "participants": len({person for document in documents for person in document.participants}),
        "turns": sum(len(document.turns) for document in documents),
        "units": len(units),
        "kept": len(kept),
        "assigned": int(assigned.sum()),
        "unassigned": int((~assigned).sum()),
        "themes": len(found.themes),
        "subthemes": sum(len(theme.subthemes) for theme in found.themes),
        "duplicates": int(kept["duplicate_of"].notna().sum()),
        "set_aside": _by_reason(units[~units["kept"]]),
        "unassigned_by_reason": _by_reason(kept[~assigned]),
    }


def _by_reason(units: pd.DataFrame) -> dict[str, int]:
    return {str(reason): int(count) for reason, count in units["reason"].value_counts().sort_index().items()}


def summary(counts: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    """Return what was found, or why nothing was, as a plain sentence or two."""
    if not counts["themes"]:
        return f"No themes: {choices['themes'].removeprefix('None: ')}"
    themes = f"{_number(counts['themes'], 'candidate theme')} with {_number(counts['subthemes'], 'sub-theme')}"
    units = _number(counts["kept"], "meaning unit")
    people = _number(counts["participants"], "participant")
    fate = f"of {units} from {people}, {counts['assigned']:,} assigned and {counts['unassigned']:,} unassigned"
    few = " That is little material: take the themes as a first reading aid." if counts["kept"] < FEW else ""
    return f"{themes}: {fate}.{few}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
