"""Vectors become nested clusters: candidate sub-themes within candidate themes."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery.clusterer import AdaptiveClusterer
from thememiner.discovery.hierarchy import group, mean_vectors, ordered
from thememiner.discovery.originals import about_repetitions, originals
from thememiner.discovery.reduction import principal_components, umap_layout
from thememiner.discovery.sizes import Sizes, sizes_for
from thememiner.records import Discovery, Embedding, Unassigned

DEFAULTS = DiscoverySettings()
MAP_DIMENSIONS = 2


def discover(
    embedding: Embedding, units: pd.DataFrame, *, settings: DiscoverySettings = DEFAULTS, seed: int = 0
) -> Discovery:
    """Propose nested clusters of the kept units.

    ``units`` is the table that the vectors are aligned with; those with context are used. Units of which nothing is
    known (vectors of zeros) take no part, and duplicates weigh once: each takes the place of the unit it repeats,
    unless it means something else where it stands (see ``originals``). Units are clustered in the order of their ids,
    so that the order of the input changes nothing. With fewer than ``settings.min_units`` distinct units nothing is
    proposed. Any number of units is allowed, also none.
    """
    kept = units[units["kept"]].reset_index(drop=True)
    vectors = embedding.contextual[units["kept"].to_numpy()]
    ids = kept["unit_id"].to_numpy(dtype=object)
    stands_for = originals(kept, vectors)
    taking_part = np.flatnonzero((stands_for == ids) & np.any(vectors != 0, axis=1))
    order = taking_part[np.argsort(ids[taking_part])]
    distinct = vectors[order]
    clusterer = AdaptiveClusterer(settings.neighbours, settings.min_theme_units, seed)
    labels, membership = _cluster(clusterer, distinct, settings.min_units)
    labels, nested = ordered(labels, group(mean_vectors(distinct, labels), settings.n_themes or 12))
    layout = _layout(distinct, sizes_for(len(distinct), settings), seed)
    back = _back(stands_for, ids[order])
    spread = np.append(labels, -1)[back]
    return Discovery(
        subthemes=spread,
        parents=nested,
        membership=np.append(membership, np.float32(0))[back],
        nearest=np.full(len(back), -1),
        nearest_membership=np.zeros(len(back), dtype=np.float32),
        margin=np.zeros(len(back), dtype=np.float32),
        carries_both=np.zeros(len(back), dtype=np.bool_),
        stability=(None,) * len(nested),
        theme_stability=(None,) * len(set(nested)),
        reasons=tuple(_reason(label, place, bool(nested)) for label, place in zip(spread, back, strict=True)),
        centres=mean_vectors(distinct, labels),
        layout=np.vstack([layout, np.full((1, MAP_DIMENSIONS), np.nan, dtype=np.float32)])[back],
        choices=_choices(clusterer, len(distinct), len(nested), settings) | about_repetitions(kept, stands_for),
    )


def _reason(label: int, place: int, any_themes: bool) -> str | None:  # noqa: FBT001 - private, and read off the name
    if label >= 0:
        return None
    if place < 0:
        return str(Unassigned.WORDLESS)
    return str(Unassigned.FAR if any_themes else Unassigned.NO_THEMES)


def _cluster(
    clusterer: AdaptiveClusterer, distinct: npt.NDArray[np.float32], min_units: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    if len(distinct) < min_units:
        clusterer.fit(distinct[:0])
        return np.full(len(distinct), -1, dtype=np.int64), np.zeros(len(distinct), dtype=np.float32)
    clusterer.fit(distinct)
    return clusterer.labels_, clusterer.membership_


def _back(stands_for: npt.NDArray[np.object_], ids: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Return for each kept unit the index, in ``ids``, of the unit that it stands for; -1 if that took no part."""
    places = pd.Series(np.arange(len(ids)), index=ids)
    return np.asarray(places.reindex(stands_for, fill_value=-1).to_numpy(), dtype=np.int64)


def _layout(distinct: npt.NDArray[np.float32], sizes: Sizes, seed: int) -> npt.NDArray[np.float32]:
    if len(distinct) <= MAP_DIMENSIONS:
        return np.zeros((len(distinct), MAP_DIMENSIONS), dtype=np.float32)
    if sizes.uses_umap:
        places = umap_layout(distinct, MAP_DIMENSIONS, neighbours=sizes.neighbours, min_distance=0.1, seed=seed)
    else:
        places = principal_components(distinct, MAP_DIMENSIONS)
    low, high = places.min(axis=0), places.max(axis=0)
    return np.asarray(2 * (places - low) / np.maximum(high - low, 1e-9) - 1, dtype=np.float32)


def _choices(clusterer: AdaptiveClusterer, units: int, subthemes: int, settings: DiscoverySettings) -> dict[str, str]:
    if units < settings.min_units:
        few = f"{units} distinct units with content are fewer than the {settings.min_units} that can carry a theme."
        return {"themes": f"None: {few}"}
    sizes = clusterer.sizes_
    choices = {
        "reduction": f"UMAP reduced the vectors to {sizes.dimensions} dimensions; it looked at {sizes.neighbours} "
        f"neighbours of each unit, about half the square root of the number of distinct units ({units:,})."
        if sizes.uses_umap
        else f"The vectors were reduced to {sizes.dimensions} principal components: {units:,} distinct units are too "
        "few for UMAP.",
        "sub-themes": f"HDBSCAN took as sub-themes the dense groups of at least {sizes.min_theme_units} units, about "
        f"half the square root of {units:,}.",
        "themes": f"The {subthemes} sub-themes were grouped by how close they lie, into about as many themes as the "
        "square root of their number."
        if subthemes
        else f"None: no {sizes.min_theme_units} units lie so close together that they stand out from the others.",
    }
    if clusterer.selection_ == "leaf":
        choices["selection"] = "One cluster held more than half of all units, so its finer parts were taken instead."
    return choices
