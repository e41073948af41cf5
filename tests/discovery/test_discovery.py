"""Discovery: any number of units, in any order."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery import AdaptiveClusterer, discover
from thememiner.discovery.hierarchy import group, mean_vectors, ordered
from thememiner.discovery.sizes import sizes_for
from thememiner.records import SEGMENTED_COLUMNS, Embedding, table


def blobs(count: int, groups: int, *, seed: int = 0, spread: float = 0.05) -> npt.NDArray[np.float32]:
    """Return unit vectors around so many well separated directions."""
    generator = np.random.default_rng(seed)
    centres = np.eye(32)[:groups]
    points = centres[np.arange(count) % groups] + generator.normal(0, spread, (count, 32))
    return np.asarray(normalize(points) if count else np.zeros((0, 32)), dtype=np.float32)


def units_of(count: int, *, set_aside: int = 0, duplicates: int = 0) -> pd.DataFrame:
    """Return a table of units, the first of them set aside, the last repeating the one before them."""
    kept = [index >= set_aside for index in range(count)]
    columns: dict[str, list[Any]] = {
        "unit_id": [f"{index * 7919 % 10007:016x}" for index in range(count)],
        "row_id": [None] * count,
        "doc_id": [f"D{index % 5}" for index in range(count)],
        "participant": [f"P{index % 5}" for index in range(count)],
        "speaker": [f"P{index % 5}" for index in range(count)],
        "role": ["participant"] * count,
        "turn": [0] * count,
        "start": list(range(count)),
        "end": [index + 1 for index in range(count)],
        "text": ["x"] * count,
        "language": ["en"] * count,
        "kept": kept,
        "reason": [None if is_kept else "back-channel" for is_kept in kept],
        "answers": [None] * count,
        "duplicate_of": [None] * count,
    }
    first = count - duplicates - 1
    for index in range(count - duplicates, count):
        columns["duplicate_of"][index] = columns["unit_id"][first]
    return table(SEGMENTED_COLUMNS, columns)


def embedded(vectors: npt.NDArray[np.float32], units: pd.DataFrame) -> Embedding:
    """Return these vectors as the embedding of these units."""
    vectors = vectors.copy()
    vectors[~units["kept"].to_numpy()] = np.nan
    return Embedding(vectors, vectors, "Off.", {}, {})


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 9, 10, 11, 30, 50, 99, 120])
def test_any_number_of_units_gives_an_answer(count: int) -> None:
    """From 0 to 120 units every kept unit is assigned or has a reason."""
    units = units_of(count)
    found = discover(embedded(blobs(count, 4), units), units)
    assert len(found.subthemes) == len(found.reasons) == len(found.layout) == count
    assert [reason is None for reason in found.reasons] == (found.subthemes >= 0).tolist()
    assert found.choices


@pytest.mark.parametrize("count", [30, 200])
def test_separate_groups_are_found(count: int) -> None:
    """Well separated groups come back as sub-themes that do not mix them."""
    units = units_of(count)
    found = discover(embedded(blobs(count, 5), units), units)
    truth = np.arange(count) % 5
    assigned = found.subthemes >= 0
    assert assigned.mean() > 0.9
    assert all(len(set(truth[found.subthemes == label])) == 1 for label in range(len(found.parents)))


@pytest.mark.parametrize("count", [40, 150])
def test_the_order_of_the_units_changes_nothing(count: int) -> None:
    """Shuffled rows give each unit the same sub-theme, membership and place."""
    units = units_of(count)
    vectors = blobs(count, 6, spread=0.3)
    shuffled = np.random.default_rng(1).permutation(count)
    first = discover(embedded(vectors, units), units)
    second = discover(embedded(vectors[shuffled], units), units.iloc[shuffled].reset_index(drop=True))
    assert np.array_equal(first.subthemes[shuffled], second.subthemes)
    assert np.array_equal(first.membership[shuffled], second.membership)
    assert np.array_equal(first.layout[shuffled], second.layout)


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Two runs with one seed are equal to the last bit."""
    units = units_of(150)
    embedding = embedded(blobs(150, 6, spread=0.3), units)
    first, second = (discover(embedding, units, seed=3) for _ in range(2))
    assert first.layout.tobytes() == second.layout.tobytes()
    assert first.subthemes.tobytes() == second.subthemes.tobytes()


def test_duplicates_weigh_once_and_follow_their_original() -> None:
    """Fifty copies of one unit change no other unit's sub-theme and share their original's."""
    vectors = blobs(90, 4)
    without = discover(embedded(vectors[:40], units_of(40)), units_of(40))
    vectors[40:] = vectors[39]
    units = units_of(90, duplicates=50)
    found = discover(embedded(vectors, units), units)
    assert np.array_equal(found.subthemes[:40], without.subthemes)
    assert set(found.subthemes[39:].tolist()) == {int(without.subthemes[39])}


def test_repetitions_in_another_context_stand_for_themselves() -> None:
    """What is said again goes where it was said first if their vectors are equal, and has its own place if not."""
    vectors = blobs(42, 4)
    vectors[40] = vectors[39]
    units = units_of(42, duplicates=2)
    found = discover(embedded(vectors, units), units)
    assert np.array_equal(found.layout[40], found.layout[39])
    assert not np.array_equal(found.layout[41], found.layout[39])
    assert found.choices["repetitions"] == (
        "Of the units that repeat earlier words exactly, 1 weighed once with the unit repeated; "
        "1 stood for themselves, because what surrounds them differs."
    )


def test_themes_are_made_of_vectors_with_context() -> None:
    """Whatever the plain vectors are, the contextual ones settle clusters and centres."""
    units = units_of(40)
    contextual = blobs(40, 4)
    found = discover(Embedding(blobs(40, 1, spread=1), contextual, "On.", {}, {}), units)
    alone = discover(embedded(contextual, units), units)
    assert np.array_equal(found.subthemes, alone.subthemes)
    assert np.array_equal(found.centres, alone.centres)


def test_units_that_are_set_aside_take_no_part() -> None:
    """Only kept units are in the answer."""
    units = units_of(50, set_aside=20)
    assert len(discover(embedded(blobs(50, 3), units), units).subthemes) == 30


def test_units_of_which_nothing_is_known_take_no_part() -> None:
    """A vector of zeros is unassigned with its own reason, and has no place on the map."""
    units = units_of(40)
    vectors = blobs(40, 3)
    vectors[:6] = 0
    found = discover(embedded(vectors, units), units)
    assert set(found.reasons[:6]) == {"no words with content"}
    assert np.isnan(found.layout[:6]).all()
    assert np.isfinite(found.layout[6:]).all()


def test_too_few_units_are_told_so() -> None:
    """Below the smallest corpus that can carry a theme, nothing is proposed and the reason is given."""
    units = units_of(9)
    found = discover(embedded(blobs(9, 3), units), units)
    assert found.parents == ()
    assert "9 distinct units with content are fewer than the 10" in found.choices["themes"]


@pytest.mark.parametrize("count", [60, 130])
def test_identical_vectors_are_no_traceback(count: int) -> None:
    """Units that all lie in one place give an answer."""
    units = units_of(count)
    vectors = np.repeat(blobs(1, 1), count, axis=0)
    assert len(discover(embedded(vectors, units), units).subthemes) == count


@pytest.mark.parametrize(
    ("count", "neighbours", "smallest"),
    [
        pytest.param(10, 5, 3, id="few"),
        pytest.param(212, 7, 7, id="seven interviews"),
        pytest.param(1387, 19, 19, id="a survey"),
        pytest.param(100_000, 30, 50, id="many"),
    ],
)
def test_sizes_follow_the_number_of_units(count: int, neighbours: int, smallest: int) -> None:
    """Half of the square root, within bounds."""
    sizes = sizes_for(count, DiscoverySettings())
    assert (sizes.neighbours, sizes.min_theme_units) == (neighbours, smallest)


def test_sizes_can_be_given() -> None:
    """A researcher who names sizes gets them."""
    sizes = sizes_for(500, DiscoverySettings(neighbours=11, min_theme_units=7))
    assert (sizes.neighbours, sizes.min_theme_units) == (11, 7)


@pytest.mark.parametrize(("subthemes", "themes"), [(0, 0), (1, 1), (2, 2), (8, 3), (22, 5), (116, 11)])
def test_themes_are_about_the_square_root_of_subthemes(subthemes: int, themes: int) -> None:
    """Sub-themes are grouped into about as many themes as published codebooks have."""
    centres = np.asarray(
        normalize(np.random.default_rng(0).normal(size=(subthemes, 8))) if subthemes else np.zeros((0, 8))
    )
    assert len(set(group(centres.astype(np.float32), 12).tolist())) == themes


def test_numbers_go_by_size() -> None:
    """The largest theme comes first, and in it the largest sub-theme."""
    labels = np.array([0, 1, 1, 2, 2, 2, -1])
    renumbered, parents = ordered(labels, np.array([0, 1, 0]))
    assert renumbered.tolist() == [1, 2, 2, 0, 0, 0, -1]
    assert parents == (0, 0, 1)


def test_mean_vectors_have_unit_length() -> None:
    """The centre of a cluster is a direction."""
    centres = mean_vectors(blobs(20, 2), np.arange(20) % 2)
    assert np.allclose(np.linalg.norm(centres, axis=1), 1, atol=1e-5)


def test_the_clusterer_follows_scikit_learn() -> None:
    """It can be cloned, knows its parameters, and predicts what it fitted."""
    clusterer = clone(AdaptiveClusterer(random_state=4))
    assert clusterer.get_params() == {"n_neighbors": None, "min_cluster_size": None, "random_state": 4}
    assert clusterer.fit_predict(blobs(40, 4)).shape == (40,)
