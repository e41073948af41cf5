"""How alike questions are, and how likely two of them are the same question of a guide.

Two questions of different interviews may be the same question of the guide; two distant questions of one interview are
not, and hardly ever two that stand at quite different places of different interviews. What these pairs have in common
is what any two questions of the study have in common. So they give the similarity of different questions, and no
threshold is needed: what is more alike than they are, is more likely to be the same question (the two-groups model of
Efron 2008, doi 10.1214/07-STS236).
"""

import re
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from thememiner.language import blank_marks, has_han, to_simplified
from thememiner.records import round_to_grid

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

OVERLAP_WEIGHT = 0.5
"""Weight of the overlap of words beside the cosine of the vectors."""
OVERLAP_DIMENSIONS = 256
"""Dimensions into which pieces of words are hashed (Weinberger et al. 2009)."""
NEAR, FAR = 0.11, 0.3
"""Distances of places. A fifth of random places are nearer than the first, and half are farther than the second."""
DISTANCES = np.array([0, 0.025, 0.05, 0.08, NEAR, 0.16, 0.23, FAR, 0.45])
"""Lower limits of the classes of distance."""
MOST_ODDS = 5.0
"""Largest logarithm of the odds of a pair: one pair alone never decides."""
_NEAR_CLASSES, _FAR_CLASS = (int(np.searchsorted(DISTANCES, limit)) for limit in (NEAR, FAR))
_FINE = np.linspace(-1, 1 + OVERLAP_WEIGHT, 1001)
"""Limits of the classes of similarity that are counted."""
_TAIL = 0.1
"""Share of the largest similarities of different questions to which an exponential distribution is fitted."""
_LEVELS = 1 - np.array(
    [0.5, 0.3, 0.2, 0.14, 0.1, 0.07, 0.05, 0.035, 0.025, 0.02, 0.015, 0.01, 0.007, 0.004, 0.002, 0.001]
)
_DIFFERENT_QUANTILES = np.array([0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.985, 0.993])
_SAME_QUANTILES = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
"""Quantiles of the similarities of different and of same questions that bound the classes in which ratios are counted:
close to each other at the top of the different ones, where the two kinds meet."""
_BLOCK = 512
"""Rows of a matrix of pairs that are computed at a time, to save memory."""
MIN_OF_LANGUAGE, MIN_LANGUAGE_SHARE = 30, 0.05
"""Fewest questions in a language, and their least share, for which its own mean is removed."""
SAMPLED = 500
"""Questions of each language, or of a group, whose similarities are measured."""
MOST_COMPARED = 5_000
"""Questions whose similarities are kept in memory."""
CANDIDATE_WEIGHT = 0.8
"""Weight of questions that are probably the same, beside those that are known to be."""
RATIO_RANGE = (-4.0, 10.0)
"""Least and largest logarithm of a ratio of likelihoods."""
_WORD = re.compile(r"\w+")


class QuestionSimilarity:
    """The similarity of any two questions, about -1 to 1.5.

    It is the cosine of their vectors, after the mean of the questions in the same language was removed, plus half the
    cosine of their pieces of words: three letters, or one and two Chinese characters, weighted by inverse frequency.
    Questions in two languages are less alike than those in one; their similarities get the same mean and spread. What
    is compared lies on the grid of ``round_to_grid``, so that similarities are the same on every processor.
    """

    def __init__(self, texts: Sequence[str], vectors: Vectors, languages: Sequence[str]) -> None:
        self._languages = _code_languages(languages)
        centred = vectors.astype(np.float64)
        for code in np.unique(self._languages):
            centred[self._languages == code] -= centred[self._languages == code].mean(axis=0)
        overlap = np.sqrt(OVERLAP_WEIGHT) * _scale(_hash_pieces(texts))
        self._features = round_to_grid(np.hstack([_scale(centred), overlap]))
        self._factors, self._shifts = self._standardise()
        rows = np.arange(len(texts))
        self._all = self._compute(rows, rows) if len(texts) <= MOST_COMPARED else None

    def compare(self, rows: Rows, others: Rows) -> Vectors:
        """Return the similarity of each of ``rows`` with each of ``others``, shape (rows, others)."""
        if self._all is None:
            return self._compute(rows, others)
        if len(others) < len(rows):  # rows are read faster than columns
            return self._all[others][:, rows].T
        return self._all[np.ix_(rows, others)]

    def compare_groups(self, groups: Sequence[Rows]) -> Reals:
        """Return the mean similarity of the members of any two groups, shape (groups, groups)."""
        samples = [group[:: -(-len(group) // SAMPLED)] for group in groups]
        members = np.concatenate(samples)
        sizes = np.array([len(sample) for sample in samples])
        means = np.array([self.compare(sample, members).mean(axis=0) for sample in samples])
        return np.asarray(np.add.reduceat(means, np.cumsum(sizes) - sizes, axis=1) / sizes)

    def _compute(self, rows: Rows, others: Rows) -> Vectors:
        values = self._features[rows] @ self._features[others].T
        if len(self._factors) > 1:
            pairs = np.ix_(self._languages[rows], self._languages[others])
            values = values * self._factors[pairs] + self._shifts[pairs]
        return np.asarray(values, dtype=np.float32)

    def _standardise(self) -> tuple[Reals, Reals]:
        """Return a factor and a shift for each pair of languages, so that all have the mean and spread of the first."""
        parts = [self._features[self._languages == code] for code in range(int(self._languages.max()) + 1)]
        parts = [part[:: max(len(part) // SAMPLED, 1)] for part in parts]
        similar = [[(first @ second.T).astype(np.float64) for second in parts] for first in parts]
        means = np.array([[values.mean() for values in row] for row in similar])
        spreads = np.array([[max(float(values.std()), 1e-6) for values in row] for row in similar])
        factors = np.round(spreads[0, 0] / spreads, 6)
        return factors, np.round(means[0, 0] - means * factors, 6)


def _code_languages(languages: Sequence[str]) -> Rows:
    """Return the index of each question's language, most frequent first; rare languages count as the first one."""
    counts = Counter(languages).most_common()
    least = max(MIN_OF_LANGUAGE, MIN_LANGUAGE_SHARE * len(languages))
    codes = {language: at if count >= least else 0 for at, (language, count) in enumerate(counts)}
    return np.unique([codes[language] for language in languages], return_inverse=True)[1].astype(np.int64)


def _hash_pieces(texts: Sequence[str]) -> Reals:
    pieces = [Counter(_split_words(text)) for text in texts]
    spread = Counter(piece for counts in pieces for piece in counts)
    codes = {piece: zlib.crc32(piece.encode()) for piece in spread}
    rarity = {
        piece: np.log((1 + len(texts)) / (1 + spread[piece])) * (1 if codes[piece] >> 31 else -1) for piece in spread
    }
    rows = np.repeat(np.arange(len(texts)), [len(counts) for counts in pieces])
    columns = np.array([codes[piece] % OVERLAP_DIMENSIONS for counts in pieces for piece in counts], dtype=np.int64)
    weights = np.array([(1 + np.log(count)) * rarity[piece] for counts in pieces for piece, count in counts.items()])
    size = len(texts) * OVERLAP_DIMENSIONS
    hashed = np.bincount(rows * OVERLAP_DIMENSIONS + columns, weights, minlength=size)
    return np.asarray(hashed.reshape(len(texts), OVERLAP_DIMENSIONS), dtype=np.float64)


def _split_words(text: str) -> list[str]:
    pieces: list[str] = []
    for word in _WORD.findall(blank_marks(to_simplified(text) if has_han(text) else text).casefold()):
        if has_han(word):
            pieces += [word[at : at + size] for size in (1, 2) for at in range(len(word) - size + 1)]
        else:
            padded = f" {word} "
            pieces += [padded[at : at + 3] for at in range(len(padded) - 2)]
    return pieces


def _scale(rows: Reals) -> Reals:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1))


class PairOdds:
    """The odds that two questions are the same question of a guide, learned from all that is asked.

    They depend on the similarity of the two and on the distance of their places, as far as the places of questions in
    this corpus agree. A question is asked once in an interview, so pairs in one document have odds that outweigh those
    with all other documents.
    """

    def __init__(self, similarity: QuestionSimilarity, rows: Rows, documents: Rows, places: Reals) -> None:
        """Learn from pairs of ``rows``; ``documents`` and ``places`` belong to all questions."""
        self._similarity, self._documents, self._places = similarity, documents, places
        self._levels, self._by_wording = np.array([-1.0, 1.0]), np.full(2, -MOST_ODDS)
        self._by_distance = np.zeros(len(DISTANCES))
        within, across = _count_pairs(similarity, rows, documents[rows], places[rows])
        near, nulls = across[:_NEAR_CLASSES].sum(axis=0), [within, across[_FAR_CLASS:].sum(axis=0)]
        if near.sum() and any(null.sum() for null in nulls):
            edges, ratio, tail = _compare_similarities(near, [null for null in nulls if null.sum()])
            excess = np.maximum(ratio - 1, 0)
            self._levels = np.append((edges[:-1] + edges[1:]) / 2, edges[-1])
            self._by_wording = np.log(np.maximum(excess, 1e-3))
            self._by_distance = np.log(_share_by_distance(across, edges, excess, tail))

    def score(self, rows: Rows) -> Vectors:
        """Return the logarithm of the odds of any two of ``rows``, shape (rows, rows)."""
        odds = np.empty((len(rows), len(rows)), dtype=np.float32)
        documents, places = self._documents[rows], self._places[rows]
        for block in _blocks(len(rows)):
            by_wording = np.interp(self._similarity.compare(rows[block], rows), self._levels, self._by_wording)
            by_distance = self._by_distance[_classify_distances(places[block], places)]
            # The last digits of logarithms differ between processors.
            odds[block] = np.round(np.clip(by_wording + by_distance, -MOST_ODDS, MOST_ODDS), 4)
        odds[documents[:, None] == documents[None]] = -MOST_ODDS * max(int(self._documents.max()), 1)
        return odds

    def judge(self, similarity: float) -> float:
        """Return the logarithm of the odds that two questions of this similarity at the same place are the same one."""
        return float(np.interp(similarity, self._levels, self._by_wording) + self._by_distance[0])

    def measure_cohesion(self, group: Rows) -> float:
        """Return the share of a group's pairs that are the same question, more likely than not, 0 to 1."""
        documents = self._documents[group]
        pairs = self.score(group)[documents[:, None] != documents[None]]
        return float((pairs > 0).mean()) if len(pairs) else 0.0


def _blocks(count: int) -> list[slice]:
    return [slice(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]


def _count_pairs(similarity: QuestionSimilarity, rows: Rows, documents: Rows, places: Reals) -> tuple[Reals, Reals]:
    """Count pairs by similarity: distant ones of one document, and those of two documents by distance."""
    size, classes = len(_FINE) - 1, len(DISTANCES)
    counts = np.zeros((classes + 2) * size)
    for block in _blocks(len(rows)):
        later = slice(block.start, len(rows))
        similar = (similarity.compare(rows[block], rows[later]) + 1) * ((size - 1) / (_FINE[-1] - _FINE[0]))
        kind = _classify_distances(places[block], places[later])
        is_near = np.abs(places[block][:, None] - places[later][None]) <= NEAR / 2
        is_same = documents[block][:, None] == documents[later][None]
        kind = np.where(is_same, np.where(is_near, classes + 1, classes), kind)
        kind[np.tri(*kind.shape) > 0] = classes + 1  # each pair once
        at = kind * size + np.clip(similar, 0, size - 1).astype(np.int64)
        counts += np.bincount(at.ravel(), minlength=len(counts))
    table = counts.reshape(classes + 2, size)
    return table[classes], table[:classes]


def _classify_distances(first: Reals, second: Reals) -> Rows:
    """Return the class of the distance of each pair of places."""
    fine = 1000
    classes = np.searchsorted(DISTANCES, np.arange(fine + 1) / fine, side="right") - 1
    return np.asarray(classes[np.minimum(np.abs(first[:, None] - second[None]) * fine, fine).astype(np.int64)])


def _compare_similarities(near: Reals, nulls: Sequence[Reals]) -> tuple[Reals, Reals, Reals]:
    """Compare how often pairs at near places and pairs of different questions fall in each class of similarity.

    Returns the lower limits of the classes, the ratio of the two frequencies, and the share of different questions that
    are above each limit. Each of the nulls has a few pairs of the same question, so the one with fewer similar pairs is
    used.
    """
    total = near.sum()
    below = np.concatenate([[0], np.cumsum(near)]) / total
    edges = np.unique(
        [_FINE[0], *(_FINE[min(int(np.searchsorted(below, level)), len(_FINE) - 2)] for level in _LEVELS)]
    )
    tails = np.min([_upper_tail(null, edges) for null in nulls], axis=0)
    tails[0] = 1
    above = 1 - np.interp(edges, _FINE, below)
    expected = np.maximum(tails - np.append(tails[1:], 0), 1e-9)
    return edges, pool_adjacent((above - np.append(above[1:], 0)) / expected, expected), tails


def _upper_tail(counts: Reals, at: Reals) -> Reals:
    """Return the share of pairs with a similarity above each value, with an exponential tail (peaks over threshold)."""
    middles = (_FINE[:-1] + _FINE[1:]) / 2
    below = np.concatenate([[0], np.cumsum(counts)]) / counts.sum()
    limit = float(np.interp(1 - _TAIL, below, _FINE))
    beyond = middles > limit
    weight = counts[beyond].sum()
    excess = float((counts[beyond] * (middles[beyond] - limit)).sum() / weight) if weight else 0
    tail = _TAIL * np.exp(-np.maximum(at - limit, 0) / max(excess, 1e-2))
    return np.where(at > limit, tail, np.maximum(1 - np.interp(at, _FINE, below), _TAIL))


def _share_by_distance(by_distance: Reals, edges: Reals, excess: Reals, tail: Reals) -> Reals:
    """Return how frequent the same questions are among pairs at each distance, relative to pairs at near places."""
    likely = np.flatnonzero(excess > 1 / 2)
    if not len(likely):
        return np.full(len(by_distance), 1e-2)
    limit, usual = edges[likely[0]], tail[likely[0]]
    above = by_distance[:, _FINE[:-1] >= limit].sum(axis=1)
    total = np.maximum(by_distance.sum(axis=1), 1)
    surplus = above / total - usual
    near = float((above[:_NEAR_CLASSES].sum() / total[:_NEAR_CLASSES].sum()) - usual)
    return np.maximum(-pool_adjacent(-surplus / max(near, 1e-9), total), 1e-2)


def pool_adjacent(values: Reals, weights: Reals) -> Reals:
    """Return the nearest sequence that never falls (isotonic regression by pooling adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, np.maximum(weights, 1e-12), strict=True):
        total, mass, count = float(value * weight), float(weight), 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / mass:
            before = blocks.pop()
            total, mass, count = total + before[0], mass + before[1], count + before[2]
        blocks.append((total, mass, count))
    return np.concatenate([np.full(count, total / mass) for total, mass, count in blocks])


def weigh_similarities(same: Reals, candidates: Reals, different: Reals, values: Reals) -> Reals:
    """Return for each value how much more likely it is for the same question than for another, as a logarithm.

    ``same`` and ``different`` are similarities of questions that are known to be the same as a question of the guide,
    or another; ``candidates`` those of questions of which a few may be the same, so that what they have more than the
    different ones is added to the same. Without any different ones, nothing is known, and all are 0.
    """
    if not len(different):
        return np.zeros(values.shape)
    shown = same if len(same) else candidates[candidates > np.quantile(different, _DIFFERENT_QUANTILES[-1])]
    levels = [np.quantile(different, _DIFFERENT_QUANTILES), np.quantile(shown, _SAME_QUANTILES) if len(shown) else []]
    edges = np.unique(np.concatenate(levels))
    counts = np.histogram(np.clip(different, _FINE[0], _FINE[-1]), _FINE)[0].astype(np.float64)
    tails = _upper_tail(counts, edges)
    tails[0] = 1
    usual = np.maximum(tails - np.append(tails[1:], 0), 1e-9)
    limits = np.concatenate([[-np.inf], edges[1:], [np.inf]])
    found = np.histogram(same, limits)[0].astype(np.float64)
    if len(candidates):
        share = np.histogram(candidates, limits)[0] / len(candidates)
        surplus = np.maximum(pool_adjacent(share / usual, usual) - 1, 0)
        found += CANDIDATE_WEIGHT * surplus * usual * len(candidates)
    ratio = pool_adjacent((found + usual) / (found.sum() + 1) / usual, usual)
    uppers = np.append(edges[1:], max(edges[-1], *(float(some.max()) for some in (same, different) if len(some))))
    middles = (edges + uppers) / 2
    middles[0] = uppers[0]
    return np.clip(np.interp(values, middles, np.log(ratio)), *RATIO_RANGE)
