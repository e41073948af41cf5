"""Themes are sought in a sample, and the units outside it are assigned."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sample_units import blobs, embedded, units_of
from sklearn.metrics import adjusted_mutual_info_score

from thememiner.config import DiscoverySettings
from thememiner.discovery import discover
from thememiner.discovery.inputs import MIN_UNITS_PER_PERSON, draw_sample
from thememiner.discovery.neighbour_graph import find_neighbours, find_neighbours_in_sample
from thememiner.discovery.seeded import SeededUnits
from thememiner.records import Discovery, UnassignedReason

COUNT, GROUPS, SAMPLE = 600, 4, 120
SAMPLED = DiscoverySettings(runs=4, sample=SAMPLE, workers=1)


@pytest.fixture(scope="module")
def found() -> Discovery:
    """Discover six hundred units in a sample of a fifth of them."""
    units = units_of(COUNT, people=10)
    return discover(embedded(blobs(COUNT, GROUPS), units), units, settings=SAMPLED)


def units_by(*counts: int) -> pd.DataFrame:
    """Return a table with these numbers of units per participant."""
    people = [f"P{number}" for number, count in enumerate(counts) for _ in range(count)]
    return pd.DataFrame({"participant": people, "doc_id": people})


@pytest.mark.parametrize(
    ("counts", "size"),
    [
        pytest.param((500, 300, 200), 100, id="all said much"),
        pytest.param((900, 60, 7, 2, 1), 100, id="some said little"),
        pytest.param((3,) * 200, 100, id="more participants than can all have a fixed number"),
        pytest.param((90, 10), 100, id="no more units than that"),
        pytest.param((1000,), 100, id="one participant"),
    ],
)
def test_every_participant_is_sampled_in_proportion(counts: tuple[int, ...], size: int) -> None:
    """The sample has the set size, and shares follow those of all units beyond the minimum per person."""
    units = units_by(*counts)
    rows = draw_sample(units, size, seed=0)
    assert len(rows) == size
    assert (np.diff(rows) > 0).all()
    drawn = units["participant"].iloc[rows].value_counts()
    if len(counts) <= size // (2 * MIN_UNITS_PER_PERSON):
        assert all(drawn[f"P{number}"] >= min(MIN_UNITS_PER_PERSON, count) for number, count in enumerate(counts))
    shares = drawn.reindex([f"P{number}" for number in range(len(counts))], fill_value=0) / size
    assert np.abs(shares - np.array(counts) / sum(counts)).max() < 0.15


def test_another_seed_draws_other_units() -> None:
    """The same seed draws the same units, and another seed other units."""
    units = units_by(400, 600)
    first, again, other = (draw_sample(units, 100, seed=seed) for seed in (0, 0, 1))
    assert first.tolist() == again.tolist() != other.tolist()


def test_documents_count_as_persons_without_named_participants() -> None:
    """Each document has its part of the sample."""
    units = units_by(950, 45, 5).assign(participant=None)
    assert set(units["doc_id"].iloc[draw_sample(units, 100, seed=0)]) == {"P0", "P1", "P2"}


def test_neighbours_in_the_sample_are_exact() -> None:
    """They equal those of a search among all units, and among equally near ones the first is taken."""
    vectors = blobs(60, 3, spread=0.3)
    near, all_near = find_neighbours_in_sample(vectors[40:], vectors[:40], 7), find_neighbours(vectors, 59)
    for row in range(20):
        wanted = [other for other in all_near.indices[40 + row].tolist() if other < 40][:7]
        assert near.indices[row].tolist() == wanted
    axes = np.eye(4, dtype=np.float32)
    assert find_neighbours_in_sample(axes[:1], axes[[1, 0, 2, 0, 0]], 2).indices.tolist() == [[1, 3]]


def test_units_outside_the_sample_are_assigned(found: Discovery) -> None:
    """Well separated groups become sub-themes of all units, and the choices mention the sample."""
    assert (found.subthemes >= 0).mean() > 0.9
    assert adjusted_mutual_info_score(np.arange(COUNT) % GROUPS, found.subthemes) > 0.9
    assert [reason is None for reason in found.reasons] == (found.subthemes >= 0).tolist()
    assert np.isfinite(found.layout).all()
    assert np.abs(found.layout).max() <= 1
    assert found.choices["sample"].startswith("Themes were sought in 120 of the 600 distinct units (20.0%), drawn")
    assert (found.membership[found.subthemes >= 0] > 0).all()


def test_order_workers_and_number_type_of_a_sampled_search(found: Discovery) -> None:
    """Shuffled rows and two workers give each unit the same answer, to the bit."""
    units = units_of(COUNT, people=10)
    embedding = embedded(blobs(COUNT, GROUPS), units)
    rows = np.random.default_rng(1).permutation(COUNT)
    shuffled = replace(embedding, vectors=embedding.vectors[rows], contextual=embedding.contextual[rows])
    settings = SAMPLED.model_copy(update={"workers": 2})
    second = discover(shuffled, units.iloc[rows].reset_index(drop=True), settings=settings)
    for name in ("subthemes", "membership", "nearest", "margin", "layout", "carries_both"):
        assert getattr(found, name)[rows].tobytes() == getattr(second, name).tobytes(), name
    assert tuple(np.array(found.reasons, dtype=object)[rows]) == second.reasons
    assert found.centres.tobytes() == second.centres.tobytes()
    assert (found.stability, found.choices) == (second.stability, second.choices)


def test_vectors_of_half_precision_in_a_file(found: Discovery, tmp_path: object) -> None:
    """A memory-mapped file of float16 gives nearly the same sub-themes."""
    units = units_of(COUNT, people=10)
    stored = np.lib.format.open_memmap(f"{tmp_path}/v.npy", mode="w+", dtype=np.float16, shape=(COUNT, 16))
    stored[:] = blobs(COUNT, GROUPS)
    embedding = replace(embedded(blobs(COUNT, GROUPS), units), vectors=stored, contextual=stored)
    half = discover(embedding, units, settings=SAMPLED)
    assert adjusted_mutual_info_score(found.subthemes, half.subthemes) > 0.9
    assert half.centres.dtype == np.float32


def test_noise_in_the_sample_gives_no_themes() -> None:
    """In one cloud without groups every unit is unassigned for that reason, and has a place on the map."""
    units = units_of(COUNT)
    noise = embedded(blobs(COUNT, 1, spread=1), units)
    nothing = discover(noise, units, settings=SAMPLED)
    assert nothing.parents == ()
    assert set(nothing.reasons) == {str(UnassignedReason.NO_THEMES)}
    assert np.isfinite(nothing.layout).all()


def test_seed_themes_pull_units_outside_the_sample() -> None:
    """Units that a seed pulls are together, in the sample and outside it."""
    units, vectors = units_of(COUNT, people=10), blobs(COUNT, 2, spread=0.2)
    labels = np.where(np.arange(COUNT) % 6 == 0, 0, -1)
    seeded = SeededUnits(("a seed",), labels, np.zeros(COUNT, dtype=np.float32))
    pulled = discover(embedded(vectors, units), units, settings=SAMPLED, seeded_units=seeded).subthemes[labels == 0]
    assert np.bincount(pulled[pulled >= 0]).max() > 0.8 * len(pulled)
