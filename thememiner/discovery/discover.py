"""Discover themes: vectors of meaning units become nested clusters, each with its evidence."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.config import DiscoverySettings
from thememiner.discovery import explanations
from thememiner.discovery.assignment import Assignment, assign_none, find_unassigned_reasons
from thememiner.discovery.cluster import Clusters, build_clusters, start_clusterings
from thememiner.discovery.consensus import compute_centroids
from thememiner.discovery.ensemble import choose_resampling
from thememiner.discovery.inputs import COLUMNS, ClusteringInput, EligibleUnits, prepare_input, select_eligible
from thememiner.discovery.projection import DIMENSIONS, place_between_neighbours, project_units
from thememiner.discovery.seeded import SeededUnits
from thememiner.discovery.significance import (
    MIN_UNITS_TO_JUDGE,
    WORD_ORDER_THRESHOLD,
    compare_with_noise,
    compare_with_shuffled_words,
)
from thememiner.discovery.sizes import clamp, half_square_root
from thememiner.errors import UsageError
from thememiner.records import (
    Discovery,
    Embedding,
    Tokens,
    UnassignedReason,
    check_embedding,
    check_tokens,
    check_units,
    person_index,
)

DEFAULTS = DiscoverySettings()
FEWEST_PERSONS = 3
"""Persons from which on it is measured how well sub-themes come back in other people."""


def discover(
    embedding: Embedding,
    units: pd.DataFrame,
    *,
    settings: DiscoverySettings = DEFAULTS,
    seed: int = 0,
    tokens: Tokens | None = None,
    seeded_units: SeededUnits | None = None,
) -> Discovery:
    """Propose nested clusters of the kept units: an empty Discovery if they are no more stable than in noise.

    Units are clustered by their contextual vectors, shape (units, dimensions), in the order of their ids, so that the
    order of the input changes nothing. Units without content (vectors of zeros) are not clustered. A duplicate counts
    once, with the unit that it repeats, unless their contextual vectors differ. Any number of units is allowed, even
    none; with fewer than ``settings.min_units`` distinct units nothing is proposed.

    Whether there is any structure is decided from the texts alone, without the course of the interviews (see
    ``add_course``), which would look like structure in any texts.

    ``units`` is the table that ``embedding`` was made from, complete and in the same order. With ``tokens``, text whose
    words are in no more order than shuffled words has no themes. ``seeded_units`` says which kept units belong to
    themes named beforehand. ``seed`` seeds all random numbers.

    Raises ``UsageError`` if the units are not those of the embedding, the tokens or ``seeded_units``, if columns are
    missing, or if a kept unit has a vector with NaN.

    >>> import numpy as np
    >>> from thememiner import Corpus, Document, embed, segment
    >>> from thememiner.records import Form, Role, Source, Turn
    >>> def answer(number, text):
    ...     turn = Turn(0, len(text), f"P{number}", Role.PARTICIPANT, f"P{number}")
    ...     return Document(f"D{number}", text, Form.ROWS, (turn,), Source("", "", "", None))
    >>> class ByFirstWord:
    ...     def encode(self, texts):
    ...         return np.array([[text.startswith("Buses"), text.startswith("Nurses")] for text in texts], dtype=float)
    >>> texts = ["Buses are late.", "Nurses are kind."]
    >>> segmentation = segment(Corpus(tuple(answer(number, text) for number, text in enumerate(texts))))
    >>> discovery = discover(embed(segmentation, encoder=ByFirstWord()), segmentation.units)
    >>> discovery.choices["themes"]
    'None: 2 distinct units with content are fewer than the 10 that can carry a theme.'
    """
    check_units(units, (*COLUMNS, "kept"), stage="discover")
    check_embedding(embedding, units, "contextual", stage="discover")
    if tokens is not None:
        check_tokens(tokens, units, stage="discover")
    _check_seeded_units(seeded_units, units)
    eligible = select_eligible(units, embedding.contextual)
    data = prepare_input(eligible, settings, seeded_units, seed, dimensions=embedding.vectors.shape[1])
    words = None if tokens is None else _UnitWords(units, tokens)
    persons = person_index(data.units)
    people = len(persons.names)
    # Answers in a table are too few for each person to leave that person out.
    is_measured = people >= FEWEST_PERSONS and embedding.has_context
    clusters, places, choices = _find_clusters(
        data, words, persons.of_units if is_measured else None, settings=settings, seed=seed
    )
    choices = {
        **explanations.explain_sample(len(eligible.order), len(data.chosen), people),
        **choices,
        **explanations.explain_repetitions(eligible.kept, eligible.originals),
    }
    return _to_discovery(clusters, eligible, data, places, choices)


def _check_seeded_units(seeded_units: SeededUnits | None, units: pd.DataFrame) -> None:
    kept = int(units["kept"].sum())
    if seeded_units is not None and len(seeded_units.labels) != kept:
        raise UsageError(
            f"discover was given seed themes for {len(seeded_units.labels):,} units, and a table with {kept:,} kept "
            "units.",
            remedy="Pull the same units to the seeds.",
        )


class _UnitWords(Sequence[list[str]]):
    """The words of the kept units, sorted by the units' ids. They are made when asked for, because few are."""

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


def _find_clusters(
    data: ClusteringInput,
    words: Sequence[list[str]] | None,
    persons: npt.NDArray[np.int64] | None,
    *,
    settings: DiscoverySettings,
    seed: int,
) -> tuple[Clusters, npt.NDArray[np.float32], dict[str, str]]:
    """Return the clusters, none if they could be noise; the map; and what was chosen, and why, in words.

    While other processes cluster, this one tests for noise and draws the map.
    """
    count = len(data.units)
    if count < settings.min_units:
        return _no_clusters(data), _project(data, seed), explanations.explain_too_few_units(count, settings)
    order = None if words is None else compare_with_shuffled_words(words, seed=seed)
    if order is not None and order.distance <= WORD_ORDER_THRESHOLD:
        return _no_clusters(data), _project(data, seed), explanations.explain_shuffled_words(order)
    resampling = choose_resampling(data.units)
    with start_clusterings(data.neighbours, data.sizes, resampling, settings=settings, seed=seed) as pending:
        agreement = compare_with_noise(data.text_vectors, seed=seed)
        places = _project(data, seed)
        if not agreement.is_above_chance and count >= MIN_UNITS_TO_JUDGE:
            return _no_clusters(data), places, explanations.explain_noise(agreement)
        clusters = build_clusters(
            pending,
            settings=settings,
            has_course=data.has_course,
            persons=persons,
            pulled_by=data.pulled_by,
            out_of_sample=data.out_of_sample,
        )
    method = explanations.ClusteringMethod(len(data.order), data.sizes, resampling, settings, data.has_course)
    choices = explanations.explain_clusters(method, agreement, len(clusters.parents), len(clusters.theme_stability))
    return clusters, places, choices


def _project(data: ClusteringInput, seed: int) -> npt.NDArray[np.float32]:
    neighbours = clamp(half_square_root(len(data.units)), 5, 30)
    return project_units(data.vectors, data.neighbours, neighbours, seed=seed)


def _no_clusters(data: ClusteringInput) -> Clusters:
    nearest = None if data.out_of_sample is None else data.out_of_sample.assign(None).nearest
    return Clusters(assign_none(len(data.chosen) + len(data.rest)), (), (), (), nearest=nearest)


def _index_originals(originals: npt.NDArray[np.object_], ids: pd.Series) -> npt.NDArray[np.int64]:
    """Return for each kept unit the index, in ``ids``, of the unit that represents it; -1 if that is not eligible."""
    places = pd.Series(np.arange(len(ids)), index=ids)
    return np.asarray(places.reindex(originals, fill_value=-1).to_numpy(), dtype=np.int64)


def _to_discovery(
    clusters: Clusters,
    eligible: EligibleUnits,
    data: ClusteringInput,
    places: npt.NDArray[np.float32],
    choices: dict[str, str],
) -> Discovery:
    """Extend what was found for the eligible units to all kept ones; ``places`` are those on the map."""
    order = data.order
    assigned = clusters.assigned.select(order)
    units = eligible.units
    original = _index_originals(eligible.originals, units["unit_id"])
    nearest = data.find_nearest(clusters.nearest)
    no_place = np.full((1, DIMENSIONS), np.nan, dtype=np.float32)
    if clusters.nearest is not None:
        places = np.vstack([places, place_between_neighbours(places, clusters.nearest)])
    # One more row at the end, which -1 refers to, is that of units without content.
    reasons = np.array(
        [*_find_reasons(clusters, units, assigned, nearest), str(UnassignedReason.WORDLESS)], dtype=object
    )
    membership = np.where(assigned.is_assigned, assigned.membership, 0)
    return Discovery(
        subthemes=np.append(assigned.labels, -1)[original],
        parents=clusters.parents,
        membership=np.append(membership, 0).astype(np.float32)[original],
        nearest=np.append(assigned.nearest, -1)[original],
        nearest_membership=np.append(assigned.nearest_membership, 0).astype(np.float32)[original],
        margin=np.append(assigned.margin, 0).astype(np.float32)[original],
        carries_both=np.append(assigned.carries_both, False)[original],
        reasons=tuple(reasons[original]),
        stability=clusters.stability,
        theme_stability=clusters.theme_stability,
        replication=clusters.replication,
        centres=compute_centroids(eligible.vectors[:, : data.text_vectors.shape[1]], assigned.labels, eligible.rows),
        layout=np.vstack([places[order], no_place])[original],
        choices=choices,
        unit_ids=eligible.kept["unit_id"],
    )


def _find_reasons(
    clusters: Clusters, units: pd.DataFrame, assigned: Assignment, nearest: npt.NDArray[np.int64]
) -> tuple[str | None, ...]:
    if clusters.parents:
        return find_unassigned_reasons(units, assigned, nearest)
    return (str(UnassignedReason.NO_THEMES),) * len(units)
