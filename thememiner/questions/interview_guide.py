"""Find the interview guide of a corpus, or match a given one, and say which question each unit answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from thememiner.errors import UsageError
from thememiner.language import blank_marks
from thememiner.questions.asked_questions import AskedQuestions, collect_asked
from thememiner.questions.guide_alignment import GuideAlignment, Material, find_questions, match_questions
from thememiner.records import (
    ANSWERED_COLUMNS,
    ASKED_COLUMNS,
    FEWEST_INTERVIEWS,
    Form,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    make_table,
)

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

MIN_QUESTIONS = 3
"""Fewest questions of a guide."""
MIN_LED = 0.5
"""Least share of the interviews in which at least two questions of the guide are asked."""


def find_guide(units: pd.DataFrame, vectors: Vectors, forms: Mapping[str, Form], *, seed: int) -> QuestionGuide:
    """Find the questions that interviewers asked in many interviews, and where they asked them.

    ``units`` is the table of a ``Segmentation``, in any order. ``vectors``, shape (units, dimensions), have unit length
    and also a row for each interviewer's unit, NaN for units that were not encoded. ``forms`` gives the form of each
    document. Only dialogues have a guide, and only where enough questions recur; otherwise the guide is empty and its
    outcome says why. The seed matters only with more than ``MOST_COMPARED`` askings.
    """
    asked = collect_asked(units, vectors, forms)
    if asked.interviews < FEWEST_INTERVIEWS:
        outcome = GuideOutcome.FEW_INTERVIEWS if asked.interviews else _explain_silence(forms)
        return _build_guide(asked, (), None, outcome)
    with threadpool_limits(limits=1):  # small products, which several threads make slower
        material = Material.of(asked)
        aligned = find_questions(material, seed=seed)
    if aligned is None or not _leads_interviews(aligned, asked):
        return _build_guide(asked, (), None, GuideOutcome.NO_COMMON_QUESTIONS)
    texts = [_choose_wording(material, group) for group in aligned.groups]
    return _build_guide(asked, texts, aligned, GuideOutcome.FOUND)


def _explain_silence(forms: Mapping[str, Form]) -> GuideOutcome:
    return GuideOutcome.NO_QUESTIONS if Form.DIALOGUE in forms.values() else GuideOutcome.NO_DIALOGUES


def _leads_interviews(aligned: GuideAlignment, asked: AskedQuestions) -> bool:
    """Return whether there are enough questions in enough interviews to speak of a guide."""
    counts = np.zeros(asked.interviews)
    for group in aligned.groups:
        counts[np.unique(asked.documents[group])] += 1
    return len(aligned.groups) >= MIN_QUESTIONS and float((counts > 1).mean()) >= MIN_LED


def _choose_wording(material: Material, group: Rows) -> str:
    """Return the wording that was used most often; of equally frequent ones, the most typical."""
    texts = [" ".join(blank_marks(text).split()) for text in material.asked.units["text"].iloc[group]]
    counts = Counter(text.casefold() for text in texts)
    typical = material.similarity.compare(group, group).mean(axis=1).round(4)
    ranked = zip(texts, typical, strict=True)
    return min(ranked, key=lambda one: (-counts[one[0].casefold()], -one[1], len(one[0]), one[0]))[0]


def match_guide(
    questions: Sequence[str],
    question_vectors: Vectors,
    units: pd.DataFrame,
    vectors: Vectors,
    forms: Mapping[str, Form],
    *,
    seed: int,
) -> QuestionGuide:
    """Recognise the questions of a guide that the researcher gave in what interviewers asked.

    ``questions`` are in the order of the guide, ``question_vectors``, shape (questions, dimensions), are their vectors
    by the same encoder. The other parameters are those of ``find_guide``. One interview is enough.

    Raises ``UsageError`` without a question.
    """
    if not questions:
        raise UsageError("match_guide was given no question.", remedy="Give the questions of the guide, or find them.")
    asked = collect_asked(units, vectors, forms)
    if not asked.interviews:
        return _build_guide(asked, questions, None, _explain_silence(forms))
    with threadpool_limits(limits=1):
        aligned = match_questions(Material.of(asked, questions, question_vectors), seed=seed)
    outcome = GuideOutcome.NOT_RECOGNISED if aligned is None else GuideOutcome.MATCHED
    return _build_guide(asked, questions, aligned, outcome)


def _build_guide(
    asked: AskedQuestions, texts: Sequence[str], aligned: GuideAlignment | None, outcome: GuideOutcome
) -> QuestionGuide:
    ids = np.array([*(f"Q{number}" for number in range(1, len(texts) + 1)), None], dtype=object)
    groups = aligned.groups if aligned else [np.zeros(0, dtype=np.int64)] * len(texts)
    questions = tuple(
        GuideQuestion(
            question_id,
            text,
            documents=len(np.unique(asked.documents[group])),
            place=round(float(asked.places[group].mean()), 6) if len(group) else None,
            is_given=outcome is not GuideOutcome.FOUND,
        )
        for question_id, text, group in zip(ids[:-1], texts, groups, strict=True)
    )
    own = np.full(len(asked), -1)
    for at, group in enumerate(groups):
        own[group] = at
    current = _carry_forward(own, asked.documents)
    table: dict[str, Iterable[object]] = {
        **{name: asked.units[name] for name in ("doc_id", "turn", "start", "end")},
        "question_id": ids[current],
        "confidence": _judge(aligned, own, current),
        "is_follow_up": own < 0,
    }
    return QuestionGuide(questions, make_table(ASKED_COLUMNS, table), outcome, asked.interviews)


def _carry_forward(own: Rows, documents: Rows) -> Rows:
    """Return for everything asked the last question of the guide in its document, itself included; -1 before it."""
    last = np.maximum.accumulate(np.where(own >= 0, np.arange(len(own)), -1))
    begins = np.searchsorted(documents, documents)
    return np.where(last >= begins, own[last], -1)


def _judge(aligned: GuideAlignment | None, own: Rows, current: Rows) -> Reals:
    """Return the probability, to four digits, that something asked belongs to its current question; 0 without one."""
    if aligned is None:
        return np.zeros(len(own))
    rows = np.arange(len(own))
    belongs = np.where(own >= 0, aligned.asks[rows, current], aligned.follows[rows, current])
    return np.where(current >= 0, np.round(np.clip(belongs, 0, 1), 4), 0)


def answered_questions(guide: QuestionGuide, units: pd.DataFrame) -> pd.DataFrame:
    """Return the question of the guide that each kept unit answers, in the order of ``units``.

    The table has the columns ``ANSWERED_COLUMNS``. A unit answers the question that was asked last before it in its
    document; a follow-up keeps the question, and what interviewers say otherwise changes nothing. Units before the
    first question, and in documents without one, have none.
    """
    kept = units[units["kept"].to_numpy(bool)]
    asked = guide.asked
    by_document = asked.groupby("doc_id", sort=False).indices
    starts = asked["start"].to_numpy()
    at = np.full(len(kept), -1)
    for name, rows in kept.groupby("doc_id", sort=False).indices.items():
        own = by_document.get(name)
        if own is not None:
            before = np.searchsorted(starts[own], kept["start"].to_numpy()[rows], side="right") - 1
            at[rows] = np.where(before >= 0, own[before], -1)
    ids = np.array([*asked["question_id"], None], dtype=object)
    confidence = np.append(asked["confidence"].to_numpy(), 0)
    return make_table(
        ANSWERED_COLUMNS,
        {
            "unit_id": kept["unit_id"],
            "question_id": ids[at],
            "confidence": confidence[at],
        },
    )
