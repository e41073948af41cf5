"""The course of the interviews: where in its interview a unit stands, and which question of the guide it answers.

People code what was asked, and interviews ask in an order. So both are added, with small weights, to the vectors that
are clustered. How much they help is measured in docs/benchmarks.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.errors import UsageError
from thememiner.questions.asked_questions import AskedQuestions, are_in_dialogues, measure_places
from thememiner.questions.guide_alignment import QuestionPool
from thememiner.questions.interview_guide import answered_questions
from thememiner.records import (
    FEWEST_INTERVIEWS,
    Form,
    QuestionGuide,
    check_forms,
    check_units,
    check_vectors,
    round_to_grid,
)

Reals = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

COLUMNS = ("unit_id", "doc_id", "start", "end", "kept")
PLACE_WEIGHT, QUESTION_WEIGHT = 0.35, 0.35
"""Weights of place and question beside the contextual vector, whose weight is 1. With more weight, themes of three
studies that are not tuned on became places (see docs/benchmarks.md)."""
STAND_IN = 0.5
"""Share of the place's weight that is left out where the question is known for sure: the place stands in for it."""
PLACES = 9
"""Places from the beginning of an interview to its end. A unit belongs to the nearest ones, to each by its distance."""
OPENING = 0.1
"""Share of an interview that is its opening, and its closing."""
NEAR = 0.1
"""Distance of places up to which they are about the same."""
LEAST_COMMON, LEAST_DISTANCE = 0.12, 3.0
"""Least agreement in place, and its least standard errors above chance, of interviews with a common course. Invented
interviews with a common guide have .19 and more, counselling sessions .07."""
MOST_COMPARED = 2_000
"""Questions that are compared; of more, a random sample."""
RIDGE = 1e-6
"""Added to the similarities of a question with itself, so that equal questions have coordinates, too."""


@dataclass(frozen=True, slots=True)
class InterviewCourse:
    """What is added to the vectors of units for their place and question, and what new interviews need."""

    vectors: Vectors
    """Shape (units, places + questions), on the grid: zeros outside dialogues, NaN for units that are not kept."""
    questions: Vectors
    """Shape (questions, questions): coordinates of the questions, whose products are the similarities of answers."""


def trace_course(
    guide: QuestionGuide,
    asked: AskedQuestions,
    units: pd.DataFrame,
    contextual: Vectors,
    forms: Mapping[str, Form],
    *,
    seed: int,
) -> InterviewCourse | None:
    """Return the course of the interviews; None if they have no common one.

    ``guide`` was found or matched in ``asked``. ``units`` and ``forms`` are those of ``collect_asked``; ``contextual``
    are the vectors of the units with context, shape (units, dimensions). Only dialogues have a course. A question lies
    where the mean of its answers does. Without a guide, the place alone is used, but only where similar things are
    asked at the same place of different interviews (see ``measure_common_course``).

    Raises ``UsageError`` if columns are missing, there is not one vector for each unit, or the form of a document is
    unknown.
    """
    _check_input(units, forms, stage="trace_course")
    check_vectors(contextual, units, stage="trace_course")
    if not guide.is_usable:
        common, distance = measure_common_course(asked, seed=seed)
        if common < LEAST_COMMON or distance < LEAST_DISTANCE:
            return None
    questions = locate_questions(guide, units, contextual)
    return InterviewCourse(_compose(guide, units, forms, questions), questions)


def follow_course(
    guide: QuestionGuide, units: pd.DataFrame, forms: Mapping[str, Form], questions: Vectors
) -> InterviewCourse:
    """Return the course of new interviews in which the questions of an earlier guide were recognised.

    ``questions`` are those of the earlier course: the coordinates stay. ``units`` and ``forms`` are those of the new
    interviews.

    Raises ``UsageError`` if columns are missing, the form of a document is unknown, or the coordinates are those of
    another guide.
    """
    _check_input(units, forms, stage="follow_course")
    count = len(guide.questions) if guide.is_usable else 0
    if questions.shape != (count, count):
        raise UsageError(
            f"follow_course was given a guide of {count:,} questions, and coordinates of shape {questions.shape}.",
            remedy="Pass the questions of the course that was traced with this guide.",
        )
    return InterviewCourse(_compose(guide, units, forms, questions), questions)


def _check_input(units: pd.DataFrame, forms: Mapping[str, Form], *, stage: str) -> None:
    check_units(units, COLUMNS, stage=stage)
    check_forms(forms, units, stage=stage)


def _compose(guide: QuestionGuide, units: pd.DataFrame, forms: Mapping[str, Form], questions: Vectors) -> Vectors:
    kept = units["kept"].to_numpy(bool)
    in_dialogue = kept & are_in_dialogues(units, forms)
    middles = measure_places((units["start"] + units["end"]) / 2, units)
    course = np.full((len(units), PLACES + len(questions)), np.nan)
    course[kept] = 0
    course[in_dialogue, :PLACES] = PLACE_WEIGHT * _weigh_places(middles[in_dialogue])
    if len(questions):
        answers = _weigh_answers(guide, units)
        course[kept, :PLACES] *= 1 - STAND_IN * answers.sum(axis=1, keepdims=True)
        course[kept, PLACES:] = QUESTION_WEIGHT * (answers @ questions)
    return round_to_grid(course)


def _weigh_places(places: Reals) -> Reals:
    """Return how much each unit belongs to each of the places, shape (units, ``PLACES``): unit length."""
    distances = (places[:, None] - np.linspace(0, 1, PLACES)) * (PLACES - 1)
    weights = np.exp(-np.square(distances) / 2)
    return np.asarray(weights / np.linalg.norm(weights, axis=1, keepdims=True))


def _weigh_answers(guide: QuestionGuide, units: pd.DataFrame) -> Reals:
    """Return how surely each kept unit answers each question, shape (kept units, questions), 0 to 1."""
    answered = answered_questions(guide, units)
    ids = pd.Index([question.question_id for question in guide.questions])
    question = ids.get_indexer(pd.Index(answered["question_id"]))
    weights = np.zeros((len(answered), len(ids)))
    known = np.flatnonzero(question >= 0)
    weights[known, question[known]] = answered["confidence"].to_numpy(np.float64)[known]
    return weights


def locate_questions(guide: QuestionGuide, units: pd.DataFrame, contextual: Vectors) -> Vectors:
    """Return coordinates of the questions of a guide, shape (questions, questions); none without a guide.

    The product of two rows is the cosine of the mean answers to these questions. A question without answers lies apart
    from all others.
    """
    if not guide.is_usable:
        return np.zeros((0, 0), dtype=np.float32)
    kept = units["kept"].to_numpy(bool)
    means = _weigh_answers(guide, units).T @ contextual[kept].astype(np.float64)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    means = round_to_grid(means / np.where(lengths > 0, lengths, 1)).astype(np.float64)
    similar = means @ means.T
    similar[np.diag_indices(len(similar))] = 1 + RIDGE
    return round_to_grid(np.linalg.cholesky(similar))


def measure_common_course(asked: AskedQuestions, *, seed: int) -> tuple[float, float]:
    """Return how far what is asked follows a common course, and this in standard errors above chance.

    For each question, the most similar one in other interviews is sought. The first number is the share of those that
    stand at about the same place of their interview, corrected for chance as in a coefficient of agreement: 1 if all
    do, 0 if as many as by chance. Openings and closings are left out, because conversations of all kinds have them in
    common, and so are mere follow-ups.
    """
    is_inside = (asked.places >= OPENING) & (asked.places <= 1 - OPENING)
    rows = np.flatnonzero(is_inside & ~asked.is_probe)
    if len(rows) > MOST_COMPARED:
        rows = np.sort(np.random.default_rng([seed, 17]).choice(rows, MOST_COMPARED, replace=False))
    documents, places = asked.documents[rows], asked.places[rows]
    if len(np.unique(documents)) < FEWEST_INTERVIEWS:
        return 0, 0
    is_other = documents[:, None] != documents
    is_near = np.abs(places[:, None] - places) < NEAR
    similar = QuestionPool.from_asked(asked).similarity.compare(rows, rows)
    best = np.where(is_other, similar, -np.inf).argmax(axis=1)
    found = float(is_near[np.arange(len(rows)), best].mean())
    chance = float(((is_near & is_other).sum(axis=1) / is_other.sum(axis=1)).mean())
    error = float(np.sqrt(chance * (1 - chance) / len(rows)))
    return (found - chance) / max(1 - chance, error), (found - chance) / max(error, 1e-9)
