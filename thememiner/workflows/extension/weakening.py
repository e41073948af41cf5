"""Which sub-themes of a run weakened with the new interviews: rarer in them, or not found again."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtr

from thememiner.config import Settings
from thememiner.discovery import discover
from thememiner.records import Discovery, SubthemeChange, Theme
from thememiner.workflows.extension.material import Material, extent_of, subthemes_of

Mask = npt.NDArray[np.bool_]

LESS = 0.1
DISSOLVED = 0.5
"""Below this Jaccard a group is dissolved (Hennig 2007, Cluster-wise assessment of cluster stability)."""
CHANCE = 0.01
"""One in a hundred, because a run has dozens of sub-themes to put to it."""
RULE = (
    "Themes were rediscovered over all units, with the run's settings. A sub-theme weakened if the rediscovered one "
    "that has most of its earlier units in common with it has a Jaccard index with it of less than "
    f"{DISSOLVED}, and more than {LESS} below its stability before (where that was measured), or "
    f"if it is so rare in the new interviews that its share of the earlier ones leads to it less than {CHANCE:.0%} of "
    "the time (binomial tail)."
)


def rediscover(material: Material, *, settings: Settings) -> Discovery:
    """Discover themes over all units as if they had come together."""
    return discover(material.embedding, material.segmentation.units, settings=settings.discovery, seed=settings.seed)


def changes(
    units: pd.DataFrame, material: Material, again: Discovery, themes: tuple[Theme, ...]
) -> tuple[SubthemeChange, ...]:
    """Return what became of each sub-theme of the run; ``again`` is what was rediscovered (see ``RULE``)."""
    kept = units[material.kept]
    earlier = material.earlier[material.kept]
    documents = (kept["doc_id"][earlier].nunique(), kept["doc_id"][~earlier].nunique())
    return tuple(_change(subtheme, kept, earlier, again, documents) for subtheme in subthemes_of(themes).values())


def _change(
    subtheme: Theme, kept: pd.DataFrame, earlier: Mask, again: Discovery, documents: tuple[int, int]
) -> SubthemeChange:
    holds = (kept["subtheme_id"] == subtheme.theme_id).fillna(value=False).to_numpy(bool)
    before, added = extent_of(kept[holds & earlier]), extent_of(kept[holds & ~earlier])
    comes_back = best_jaccard(holds[earlier], again.subthemes[earlier])
    rarer = tail(added.documents, documents[1], (before.documents + 1) / (documents[0] + 2)) < CHANCE
    reasons = []
    if rarer:
        reasons.append(
            f"In {added.documents} of {documents[1]} new interviews, after {before.documents} of {documents[0]}."
        )
    if not_found_again(comes_back, subtheme.stability):
        stability = "not measured" if subtheme.stability is None else f"{subtheme.stability:.2f}"
        reasons.append(f"Not found again in the same units (Jaccard {comes_back or 0:.2f}; stability {stability}).")
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
    if comes_back is None or comes_back >= DISSOLVED:
        return False
    return stability is None or comes_back < stability - LESS


def tail(count: int, trials: int, share: float) -> float:
    """Return the probability of at most ``count`` successes in so many trials; 1 without trials."""
    return float(bdtr(count, trials, share)) if trials else 1.0
