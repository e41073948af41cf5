"""What was found inside a code, put together as a run that names the run and the code it comes from.

Sub-themes suggested inside one code, which itself stays as it is.
What a person had coded below a code, compared with what is suggested there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison import Level, compare
from thememiner.config import ComparisonSettings, Settings
from thememiner.description import as_coding, assign, describe
from thememiner.discovery import discover
from thememiner.records import (
    MACHINE,
    Code,
    Codebook,
    Coding,
    Comparison,
    Corpus,
    Discovery,
    Note,
    Problem,
    Run,
    Scope,
    Source,
    Theme,
)
from thememiner.runs import manifest_hash
from thememiner.workflows.manifest import Found, manifest
from thememiner.workflows.subtheme_scope import Material, codes_below, path_of

PARENT_ID = "T1"
SETTLED_HERE = ("seed", "discovery", "description", "comparison")
"""Settings that count for the new run; all others are those that the parent was made with."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested inside a code."""

    units: pd.DataFrame
    """Columns ``UNIT_COLUMNS``: all units of the code have its theme, and those that fit one a sub-theme."""
    discovery: Discovery
    theme: Theme
    """The code, with the suggested sub-themes."""

    def coding(self, *, with_code: bool = True) -> Coding:
        """Return it as a coding; ``with_code`` also the units that carry the code and no sub-theme."""
        if not with_code:
            return as_coding(self.units, (self.theme,))
        return as_coding(self.units.assign(subtheme_id=_lowest(self.units)), (self.theme,))


def suggest(material: Material, name: str, settings: Settings) -> Suggestion:
    """Cluster the units of a code into sub-themes; the code keeps its name and all its units."""
    one_theme = settings.discovery.model_copy(update={"n_themes": 1})
    found = discover(material.embedding, material.segmentation.units, settings=one_theme, seed=settings.seed)
    discovery = _below_one(found)
    described = describe(discovery, material.segmentation, material.embedding, settings=settings.description)
    # The code itself is described by all its units, with a sub-theme or without.
    (whole,) = describe(_all_in_one(found), material.segmentation, material.embedding, settings=settings.description)
    subthemes = tuple(subtheme for theme in described for subtheme in theme.subthemes)
    units = assign(material.segmentation.units, discovery)
    theme_ids = units["theme_id"].mask(units["kept"], PARENT_ID)
    return Suggestion(
        units=units.assign(theme_id=theme_ids),
        discovery=discovery,
        theme=replace(whole, name=name, subthemes=subthemes, stability=None),
    )


def _lowest(units: pd.DataFrame) -> pd.Series:
    """Return the sub-theme of each unit, or the theme where it has none."""
    lowest: pd.Series = units["subtheme_id"].fillna(units["theme_id"])
    return lowest


def _below_one(found: Discovery) -> Discovery:
    """Return a discovery whose sub-themes, if any, have one theme; nobody asked whether that is stable."""
    return replace(found, parents=(0,) * len(found.parents), theme_stability=(None,) if found.parents else ())


def _all_in_one(found: Discovery) -> Discovery:
    """Return a discovery in which all units make up one sub-theme."""
    units = len(found.subthemes)
    return replace(
        found,
        subthemes=np.zeros(units, dtype=np.int64),
        parents=(0,),
        nearest=np.full(units, -1, dtype=np.int64),
        carries_both=np.zeros(units, dtype=np.bool_),
        stability=(None,),
        theme_stability=(None,),
    )


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


def coding_within(coding: Coding, code_id: str) -> Coding:
    """Return the part of a coding that has a code or one below it; the code is at the top."""
    ids = {code_id, *codes_below(coding, code_id)}
    codes = [code for code in coding.codebook.codes if code.code_id in ids]
    segments = coding.segments[coding.segments["code_id"].isin(ids)].reset_index(drop=True)
    top = [replace(code, parent_id=None) if code.code_id == code_id else code for code in codes]
    return replace(coding, codebook=Codebook(tuple(top)), segments=segments)


def compare_within(
    reference: Coding, code_id: str, suggestion: Suggestion, settings: ComparisonSettings
) -> Comparison | None:
    """Compare a person's codes below a code with the suggested sub-themes, over the units of the code.

    Units that carry the code alone are without code there, on either side. None if one side has nothing below it.
    """
    below = codes_below(reference, code_id)
    if not below or not suggestion.theme.subthemes:
        return None
    segments = reference.segments[reference.segments["code_id"].isin(below)].reset_index(drop=True)
    own = suggestion.units[suggestion.units["kept"]]
    scope = Scope({str(doc_id): _spans(rows) for doc_id, rows in own.groupby("doc_id", sort=True)})
    looked_at = replace(reference, segments=segments, scope=scope)
    compared = compare(looked_at, suggestion.coding(with_code=False), suggestion.units, settings=settings)
    # Both sides have the same code on top, so there is nothing to compare at its level.
    return replace(compared, levels=tuple(level for level in compared.levels if level.level == Level.SUBTHEME))


def _spans(units: pd.DataFrame) -> tuple[tuple[int, int], ...]:
    return tuple(zip(units["start"].tolist(), units["end"].tolist(), strict=True))
