"""B-cubed for several codes a unit is what its definition says, and the plain one for single codes."""

from fractions import Fraction

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from sample_codings import a_pair, labellings, plain

from thememiner.comparison.overlap_metrics import b_cubed_f1, b_cubed_precision, b_cubed_recall

TRUE = "gb gb g b b d d"
"""The categories (gray, black, dashed) of the seven items in figures 16 to 21 of Amigó and others (2009)."""


def labels(items: str) -> list[list[int]]:
    """Return the labels of items that are written as letters."""
    letters = sorted(set(items) - {" "})
    return [[letters.index(letter) for letter in item] for item in items.split()]


@pytest.mark.parametrize(
    ("clusters", "precision", "recall"),
    [
        pytest.param("AB AB A B B C C", Fraction(1), Fraction(1), id="figure 16: equal"),
        pytest.param(
            "XAB XAB XA B B C C", (2 * Fraction(23, 30) + Fraction(1, 2) + 4) / 7, Fraction(1), id="figure 17"
        ),
        pytest.param(
            "YXAB YXAB YXA B B C C", (2 * Fraction(2, 3) + Fraction(1, 3) + 4) / 7, Fraction(1), id="figure 18"
        ),
        pytest.param(
            "A A A B B C C", Fraction(1), (2 * Fraction(2, 5) + 1 + 2 * Fraction(1, 2) + 2) / 7, id="figure 19"
        ),
        pytest.param(
            "AB AB A D D C C", Fraction(1), (2 * Fraction(3, 5) + 1 + 2 * Fraction(1, 2) + 2) / 7, id="figure 20"
        ),
        pytest.param(
            "A A A A A B B",
            (2 + Fraction(3, 5) + 2 * Fraction(4, 5) + 2) / 7,
            (2 * Fraction(4, 5) + 5) / 7,
            id="figure 21",
        ),
    ],
)
def test_items_of_the_paper(clusters: str, precision: Fraction, recall: Fraction) -> None:
    """The clusterings of the paper's figures have the values that its definition gives, worked by hand."""
    pair = a_pair(labels(TRUE), labels(clusters), 5)
    assert plain(b_cubed_precision, pair) == pytest.approx(float(precision))
    assert plain(b_cubed_recall, pair) == pytest.approx(float(recall))


def plain_b_cubed_precision(reference: list[list[int]], proposed: list[list[int]]) -> float:
    """Return the definition of Bagga and Baldwin (1998), item by item."""
    shares = []
    for label, cluster in zip(reference, proposed, strict=True):
        mates = [other for other, its in zip(reference, proposed, strict=True) if its == cluster]
        shares.append(mates.count(label) / len(mates))
    return sum(shares) / len(shares)


def extended_b_cubed_precision(reference: list[list[int]], proposed: list[list[int]]) -> float:
    """Return the definition of Amigó and others (2009), pair by pair."""
    pairs = list(zip(map(set, reference), map(set, proposed), strict=True))
    means = []
    for labels, clusters in pairs:
        shares = [
            min(len(clusters & its_clusters), len(labels & its_labels)) / len(clusters & its_clusters)
            for its_labels, its_clusters in pairs
            if clusters & its_clusters
        ]
        means.append(sum(shares) / len(shares))
    return sum(means) / len(means)


@settings(max_examples=examples(40))
@given(both=labellings(least=1, most=1))
def test_single_codes_give_plain_b_cubed(both: tuple[list[list[int]], list[list[int]]]) -> None:
    """With one group a unit, precision and recall are the plain ones."""
    pair = a_pair(*both)
    assert plain(b_cubed_precision, pair) == pytest.approx(plain_b_cubed_precision(*both))
    assert plain(b_cubed_recall, pair) == pytest.approx(plain_b_cubed_precision(*both[::-1]))


@settings(max_examples=examples(40))
@given(both=labellings(least=1))
def test_counting_patterns_gives_the_same_as_counting_pairs(both: tuple[list[list[int]], list[list[int]]]) -> None:
    """With several groups a unit, precision and recall are the means over all pairs."""
    pair = a_pair(*both)
    precision, recall = plain(b_cubed_precision, pair), plain(b_cubed_recall, pair)
    assert precision == pytest.approx(extended_b_cubed_precision(*both))
    assert recall == pytest.approx(extended_b_cubed_precision(*both[::-1]))
    assert plain(b_cubed_f1, pair) == pytest.approx(2 / (1 / precision + 1 / recall))


def test_more_patterns_than_a_block_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Working in blocks is invisible in the result."""
    rng = np.random.default_rng(0)
    sides = [[np.flatnonzero(row).tolist() for row in rng.random((80, 6)) < 0.4] for _ in range(2)]
    whole = plain(b_cubed_f1, a_pair(sides[0], sides[1], 6))
    monkeypatch.setattr("thememiner.comparison.contingency.BLOCK", 7)
    assert plain(b_cubed_f1, a_pair(sides[0], sides[1], 6)) == pytest.approx(whole)
