"""What makes a phrase weigh more in a group of units."""

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt
import pytest

from thememiner.description.key_phrases import Phrases, weigh_phrases


def weights(
    said: list[str],
    groups: list[int],
    *,
    parts: Sequence[int] = (),
    vectors: npt.NDArray[np.float32] | None = None,
    people: Sequence[int] = (),
    origins: Sequence[str] = (),
) -> dict[tuple[int, str], float]:
    """Weigh the words of units, each of one letter, as phrases."""
    letters = sorted(set("".join(said)))
    pairs = [(unit, letters.index(letter)) for unit, letters_said in enumerate(said) for letter in letters_said]
    both = np.array(pairs, dtype=np.int64)
    found = Phrases(both[:, 0], both[:, 1], tuple(letters), tuple(frozenset({letter}) for letter in letters))
    count = len(said)
    table = weigh_phrases(
        found,
        np.array(groups),
        np.array(parts or [0] * count),
        vectors=np.tile(np.array([[1, 0]], dtype=np.float32), (count, 1)) if vectors is None else vectors,
        people=people or range(count),
        origins=origins or range(count),
    )
    rows = table.itertuples(index=False)
    return {(int(str(row.group)), letters[int(str(row.phrase))]): float(str(row.weight)) for row in rows}


def test_alone_it_is_class_based_tf_idf() -> None:
    """The hand-worked case: tf * log(1 + A / f); A is 5 sayings over 2 groups."""
    found = weights(["at", "a", "bt", ""], [0, 0, 1, 1])
    assert found[0, "a"] == pytest.approx(2 * log(1 + 2.5 / 2))
    assert found[0, "t"] == found[1, "t"] == pytest.approx(log(1 + 2.5 / 2))


def test_units_without_a_group_tell_what_is_common() -> None:
    """What is said everywhere marks nothing."""
    found = weights(["ab", "b", "b"], [0, -1, -1])
    assert found[0, "a"] > found[0, "b"]


def test_phrases_of_many_people_beat_those_of_one() -> None:
    """Three units by one person: a third of the evenness, and its root in weight."""
    found = weights(["a", "a", "a", "b", "b", "b"], [0] * 6, people=[1, 1, 1, 1, 2, 3])
    assert found[0, "a"] == pytest.approx(found[0, "b"] / np.sqrt(3))


def test_phrases_that_span_the_parts_beat_those_of_one() -> None:
    """A theme is named by what its sub-themes share."""
    found = weights(["a", "a", "b", "b"], [0] * 4, parts=[0, 0, 0, 1])
    assert found[0, "a"] == pytest.approx(found[0, "b"] / 2)


def test_phrases_of_central_units_beat_those_of_the_margin() -> None:
    """What is said in the middle of a theme says what it is about."""
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)
    found = weights(["a", "", "", "b"], [0] * 4, vectors=vectors)
    assert found[0, "a"] > found[0, "b"] > 0


def test_vectors_without_direction_change_nothing() -> None:
    """Units of which nothing is known are as near as any."""
    nothing = weights(["a", "b"], [0, 0], vectors=np.zeros((2, 2), dtype=np.float32))
    assert nothing == weights(["a", "b"], [0, 0])


def test_repetitions_count_once() -> None:
    """A person who says the same again adds nothing."""
    assert weights(["a", "a", "b"], [0] * 3, origins=["x", "x", "y"])[0, "a"] == pytest.approx(log(1 + 2 / 1))
