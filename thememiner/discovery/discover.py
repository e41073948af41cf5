"""Vectors become nested clusters: candidate sub-themes within candidate themes, each with its evidence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery import explanations
from thememiner.discovery.assignment import Assignment, nothing, reasons
from thememiner.discovery.cluster import Clusters, begin, cluster
from thememiner.discovery.consensus import mean_vectors
from thememiner.discovery.ensemble import people_of, resampling_of
from thememiner.discovery.inputs import Material, TakingPart, about_repetitions, material_of, taking_part
from thememiner.discovery.projection import DIMENSIONS, beside, layout
from thememiner.discovery.seeded import Guided
from thememiner.discovery.significance import CLEARLY, TELLING, agreement_beyond_noise, order_of_words
from thememiner.discovery.sizes import half_root, within
from thememiner.records import Discovery, Embedding, Tokens, Unassigned

DEFAULTS = DiscoverySettings()


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
    taking = taking_part(units, embedding.contextual)
    material = material_of(taking, settings, guided, seed)
    words = None if tokens is None else _Words(units, tokens)
    found, places, told = _found(material, words, settings=settings, seed=seed)
    people = len(set(people_of(material.units)))
    told = explanations.sampled(len(taking.order), len(material.chosen), people) | told
    return _discovery(found, taking, material, places, told | about_repetitions(taking.kept, taking.stands_for))


class _Words(Sequence[list[str]]):
    """The words of the kept units, sorted by the units' ids; made when they are asked for, since few are."""

    def __init__(self, units: pd.DataFrame, tokens: Tokens) -> None:
        kept = np.flatnonzero(units["kept"].to_numpy())
        self._rows = kept[np.argsort(units["unit_id"].to_numpy(dtype=object)[kept])]
        self._texts = units["text"].array
        self._tokens = tokens

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - a number or a slice, as for any sequence
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        row = int(self._rows[place])
        return [word.casefold() for word in self._tokens.words(row, str(self._texts[row]))]


def _found(
    material: Material, words: Sequence[list[str]] | None, *, settings: DiscoverySettings, seed: int
) -> tuple[Clusters, npt.NDArray[np.float32], dict[str, str]]:
    """Return the clusters, none where there is nothing beyond chance; the map; and what was chosen, and why, in words.

    If other processes cluster, this one meanwhile looks for chance and draws the map.
    """
    count = len(material.units)
    if count < settings.min_units:
        return _nothing(material), _map(material, seed), explanations.too_few(count, settings)
    order = None if words is None else order_of_words(words, seed=seed)
    if order is not None and order.distance <= CLEARLY:
        return _nothing(material), _map(material, seed), explanations.no_language(order)
    resampling = resampling_of(material.units)
    with begin(material.neighbours, material.sizes, resampling, settings=settings, seed=seed) as begun:
        agreement = agreement_beyond_noise(material.vectors, seed=seed)
        places = _map(material, seed)
        if not agreement.is_more and count >= TELLING:
            return _nothing(material), places, explanations.only_noise(agreement)
        found = cluster(begun, settings=settings, pulled_by=material.pulled_by, others=material.others)
    ways = explanations.Ways(len(material.order), material.sizes, resampling, settings)
    return found, places, explanations.made(ways, agreement, len(found.parents), len(found.theme_stability))


def _map(material: Material, seed: int) -> npt.NDArray[np.float32]:
    neighbours = within(half_root(len(material.units)), 5, 30)
    return layout(material.vectors, material.neighbours, neighbours, seed=seed)


def _nothing(material: Material) -> Clusters:
    placed = None if material.others is None else material.others.placed(None).nearest
    return Clusters(nothing(len(material.chosen) + len(material.rest)), (), (), (), placed)


def _back(stands_for: npt.NDArray[np.object_], ids: pd.Series) -> npt.NDArray[np.int64]:
    """Return for each kept unit the index, in ``ids``, of the unit that it stands for; -1 if that took no part."""
    places = pd.Series(np.arange(len(ids)), index=ids)
    return np.asarray(places.reindex(stands_for, fill_value=-1).to_numpy(), dtype=np.int64)


def _discovery(
    found: Clusters,
    taking: TakingPart,
    material: Material,
    places: npt.NDArray[np.float32],
    told: dict[str, str],
) -> Discovery:
    """Return what was found for the distinct units as it is for all kept ones."""
    order = material.order
    given = found.given.of(order)
    units = taking.units
    back = _back(taking.stands_for, units["unit_id"])
    nearest = material.nearest(found.nearest)
    none = np.full((1, DIMENSIONS), np.nan, dtype=np.float32)
    spots = places if found.nearest is None else np.vstack([places, beside(places, found.nearest)])
    why = np.array([*_reasons(found, units, given, nearest), str(Unassigned.WORDLESS)], dtype=object)
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
        centres=mean_vectors(taking.vectors, given.labels, taking.rows),
        layout=np.vstack([spots[order], none])[back],
        choices=told,
    )


def _reasons(
    found: Clusters, units: pd.DataFrame, given: Assignment, nearest: npt.NDArray[np.int64]
) -> tuple[str | None, ...]:
    if found.parents:
        return reasons(units, given, nearest)
    return (str(Unassigned.NO_THEMES),) * len(units)
