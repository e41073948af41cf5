"""Which sub-themes of a run weakened with the new interviews: rarer in them, or not found again."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr

from thememiner.config import Settings
from thememiner.discovery import discover, stability_in
from thememiner.records import Discovery, SubthemeChange, Theme
from thememiner.workflows.extension.material import Material, extent_of, subthemes_of

Mask = npt.NDArray[np.bool_]

LESS = 0.1
DOUBTFUL = 0.6
"""Below this stability a group should not be trusted (Hennig 2007, Cluster-wise assessment of cluster stability)."""
CHANCE = 0.01
"""One in a hundred, because a run has dozens of sub-themes to put to it."""
RULE = (
    "All units, earlier and new, were clustered again as they are when a run is mined, and the stability of each "
    "sub-theme was measured over its earlier units as it was before. A sub-theme weakened if that is less than "
    f"{DOUBTFUL}, and more than {LESS} below its stability before (where that was measured), or "
    f"if it is so rare in the new interviews that its share of the earlier ones leads to it less than {CHANCE:.0%} of "
    "the time (binomial tail)."
)


def rediscover(material: Material, *, settings: Settings) -> Discovery:
    """Discover themes over all units as if they had come together."""
    return discover(material.embedding, material.segmentation.units, settings=settings.discovery, seed=settings.seed)


def changes(
    units: pd.DataFrame, material: Material, again: Discovery, themes: tuple[Theme, ...], *, settings: Settings
) -> tuple[SubthemeChange, ...]:
    """Return what became of each sub-theme of the run (see ``RULE``); ``again`` is what was rediscovered."""
    kept = units[material.kept]
    earlier = material.earlier[material.kept]
    documents = (kept["doc_id"][earlier].nunique(), kept["doc_id"][~earlier].nunique())
    subthemes = subthemes_of(themes)
    return_of = _stability_now(units, material, tuple(subthemes), settings)
    return tuple(
        _change(subtheme, kept, earlier, again, documents, return_of[name]) for name, subtheme in subthemes.items()
    )


def _stability_now(
    units: pd.DataFrame, material: Material, names: tuple[str, ...], settings: Settings
) -> dict[str, float | None]:
    """Return the stability of each sub-theme's earlier units among all; None for one that had none."""
    known = np.any(material.embedding.contextual != 0, axis=1)
    rows = material.by_id(material.kept & known)
    held = units["subtheme_id"].to_numpy(dtype=object)[rows]
    earlier = material.earlier[rows]
    places = pd.Index(names).get_indexer(pd.Index(held)) if names else np.full(len(rows), -1)
    clusters = np.where(earlier, places, -1).astype(np.int64)
    found = stability_in(
        material.embedding.contextual[rows],
        units.iloc[rows],
        clusters,
        earlier,
        settings=settings.discovery,
        seed=settings.seed,
    )
    return {name: found[place] if np.any(clusters == place) else None for place, name in enumerate(names)}


def _change(
    subtheme: Theme,
    kept: pd.DataFrame,
    earlier: Mask,
    again: Discovery,
    documents: tuple[int, int],
    comes_back: float | None,
) -> SubthemeChange:
    holds = (kept["subtheme_id"] == subtheme.theme_id).fillna(value=False).to_numpy(bool)
    before, added = extent_of(kept[holds & earlier]), extent_of(kept[holds & ~earlier])
    rarer = tail(added.documents, documents[1], (before.documents + 1) / (documents[0] + 2)) < CHANCE
    reasons = []
    if rarer:
        reasons.append(
            f"In {added.documents} of {documents[1]} new interviews, after {before.documents} of {documents[0]}."
        )
    if not_found_again(comes_back, subtheme.stability):
        stability = "not measured" if subtheme.stability is None else f"{subtheme.stability:.2f}"
        reasons.append(f"Comes back less often now (stability {comes_back or 0:.2f}; before: {stability}).")
    return SubthemeChange(
        subtheme_id=subtheme.theme_id,
        name=subtheme.name,
        before=before,
        added=added,
        stability=subtheme.stability,
        comes_back=comes_back,
        comes_back_with_new=best_jaccard(holds, again.subthemes),
        weakened=tuple(reasons),
    )


def best_jaccard(members: Mask, labels: npt.NDArray[np.int64]) -> float | None:
    """Return the largest Jaccard index of a set of units with any cluster; None for the empty set.

    ``members`` has shape (units,), and ``labels`` too, -1 for no cluster. Without a cluster it is 0.
    """
    if not members.any():
        return None
    count = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    shared = np.bincount(labels[members & (labels >= 0)], minlength=count)
    return float((shared / (sizes + members.sum() - shared)).max(initial=0))


def not_found_again(comes_back: float | None, stability: float | None) -> bool:
    """Say whether a sub-theme came back clearly less well than before; one without earlier units did not weaken."""
    if comes_back is None or comes_back >= DOUBTFUL:
        return False
    return stability is None or comes_back < stability - LESS


def tail(count: int, trials: int, share: float) -> float:
    """Return the probability of at most ``count`` successes in so many trials; 1 without trials."""
    return float(bdtr(count, trials, share)) if trials else 1.0
