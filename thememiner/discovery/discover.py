"""Vectors become nested clusters: candidate sub-themes within candidate themes, each with its evidence."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery import choices
from thememiner.discovery.assignment import Assignment
from thememiner.discovery.chance import CLEARLY, TELLING, agreement_beyond_noise, order_of_words
from thememiner.discovery.cluster import Clusters, cluster, workers_of
from thememiner.discovery.doubt import reasons
from thememiner.discovery.guiding import Guided
from thememiner.discovery.hierarchy import mean_vectors
from thememiner.discovery.neighbours import Neighbours, nearest_neighbours
from thememiner.discovery.originals import about_repetitions, originals
from thememiner.discovery.reduction import DIMENSIONS, layout
from thememiner.discovery.resampling import SHARE, resampling_of
from thememiner.discovery.sizes import Sizes, half_root, most_neighbours, sizes_of_runs, within
from thememiner.records import Discovery, Embedding, Tokens, Unassigned

DEFAULTS = DiscoverySettings()


@dataclass(frozen=True, slots=True)
class _Material:
    """The distinct units that take part, sorted by id, and what lies near to each."""

    units: pd.DataFrame
    vectors: npt.NDArray[np.float32]
    sizes: tuple[Sizes, ...]
    """What each clustering works with."""
    neighbours: Neighbours


def discover(
    embedding: Embedding,
    units: pd.DataFrame,
    *,
    settings: DiscoverySettings = DEFAULTS,
    seed: int = 0,
    tokens: Tokens | None = None,
    guided: Guided | None = None,
) -> Discovery:
    """Propose nested clusters of the kept units, or nothing where there is nothing beyond chance.

    ``units`` is the table that the vectors are aligned with; those with context are used. Units of which nothing is
    known (vectors of zeros) take no part, and duplicates weigh once: each takes the place of the unit it repeats,
    unless it means something else where it stands (see ``originals``). Units are clustered in the order of their ids,
    so that the order of the input changes nothing. With fewer than ``settings.min_units`` distinct units nothing is
    proposed. Any number of units is allowed, also none. With ``tokens``, text whose words come in no order gives no
    themes either; ``guided`` says which units belong to themes named beforehand.
    """
    kept = units[units["kept"]].reset_index(drop=True)
    vectors = embedding.contextual[units["kept"].to_numpy()]
    stands_for = originals(kept, vectors)
    order = _taking_part(kept, vectors, stands_for)
    material = _material(kept.iloc[order].reset_index(drop=True), vectors[order], settings, seed)
    words = None if tokens is None else _words(units, tokens)
    pulled_by = None if guided is None else guided.labels[order]
    found, told = _found(material, words, pulled_by, settings=settings, seed=seed)
    back = _back(stands_for, material.units["unit_id"])
    places = layout(material.vectors, material.neighbours, within(half_root(len(order)), 5, 30), seed=seed)
    return _discovery(found, material, back, places, told | about_repetitions(kept, stands_for))


def _taking_part(
    kept: pd.DataFrame, vectors: npt.NDArray[np.float32], stands_for: npt.NDArray[np.object_]
) -> npt.NDArray[np.int64]:
    """Return the rows of the units that stand for themselves and of which something is known, sorted by id."""
    ids = kept["unit_id"].to_numpy(dtype=object)
    rows = np.flatnonzero((stands_for == ids) & np.any(vectors != 0, axis=1))
    return rows[np.argsort(ids[rows])]


def _material(
    units: pd.DataFrame, vectors: npt.NDArray[np.float32], settings: DiscoverySettings, seed: int
) -> _Material:
    sizes = sizes_of_runs(len(units), settings, np.random.default_rng(seed))
    near = nearest_neighbours(vectors, most_neighbours(sizes, SHARE), workers=workers_of(settings))
    return _Material(units, vectors, sizes, near)


def _words(units: pd.DataFrame, tokens: Tokens) -> list[list[str]]:
    """Return the words of the kept units, sorted by the units' ids."""
    kept = np.flatnonzero(units["kept"].to_numpy())
    order = kept[np.argsort(units["unit_id"].to_numpy(dtype=object)[kept])]
    texts = units["text"].to_numpy()
    return [[word.casefold() for word in tokens.words(int(row), str(texts[row]))] for row in order]


def _found(
    material: _Material,
    words: list[list[str]] | None,
    pulled_by: npt.NDArray[np.int64] | None,
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[Clusters, dict[str, str]]:
    """Return the clusters, none where there is nothing beyond chance, and what was chosen, and why, in words."""
    count = len(material.units)
    if count < settings.min_units:
        return _nothing(count), choices.too_few(count, settings)
    order = None if words is None else order_of_words(words, seed=seed)
    if order is not None and order.distance <= CLEARLY:
        return _nothing(count), choices.no_language(order)
    agreement = agreement_beyond_noise(material.vectors, seed=seed, workers=workers_of(settings))
    if not agreement.is_more and count >= TELLING:
        return _nothing(count), choices.only_noise(agreement)
    resampling = resampling_of(material.units)
    found = cluster(material.neighbours, material.sizes, resampling, settings=settings, seed=seed, pulled_by=pulled_by)
    ways = choices.Ways(count, material.sizes, resampling, settings)
    return found, choices.made(ways, agreement, len(found.parents), len(found.theme_stability))


def _nothing(units: int) -> Clusters:
    none, zero = np.full(units, -1, dtype=np.int64), np.zeros(units, dtype=np.float32)
    return Clusters(Assignment(none, zero, none, zero, none >= 0, none >= 0), (), (), ())


def _back(stands_for: npt.NDArray[np.object_], ids: pd.Series) -> npt.NDArray[np.int64]:
    """Return for each kept unit the index, in ``ids``, of the unit that it stands for; -1 if that took no part."""
    places = pd.Series(np.arange(len(ids)), index=ids)
    return np.asarray(places.reindex(stands_for, fill_value=-1).to_numpy(), dtype=np.int64)


def _discovery(
    found: Clusters,
    material: _Material,
    back: npt.NDArray[np.int64],
    places: npt.NDArray[np.float32],
    told: dict[str, str],
) -> Discovery:
    """Return what was found for the distinct units as it is for all kept ones."""
    given = found.given
    why = np.array([*_reasons(found, material), str(Unassigned.WORDLESS)], dtype=object)
    none = np.full((1, DIMENSIONS), np.nan, dtype=np.float32)
    return Discovery(
        subthemes=np.append(given.labels, -1)[back],
        parents=found.parents,
        membership=np.append(np.where(given.assigned, given.membership, 0), 0).astype(np.float32)[back],
        nearest=np.append(given.nearest, -1)[back],
        nearest_membership=np.append(given.nearest_membership, 0).astype(np.float32)[back],
        margin=np.append(given.margin, 0).astype(np.float32)[back],
        carries_both=np.append(given.carries_both, False)[back],
        reasons=tuple(why[back]),
        stability=found.stability,
        theme_stability=found.theme_stability,
        centres=mean_vectors(material.vectors, given.labels),
        layout=np.vstack([places, none])[back],
        choices=told,
    )


def _reasons(found: Clusters, material: _Material) -> tuple[str | None, ...]:
    if found.parents:
        return reasons(material.units, found.given, material.neighbours)
    return (str(Unassigned.NO_THEMES),) * len(material.units)
