"""The place in the interview and its questions beside the vectors of what was said."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from invented_interviews import ASKS, SAYS, Said, asked_in, dialogues, guided, invent_word, to_units

from thememiner.errors import UsageError
from thememiner.questions import InterviewCourse, collect_asked, find_guide, follow_course, trace_course
from thememiner.questions.interview_course import LEAST_COMMON, LEAST_DISTANCE, measure_common_course
from thememiner.records import Form, QuestionGuide, add_course, round_to_grid

PLACES = 9
Vectors = npt.NDArray[np.float32]


def trace(
    interviews: dict[str, list[Said]], *, form: Form = Form.DIALOGUE
) -> tuple[pd.DataFrame, QuestionGuide, InterviewCourse | None]:
    """Return the units of interviews, their guide and their course."""
    units, vectors = to_units(interviews)
    forms = dict.fromkeys(units["doc_id"], form)
    asked = collect_asked(units, vectors, forms)
    guide = find_guide(asked, seed=1)
    return units, guide, trace_course(guide, asked, units, to_contextual(units, vectors), forms, seed=1)


def to_contextual(units: pd.DataFrame, vectors: Vectors) -> Vectors:
    """Return the vectors of kept units, on the grid; NaN for the others."""
    kept = units["kept"].to_numpy(bool)
    return np.where(kept[:, None], round_to_grid(vectors), np.float32(np.nan))


def ask_anything(number: int, subjects: tuple[str, ...]) -> list[Said]:
    """Return a conversation about a few subjects in which nothing else is common."""
    draw = np.random.default_rng(number)
    said: list[Said] = []
    for subject in subjects:
        said += [(ASKS, f"{subject} {invent_word(draw)}?"), (SAYS, f"I {invent_word(draw)} the {invent_word(draw)}.")]
    return said


def test_units_at_the_same_place_and_question_are_closer() -> None:
    """Two answers to one question of two interviews have a larger product than answers to distant questions."""
    units, guide, course = trace(guided())
    assert guide.is_usable
    assert course is not None
    assert course.vectors.shape == (len(units), PLACES + len(guide.questions))
    kept = units["kept"].to_numpy(bool)
    assert np.isnan(course.vectors[~kept]).all()
    assert np.isfinite(course.vectors[kept]).all()
    own = course.vectors[kept]
    place = units.loc[kept, "turn"].to_numpy()
    document = units.loc[kept, "doc_id"].to_numpy()
    near, far = (
        float(np.mean([own[row] @ own[other] for row, other in zip(*np.nonzero(chosen), strict=True)]))
        for chosen in (
            (np.abs(place[:, None] - place) <= 1) & (document[:, None] != document),
            (np.abs(place[:, None] - place) >= 12) & (document[:, None] != document),
        )
    )
    assert near > 0.15
    assert near > far + 0.05


def test_the_course_lies_on_the_grid_and_ignores_the_order_of_rows() -> None:
    """Shuffled rows have the same course, to the last bit."""
    units, vectors = to_units(guided())
    order = np.random.default_rng(4).permutation(len(units))
    traced = []
    for rows in (np.arange(len(units)), order):
        table, own = units.iloc[rows].reset_index(drop=True), vectors[rows]
        asked = collect_asked(table, own, dialogues(table))
        guide = find_guide(asked, seed=1)
        course = trace_course(guide, asked, table, to_contextual(table, own), dialogues(table), seed=1)
        assert course is not None
        traced.append(course.vectors)
    assert np.array_equal(traced[0][order], traced[1], equal_nan=True)
    assert np.array_equal(traced[0], round_to_grid(traced[0]), equal_nan=True)


def test_tables_of_rows_have_no_course() -> None:
    """Rows of a table are independent answers."""
    assert trace(guided(), form=Form.ROWS)[2] is None


def test_the_same_subjects_in_any_order_are_no_common_course() -> None:
    """The measure is about 0 where each conversation has its own order, and near 1 where all have the same."""
    subjects = ("goats", "bridges", "violins", "kettles", "lanterns", "parcels", "ladders", "anchors")
    numbers = range(12)
    own_order = {
        f"D{at:02}": ask_anything(at, tuple(np.random.default_rng(at).permutation(subjects))) for at in numbers
    }
    same_order = {f"D{at:02}": ask_anything(at, subjects) for at in numbers}
    assert measure(own_order)[0] == pytest.approx(0, abs=LEAST_COMMON)
    common, distance = measure(same_order)
    assert common > 0.9
    assert distance > LEAST_DISTANCE


def measure(interviews: dict[str, list[Said]]) -> tuple[float, float]:
    """Return how far interviews follow a common course."""
    return measure_common_course(asked_in(interviews), seed=1)


def test_conversations_that_share_nothing_have_no_course() -> None:
    """Without a guide and a common course, nothing is added."""
    draw = np.random.default_rng(3)
    apart = {f"D{at:02}": ask_anything(at, tuple(invent_word(draw) for _ in range(8))) for at in range(8)}
    _, guide, course = trace(apart)
    assert not guide.is_usable
    assert course is None


def test_the_place_alone_counts_without_a_guide() -> None:
    """Where there is a common course but no guide, only the place is added."""
    units, vectors = to_units(guided())
    guide = find_guide(asked_in(guided(), form=Form.PROSE), seed=1)
    assert not guide.is_usable
    course = trace_course(guide, asked_in(guided()), units, to_contextual(units, vectors), dialogues(units), seed=1)
    assert course is not None
    assert course.vectors.shape[1] == PLACES
    assert course.questions.shape == (0, 0)
    lengths = np.linalg.norm(course.vectors[units["kept"].to_numpy(bool)], axis=1)
    assert lengths == pytest.approx(0.35, abs=0.002)


def test_new_interviews_follow_the_course_of_the_earlier_ones() -> None:
    """The same interviews under other names have the same course, with the questions where they were."""
    units, guide, course = trace(guided())
    assert course is not None
    again = follow_course(guide, units, dialogues(units), course.questions)
    assert np.array_equal(again.vectors, course.vectors, equal_nan=True)


def test_products_of_questions_are_similarities_of_their_answers() -> None:
    """The coordinates of questions have the products that the mean answers have."""
    _, guide, course = trace(guided())
    assert course is not None
    products = course.questions.astype(np.float64) @ course.questions.T
    assert len(products) == len(guide.questions)
    assert np.diag(products) == pytest.approx(1, abs=0.003)
    assert np.abs(products).max() < 1.003


def test_added_course_keeps_length_zeros_and_nan() -> None:
    """Vectors with their course have unit length; those of zeros and NaN stay so; no course changes nothing."""
    contextual = np.array([[1, 0], [0, 0], [np.nan, np.nan]], dtype=np.float32)
    course = np.array([[0.5], [0.5], [np.nan]], dtype=np.float32)
    both = add_course(contextual, course)
    assert both[0] == pytest.approx([0.894, 0, 0.447], abs=0.001)
    assert both[1].tolist() == [0, 0, 0]
    assert np.isnan(both[2]).all()
    assert add_course(contextual, None) is contextual
    assert add_course(contextual.astype(np.float16), course).dtype == np.float16


def test_vectors_of_other_units_are_refused() -> None:
    """The course has a row for each unit, so the contextual vectors must have one, too."""
    units, vectors = to_units(guided())
    asked = asked_in(guided())
    guide = find_guide(asked, seed=1)
    with pytest.raises(UsageError, match=r"^trace_course was given .* vectors of shape"):
        trace_course(guide, asked, units, to_contextual(units, vectors)[1:], dialogues(units), seed=1)
    with pytest.raises(UsageError, match="needs columns that the table of units lacks: kept"):
        trace_course(guide, asked, units.drop(columns="kept"), vectors, dialogues(units), seed=1)


def test_coordinates_of_another_guide_are_refused() -> None:
    """New interviews follow a course only with the questions of its own guide."""
    units, guide, course = trace(guided())
    assert course is not None
    with pytest.raises(UsageError, match=r"a guide of 6 questions, and coordinates of shape \(5, 5\)"):
        follow_course(guide, units, dialogues(units), course.questions[:5, :5])
