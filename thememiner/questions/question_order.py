"""The order of an interview: a hidden Markov model of what an interviewer asks next.

The hidden state is the question of the guide that was asked last. Whatever is asked next either follows it up, and the
state stays, or is a question of the guide: mostly the next one, sometimes one farther on, seldom an earlier one. An
interview may also jump between the questions in any order. How often each of these happens is learned from the corpus
with the forward-backward algorithm (Rabiner 1989, doi 10.1109/5.18626).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LEAST_BACK = 0.03
"""Least weight of going back: even interviewers who keep the order change it now and then."""


@dataclass(frozen=True, slots=True)
class OrderModel:
    """How interviewers go through a guide of K questions."""

    asking: float
    """Probability that what is asked is a question of the guide, 0 to 1; otherwise it is a follow-up."""
    forward: Reals
    """Shape (K,): weight of going on by one question, by two, and so on."""
    again: float
    """Weight of asking the same question again."""
    back: float
    """Weight of going back to an earlier question."""
    free: float
    """Share of interviews that keep no order, 0 to 1."""

    @classmethod
    def start(cls, questions: int) -> "OrderModel":
        """Return a model of mostly consecutive questions: a first guess, which the corpus replaces."""
        return cls(0.3, np.asarray(0.6 * 0.5 ** np.arange(questions) + 0.02), 0.02, 0.1, 0.2)

    def jumps(self) -> Reals:
        """Return the probability of the next question given the last one, shape (K + 1, K); row 0 is the beginning."""
        size = len(self.forward)
        steps = np.arange(1, size + 1)[None] - np.arange(size + 1)[:, None]
        back = self.back / np.maximum(np.arange(size + 1) - 1, 1)[:, None]
        weights = np.where(steps > 0, self.forward[np.clip(steps, 1, size) - 1], np.where(steps == 0, self.again, back))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which question of the guide each asking is, and which it belongs to."""

    asks: Reals
    """Shape (asked, K): probability that it is this question of the guide."""
    current: Reals
    """Shape (asked, K + 1): probability that this is the question asked last, with itself; 0 is none yet."""
    model: OrderModel
    """The model, learned again."""


def align_interviews(by_wording: Reals, by_place: Reals, documents: Rows, model: OrderModel) -> Alignment:
    """Align everything that is asked with the questions of a guide.

    ``by_wording`` and ``by_place``, shape (asked, K), are logarithms of likelihood ratios: how much better the wording
    and the place fit the question than anything else. ``documents``, shape (asked,), is sorted, and each document's
    rows are in order of place. Interviews that keep no order are aligned by wording alone.
    """
    count, size = by_wording.shape
    rows, is_real = _pad(documents)
    ordered = _filter_forward(np.exp(by_wording + by_place)[rows], is_real, model.asking, model.jumps())
    loose = _filter_forward(np.exp(by_wording)[rows], is_real, model.asking, np.full((size + 1, size), 1 / size))
    gap = loose.evidence - ordered.evidence + np.log(model.free / (1 - model.free))
    keeps = 1 / (1 + np.exp(np.clip(gap, -50, 50)))
    asks, current = np.zeros((*is_real.shape, size)), np.zeros((*is_real.shape, size + 1))
    jumped = _add_backward(ordered, keeps, asks, current)
    _add_backward(loose, 1 - keeps, asks, current)
    learned = _learn(float(asks[is_real].sum()) / count, jumped, float(keeps.sum()), len(keeps))
    return Alignment(asks[is_real], current[is_real], learned)


def _pad(documents: Rows) -> tuple[Rows, Mask]:
    """Return the rows of each document, filled up to the longest with row 0, and which of them are real."""
    lengths = np.bincount(documents)
    at = np.arange(lengths.max())[None]
    is_real = at < lengths[:, None]
    return np.where(is_real, (np.cumsum(lengths) - lengths)[:, None] + at, 0), is_real


@dataclass(frozen=True, slots=True)
class _Forward:
    """The forward pass through all documents at once, and what it was made with."""

    before: Reals
    """Shape (longest + 1, documents, K + 1): probability of each state before each asking, given those before."""
    scales: Reals
    """Shape (longest, documents)."""
    ratios: Reals
    """Shape (longest, documents, K)."""
    stay: Reals
    """Shape (longest, documents): probability of a follow-up."""
    asking: float
    jumps: Reals

    @property
    def evidence(self) -> Reals:
        """The logarithm of the likelihood of each document."""
        return np.asarray(np.log(self.scales).sum(axis=0))


def _filter_forward(ratios: Reals, is_real: Mask, asking: float, jumps: Reals) -> _Forward:
    documents, longest, size = ratios.shape
    ratios = np.where(is_real[:, :, None], ratios, 0).swapaxes(0, 1).copy()
    stay = np.where(is_real, 1 - asking, 1.0).T.copy()
    before = np.zeros((longest + 1, documents, size + 1))
    before[0, :, 0] = 1
    scales = np.ones((longest, documents))
    for at in range(longest):
        step = stay[at, :, None] * before[at]
        step[:, 1:] += asking * (before[at] @ jumps) * ratios[at]
        scales[at] = step.sum(axis=1)
        before[at + 1] = step / scales[at][:, None]
    return _Forward(before, scales, ratios, stay, asking, jumps)


def _add_backward(forward: _Forward, weights: Reals, asks: Reals, current: Reals) -> Reals:
    """Add the posterior probabilities of a model, times its weight in each document, and return the expected steps.

    The result has the shape (K + 1, K): the number of steps from one question to the next.
    """
    longest, documents = forward.scales.shape
    size = forward.jumps.shape[1]
    after = np.ones((documents, size + 1))
    jumped = np.zeros((size + 1, size))
    for at in range(longest - 1, -1, -1):
        before, scale = forward.before[at], forward.scales[at][:, None]
        current[:, at] += weights[:, None] * forward.before[at + 1] * after
        weighted = forward.asking * forward.ratios[at] * after[:, 1:] / scale
        asks[:, at] += weights[:, None] * (before @ forward.jumps) * weighted
        jumped += (weights[:, None] * before).T @ weighted
        after = forward.stay[at, :, None] * after / scale + weighted @ forward.jumps.T
    return jumped * forward.jumps


def _learn(asking: float, jumped: Reals, ordered: float, interviews: int) -> OrderModel:
    """Return the model that fits the expected steps.

    Pseudo-counts and limits keep its weights away from 0 and 1, which a few interviews would give.
    """
    size = jumped.shape[1]
    steps = np.arange(1, size + 1)[None] - np.arange(size + 1)[:, None]
    total = float(jumped.sum())
    forward = np.array([jumped[steps == step].sum() for step in range(1, size + 1)])
    expected = 0.5 / size + 0.025 * total * 0.5 ** np.arange(size)
    return OrderModel(
        asking=float(np.clip(asking, 0.02, 0.95)),
        forward=(forward + expected) / (total + 1),
        again=min((float(jumped[steps == 0].sum()) + 0.2) / (total + 1), 0.05),
        back=max((float(jumped[steps < 0].sum()) + 0.5) / (total + 1), LEAST_BACK),
        free=float(np.clip((interviews - ordered + 0.5) / (interviews + 2), 0.02, 0.9)),
    )
