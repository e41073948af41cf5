"""Assign new units to existing sub-themes, by the votes of their nearest earlier units."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.neighbour_graph import load_rows, split_into_blocks
from thememiner.records import UnassignedReason

Vectors = npt.NDArray[np.float32]
Shares = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

DEFAULTS = DiscoverySettings()
BLOCK_SIZE = 1024
"""Units whose similarities to all others are in memory at once."""
VOTE_EXPONENT = 4
"""A neighbour votes with its similarity to this power; with 1, large sub-themes attract too many units."""
MAX_UNITS_CALIBRATED = 5000
"""Most earlier units whose own votes determine the thresholds."""
MIN_SHARE, MAX_SHARE = 0.25, 0.5
"""Bounds of the share of votes that is enough: less than a quarter never is, and half of them always are."""
FAR_QUANTILE = 0.05
"""Share of the assigned earlier units that are further from their neighbours than is near enough."""
MAX_SHARE_GAP = 0.1
"""A unit carries two sub-themes if their shares of the votes differ by no more."""


@dataclass(frozen=True, slots=True)
class NeighbourVotes:
    """For each unit the two sub-themes with most votes of its nearest earlier units; arrays of shape (units,)."""

    best: Labels
    """-1 where no neighbour has a sub-theme."""
    share: Shares
    """Share of all votes, 0 to 1."""
    second: Labels
    second_share: Shares
    similarity: Shares
    """Mean similarity to the neighbours, 0 to 1."""


@dataclass(frozen=True, slots=True)
class NewUnitAssignment:
    """The sub-themes of new units; arrays of shape (units,), with the meaning of the same fields of ``Discovery``."""

    subthemes: Labels
    membership: Shares
    nearest: Labels
    nearest_membership: Shares
    margin: Shares
    carries_both: npt.NDArray[np.bool_]
    reasons: tuple[str | None, ...]
    rule: str
    """When a unit fits a sub-theme, in words."""


def assign_new_units(
    vectors: Vectors,
    subthemes: Labels,
    documents: Labels,
    new_vectors: Vectors,
    *,
    settings: DiscoverySettings = DEFAULTS,
) -> NewUnitAssignment:
    """Assign each new unit to the sub-theme that most of its nearest earlier units vote for, or to none.

    ``vectors`` are those of the earlier units, shape (earlier, dimensions), unit length; ``subthemes`` their
    sub-themes, -1 for none; ``documents`` a number for the document of each. The order of the rows determines ties, so
    pass them sorted by id. ``new_vectors`` has shape (units, dimensions); zeros stand for a unit without content.

    Each of the k nearest earlier units (k is √n/2 of the n earlier units, within 5 to 30, unless
    ``settings.neighbours`` is set) votes for its sub-theme, or for none if it has none, with its similarity to the
    power of ``VOTE_EXPONENT``. A unit's membership is its sub-theme's share of all votes. The share that is enough is
    learnt from the earlier units: each is put to the vote of units of other documents (of all others, if there is one
    document), as a new unit will be. The share that places most of them as they were is taken, within ``MIN_SHARE`` and
    ``MAX_SHARE``. A unit that is further from its neighbours than 19 of 20 earlier units with a sub-theme fits none.
    With ``settings.assign_all`` only units with a sub-theme vote, and any share is enough.
    """
    if not np.any(subthemes >= 0):
        return _assign_none(new_vectors)
    has_vote = np.any(vectors != 0, axis=1) & ((subthemes >= 0) | (not settings.assign_all))
    vectors, subthemes, documents = (
        load_rows(vectors, np.flatnonzero(has_vote)),
        subthemes[has_vote],
        documents[has_vote],
    )
    neighbours = min(settings.neighbours or max(5, min(round(sqrt(len(vectors)) / 2), 30)), len(vectors))
    votes = count_votes(vectors, subthemes, new_vectors, neighbours=neighbours)
    if settings.assign_all:
        rule = f"Every new unit with content was assigned to the sub-theme with most votes of its {neighbours} nearest."
        return _to_assignment(votes, new_vectors, min_share=0.0, min_similarity=0.0, rule=rule, two_codes=False)
    min_share, min_similarity = calibrate_thresholds(vectors, subthemes, documents, neighbours=neighbours)
    rule = (
        f"A new unit fits the sub-theme that has the largest share of the votes of its {neighbours} nearest earlier "
        f"units (each votes with its similarity to the power of {VOTE_EXPONENT}), if that share is at least "
        f"{min_share:.2f} and their mean similarity at least {min_similarity:.2f}. With this share, most earlier units "
        "that are put to the vote of other documents keep their sub-theme, and 19 of 20 that have a sub-theme are that "
        "near."
    )
    return _to_assignment(
        votes,
        new_vectors,
        min_share=min_share,
        min_similarity=min_similarity,
        rule=rule,
        two_codes=settings.two_codes,
    )


def calibrate_thresholds(
    vectors: Vectors, subthemes: Labels, documents: Labels, *, neighbours: int
) -> tuple[float, float]:
    """Return the share of votes and the similarity that are enough, learnt from the earlier units.

    ``assign_new_units`` describes how.
    """
    step = -(-len(vectors) // MAX_UNITS_CALIBRATED)
    sample = np.arange(0, len(vectors), step)
    several = len(np.unique(documents)) > 1
    groups = documents if several else np.arange(len(vectors))
    votes = count_votes(vectors, subthemes, vectors[sample], neighbours=neighbours, groups=groups, own=groups[sample])
    actual = subthemes[sample]
    order = np.argsort(-votes.share, kind="stable")
    # Above the threshold a unit is right if its vote is, below it if it has no sub-theme.
    right_above = np.cumsum((votes.best == actual)[order] & (actual >= 0)[order])
    right_below = np.cumsum((actual < 0)[order][::-1])[::-1]
    right = right_above + np.append(right_below[1:], 0)
    last = len(right) - 1 - int(np.argmax(right[::-1]))  # the lowest of equal shares
    min_share = float(np.clip(votes.share[order][last], MIN_SHARE, MAX_SHARE))
    assigned = votes.similarity[actual >= 0]
    return min_share, float(np.quantile(assigned, FAR_QUANTILE)) if len(assigned) else 0.0


def count_votes(
    vectors: Vectors,
    subthemes: Labels,
    units: Vectors,
    *,
    neighbours: int,
    groups: Labels | None = None,
    own: Labels | None = None,
) -> NeighbourVotes:
    """Let the ``neighbours`` nearest of ``vectors`` vote for the sub-theme of each of ``units``.

    With ``groups`` of the voters, shape (voters,), and the group of each unit in ``own``, shape (units,), voters of a
    unit's own group do not count.
    """
    count = int(subthemes.max(initial=-1)) + 1
    parts = []
    with threadpool_limits(limits=1):
        for rows in split_into_blocks(len(units), BLOCK_SIZE):
            similarity = units[rows] @ vectors.T
            if groups is not None and own is not None:
                similarity[own[rows][:, None] == groups[None, :]] = -1
            # Ignore differences of rounding: then the order of the voters decides.
            order = np.argsort(-np.round(similarity, 5), axis=1, kind="stable")[:, :neighbours]
            near = np.maximum(np.take_along_axis(similarity, order, axis=1), 0).astype(np.float64)
            shares = _find_two_largest(subthemes[order], near**VOTE_EXPONENT, count)
            parts.append((*shares, np.round(near.mean(axis=1), 6).astype(np.float32)))
    if not parts:
        no_labels, no_shares = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return NeighbourVotes(no_labels, no_shares, no_labels, no_shares, no_shares)
    return NeighbourVotes(*(np.concatenate([part[index] for part in parts]) for index in range(5)))


def _find_two_largest(
    labels: Labels, weights: npt.NDArray[np.float64], count: int
) -> tuple[Labels, Shares, Labels, Shares]:
    """Return the best two sub-themes and their shares; labels and weights of voters have shape (units, voters)."""
    shares = np.zeros((len(labels), count + 2))  # the last two: a second choice that is always empty, and no sub-theme
    np.add.at(shares, (np.arange(len(labels))[:, None], labels), weights)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    named = np.round(shares[:, : count + 1], 6)
    order = np.argsort(-named, axis=1, kind="stable")[:, :2]
    best, second = (order[:, 0], order[:, 1]) if order.shape[1] > 1 else (order[:, 0], order[:, 0])
    return (*_look_up_share(named, best), *_look_up_share(named, second))


def _look_up_share(shares: npt.NDArray[np.float64], labels: Labels) -> tuple[Labels, Shares]:
    own = np.take_along_axis(shares, labels[:, None], axis=1)[:, 0].astype(np.float32)
    return np.where(own > 0, labels, -1), own


def _to_assignment(
    votes: NeighbourVotes, vectors: Vectors, *, min_share: float, min_similarity: float, rule: str, two_codes: bool
) -> NewUnitAssignment:
    has_content = np.any(vectors != 0, axis=1)
    is_near = has_content & (votes.similarity >= min_similarity)
    fits = is_near & (votes.best >= 0) & (votes.share >= min_share)
    carries_both = fits & (votes.second >= 0) & (votes.second_share >= min_share) & two_codes
    carries_both &= votes.share - votes.second_share <= MAX_SHARE_GAP
    nearest = np.where(fits, votes.second, votes.best)
    nearest_share = np.where(fits, votes.second_share, votes.share)
    is_between = is_near & (votes.second_share >= votes.share / 2) & (votes.second >= 0)
    reasons = np.full(len(vectors), None, dtype=object)
    # The first reason that holds is written last.
    reasons[~fits] = str(UnassignedReason.FAR)
    reasons[~fits & is_between] = str(UnassignedReason.BETWEEN)
    reasons[~has_content] = str(UnassignedReason.WORDLESS)
    return NewUnitAssignment(
        subthemes=np.where(fits, votes.best, -1),
        membership=np.where(fits, votes.share, 0).astype(np.float32),
        nearest=np.where(has_content, nearest, -1),
        nearest_membership=np.where(has_content, nearest_share, 0).astype(np.float32),
        margin=np.where(has_content, votes.share - votes.second_share, 0).astype(np.float32),
        carries_both=carries_both,
        reasons=tuple(reasons),
        rule=rule,
    )


def _assign_none(vectors: Vectors) -> NewUnitAssignment:
    count = len(vectors)
    labels, shares = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.float32)
    reasons = [
        str(UnassignedReason.NO_THEMES if has_content else UnassignedReason.WORDLESS)
        for has_content in np.any(vectors != 0, axis=1).tolist()
    ]
    rule = "The run had no themes that a new unit could fit."
    return NewUnitAssignment(labels, shares, labels, shares, shares, np.zeros(count, dtype=bool), tuple(reasons), rule)
