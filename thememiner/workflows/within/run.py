"""What was found inside a code, put together as a run that names the run and the code it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from thememiner.config import Settings
from thememiner.records import MACHINE, Code, Coding, Corpus, Note, Problem, Run, Source
from thememiner.runs import manifest_hash
from thememiner.workflows.manifest import Found, manifest
from thememiner.workflows.within.finding import path_of
from thememiner.workflows.within.material import Material
from thememiner.workflows.within.reference import coding_within, compare_within
from thememiner.workflows.within.suggestion import Suggestion

SETTLED_HERE = ("seed", "discovery", "description", "comparison")
"""Settings that count for the new run; all others are those that the parent was made with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The code whose sub-themes are asked for, and where it comes from."""

    run: Run
    folder: Path
    """Of that run."""
    coding: Coding
    code: Code
    source: Source | None = None
    """The table of coded segments, if the coding comes from one."""
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()

    @property
    def is_manual(self) -> bool:
        """Whether a person made the code."""
        return self.coding.coder != MACHINE


def run_within(subject: Subject, material: Material, suggestion: Suggestion, settings: Settings) -> Run:
    """Return the new run: the documents of the parent, the units of the code, and what is suggested for them."""
    parent = subject.run
    manual = (coding_within(subject.coding, subject.code.code_id),) if subject.is_manual else ()
    compared = [compare_within(coding, subject.code.code_id, suggestion, settings.comparison) for coding in manual]
    return Run(
        manifest=_manifest(subject, material, suggestion, settings),
        documents=parent.documents,
        participants=parent.participants,
        units=suggestion.units,
        vectors=material.embedding.vectors,
        contextual=material.embedding.contextual,
        layout=_places(suggestion),
        themes=(suggestion.theme,),
        codings=(suggestion.coding(), *manual),
        comparisons=tuple(comparison for comparison in compared if comparison is not None),
        state={"centres": suggestion.discovery.centres, **material.embedding.state},
    )


def _manifest(subject: Subject, material: Material, suggestion: Suggestion, settings: Settings) -> dict[str, Any]:
    parent, coder = subject.run, subject.coding.coder
    found = Found(
        corpus=Corpus(parent.documents, parent.participants),
        units=suggestion.units,
        embedding=material.embedding,
        discovery=replace(suggestion.discovery, choices=_choices(subject, material, suggestion)),
        themes=(suggestion.theme,),
        coders=((coder, subject.source),) if subject.is_manual else (),
        problems=subject.problems,
        notes=subject.notes,
    )
    made = manifest(found, settings)
    own = int((suggestion.units["kept"] & suggestion.units["subtheme_id"].isna()).sum())
    return {
        **made,
        "settings": {**parent.manifest["settings"], **{name: made["settings"][name] for name in SETTLED_HERE}},
        "parent": {"folder": subject.folder.resolve().name, "sha256": manifest_hash(subject.folder)},
        "code": {"coder": coder, "id": subject.code.code_id, "path": path_of(subject.coding, subject.code)},
        "counts": {**made["counts"], "directly_under_the_code": own},
        "summary": _summary(subject, material, suggestion, own),
    }


def _choices(subject: Subject, material: Material, suggestion: Suggestion) -> Mapping[str, str]:
    more = " More of that coding was not shown to this step." if subject.is_manual else ""
    code = (
        f"Only the {_number(material.units, 'unit')} with the code “{subject.code.name}” of {subject.coding.coder} "
        f"took part.{more} The code was kept as it is, with all its units; a unit that fits no suggested sub-theme "
        "stays directly under it."
    )
    found = suggestion.discovery.choices
    # How themes are made of sub-themes was not asked here; why there are none, if there are none, was.
    themes = {} if suggestion.theme.subthemes else {"themes": found["themes"]}
    return {"code": code, **{key: choice for key, choice in found.items() if key != "themes"}, **themes}


def _summary(subject: Subject, material: Material, suggestion: Suggestion, directly: int) -> str:
    people = f" from {_number(material.participants, 'participant')}" if material.participants else ""
    inside = f"the code “{subject.code.name}” ({_number(material.units, 'meaning unit')}{people})"
    if not suggestion.theme.subthemes:
        return f"No sub-themes in {inside}: {suggestion.discovery.choices['themes'].removeprefix('None: ')}"
    count = _number(len(suggestion.theme.subthemes), "candidate sub-theme")
    verb = "stays" if directly == 1 else "stay"
    return f"{count} in {inside}: {material.units - directly:,} fit one, {directly:,} {verb} directly under the code."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _places(suggestion: Suggestion) -> npt.NDArray[np.float32]:
    places = np.full((len(suggestion.units), 2), np.nan, dtype=np.float32)
    places[suggestion.units["kept"].to_numpy(bool)] = suggestion.discovery.layout
    return places
