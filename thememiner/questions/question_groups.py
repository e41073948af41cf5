"""Groups of questions that may be one question of a guide: the first ones, and those that are two wordings of one."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from thememiner.questions.question_similarity import MOST_ODDS, PairOdds, QuestionSimilarity

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

MOST_SHARED = 1 / 3
"""Share of the documents of the smaller group in which two wordings of one question may both occur: some are asked
again, and some were recognised wrongly."""
MIN_SEPARATION = 1.0
"""Least surprise, a logarithm, that two groups never occur in one document."""
MIN_LIKENESS = 1.25
"""Least similarity of two wordings, in standard deviations above that of different questions."""
MIN_VARIATION = 0.1
"""Least standard deviation of the similarity of different questions: a few of them say little."""
MAD_TO_DEVIATION = 1.4826
"""Standard deviation of a normal distribution, as a multiple of its median absolute deviation."""
MOST_APART = 2
"""Largest distance of two wordings, in standard deviations of the places of a question."""
MIN_SPREAD = 0.01
"""Added to that standard deviation: few places say little."""
MIN_PAIRS = 5
"""Pairs of groups that occur together; with fewer, all pairs stand for different questions."""


def group_alike(odds: PairOdds, rows: Rows, documents: Rows, *, least: int) -> list[Rows]:
    """Return groups of ``rows`` in at least ``least`` documents that are one question of a guide, more likely than not.

    ``documents`` belongs to all questions. The groups are found by average linkage of the odds of pairs; each is
    sorted.
    """
    scores = odds.score(rows)
    linked = np.flatnonzero((scores > 0).any(axis=1))
    if len(linked) < 2:  # noqa: PLR2004 - nothing to group
        return []
    distances = (MOST_ODDS - scores[np.ix_(linked, linked)]).astype(np.float64)
    np.fill_diagonal(distances, 0)
    labels = fcluster(linkage(squareform(distances, checks=False), "average"), MOST_ODDS, "distance")
    groups = (rows[linked[labels == label]] for label in np.unique(labels))
    return [group for group in groups if len(np.unique(documents[group])) >= least]


def sort_groups(groups: Sequence[Rows], places: Reals) -> list[Rows]:
    """Return groups in the order of their mean places."""
    return sorted(groups, key=lambda group: (float(places[group].mean()), int(group[0])))


def merge_wordings(
    groups: Sequence[Rows], similarity: QuestionSimilarity, documents: Rows, places: Reals
) -> list[Rows]:
    """Join groups that are two wordings of one question, such as those of two interviewers.

    Two groups are joined if they stand at the same place, are asked in different interviews where chance would have
    put both into some, and are more alike than different questions are, which are asked in the same interviews. To one
    of the two at least, no other group from different interviews may be more similar.
    """
    found = list(groups)
    alike = similarity.compare_groups(found) if found else np.zeros((0, 0))
    while len(found) > 1:
        pair = _find_best_pair(found, alike, documents, places)
        if pair is None:
            break
        first, second = pair
        sizes = np.array([len(found[first]), len(found[second])])
        alike[first] = sizes @ alike[[first, second]] / sizes.sum()
        alike[:, first] = alike[:, [first, second]] @ sizes / sizes.sum()
        alike = np.delete(np.delete(alike, second, axis=0), second, axis=1)
        found[first] = np.sort(np.concatenate([found[first], found[second]]))
        del found[second]
    return sort_groups(found, places)


def _find_best_pair(
    groups: Sequence[Rows], similarity: Reals, documents: Rows, places: Reals
) -> tuple[int, int] | None:
    """Return the two groups that are most clearly two wordings of one question, by index; None if no two are."""
    total = int(documents.max()) + 1
    occurs = np.zeros((len(groups), total), dtype=np.int64)
    for at, group in enumerate(groups):
        occurs[at, documents[group]] = 1
    first, second = np.triu_indices(len(groups), 1)
    counts, together = occurs.sum(axis=1), (occurs @ occurs.T)[first, second]
    fewer = np.minimum(counts[first], counts[second])
    alike = similarity[first, second]
    other = alike[together >= np.maximum(1, fewer / 2)]
    other = other if len(other) >= MIN_PAIRS else alike
    usual = np.median(other)
    deviation = MAD_TO_DEVIATION * float(np.median(np.abs(other - usual)))
    likeness = (alike - usual) / max(deviation, MIN_VARIATION)
    means = np.array([places[group].mean() for group in groups])
    is_near = np.abs(means[first] - means[second]) < MOST_APART * _measure_spread(groups, places)
    is_separate = _measure_separation(counts[first], counts[second], total) >= MIN_SEPARATION
    may_be_one = is_separate & (together <= MOST_SHARED * fewer)
    rivals = np.full(similarity.shape, -np.inf)
    rivals[first[may_be_one], second[may_be_one]] = rivals[second[may_be_one], first[may_be_one]] = alike[may_be_one]
    is_nearest = alike >= np.minimum(rivals.max(axis=1)[first], rivals.max(axis=1)[second])
    fits = may_be_one & is_near & is_nearest & (likeness >= MIN_LIKENESS)
    if not fits.any():
        return None
    best = int(np.argmax(np.where(fits, likeness, -np.inf)))
    return int(first[best]), int(second[best])


def _measure_spread(groups: Sequence[Rows], places: Reals) -> float:
    """Return the standard deviation of the places within groups."""
    return float(np.sqrt(np.mean([np.var(places[group]) for group in groups]))) + MIN_SPREAD


def _measure_separation(first: Rows, second: Rows, total: int) -> Reals:
    """Return minus the logarithm of the probability that two random sets of documents share none.

    Infinite if they must share one.
    """
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, total + 1)))])
    rest = total - first - second
    known = np.maximum(rest, 0)
    surprise = factorials[total] + factorials[known] - factorials[total - first] - factorials[total - second]
    return np.where(rest < 0, np.inf, surprise)
