"""New candidate sub-themes among the unassigned units of earlier and new interviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Settings
from thememiner.discovery import compute_centroids, discover
from thememiner.records import UNIT_COLUMNS, Discovery, Theme, UnassignedReason, make_table
from thememiner.workflows.extension.extended_units import ExtendedUnits, Rows, index_subthemes

FEWEST_NEW = 3
"""New units of a candidate, at least."""
LEAST_NEW_SHARE = 1 / 3
"""Share of new units among those of a candidate, at least."""
FORMING_RULE = (
    "The units without a theme, earlier and new, were clustered together. A cluster is a new candidate if at least "
    f"{FEWEST_NEW} of its units, and at least a third of them, are new. If the run had no themes, every cluster is."
)
PLACEMENT_RULE = (
    "A candidate becomes a sub-theme of the existing theme whose mean vector is the nearest to it, if its similarity "
    "to that mean is at least the median similarity of the theme's sub-themes to the mean of their siblings. All "
    "other candidates form new themes, grouped as they were found."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new sub-theme."""

    subtheme_id: str
    theme_id: str
    parent: str | None
    """The existing theme that it belongs to; None if its theme is new too."""
    rows: Rows
    """Its units, as rows of the table of all units."""
    membership: npt.NDArray[np.float32]
    stability: float | None


@dataclass(frozen=True, slots=True)
class _Cluster:
    rows: Rows
    membership: npt.NDArray[np.float32]
    stability: float | None
    theme: int
    """Index of the theme that it was found in."""


def find_candidates(
    units: pd.DataFrame, extended: ExtendedUnits, themes: tuple[Theme, ...], *, settings: Settings
) -> tuple[list[Candidate], Discovery]:
    """Return new sub-themes among the units without one (see ``FORMING_RULE``), and the discovery over those units.

    Their ids continue after the last id of the run.
    """
    without = units["subtheme_id"].isna() & (units["reason"] != str(UnassignedReason.WORDLESS))
    rows = extended.rows_by_id(extended.kept & without.to_numpy(bool))
    free = settings.discovery.model_copy(
        update={"n_themes": None, "n_subthemes": None, "assign_all": False, "two_codes": False}
    )
    embedding, unassigned = extended.select(rows)
    found = discover(embedding, unassigned, settings=free, seed=settings.seed)
    clusters = [
        _Cluster(rows[members], found.membership[members], found.stability[label], parent)
        for label, parent in enumerate(found.parents)
        if len(members := np.flatnonzero(found.subthemes == label))
    ]
    large_enough = [cluster for cluster in clusters if not themes or _has_enough_new(cluster.rows, extended)]
    return _number_candidates(large_enough, _parents(large_enough, units, extended, themes), themes), found


def _has_enough_new(rows: Rows, extended: ExtendedUnits) -> bool:
    new = int((~extended.earlier[rows]).sum())
    return new >= max(FEWEST_NEW, ceil(len(rows) * LEAST_NEW_SHARE))


def _parents(
    clusters: Sequence[_Cluster], units: pd.DataFrame, extended: ExtendedUnits, themes: tuple[Theme, ...]
) -> list[str | None]:
    """Return for each cluster the existing theme that it belongs to, or None (see ``PLACEMENT_RULE``)."""
    centroids = {theme.theme_id: _centroid_and_threshold(theme, units, extended) for theme in themes}
    parents: list[str | None] = []
    for cluster in clusters:
        own = _centroid(cluster.rows, extended)
        similarity = {name: float(centroid @ own) for name, (centroid, _) in centroids.items()}
        nearest = max(similarity, key=lambda name: similarity[name], default=None)
        is_inside = nearest is not None and similarity[nearest] >= centroids[nearest][1]
        parents.append(nearest if is_inside else None)
    return parents


def _centroid_and_threshold(
    theme: Theme, units: pd.DataFrame, extended: ExtendedUnits
) -> tuple[npt.NDArray[np.float32], float]:
    """Return a theme's centroid, and the median similarity of its sub-themes to the centroid of their siblings.

    The similarity is infinite if the theme has fewer than two sub-themes with units.
    """
    assigned = units["subtheme_id"].where(extended.earlier, "").fillna("").to_numpy(dtype=object)
    rows = {name: np.flatnonzero(assigned == name) for name in (sub.theme_id for sub in theme.subthemes)}
    rows = {name: own for name, own in rows.items() if len(own)}
    together = np.concatenate([*rows.values(), np.zeros(0, dtype=np.int64)])
    if not len(together):
        return np.zeros(extended.embedding.contextual.shape[1], dtype=np.float32), np.inf
    similarities = [
        float(_centroid(own, extended) @ _centroid(np.setdiff1d(together, own), extended))
        for own in rows.values()
        if len(rows) > 1
    ]
    return _centroid(together, extended), float(np.median(similarities)) if similarities else np.inf


def _centroid(rows: Rows, extended: ExtendedUnits) -> npt.NDArray[np.float32]:
    vectors = extended.embedding.contextual[np.sort(rows)]
    return np.asarray(compute_centroids(vectors, np.zeros(len(rows), dtype=np.int64))[0])


def _number_candidates(
    clusters: Sequence[_Cluster], parents: Sequence[str | None], themes: tuple[Theme, ...]
) -> list[Candidate]:
    """Give every cluster the next free id below its parent, or below a new theme shared by clusters found together."""
    used = [theme.theme_id for theme in themes] + list(index_subthemes(themes))
    new_themes: dict[int, str] = {}
    candidates = []
    for cluster, parent in zip(clusters, parents, strict=True):
        if parent is None and cluster.theme not in new_themes:
            new_themes[cluster.theme] = _next_id("T", used)
            used.append(new_themes[cluster.theme])
        theme = parent or new_themes[cluster.theme]
        name = _next_id(f"{theme}.", used)
        used.append(name)
        candidates.append(Candidate(name, theme, parent, cluster.rows, cluster.membership, cluster.stability))
    return candidates


def _next_id(prefix: str, used: Sequence[str]) -> str:
    """Return the id after the last of those that consist of the prefix and a number."""
    numbers = [int(rest) for name in used if name.startswith(prefix) and (rest := name.removeprefix(prefix)).isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"


def assign_candidates(units: pd.DataFrame, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return the table of units, those of each candidate assigned to it."""
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for candidate in candidates:
        rows = candidate.rows
        near = units["nearest_membership"].iloc[rows].fillna(0).to_numpy(np.float32)
        columns["reason"][rows] = None
        columns["theme_id"][rows] = candidate.theme_id
        columns["subtheme_id"][rows] = candidate.subtheme_id
        columns["membership"][rows] = candidate.membership
        columns["margin"][rows] = np.maximum(candidate.membership - near, 0)
    return make_table(UNIT_COLUMNS, columns)
