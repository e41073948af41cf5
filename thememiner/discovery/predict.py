"""Which existing sub-theme a new unit fits: its nearest earlier units vote."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.neighbour_graph import rows_of
from thememiner.records import Unassigned

Vectors = npt.NDArray[np.float32]
Shares = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

DEFAULTS = DiscoverySettings()
BLOCK = 1024
"""Units whose similarities to all others are in memory at once."""
SHARPNESS = 4
"""Power of the similarity that a neighbour votes with; with 1, large sub-themes draw in too much."""
CALIBRATED_ON = 5000
"""Earlier units, at most, whose own votes settle how much is enough."""
LEAST, MOST = 0.25, 0.5
"""Bounds of the share of votes that is enough: below a quarter nothing is, and half of them always are."""
NEARER = 0.05
"""Share of the assigned earlier units that lie further from their neighbours than is near enough."""
EQUAL = 0.1
"""Of two sub-themes whose shares differ by less, a unit carries both."""


@dataclass(frozen=True, slots=True)
class Votes:
    """For each unit the two sub-themes with most votes of its nearest earlier units; all of shape (units,)."""

    best: Labels
    """-1 where no neighbour has a sub-theme."""
    share: Shares
    """Of all votes, 0 to 1."""
    second: Labels
    second_share: Shares
    nearness: Shares
    """Mean similarity to the neighbours, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where new units belong among existing sub-themes; like the fields of ``Discovery``, shape (units,)."""

    subthemes: Labels
    membership: Shares
    nearest: Labels
    nearest_membership: Shares
    margin: Shares
    carries_both: npt.NDArray[np.bool_]
    reasons: tuple[str | None, ...]
    rule: str
    """What was asked of a unit to fit, in words."""


def fit_units(
    vectors: Vectors,
    subthemes: Labels,
    documents: Labels,
    further: Vectors,
    *,
    settings: DiscoverySettings = DEFAULTS,
) -> Fit:
    """Give each of the ``further`` units the existing sub-theme that its nearest earlier units speak for, or none.

    ``vectors`` are those of the earlier units, shape (earlier, dimensions), unit length; ``subthemes`` what they were
    assigned to, -1 where nothing; ``documents`` a number for the document of each. The order of the rows settles ties:
    give them sorted by id. ``further`` has shape (units, dimensions); a vector of zeros is of a unit without content.

    Each of the k nearest earlier units (k is half of the square root of their number, within 5 to 30, unless
    ``settings.neighbours`` names another) votes for its sub-theme or, if it has none, for none, with its similarity to
    the power of ``SHARPNESS``; a unit's membership is its sub-theme's share of all votes. How large a share is enough
    is learnt from the earlier units: each is put to the vote of those of other documents (of one document alone, of
    all others), as a new unit will be, and the share is taken with which most are placed as they were, within
    ``LEAST`` and ``MOST``. A unit that is further from its neighbours than 19 of 20 earlier units with a sub-theme
    fits none. With ``settings.assign_all`` only units with a sub-theme vote, and any share is enough.
    """
    if not np.any(subthemes >= 0):
        return _nothing_to_fit(further)
    voting = np.any(vectors != 0, axis=1) & ((subthemes >= 0) | (not settings.assign_all))
    vectors, subthemes, documents = rows_of(vectors, np.flatnonzero(voting)), subthemes[voting], documents[voting]
    neighbours = min(settings.neighbours or max(5, min(round(sqrt(len(vectors)) / 2), 30)), len(vectors))
    votes = cast_votes(vectors, subthemes, further, neighbours=neighbours)
    if settings.assign_all:
        rule = f"Every new unit with content went to the sub-theme for which most of its {neighbours} nearest voted."
        return _fit(votes, further, enough=0.0, near=0.0, rule=rule, two_codes=False)
    enough, near = calibrate(vectors, subthemes, documents, neighbours=neighbours)
    rule = (
        f"A new unit fits the sub-theme that has the largest share of the votes of its {neighbours} nearest earlier "
        f"units (each votes with the power of {SHARPNESS} of its similarity), if that is at least {enough:.2f} and "
        f"their mean similarity at least {near:.2f}: with that share most earlier units, put to the vote of those of "
        "other documents, are placed as they were, and 19 of 20 that have a sub-theme lie that near."
    )
    return _fit(votes, further, enough=enough, near=near, rule=rule, two_codes=settings.two_codes)


def calibrate(vectors: Vectors, subthemes: Labels, documents: Labels, *, neighbours: int) -> tuple[float, float]:
    """Return the share of votes and the nearness that are enough, learnt from the earlier units (see ``fit_units``)."""
    step = -(-len(vectors) // CALIBRATED_ON)
    sample = np.arange(0, len(vectors), step)
    several = len(np.unique(documents)) > 1
    groups = documents if several else np.arange(len(vectors))
    votes = cast_votes(vectors, subthemes, vectors[sample], neighbours=neighbours, groups=groups, own=groups[sample])
    actual = subthemes[sample]
    order = np.argsort(-votes.share, kind="stable")
    # Above the threshold a unit is placed right by its vote, below it by having no sub-theme.
    right_above = np.cumsum((votes.best == actual)[order] & (actual >= 0)[order])
    right_below = np.cumsum((actual < 0)[order][::-1])[::-1]
    right = right_above + np.append(right_below[1:], 0)
    last = len(right) - 1 - int(np.argmax(right[::-1]))  # of equals the lowest share
    enough = float(np.clip(votes.share[order][last], LEAST, MOST))
    assigned = votes.nearness[actual >= 0]
    return enough, float(np.quantile(assigned, NEARER)) if len(assigned) else 0.0


def cast_votes(
    vectors: Vectors,
    subthemes: Labels,
    units: Vectors,
    *,
    neighbours: int,
    groups: Labels | None = None,
    own: Labels | None = None,
) -> Votes:
    """Let the ``neighbours`` nearest of ``vectors`` vote for the sub-theme of each of ``units``.

    With ``groups`` of the voters, shape (voters,), and each unit's ``own``, shape (units,), no unit hears its own.
    """
    count = int(subthemes.max(initial=-1)) + 1
    parts = []
    with threadpool_limits(limits=1):
        for rows in _blocks(len(units)):
            similarity = units[rows] @ vectors.T
            if groups is not None and own is not None:
                similarity[own[rows][:, None] == groups[None, :]] = -1
            # What is equal but for rounding is equal: then the order of the voters decides.
            order = np.argsort(-np.round(similarity, 5), axis=1, kind="stable")[:, :neighbours]
            near = np.maximum(np.take_along_axis(similarity, order, axis=1), 0).astype(np.float64)
            shares = _two_largest(subthemes[order], near**SHARPNESS, count)
            parts.append((*shares, near.mean(axis=1).astype(np.float32)))
    return Votes(*(np.concatenate([part[index] for part in parts]) for index in range(5))) if parts else _no_votes()


def _blocks(count: int) -> Iterator[slice]:
    return (slice(first, first + BLOCK) for first in range(0, count, BLOCK))


def _two_largest(labels: Labels, weights: npt.NDArray[np.float64], count: int) -> tuple[Labels, Shares, Labels, Shares]:
    """Return the best two sub-themes and their shares; labels and weights of voters have shape (units, voters)."""
    shares = np.zeros((len(labels), count + 2))  # the last two: a second that is never there, and no sub-theme
    np.add.at(shares, (np.arange(len(labels))[:, None], labels), weights)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    named = shares[:, : count + 1]
    order = np.argsort(-np.round(named, 6), axis=1, kind="stable")[:, :2]
    best, second = (order[:, 0], order[:, 1]) if order.shape[1] > 1 else (order[:, 0], order[:, 0])
    return (*_share(named, best), *_share(named, second))


def _share(shares: npt.NDArray[np.float64], labels: Labels) -> tuple[Labels, Shares]:
    own = np.take_along_axis(shares, labels[:, None], axis=1)[:, 0].astype(np.float32)
    return np.where(own > 0, labels, -1), own


def _no_votes() -> Votes:
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return Votes(none, nothing, none, nothing, nothing)


def _fit(votes: Votes, further: Vectors, *, enough: float, near: float, rule: str, two_codes: bool) -> Fit:
    known = np.any(further != 0, axis=1)
    is_near = known & (votes.nearness >= near)
    fits = is_near & (votes.best >= 0) & (votes.share >= enough)
    both = fits & (votes.second >= 0) & (votes.second_share >= enough) & two_codes
    both &= votes.share - votes.second_share <= EQUAL
    beside = np.where(fits, votes.second, votes.best)
    beside_share = np.where(fits, votes.second_share, votes.share)
    between = is_near & (votes.second_share >= votes.share / 2) & (votes.second >= 0)
    reasons = [
        None if fit else str(Unassigned.WORDLESS if not has else Unassigned.BETWEEN if two else Unassigned.FAR)
        for fit, has, two in zip(fits, known, between, strict=True)
    ]
    return Fit(
        subthemes=np.where(fits, votes.best, -1),
        membership=np.where(fits, votes.share, 0).astype(np.float32),
        nearest=np.where(known, beside, -1),
        nearest_membership=np.where(known, beside_share, 0).astype(np.float32),
        margin=np.where(known, votes.share - votes.second_share, 0).astype(np.float32),
        carries_both=both,
        reasons=tuple(reasons),
        rule=rule,
    )


def _nothing_to_fit(further: Vectors) -> Fit:
    count = len(further)
    none, nothing = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.float32)
    reasons = [
        str(Unassigned.NO_THEMES if any_words else Unassigned.WORDLESS)
        for any_words in np.any(further != 0, axis=1).tolist()
    ]
    rule = "The run had no themes that a new unit could fit."
    return Fit(none, nothing, none, nothing, nothing, np.zeros(count, dtype=bool), tuple(reasons), rule)
