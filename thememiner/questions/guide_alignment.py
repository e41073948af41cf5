"""The alignment of interviews with a guide: which questions of it are asked where, found round by round.

In each round, everything that is asked is compared with the questions of the guide by wording, place and order, and the
questions are then collected again from what was recognised, so that they gather their wordings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.language import detect_language
from thememiner.questions.asked_questions import AskedQuestions
from thememiner.questions.question_groups import group_alike, merge_wordings, sort_groups
from thememiner.questions.question_order import OrderModel, align_interviews
from thememiner.questions.question_similarity import (
    MOST_COMPARED,
    RATIO_RANGE,
    PairOdds,
    QuestionSimilarity,
    weigh_similarities,
)
from thememiner.records import FEWEST_INTERVIEWS

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

MIN_SHARE = 0.2
"""Least share of the interviews in which a question of the guide is asked."""
CORE_SHARE = 0.1
"""Least share of the interviews in which a first group of questions is asked."""
ROUNDS = 6
"""Most rounds; with more of them hardly any turn changes."""
SURE = 0.5
"""Least probability of a question of the guide; otherwise what is asked is a follow-up."""
WORDINGS = 2
"""Wordings of a question, the most similar ones of other interviews, that something asked is compared with."""
MIN_COHESION = 0.15
"""Least share of the pairs of a group that must be the same question by themselves; others are linked by place only."""
MIN_MEAN_COHESION = 0.5
"""Least mean of that share for all questions of a guide; below it, interviews share topics rather than questions."""
MOST_WORDINGS = 200
"""Wordings of a question that are looked at, spread over the interviews."""
MIN_ALIKE = 2.0
"""Least mean logarithm of the likelihood ratio of the wordings of a question."""
MIN_SPREAD = 0.03
"""Least standard deviation of the places of a question."""
POOLED = 3
"""Places that the spread of all questions counts for beside the places of one."""
ANYWHERE = 0.2
"""Probability that a question of the guide stands at any place instead of its own."""
GIVEN_DOCUMENT = -1


@dataclass(frozen=True, slots=True)
class QuestionPool:
    """What is asked, followed by the questions that the researcher gave."""

    asked: AskedQuestions
    similarity: QuestionSimilarity
    documents: Rows
    places: Reals

    @classmethod
    def from_asked(
        cls, asked: AskedQuestions, questions: Sequence[str] = (), vectors: Vectors | None = None
    ) -> "QuestionPool":
        """Build the features of all questions together."""
        texts = [*asked.units["text"], *questions]
        languages = [*asked.units["language"], *(detect_language(text) for text in questions)]
        stacked = asked.vectors if vectors is None else np.vstack([asked.vectors, vectors])
        given = len(questions)
        return cls(
            asked,
            QuestionSimilarity(texts, stacked, languages),
            np.concatenate([asked.documents, np.full(given, GIVEN_DOCUMENT)]),
            np.concatenate([asked.places, (np.arange(given) + 0.5) / max(given, 1)]),
        )


@dataclass(frozen=True, slots=True)
class GuideAlignment:
    """The questions of a guide, and what is asked as one of them or as a follow-up."""

    groups: tuple[Rows, ...]
    """For each question the rows of what is asked that ask it, sorted; they do not overlap."""
    asks: Reals
    """Shape (asked, questions): probability that it asks this question."""
    follows: Reals
    """Shape (asked, questions): probability that this is the question asked last, itself included."""


def find_questions(pool: QuestionPool, *, seed: int) -> GuideAlignment | None:
    """Find questions that recur in enough interviews, in the order of their mean places; None if there are none.

    The first groups are questions that are alike. Groups of one question are joined on the way, and groups of too few
    interviews are dropped in the end.
    """
    rows = _sample_documents(pool.asked, seed)
    odds = PairOdds(pool.similarity, rows, pool.asked.documents, pool.asked.places)
    return _find_questions(pool, odds, rows)


def _find_questions(pool: QuestionPool, odds: PairOdds, rows: Rows) -> GuideAlignment | None:
    asked = pool.asked
    compared = len(np.unique(asked.documents[rows]))
    groups = group_alike(odds, rows, asked.documents, least=max(2, int(np.ceil(CORE_SHARE * compared))))
    model: OrderModel | None = None
    for _ in range(ROUNDS):
        before = groups
        groups = merge_wordings(groups, pool.similarity, asked.documents, asked.places)
        if not groups:
            return None
        aligned, model = _align(pool, groups, model)
        groups = _keep_groups(aligned.groups, asked, odds, 2)
        if len(groups) == len(before) and all(map(np.array_equal, groups, before)):
            break
    least = max(FEWEST_INTERVIEWS, round(MIN_SHARE * asked.interviews))
    while groups := _keep_groups(groups, asked, odds, least):
        groups = merge_wordings(groups, pool.similarity, asked.documents, asked.places)
        aligned, _ = _align(pool, groups, None)
        groups = list(aligned.groups)
        if len(_keep_groups(groups, asked, odds, least)) == len(groups):
            cohesion = np.mean([odds.measure_cohesion(group) for group in groups])
            return aligned if cohesion >= MIN_MEAN_COHESION else None
    return None


def _sample_documents(asked: AskedQuestions, seed: int) -> Rows:
    """Return the rows with content of as many random documents as can be compared; of all if possible."""
    rows, documents = np.flatnonzero(~asked.is_probe), asked.documents
    if len(rows) <= MOST_COMPARED:
        return rows
    order = np.random.default_rng(seed).permutation(int(documents.max()) + 1)
    total = np.cumsum(np.bincount(documents[rows], minlength=len(order))[order])
    chosen = order[: max(int(np.searchsorted(total, MOST_COMPARED)), 2)]
    return rows[np.isin(documents[rows], chosen)]


def match_questions(pool: QuestionPool, *, seed: int) -> GuideAlignment | None:
    """Align the interviews with the given questions, in their order; None if none of them is asked anywhere.

    Questions that recur in the interviews bring their wordings to the given question that they are most like.
    """
    given = [np.array([row]) for row in range(len(pool.asked), len(pool.places))]
    groups = _attach_groups(pool, given, seed) if pool.asked.interviews >= FEWEST_INTERVIEWS else given
    model: OrderModel | None = None
    aligned: GuideAlignment | None = None
    for _ in range(ROUNDS):
        aligned, model = _align(pool, groups, model)
        groups = [np.concatenate(pair) for pair in zip(aligned.groups, given, strict=True)]
    return aligned if aligned is not None and any(len(group) for group in aligned.groups) else None


def _attach_groups(pool: QuestionPool, given: Sequence[Rows], seed: int) -> list[Rows]:
    """Return the given questions, each with what recurs and is most like it, if the two are probably the same.

    Then they are the same more likely than not, and at least half as similar as what recurs is among itself.
    """
    rows = _sample_documents(pool.asked, seed)
    odds = PairOdds(pool.similarity, rows, pool.asked.documents, pool.asked.places)
    recurring = _find_questions(pool, odds, rows)
    attached = list(given)
    if recurring:
        compared = pool.similarity.compare_groups([*given, *recurring.groups])
        alike, among = compared[: len(given), len(given) :], np.diag(compared)[len(given) :]
        for at, similar in enumerate(alike):
            best = int(similar.argmax())
            is_same = odds.judge(similar[best]) > 0 and similar[best] >= among[best] / 2
            if is_same and int(alike[:, best].argmax()) == at:
                attached[at] = np.concatenate([recurring.groups[best], given[at]])
    return attached


def _keep_groups(groups: Sequence[Rows], asked: AskedQuestions, odds: PairOdds, least: int) -> list[Rows]:
    """Return the groups that are one question, in at least ``least`` documents, in the order of their places."""
    often = [group for group in groups if len(np.unique(asked.documents[group])) >= least]
    return sort_groups([group for group in often if odds.measure_cohesion(group) >= MIN_COHESION], asked.places)


def _align(pool: QuestionPool, groups: Sequence[Rows], model: OrderModel | None) -> tuple[GuideAlignment, OrderModel]:
    """Align the interviews with groups of rows, and return the groups of what now asks each question, and their order.

    A group whose questions are hardly more alike than different ones is only held together by its place; it is empty.
    """
    asked = pool.asked
    if model is None or len(model.forward) != len(groups):
        model = OrderModel.start(len(groups))
    by_wording = _weigh_wording(pool, groups)
    alignment = align_interviews(by_wording, _weigh_places(pool, groups), asked.documents, model)
    best = alignment.asks.argmax(axis=1)
    # Place and order alone would fill a question that was left out with whatever was asked there instead.
    fits = by_wording[np.arange(len(best)), best] > 0
    is_main = (alignment.asks.max(axis=1) >= SURE) & fits & ~asked.is_probe
    found = [np.flatnonzero(is_main & (best == at)) for at in range(len(groups))]
    alike = [len(rows) > 0 and by_wording[rows, at].mean() >= MIN_ALIKE for at, rows in enumerate(found)]
    kept = tuple(rows if is_alike else rows[:0] for rows, is_alike in zip(found, alike, strict=True))
    return GuideAlignment(kept, alignment.asks, alignment.current[:, 1:]), alignment.model


def _weigh_wording(pool: QuestionPool, groups: Sequence[Rows]) -> Reals:
    """Return how much better each wording fits each group than another question, as a logarithm."""
    count = len(pool.asked)
    similar = np.full((count, len(groups)), np.nan)
    is_member, is_asked = np.zeros(similar.shape, dtype=bool), np.zeros(similar.shape, dtype=bool)
    for at, group in enumerate(groups):
        similar[:, at] = _compare_with_group(pool, group)
        members = group[group < count]
        is_member[members, at] = True
        is_asked[:, at] = np.isin(pool.asked.documents, pool.asked.documents[members])
    known = ~np.isnan(similar) & ~pool.asked.is_probe[:, None]
    different = similar[known & is_asked & ~is_member]
    candidates = similar[known & ~is_asked]
    is_given = len(pool.places) > count
    if is_given and len(different) < len(candidates):  # most questions of a given guide may be asked nowhere
        different = np.concatenate([different, _compare_within_documents(pool)])
    weighed = weigh_similarities(similar[known & is_member], candidates, different, np.nan_to_num(similar))
    return np.where(known, weighed, RATIO_RANGE[0])


def _compare_with_group(pool: QuestionPool, group: Rows) -> Reals:
    """Return the mean similarity with the most similar wordings in other documents, NaN if there are none."""
    count = len(pool.asked)
    members = group[:: -(-len(group) // MOST_WORDINGS)]
    alike = pool.similarity.compare(np.arange(count), members).astype(np.float64)
    alike[pool.documents[:count, None] == pool.documents[members][None]] = -np.inf
    top = np.partition(alike, -min(WORDINGS, len(members)), axis=1)[:, -WORDINGS:]
    is_known = np.isfinite(top)
    total = np.where(is_known, top, 0).sum(axis=1)
    return np.where(is_known.any(axis=1), total / np.maximum(is_known.sum(axis=1), 1), np.nan)


def _compare_within_documents(pool: QuestionPool) -> Reals:
    """Return the similarities of all that is asked in one document, as those of different questions."""
    found = []
    for document in range(pool.asked.interviews):
        own = np.flatnonzero((pool.asked.documents == document) & ~pool.asked.is_probe)
        found.append(pool.similarity.compare(own, own)[np.triu_indices(len(own), 1)])
    return np.concatenate(found).astype(np.float64)


def _weigh_places(pool: QuestionPool, groups: Sequence[Rows]) -> Reals:
    """Return how much better each place fits each group than any place, as a logarithm; own places are left out."""
    asked = pool.asked
    sizes = np.array([len(group) for group in groups])
    means = np.array([pool.places[group].mean() for group in groups])
    variances = np.array([np.var(pool.places[group]) for group in groups])
    pooled = float(np.average(variances, weights=sizes))
    spreads = np.maximum(np.sqrt((variances * sizes + POOLED * pooled) / (sizes + POOLED)), MIN_SPREAD)
    apart = asked.places[:, None] - means[None]
    for at, group in enumerate(groups):
        own = group[group < len(asked)]
        if sizes[at] > 1:
            apart[own, at] *= sizes[at] / (sizes[at] - 1)
    density = np.exp(-0.5 * (apart / spreads) ** 2) / (spreads * np.sqrt(2 * np.pi))
    return np.asarray(np.log((1 - ANYWHERE) * density + ANYWHERE))
