"""Discovery as a whole: any number of units, in any order, and no themes without structure."""

from dataclasses import replace

import numpy as np
import pytest
from sample_units import FEW_RUNS, blobs, embedded, units_of
from sklearn.metrics import adjusted_mutual_info_score

from thememiner.config import DiscoverySettings
from thememiner.discovery import discover
from thememiner.records import Discovery, Embedding, Tokens, UnassignedReason

GROUPS = 4
MEMBERS = 40
"""Distinct units. Other units repeat the last of them, or have no words with content."""
REPEATED, ELSEWHERE, WORDLESS = 50, 51, 52


@pytest.fixture(scope="module")
def found() -> Discovery:
    """Discover forty distinct units, ten copies of the last, one in other surroundings, and two without content."""
    vectors = blobs(WORDLESS + 2, GROUPS)
    vectors[MEMBERS:REPEATED] = vectors[MEMBERS - 1]
    vectors[WORDLESS:] = 0
    units = units_of(WORDLESS + 2, duplicates=WORDLESS + 2 - MEMBERS)
    units.loc[WORDLESS:, "duplicate_of"] = None
    return discover(embedded(vectors, units), units, settings=FEW_RUNS)


def test_separate_groups_are_found(found: Discovery) -> None:
    """Well separated groups come back as sub-themes that do not mix them."""
    own = found.subthemes[:MEMBERS]
    assert (own >= 0).mean() > 0.9
    assert adjusted_mutual_info_score(np.arange(MEMBERS) % GROUPS, own) > 0.9
    assert found.choices["sub-themes"].startswith("As many as the data show")


def test_every_array_has_a_row_for_each_kept_unit(found: Discovery) -> None:
    """Arrays of units have a row for each kept unit; sub-themes and themes have all their figures."""
    by_unit = (found.subthemes, found.membership, found.nearest, found.margin, found.carries_both, found.layout)
    assert {len(column) for column in by_unit} == {len(found.reasons)} == {WORDLESS + 2}
    assert len(found.parents) == len(found.stability) == len(found.centres) == found.subthemes.max() + 1
    assert len(found.theme_stability) == max(found.parents) + 1
    assert [reason is None for reason in found.reasons] == (found.subthemes >= 0).tolist()


def test_duplicates_follow_their_original(found: Discovery) -> None:
    """Copies with the very same vector have their original's sub-theme, membership and place."""
    for column in (found.subthemes, found.membership, found.nearest, found.layout):
        assert (column[MEMBERS:REPEATED] == column[MEMBERS - 1]).all()


def test_repetitions_in_another_context_count_separately(found: Discovery) -> None:
    """Repeated words with another context have a separate place, and the choices count both kinds."""
    assert not np.array_equal(found.layout[ELSEWHERE], found.layout[MEMBERS - 1])
    assert found.choices["repetitions"] == (
        "Of the units that repeat earlier words exactly, 10 counted once with the unit that "
        "they repeat; 2 counted separately, because their context differs."
    )


def test_units_without_content_are_not_clustered(found: Discovery) -> None:
    """A vector of zeros is unassigned with its own reason, and has no place on the map."""
    assert set(found.reasons[WORDLESS:]) == {str(UnassignedReason.WORDLESS)}
    assert np.isnan(found.layout[WORDLESS:]).all()
    assert np.isfinite(found.layout[:WORDLESS]).all()
    assert not found.membership[WORDLESS:].any()


def test_duplicates_count_once(found: Discovery) -> None:
    """Without copies and units without content, the others have the same sub-themes, to the bit."""
    rows = [*range(MEMBERS), REPEATED, ELSEWHERE]
    units = units_of(WORDLESS + 2).iloc[rows].reset_index(drop=True)
    alone = discover(embedded(blobs(WORDLESS + 2, GROUPS)[rows], units), units, settings=FEW_RUNS)
    assert alone.subthemes.tobytes() == found.subthemes[rows].tobytes()
    assert alone.membership.tobytes() == found.membership[rows].tobytes()


def test_order_context_workers_and_units_set_aside_change_nothing() -> None:
    """Shuffled rows, two workers and other plain vectors: each kept unit has the same answer, to the bit."""
    count, aside = 45, 9
    vectors, units = blobs(count, GROUPS, spread=0.1), units_of(count, set_aside=aside)
    shuffled = np.random.default_rng(1).permutation(count)
    first = discover(embedded(vectors, units), units, settings=FEW_RUNS)
    embedding = embedded(vectors[shuffled], units.iloc[shuffled])
    plain = embedded(blobs(count, 1, spread=1), units.iloc[shuffled]).vectors
    second = discover(
        Embedding(plain, embedding.contextual, "On.", {}, {}),
        units.iloc[shuffled].reset_index(drop=True),
        settings=DiscoverySettings(runs=FEW_RUNS.runs, workers=2),
    )
    rows = shuffled[shuffled >= aside] - aside
    assert len(first.subthemes) == count - aside
    for name in ("subthemes", "membership", "nearest", "margin", "layout", "carries_both"):
        assert getattr(first, name)[rows].tobytes() == getattr(second, name).tobytes(), name
    assert first.centres.tobytes() == second.centres.tobytes()
    assert (first.stability, first.theme_stability) == (second.stability, second.theme_stability)
    assert first.choices == second.choices


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 9])
def test_too_few_units_have_no_themes(count: int) -> None:
    """Below the least number of units, nothing is proposed and the reason is given."""
    units = units_of(count)
    nothing = discover(embedded(blobs(count, 3), units), units)
    assert nothing.parents == nothing.stability == nothing.theme_stability == ()
    assert nothing.choices["themes"].startswith(f"None: {count} distinct units with content are fewer than the 10")
    assert set(nothing.reasons) <= {str(UnassignedReason.NO_THEMES)}
    assert nothing.layout.shape == (count, 2)


@pytest.mark.parametrize("count", [10, 60])
def test_any_number_of_units_gives_an_answer(count: int) -> None:
    """Every kept unit is assigned or has a reason."""
    units = units_of(count)
    answer = discover(embedded(blobs(count, 4), units), units, settings=FEW_RUNS)
    assert [reason is None for reason in answer.reasons] == (answer.subthemes >= 0).tolist()
    assert np.isfinite(answer.layout).all()


def test_identical_vectors_are_not_themes() -> None:
    """Identical units cannot be told apart, and the choices explain the result."""
    units = units_of(15)
    answer = discover(embedded(np.repeat(blobs(1, 1), 15, axis=0), units), units, settings=FEW_RUNS)
    assert len(answer.reasons) == 15
    assert answer.choices["themes"]


def test_shuffled_words_give_no_themes() -> None:
    """If the order of words is not that of language, vectors are not compared."""
    count, each = 100, 12
    units = units_of(count)
    units["text"] = [" ".join(f"{index:02}{letter}" for letter in "abcdefghijkl") for index in range(count)]
    starts = np.tile(4 * np.arange(each), count).astype(np.int32)
    words = Tokens(np.arange(0, count * each + 1, each), starts, starts + np.int32(3))
    answer = discover(embedded(blobs(count, 2), units), units, tokens=words)
    assert answer.parents == ()
    assert set(answer.reasons) == {str(UnassignedReason.NO_THEMES)}
    assert "as if they had been shuffled" in answer.choices["themes"]


def test_themes_are_chosen_by_relative_shares_if_there_is_a_course() -> None:
    """Further dimensions are the course of the interviews: the manifest says how themes were chosen with it."""
    units = units_of(200)
    text = embedded(blobs(200, 4), units)
    course = np.full((200, 1), 0.1, dtype=np.float32)
    with_course = replace(text, contextual=np.hstack([text.contextual, course]))
    assert "as often as units of one sub-theme" in discover(with_course, units, settings=FEW_RUNS).choices["themes"]
    assert "as often as" not in discover(text, units, settings=FEW_RUNS).choices["themes"]


@pytest.mark.parametrize("people", [5, 10])
def test_sub_themes_of_one_person_do_not_come_back_in_others(people: int) -> None:
    """Where units have context, a group of all people comes back in others, and that of a single person does not."""
    count = 120
    vectors = blobs(count, GROUPS)
    group = np.arange(count) % GROUPS
    person = np.arange(count) // GROUPS % people
    person[group == 0] = 0
    units = units_of(count).assign(participant=[f"P{number}" for number in person])
    plain = embedded(vectors, units)
    contextual = plain.contextual.copy()
    contextual[0] = contextual[GROUPS]  # of the same group
    found = discover(replace(plain, contextual=contextual), units, settings=FEW_RUNS)
    alone = found.subthemes[group == 0][0]
    scores = [score for number, score in enumerate(found.replication) if number != alone]
    assert found.replication[alone] == 0
    assert len(found.replication) == len(found.stability)
    assert all(score is not None and score > 0.8 for score in scores)
    equal = replace(plain, contextual=plain.contextual.copy())
    assert discover(equal, units, settings=FEW_RUNS).replication == ()
