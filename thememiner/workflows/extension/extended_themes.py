"""The themes of an extended run: described again over all units, with the ids and names that the run gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DescriptionSettings
from thememiner.description import describe
from thememiner.discovery import compute_centroids
from thememiner.records import Discovery, Theme
from thememiner.workflows.extension.candidates import Candidate
from thememiner.workflows.extension.extended_units import ExtendedUnits


@dataclass(frozen=True, slots=True)
class ThemeTree:
    """The ids of all themes and their sub-themes, in order, with the stability of each."""

    subthemes_by_theme: Mapping[str, Sequence[str]]
    stability: Mapping[str, float | None]

    @property
    def subthemes(self) -> list[str]:
        """Ids of all sub-themes, theme by theme."""
        return [name for names in self.subthemes_by_theme.values() for name in names]


def add_candidates(themes: tuple[Theme, ...], candidates: Sequence[Candidate]) -> ThemeTree:
    """Return the tree of a run's themes with the candidates behind the existing sub-themes."""
    subthemes = {theme.theme_id: [subtheme.theme_id for subtheme in theme.subthemes] for theme in themes}
    stability = {one.theme_id: one.stability for theme in themes for one in (theme, *theme.subthemes)}
    for candidate in candidates:
        subthemes.setdefault(candidate.theme_id, []).append(candidate.subtheme_id)
        stability.setdefault(candidate.theme_id, None)
        stability[candidate.subtheme_id] = candidate.stability
    return ThemeTree(subthemes, stability)


def to_discovery(
    units: pd.DataFrame,
    extended: ExtendedUnits,
    tree: ThemeTree,
    layout: npt.NDArray[np.float32],
    choices: Mapping[str, str],
) -> Discovery:
    """Return the assignments in the table of units as a discovery, with the sub-themes in the order of the tree."""
    kept = units[extended.kept]
    ids = pd.Index(tree.subthemes)

    def indices(column: str) -> npt.NDArray[np.int64]:
        return np.asarray(ids.get_indexer(pd.Index(kept[column])) if len(ids) else np.full(len(kept), -1))

    def numbers(column: str) -> npt.NDArray[np.float32]:
        return kept[column].fillna(0).to_numpy(np.float32)

    subthemes, second = indices("subtheme_id"), indices("second_subtheme_id")
    contextual = extended.embedding.contextual[extended.kept, : extended.embedding.vectors.shape[1]]
    return Discovery(
        subthemes=subthemes,
        parents=tuple(index for index, names in enumerate(tree.subthemes_by_theme.values()) for _ in names),
        membership=numbers("membership"),
        nearest=np.where(second >= 0, second, indices("nearest_subtheme_id")),
        nearest_membership=numbers("nearest_membership"),
        margin=numbers("margin"),
        carries_both=second >= 0,
        reasons=tuple(reason if isinstance(reason, str) else None for reason in kept["reason"]),
        stability=tuple(tree.stability[name] for name in tree.subthemes),
        theme_stability=tuple(tree.stability[name] for name in tree.subthemes_by_theme),
        centres=compute_centroids(contextual, subthemes) if len(ids) else contextual[:0],
        layout=layout,
        choices=choices,
        unit_ids=kept["unit_id"],
    )


def describe_extended_themes(
    discovery: Discovery,
    extended: ExtendedUnits,
    tree: ThemeTree,
    themes: tuple[Theme, ...],
    *,
    settings: DescriptionSettings,
) -> tuple[Theme, ...]:
    """Describe all themes; those of the run, ``themes``, keep their ids and names, which researchers have noted."""
    described = describe(discovery, extended.segmentation, extended.embedding, settings=settings)
    known = {one.theme_id: one for theme in themes for one in (theme, *theme.subthemes)}
    renamed = []
    for (theme_id, subtheme_ids), theme in zip(tree.subthemes_by_theme.items(), described, strict=True):
        subthemes = tuple(
            _identify(subtheme, subtheme_id, known)
            for subtheme_id, subtheme in zip(subtheme_ids, theme.subthemes, strict=True)
        )
        renamed.append(replace(_identify(theme, theme_id, known), subthemes=subthemes))
    return tuple(renamed)


def _identify(theme: Theme, theme_id: str, known: Mapping[str, Theme]) -> Theme:
    """Return a theme with its id, name and replication; a new theme with a name that is taken gets its id behind it."""
    if theme_id in known:
        before = known[theme_id]
        return replace(theme, theme_id=theme_id, name=before.name, replication=before.replication)
    is_taken = theme.name in {one.name for one in known.values()}
    return replace(theme, theme_id=theme_id, name=f"{theme.name} ({theme_id})" if is_taken else theme.name)
