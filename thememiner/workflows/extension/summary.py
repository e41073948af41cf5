"""The themes of an extended run: described anew over all units, called as they were called.

What an extension found, in plain words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DescriptionSettings
from thememiner.description import describe
from thememiner.discovery import mean_vectors
from thememiner.records import Discovery, Extension, NewCandidate, SubthemeChange, Theme
from thememiner.workflows.extension.candidates import Candidate
from thememiner.workflows.extension.inputs import Material

MOST = 3
"""Sub-themes named as those that most new units fit."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Ids of all themes with those of their sub-themes, in their order, and how well each comes back."""

    below: Mapping[str, Sequence[str]]
    stability: Mapping[str, float | None]

    @property
    def subthemes(self) -> list[str]:
        """Ids of all sub-themes, theme by theme."""
        return [name for names in self.below.values() for name in names]


def grown(themes: tuple[Theme, ...], candidates: Sequence[Candidate]) -> Tree:
    """Return the tree of a run's themes with the candidates in it, behind what was there."""
    below = {theme.theme_id: [subtheme.theme_id for subtheme in theme.subthemes] for theme in themes}
    stability = {one.theme_id: one.stability for theme in themes for one in (theme, *theme.subthemes)}
    for candidate in candidates:
        below.setdefault(candidate.theme_id, []).append(candidate.subtheme_id)
        stability.setdefault(candidate.theme_id, None)
        stability[candidate.subtheme_id] = candidate.stability
    return Tree(below, stability)


def as_discovery(
    units: pd.DataFrame, material: Material, tree: Tree, layout: npt.NDArray[np.float32], choices: Mapping[str, str]
) -> Discovery:
    """Return what stands in the table of units as a discovery, with the sub-themes in the order of the tree."""
    kept = units[material.kept]
    ids = pd.Index(tree.subthemes)

    def numbered(column: str) -> npt.NDArray[np.int64]:
        return np.asarray(ids.get_indexer(pd.Index(kept[column])) if len(ids) else np.full(len(kept), -1))

    def real(column: str) -> npt.NDArray[np.float32]:
        return kept[column].fillna(0).to_numpy(np.float32)

    subthemes, second = numbered("subtheme_id"), numbered("second_subtheme_id")
    contextual = material.embedding.contextual[material.kept]
    return Discovery(
        subthemes=subthemes,
        parents=tuple(number for number, names in enumerate(tree.below.values()) for _ in names),
        membership=real("membership"),
        nearest=np.where(second >= 0, second, numbered("nearest_subtheme_id")),
        nearest_membership=real("nearest_membership"),
        margin=real("margin"),
        carries_both=second >= 0,
        reasons=tuple(reason if isinstance(reason, str) else None for reason in kept["reason"]),
        stability=tuple(tree.stability[name] for name in tree.subthemes),
        theme_stability=tuple(tree.stability[name] for name in tree.below),
        centres=mean_vectors(contextual, subthemes) if len(ids) else contextual[:0],
        layout=layout,
        choices=choices,
    )


def describe_renewed(
    discovery: Discovery, material: Material, tree: Tree, themes: tuple[Theme, ...], *, settings: DescriptionSettings
) -> tuple[Theme, ...]:
    """Describe all themes; those of the run keep their ids and names, because a researcher has noted them."""
    described = describe(discovery, material.segmentation, material.embedding, settings=settings)
    called = {one.theme_id: one.name for theme in themes for one in (theme, *theme.subthemes)}
    found = []
    for (theme_id, below), theme in zip(tree.below.items(), described, strict=True):
        subthemes = tuple(
            _called(subtheme, name, called) for name, subtheme in zip(below, theme.subthemes, strict=True)
        )
        found.append(replace(_called(theme, theme_id, called), subthemes=subthemes))
    return tuple(found)


def _called(theme: Theme, theme_id: str, called: Mapping[str, str]) -> Theme:
    """Give a described theme its id, and the name it had; a new one that is called like another is told apart."""
    if theme_id in called:
        return replace(theme, theme_id=theme_id, name=called[theme_id])
    name = f"{theme.name} ({theme_id})" if theme.name in called.values() else theme.name
    return replace(theme, theme_id=theme_id, name=name)


def summary_of(extension: Extension) -> str:
    """Return what the new interviews did, as a sentence or two; for the manifest."""
    new = extension.new
    weak = sum(1 for change in extension.changes if change.weakened)
    return (
        f"Extends {extension.parent} by {_number(new.documents, 'document')}: of {_number(new.units, 'new unit')} "
        f"{extension.fitting:,} fit existing sub-themes, {extension.in_candidates:,} are in "
        f"{_number(len(extension.candidates), 'new candidate')}, {sum(extension.unassigned.values()):,} are "
        f"unassigned; {weak:,} of {_number(len(extension.changes), 'existing sub-theme')} weakened."
    )


def told(extension: Extension) -> tuple[str, ...]:
    """Return what was found as lines for a terminal: what fits, new candidates, what weakened, what is left."""
    return tuple(_lines(extension))


def _lines(extension: Extension) -> Iterator[str]:
    new = extension.new
    documents, people = _number(new.documents, "new document"), _number(new.participants, "participant")
    yield f"{documents} with {_number(new.units, 'unit')} of {people}."
    yield f"Fit existing sub-themes: {_number(extension.fitting, 'unit')}{_most(extension)}"
    joined = f", joined by {extension.joined:,} unassigned before" if extension.joined else ""
    yield f"New candidates: {len(extension.candidates):,}, with {_number(extension.in_candidates, 'new unit')}{joined}"
    yield from map(_candidate, extension.candidates)
    weakened = [change for change in extension.changes if change.weakened]
    yield f"Weakened: {len(weakened):,} of {_number(len(extension.changes), 'existing sub-theme')}"
    yield from map(_weakened, weakened)
    if 3 * len(weakened) >= len(extension.changes) > 0:
        yield "That is a third or more: mine all transcripts together, and compare the two runs."
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in extension.unassigned.items())
    yield f"Unassigned: {_number(sum(extension.unassigned.values()), 'unit')}{f' ({reasons})' if reasons else ''}"


def _most(extension: Extension) -> str:
    fitting = sorted(extension.changes, key=lambda change: -change.added.units)
    named = [f"{one.subtheme_id} {one.name}: {one.added.units:,}" for one in fitting[:MOST] if one.added.units]
    return f" (most: {'; '.join(named)})" if named else ""


def _candidate(candidate: NewCandidate) -> str:
    people = f", from {', '.join(candidate.participants)}" if candidate.participants else ""
    place = f", within {candidate.parent}" if candidate.parent else ""
    units = _number(candidate.extent.units, "unit")
    return f"  {candidate.subtheme_id} {candidate.name}: {units}, {candidate.new_units:,} new{people}{place}"


def _weakened(change: SubthemeChange) -> str:
    return f"  {change.subtheme_id} {change.name}: {' '.join(change.weakened)}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
