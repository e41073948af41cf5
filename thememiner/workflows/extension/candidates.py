"""What the unassigned units of earlier and new interviews form together: new candidate sub-themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import Settings
from thememiner.discovery import discover, mean_vectors
from thememiner.records import UNIT_COLUMNS, Discovery, Theme, Unassigned, table
from thememiner.workflows.extension.inputs import Material, Rows, subthemes_of

FEWEST_NEW = 3
LEAST_NEW = 1 / 3
FORMING = (
    f"Themes were looked for among the units without one, earlier and new together. A group is a new candidate if at "
    f"least {FEWEST_NEW} of its units, and a third of them, are new; where the run had no themes, every group is."
)
PLACING = (
    "A candidate lies within the span of an existing theme, and becomes a sub-theme of it, if the theme's mean vector "
    "is the nearest, and no further from it than half of the theme's own sub-themes are from the mean of the others. "
    "The other candidates form new themes, as they were found together."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new sub-theme: its id, its units, and how well it comes back."""

    subtheme_id: str
    theme_id: str
    parent: str | None
    """The existing theme that it was put under."""
    rows: Rows
    """Its units, as rows of the table of all units."""
    membership: npt.NDArray[np.float32]
    stability: float | None


@dataclass(frozen=True, slots=True)
class _Group:
    rows: Rows
    membership: npt.NDArray[np.float32]
    stability: float | None
    found_in: int
    """Index of the theme that it was found in."""


def find_candidates(
    units: pd.DataFrame, material: Material, themes: tuple[Theme, ...], *, settings: Settings
) -> tuple[list[Candidate], Discovery]:
    """Look for new sub-themes among the units without one, and return them with ids of their own.

    Ids go on after the last one of the run, and none is used again. Returned too is the discovery over those units.
    """
    without = units["subtheme_id"].isna() & (units["reason"] != str(Unassigned.WORDLESS))
    rows = material.by_id(material.kept & without.to_numpy(bool))
    free = settings.discovery.model_copy(
        update={"n_themes": None, "n_subthemes": None, "assign_all": False, "two_codes": False}
    )
    embedding, unassigned = material.only(rows)
    found = discover(embedding, unassigned, settings=free, seed=settings.seed)
    groups = [
        _Group(rows[members], found.membership[members], found.stability[label], parent)
        for label, parent in enumerate(found.parents)
        if len(members := np.flatnonzero(found.subthemes == label))
    ]
    enough = [group for group in groups if not themes or _enough_new(group.rows, material)]
    return _numbered(enough, _parents(enough, units, material, themes), themes), found


def _enough_new(rows: Rows, material: Material) -> bool:
    new = int((~material.earlier[rows]).sum())
    return new >= max(FEWEST_NEW, ceil(len(rows) * LEAST_NEW))


def _parents(
    groups: Sequence[_Group], units: pd.DataFrame, material: Material, themes: tuple[Theme, ...]
) -> list[str | None]:
    """Return for each group the theme within whose span it lies, or None (see ``PLACING``)."""
    spans = {theme.theme_id: _span(theme, units, material) for theme in themes}
    parents: list[str | None] = []
    for group in groups:
        centre = _centre(group.rows, material)
        nearness = {name: float(own @ centre) for name, (own, _) in spans.items()}
        nearest = max(nearness, key=lambda name: nearness[name], default=None)
        inside = nearest is not None and nearness[nearest] >= spans[nearest][1]
        parents.append(nearest if inside else None)
    return parents


def _span(theme: Theme, units: pd.DataFrame, material: Material) -> tuple[npt.NDArray[np.float32], float]:
    """Return a theme's centre, and how near half of its sub-themes lie to the others: infinitely, if it has one."""
    assigned = units["subtheme_id"].where(material.earlier, "").fillna("").to_numpy(dtype=object)
    rows = {name: np.flatnonzero(assigned == name) for name in (sub.theme_id for sub in theme.subthemes)}
    rows = {name: own for name, own in rows.items() if len(own)}
    together = np.concatenate([*rows.values(), np.zeros(0, dtype=np.int64)])
    if not len(together):
        return np.zeros(material.embedding.contextual.shape[1], dtype=np.float32), np.inf
    nearness = [
        float(_centre(own, material) @ _centre(np.setdiff1d(together, own), material))
        for own in rows.values()
        if len(rows) > 1
    ]
    return _centre(together, material), float(np.median(nearness)) if nearness else np.inf


def _centre(rows: Rows, material: Material) -> npt.NDArray[np.float32]:
    vectors = material.embedding.contextual[np.sort(rows)]
    return np.asarray(mean_vectors(vectors, np.zeros(len(rows), dtype=np.int64))[0])


def _numbered(groups: Sequence[_Group], parents: Sequence[str | None], themes: tuple[Theme, ...]) -> list[Candidate]:
    """Give every group the next id: of its parent's sub-themes, or of a new theme for those found together."""
    used = [theme.theme_id for theme in themes] + list(subthemes_of(themes))
    new_themes: dict[int, str] = {}
    found = []
    for group, parent in zip(groups, parents, strict=True):
        if parent is None and group.found_in not in new_themes:
            new_themes[group.found_in] = _next("T", used)
            used.append(new_themes[group.found_in])
        theme = parent or new_themes[group.found_in]
        name = _next(f"{theme}.", used)
        used.append(name)
        found.append(Candidate(name, theme, parent, group.rows, group.membership, group.stability))
    return found


def _next(prefix: str, used: Sequence[str]) -> str:
    """Return the id after the last of those that are a prefix and a number."""
    numbers = [int(rest) for name in used if name.startswith(prefix) and (rest := name.removeprefix(prefix)).isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1}"


def assign_candidates(units: pd.DataFrame, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return the table of units with those of the candidates assigned to them."""
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for candidate in candidates:
        rows = candidate.rows
        near = units["nearest_membership"].iloc[rows].fillna(0).to_numpy(np.float32)
        columns["reason"][rows] = None
        columns["theme_id"][rows] = candidate.theme_id
        columns["subtheme_id"][rows] = candidate.subtheme_id
        columns["membership"][rows] = candidate.membership
        columns["margin"][rows] = np.maximum(candidate.membership - near, 0)
    return table(UNIT_COLUMNS, columns)
