"""Saturation of invented studies whose themes are known, measured through the public function."""

from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from thememiner.config import SaturationSettings
from thememiner.saturation import compute_saturation


class Study:
    """Interviews with the themes that each speaks of, five units a theme; a theme is found where it has so many."""

    def __init__(self, interviews: list[str], *, found_from: int = 5) -> None:
        rows = [(f"P{n}", theme) for n, themes in enumerate(interviews) for theme in themes for _ in range(5)]
        people = [person for person, _ in rows]
        self.truth = np.array([ord(theme) - ord("a") for _, theme in rows], dtype=np.int64)
        self.units = pd.DataFrame(
            {
                "doc_id": people,
                "participant": people,
                "subtheme_id": [theme for _, theme in rows],
                "second_subtheme_id": None,
            },
            dtype=object,
        )
        self.found_from = found_from
        self.asked = 0

    def rediscover(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the true themes of units, but none that has too few units yet."""
        self.asked += 1
        themes = self.truth[rows]
        return np.where(np.bincount(themes)[themes] >= self.found_from, themes, -1)


def test_everybody_says_the_same() -> None:
    """Where all say all there is, the first run adds nothing, in any order."""
    study = Study(["abcd"] * 8)
    measured = compute_saturation(study.units, study.rediscover)
    assert (measured.notation, measured.counted, measured.interviews, measured.orders) == ("4+2", "documents", 8, 10)
    assert measured.rediscovered is not None
    assert [(p.interviews, p.themes, p.new) for p in measured.rediscovered.points] == [
        (4, 4, None),
        (6, 4, 0),
        (8, 4, 0),
    ]
    assert measured.rediscovered.reached_in == 1
    assert measured.sentence == (
        "Saturation at 4+2 documents: after 4, every 2 more added few themes (at most 5 % as many as the first 4 had). "
        "This is the median of 10 shuffled orders, of which 10 reached such a point, all after 4."
    )


def test_everybody_says_something_else() -> None:
    """Where each brings a theme of his own, every run adds two to the four of the base; all are one person's."""
    study = Study(list("abcdefgh"))
    measured = compute_saturation(study.units, study.rediscover)
    assert measured.notation is None
    assert measured.rediscovered is not None
    assert [(p.themes, p.new) for p in measured.rediscovered.points] == [(4, None), (6, 0.5), (8, 0.5)]
    assert measured.single_participant == 8
    assert measured.sentence == (
        "No saturation within 8 documents: none of 10 shuffled orders reached a point from which on every 2 more added "
        "few themes (at most 5 % as many as the first 4 had). The last 2 still added 50 % as many (median)."
    )


def test_looking_up_is_too_optimistic() -> None:
    """A theme that only all together make visible is looked up early, but rediscovered late."""
    study = Study(["ab"] * 8, found_from=31)
    measured = compute_saturation(study.units, study.rediscover)
    assert measured.looked_up is not None
    assert measured.rediscovered is not None
    assert measured.looked_up.reached_at == 4
    assert measured.rediscovered.reached_at is None
    assert [point.themes for point in measured.rediscovered.points] == [0, 0, 2]
    assert [point.new for point in measured.rediscovered.points] == [None, None, None]
    assert any("would show saturation at 4+2. That is too optimistic" in note for note in measured.notes)


def test_sessions_of_a_person_are_one_interview() -> None:
    """Twelve documents of six people are six interviews, and a note says so."""
    study = Study(["abc"] * 12)
    study.units["participant"] = [f"W{int(person[1:]) // 2}" for person in study.units["participant"]]
    measured = compute_saturation(study.units, study.rediscover)
    assert (measured.counted, measured.interviews, measured.notation) == ("participants", 6, "4+2")
    assert any("all documents of a participant count as one" in note for note in measured.notes)


def test_many_documents_of_few_people_are_few_interviews() -> None:
    """Fifteen sessions with five people are too few interviews, and the sentence says what was counted."""
    study = Study(["abc"] * 15)
    study.units["participant"] = [f"W{int(person[1:]) // 3}" for person in study.units["participant"]]
    assert compute_saturation(study.units, study.rediscover).sentence == (
        "Saturation is not defined: a base of 4 and a run of 2 need 6 participants, and there are 5 (all documents of "
        "a participant count as one interview)."
    )


def test_second_codes_are_themes_too() -> None:
    """What a unit carries as its second code counts where themes are looked up."""
    study = Study(["ab"] * 6)
    study.units.loc[0, "second_subtheme_id"] = "c"
    measured = compute_saturation(study.units, study.rediscover)
    assert measured.looked_up is not None
    assert measured.looked_up.points[-1].themes == 3


@pytest.mark.parametrize(
    ("interviews", "reason"),
    [
        pytest.param(["abc"] * 5, "a base of 4 and a run of 2 need 6 documents, and there are 5.", id="too few"),
        pytest.param(["abc"], "all units are from a single document.", id="a single one"),
        pytest.param([], "a base of 4 and a run of 2 need 6 documents, and there are 0.", id="nothing at all"),
        pytest.param(
            ["a"] + [""] * 3 + ["a"] * 5, None, id="documents without units are no interviews, but six are left"
        ),
    ],
)
def test_saturation_may_be_undefined(interviews: list[str], reason: str | None) -> None:
    """With too few interviews there are no figures, but a sentence that says why."""
    study = Study(interviews)
    measured = compute_saturation(study.units, study.rediscover)
    if reason is None:
        assert measured.interviews == 6
        return
    assert (measured.rediscovered, measured.looked_up, measured.notation, measured.orders) == (None, None, None, 0)
    assert measured.sentence == f"Saturation is not defined: {reason}"
    assert study.asked == 0


def test_one_person_met_many_times_is_one_interview() -> None:
    """The sentence speaks of the participant, since there are several documents."""
    study = Study(["abc"] * 8)
    measured = compute_saturation(study.units.assign(participant="Anna"), study.rediscover)
    assert (measured.counted, measured.interviews) == ("participants", 1)
    assert measured.sentence == "Saturation is not defined: all units are from a single participant."


def test_rows_of_a_survey_are_no_interviews() -> None:
    """Many answers of a unit each have too little in a base of four to look for themes in."""
    study = Study(["abc"] * 20)
    units = study.units.iloc[::15].reset_index(drop=True)
    measured = compute_saturation(units, study.rediscover)
    assert measured.sentence == (
        "Saturation is not defined: 4 of these documents have about 4 units together, too few to show a theme."
    )


def test_a_corpus_without_themes_has_no_saturation() -> None:
    """Where nothing was found, nothing can be saturated."""
    study = Study(["abc"] * 8)
    study.units["subtheme_id"] = None
    assert (
        compute_saturation(study.units, study.rediscover).sentence == "Saturation is not defined: no themes were found."
    )


def test_the_same_seed_gives_the_same_figures() -> None:
    """Another seed draws other orders; the same one the same."""
    study = Study(["ab", "abc", "ad", "abe", "af", "abg", "ah", "abi", "a", "ab"])
    first, again, other = (asdict(compute_saturation(study.units, study.rediscover, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_all_interviews_are_looked_at_once() -> None:
    """Of ten orders over three prefixes the whole corpus is shared: 21 searches, and every step is reported."""
    study = Study(["abc"] * 8)
    steps: list[tuple[int, int]] = []
    measured = compute_saturation(
        study.units, study.rediscover, on_step=lambda done, total: steps.append((done, total))
    )
    assert study.asked == 21
    assert measured.orders == 10
    assert steps == [(done, 30) for done in range(1, 31)]


def test_a_note_says_that_work_was_limited() -> None:
    """Fewer orders than asked for, and runs with gaps between them, are said in a note."""
    study = Study(["abc"] * 40)
    measured = compute_saturation(study.units, study.rediscover, settings=SaturationSettings(orders=10))
    assert measured.orders == 5
    assert study.asked == 5 * 11 + 1
    assert measured.notes[-2].startswith("To limit computing time, 5 of the 10 requested orders were computed")
