"""The hidden Markov model of the order of questions gives exact probabilities, and learns how interviewers go on."""

from itertools import product

import numpy as np
import pytest

from thememiner.questions.question_order import OrderModel, align_interviews
from thememiner.questions.question_similarity import pool_adjacent


def enumerate_posteriors(ratios: np.ndarray, asking: float, jumps: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the probability that each asking is each question, and the evidence, by going through all sequences."""
    count, size = ratios.shape
    asks, total = np.zeros((count, size)), 0.0
    for sequence in product(range(-1, size), repeat=count):
        state, weight = 0, 1.0
        for at, question in enumerate(sequence):
            if question < 0:
                weight *= 1 - asking
            else:
                weight *= asking * jumps[state, question] * ratios[at, question]
                state = question + 1
        total += weight
        for at, question in enumerate(sequence):
            if question >= 0:
                asks[at, question] += weight
    return asks / total, total


def test_probabilities_are_those_of_all_possible_sequences() -> None:
    """The forward-backward algorithm agrees with the sum over all sequences, mixed over ordered and free interviews."""
    rng = np.random.default_rng(3)
    wording, place = rng.normal(size=(7, 3)), rng.normal(size=(7, 3))
    documents = np.array([0, 0, 0, 0, 1, 1, 1])
    model = OrderModel.start(3)
    found = align_interviews(wording, place, documents, model)
    for document in (0, 1):
        rows = documents == document
        ordered, first = enumerate_posteriors(np.exp(wording + place)[rows], model.asking, model.jumps())
        free, second = enumerate_posteriors(np.exp(wording)[rows], model.asking, np.full((4, 3), 1 / 3))
        share = first * (1 - model.free) / (first * (1 - model.free) + second * model.free)
        assert found.asks[rows] == pytest.approx(share * ordered + (1 - share) * free)
    assert found.current.sum(axis=1) == pytest.approx(np.ones(7))


def test_the_model_learns_whether_the_order_is_kept() -> None:
    """Interviews in the order of the guide make going back rare; shuffled ones count as free."""
    ratios = np.full((40, 4), -6.0)
    for document in range(10):
        order = [0, 1, 2, 3] if document < 5 else [3, 1, 0, 2]
        ratios[np.arange(4) + 4 * document, order] = 6
    model = OrderModel.start(4)
    for _ in range(5):
        found = align_interviews(ratios, np.zeros((40, 4)), np.repeat(np.arange(10), 4), model)
        model = found.model
    assert found.asks.max(axis=1) == pytest.approx(np.ones(40), abs=0.05)
    assert 0.3 < model.free < 0.7
    assert model.back < 0.1
    assert model.forward.argmax() == 0


def test_pooling_gives_the_nearest_sequence_that_never_falls() -> None:
    """Neighbours in the wrong order get their weighted mean."""
    assert pool_adjacent(np.array([1.0, 3, 2, 4]), np.array([1.0, 1, 3, 1])).tolist() == [1, 2.25, 2.25, 4]
