"""The benchmark of interview guides plants questions where it says, and counts what is found."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.planted_guides import MARK, Material, Planting, plant, read_guides
from benchmarks.questions import score_guide
from thememiner.records import (
    ASKED_COLUMNS,
    SEGMENTED_COLUMNS,
    Form,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    make_table,
)


def to_units(said: list[tuple[str, int, str, str]]) -> pd.DataFrame:
    """Return a table of units from documents, turns, roles and texts."""
    columns: dict[str, list[object]] = {column.name: [None] * len(said) for column in SEGMENTED_COLUMNS}
    given: dict[str, list[object]] = {
        "unit_id": [f"{name}-{turn}" for name, turn, _, _ in said],
        "doc_id": [name for name, _, _, _ in said],
        "turn": [turn for _, turn, _, _ in said],
        "start": [10 * turn for _, turn, _, _ in said],
        "end": [10 * turn + 9 for _, turn, _, _ in said],
        "role": [role for _, _, role, _ in said],
        "text": [text for _, _, _, text in said],
        "language": ["en"] * len(said),
        "kept": [role == "participant" for _, _, role, _ in said],
    }
    return make_table(SEGMENTED_COLUMNS, {**columns, **given})


def test_every_guide_has_different_wordings() -> None:
    """The wordings are 12 questions a guide, and no two of a guide are the same."""
    for questions in read_guides().values():
        wordings = [wording for own in questions.values() for wording in own]
        assert len(questions) == 12
        assert len(set(wordings)) == len(wordings)


def test_a_planted_question_takes_the_place_of_one_that_was_asked() -> None:
    """Text and vector change together, the truth names the turn, and everything else stays."""
    dialogue = [("A", turn, "participant" if turn % 2 else "interviewer", f"text {turn}") for turn in range(60)]
    wordings = [(f"{MARK}g:en:q{number}", 0, "interviewer", f"wording {number}") for number in range(5)]
    units = to_units([*dialogue, *wordings])
    vectors = np.arange(len(units), dtype=np.float32)[:, None]
    material = Material(units, vectors, dict.fromkeys(units["doc_id"], Form.DIALOGUE))
    planted, truth = plant(material, Planting(("g",)), seed=1)
    assert planted.documents == ["A"]
    assert sorted(truth.values()) == [f"q{number}" for number in range(5)]
    for (_, turn), question in truth.items():
        row = int(np.flatnonzero(planted.units["turn"] == turn)[0])
        assert planted.units["text"][row] == question.replace("q", "wording ")
        assert planted.vectors[row] == 60 + int(question[1:])
    rest = ~planted.units["turn"].isin([turn for _, turn in truth])
    assert (planted.units["text"][rest] == units["text"][:60][rest]).all()


def test_scores_are_counted_by_hand() -> None:
    """Of two true questions one is found; one turn of it is missed, and one other turn is taken for it."""
    places = [("A", 0), ("A", 2), ("A", 4), ("B", 0), ("B", 2)]
    truth = {("A", 0): "first", ("B", 0): "first", ("A", 4): "second", ("B", 2): "first"}
    ids = ["Q1", "Q1", "Q1", "Q1", "Q1"]
    asked = make_table(
        ASKED_COLUMNS,
        {
            "doc_id": [name for name, _ in places],
            "turn": [turn for _, turn in places],
            "start": [10 * turn for _, turn in places],
            "end": [10 * turn + 9 for _, turn in places],
            "question_id": ids,
            "confidence": [1.0] * 5,
            "is_follow_up": [False, False, True, False, True],
        },
    )
    guide = QuestionGuide((GuideQuestion("Q1", "?", 2, 0.1, False),), asked, GuideOutcome.FOUND, 2)
    units = to_units([("A", 1, "participant", "a"), ("A", 5, "participant", "b"), ("B", 1, "participant", "c")])
    scores = score_guide(guide, units, truth)
    assert scores.found == pytest.approx(0.5)
    assert scores.doubled == 0
    assert scores.right == pytest.approx(2 / 4)
    assert scores.other == pytest.approx(1 / 4)
    assert scores.units == pytest.approx(2 / 3)
