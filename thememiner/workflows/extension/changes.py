"""What new interviews change in the sub-themes of a run: new units that fit them, and sub-themes that weakened."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr

from thememiner.config import DiscoverySettings, Settings
from thememiner.discovery import assign_new_units, measure_stability
from thememiner.records import UNIT_COLUMNS, Discovery, SubthemeChange, Theme, make_table
from thememiner.workflows.extension.extended_units import ExtendedUnits, Mask, index_subthemes, measure_extent

LARGE_LOSS = 0.1
"""A loss of stability up to this is not counted as weakening."""
DOUBTFUL = 0.6
"""Below this stability a cluster should not be trusted (Hennig 2007, Cluster-wise assessment of cluster stability)."""
SIGNIFICANCE = 0.01
"""One in a hundred, because a run has dozens of sub-themes to test."""
WEAKENING_RULE = (
    "All units, earlier and new, were clustered again as in mining, and the stability of each sub-theme was measured "
    "over its earlier units. A sub-theme weakened if this stability is less than "
    f"{DOUBTFUL} and more than {LARGE_LOSS} below its stability before (where that was measured), or if it is so rare "
    f"in the new interviews that, given its share of the earlier ones, the probability is less than {SIGNIFICANCE:.0%} "
    "(binomial tail)."
)


def fit_new_units(
    units: pd.DataFrame, extended: ExtendedUnits, themes: tuple[Theme, ...], *, settings: DiscoverySettings
) -> tuple[pd.DataFrame, str]:
    """Assign new units to the sub-themes that they fit; return the table of units and the rule in words.

    A new unit that fits no sub-theme gets the reason. The rows of earlier units do not change.
    """
    ids = list(index_subthemes(themes))
    voters = extended.rows_by_id(extended.kept & extended.earlier & units["duplicate_of"].isna().to_numpy(bool))
    new = extended.rows_by_id(extended.kept & ~extended.earlier)
    labels = pd.Index(ids).get_indexer(pd.Index(units["subtheme_id"].iloc[voters])) if ids else np.full(len(voters), -1)
    contextual = extended.embedding.contextual
    fit = assign_new_units(
        contextual[voters],
        np.asarray(labels, dtype=np.int64),
        np.asarray(pd.factorize(units["doc_id"].iloc[voters], sort=True)[0], dtype=np.int64),
        contextual[new],
        settings=settings,
    )
    names = np.array([*ids, None], dtype=object)
    own, nearest = names[fit.subthemes], names[fit.nearest]
    parents = {subtheme.theme_id: theme.theme_id for theme in themes for subtheme in theme.subthemes}
    assigned = {
        "reason": np.array(fit.reasons, dtype=object),
        "theme_id": np.array([parents.get(name) for name in own], dtype=object),
        "subtheme_id": own,
        "membership": _where_known(fit.subthemes >= 0, fit.membership),
        "second_subtheme_id": _where_known(fit.carries_both, nearest),
        "nearest_subtheme_id": nearest,
        "nearest_membership": _where_known(fit.nearest >= 0, fit.nearest_membership),
        "margin": _where_known((fit.subthemes >= 0) | (fit.nearest >= 0), fit.margin),
    }
    columns = {name: units[name].to_numpy(dtype=object, copy=True) for name in units.columns}
    for name, values in assigned.items():
        columns[name][new] = values
    return make_table(UNIT_COLUMNS, columns), fit.rule


def _where_known(known: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> npt.NDArray[np.object_]:
    """Return values where they are known, and None elsewhere."""
    column = np.full(len(values), None, dtype=object)
    column[known] = values[known]
    return column


def find_changes(
    units: pd.DataFrame, extended: ExtendedUnits, again: Discovery, themes: tuple[Theme, ...], *, settings: Settings
) -> tuple[SubthemeChange, ...]:
    """Return how each sub-theme changed (see ``WEAKENING_RULE``); ``again`` is the discovery over all units."""
    kept = units[extended.kept]
    earlier = extended.earlier[extended.kept]
    documents = (kept["doc_id"][earlier].nunique(), kept["doc_id"][~earlier].nunique())
    subthemes = index_subthemes(themes)
    stability = _stability_now(units, extended, tuple(subthemes), settings)
    return tuple(
        _change(subtheme, kept, earlier, again, documents, stability[name]) for name, subtheme in subthemes.items()
    )


def _stability_now(
    units: pd.DataFrame, extended: ExtendedUnits, names: tuple[str, ...], settings: Settings
) -> dict[str, float | None]:
    """Return the stability of each sub-theme's earlier units among all units; None for one without earlier units."""
    known = np.any(extended.embedding.contextual != 0, axis=1)
    rows = extended.rows_by_id(extended.kept & known)
    assigned = units["subtheme_id"].to_numpy(dtype=object)[rows]
    earlier = extended.earlier[rows]
    indices = pd.Index(names).get_indexer(pd.Index(assigned)) if names else np.full(len(rows), -1)
    clusters = np.where(earlier, indices, -1).astype(np.int64)
    stability = measure_stability(
        extended.embedding.contextual[rows],
        units.iloc[rows],
        clusters,
        earlier,
        settings=settings.discovery,
        seed=settings.seed,
    )
    return {name: stability[index] if np.any(clusters == index) else None for index, name in enumerate(names)}


def _change(
    subtheme: Theme,
    kept: pd.DataFrame,
    earlier: Mask,
    again: Discovery,
    documents: tuple[int, int],
    comes_back: float | None,
) -> SubthemeChange:
    members = (kept["subtheme_id"] == subtheme.theme_id).fillna(value=False).to_numpy(bool)
    before, added = measure_extent(kept[members & earlier]), measure_extent(kept[members & ~earlier])
    is_rarer = binomial_tail(added.documents, documents[1], (before.documents + 1) / (documents[0] + 2)) < SIGNIFICANCE
    reasons = []
    if is_rarer:
        reasons.append(
            f"In {added.documents} of {documents[1]} new interviews, after {before.documents} of {documents[0]}."
        )
    if has_lost_stability(comes_back, subtheme.stability):
        stability = "not measured" if subtheme.stability is None else f"{subtheme.stability:.2f}"
        reasons.append(f"Comes back less often now (stability {comes_back or 0:.2f}; before: {stability}).")
    return SubthemeChange(
        subtheme_id=subtheme.theme_id,
        name=subtheme.name,
        before=before,
        added=added,
        stability=subtheme.stability,
        comes_back=comes_back,
        comes_back_with_new=best_jaccard(members, again.subthemes),
        weakened=tuple(reasons),
    )


def best_jaccard(members: Mask, labels: npt.NDArray[np.int64]) -> float | None:
    """Return the largest Jaccard index of a set of units with any cluster; None for the empty set.

    ``members`` and ``labels`` have shape (units,); a label of -1 means no cluster. Without any cluster the result is 0.
    """
    if not members.any():
        return None
    count = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    shared = np.bincount(labels[members & (labels >= 0)], minlength=count)
    return float((shared / (sizes + members.sum() - shared)).max(initial=0))


def has_lost_stability(comes_back: float | None, stability: float | None) -> bool:
    """Tell whether a sub-theme is clearly less stable than before; False for one without earlier units."""
    if comes_back is None or comes_back >= DOUBTFUL:
        return False
    return stability is None or comes_back < stability - LARGE_LOSS


def binomial_tail(count: int, trials: int, share: float) -> float:
    """Return the probability of at most ``count`` successes in ``trials`` trials; 1 without trials."""
    return float(bdtr(count, trials, share)) if trials else 1.0
