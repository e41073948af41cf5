"""Find the interview guide of a corpus, or match a given one, and say which question each unit and theme answers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from thememiner.errors import UsageError
from thememiner.language import blank_marks
from thememiner.questions.asked_questions import AskedQuestions
from thememiner.questions.guide_alignment import GuideAlignment, QuestionPool, find_questions, match_questions
from thememiner.records import (
    ANSWERED_COLUMNS,
    ASKED_COLUMNS,
    FEWEST_INTERVIEWS,
    AnsweredGuide,
    Code,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    Theme,
    ThemeQuestions,
    check_units,
    make_table,
)

Reals = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

MIN_QUESTIONS = 3
"""Fewest questions of a guide."""
MIN_LED = 0.5
"""Least share of the interviews in which at least two questions of the guide are asked."""
MAIN_SHARE = 0.5
"""Share of a group's units from one source, such as a question, from which on the group comes mostly from it."""
MIN_LIFT = 1.5
"""The share must also be so many times that of all units: one of two documents always has half of a group."""
FEWEST_CROSSED = 3
"""Questions that a theme answers, if it crosses questions. With two, one of them nearly always has half."""


def find_guide(asked: AskedQuestions, *, seed: int) -> QuestionGuide:
    """Find the questions that interviewers asked in many interviews, and where they asked them.

    ``asked`` is all that they asked (see ``collect_asked``). Only dialogues have a guide, and only where enough
    questions recur; otherwise the guide is empty and its outcome says why. The seed matters only if interviewers asked
    more than ``MOST_COMPARED`` times.
    """
    if asked.interviews < FEWEST_INTERVIEWS:
        outcome = GuideOutcome.FEW_INTERVIEWS if asked.interviews else _explain_silence(asked)
        return _build_guide(asked, (), None, outcome)
    with threadpool_limits(limits=1):  # small products, which several threads make slower
        pool = QuestionPool.from_asked(asked)
        aligned = find_questions(pool, seed=seed)
    if aligned is None or not _leads_interviews(aligned, asked):
        return _build_guide(asked, (), None, GuideOutcome.NO_COMMON_QUESTIONS)
    texts = [_choose_wording(pool, group) for group in aligned.groups]
    return _build_guide(asked, texts, aligned, GuideOutcome.FOUND)


def _explain_silence(asked: AskedQuestions) -> GuideOutcome:
    return GuideOutcome.NO_QUESTIONS if asked.has_dialogues else GuideOutcome.NO_DIALOGUES


def _leads_interviews(aligned: GuideAlignment, asked: AskedQuestions) -> bool:
    """Return whether there are enough questions in enough interviews to speak of a guide."""
    counts = np.zeros(asked.interviews)
    for group in aligned.groups:
        counts[np.unique(asked.documents[group])] += 1
    return len(aligned.groups) >= MIN_QUESTIONS and float((counts > 1).mean()) >= MIN_LED


def _choose_wording(pool: QuestionPool, group: Rows) -> str:
    """Return the wording that was used most often; of equally frequent ones, the most typical."""
    texts = [" ".join(blank_marks(text).split()) for text in pool.asked.units["text"].iloc[group]]
    counts = Counter(text.casefold() for text in texts)
    typical = pool.similarity.compare(group, group).mean(axis=1).round(4)
    ranked = zip(texts, typical, strict=True)
    return min(ranked, key=lambda one: (-counts[one[0].casefold()], -one[1], len(one[0]), one[0]))[0]


def match_guide(
    questions: Sequence[str], question_vectors: Vectors, asked: AskedQuestions, *, seed: int
) -> QuestionGuide:
    """Recognise the questions of a guide that the researcher gave in what interviewers asked.

    ``questions`` are in the order of the guide, ``question_vectors``, shape (questions, dimensions), are their vectors
    by the same encoder as those of the units. The other parameters are those of ``find_guide``. One interview is
    enough.

    Raises ``UsageError`` without a question, or if there is not one vector for each with as many dimensions as those of
    the units.
    """
    if not questions:
        raise UsageError("match_guide was given no question.", remedy="Give the questions of the guide, or find them.")
    wanted = (len(questions), asked.vectors.shape[1])
    if question_vectors.shape != wanted:
        raise UsageError(
            f"match_guide needs vectors of the shape {wanted}, and was given {question_vectors.shape}.",
            remedy="Encode each question once, with the encoder of the units.",
        )
    if not asked.interviews:
        return _build_guide(asked, questions, None, _explain_silence(asked))
    with threadpool_limits(limits=1):
        aligned = match_questions(QuestionPool.from_asked(asked, questions, question_vectors), seed=seed)
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

    Raises ``UsageError`` if columns are missing.
    """
    check_units(units, ("unit_id", "doc_id", "start", "kept"), stage="answered_questions")
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
        {"unit_id": kept["unit_id"], "question_id": ids[at], "confidence": confidence[at]},
    )


def relate_themes(guide: QuestionGuide, units: pd.DataFrame, themes: Sequence[Theme]) -> AnsweredGuide:
    """Return how the units of each theme and sub-theme are distributed over the questions of a guide.

    ``units`` is the table of units of a run. Units are counted by their first codes. A theme answers one question if
    ``find_main_source`` finds it. It crosses questions if no question has half of its units and it answers at least
    ``FEWEST_CROSSED``.
    """
    kept = units[units["kept"].to_numpy(bool)]
    questions = answered_questions(guide, units)["question_id"]
    groups = [
        (theme, kept[column].eq(theme.theme_id).to_numpy(bool, na_value=False))
        for top in themes
        for theme, column in ((top, "theme_id"), *((child, "subtheme_id") for child in top.subthemes))
    ]
    counts = _count(questions)
    return AnsweredGuide(
        guide,
        len(kept),
        {question.question_id: counts.get(question.question_id, 0) for question in guide.questions},
        tuple(
            _relate(theme.theme_id, theme.name, questions[own], questions, is_finest=not theme.subthemes)
            for theme, own in groups
        ),
    )


def relate_codes(
    guide: QuestionGuide, units: pd.DataFrame, unit_ids: Sequence[str], codes: Sequence[Code], carries: Mask
) -> tuple[ThemeQuestions, ...]:
    """Return how the units of each code of any coder are distributed over the questions of a guide.

    The rules are those of ``relate_themes``. ``unit_ids`` are the kept units that the coder looked at,
    ``carries``, shape (unit_ids, codes), the codes that they carry, first and further ones.
    """
    answered = answered_questions(guide, units).set_index("unit_id")["question_id"]
    questions = answered.loc[list(unit_ids)]
    return tuple(
        _relate(code.code_id, code.name, questions[carries[:, column]], questions, is_finest=True)
        for column, code in enumerate(codes)
    )


def find_main_source(column: "pd.Series[Any]", everywhere: "pd.Series[Any]") -> str | None:
    """Return the value of at least half of a group's rows, if that is well above its share of all rows; else None.

    A single source of all rows is the source of no group.
    """
    counts = _count(column)
    if not counts or everywhere.nunique() < 2:  # noqa: PLR2004 - a single source is the source of all units
        return None
    value = next(iter(counts))
    usual = int((everywhere == value).sum()) / len(everywhere)  # rows of unknown sources included
    return value if counts[value] / len(column) >= max(MAIN_SHARE, MIN_LIFT * usual) else None


def _relate(
    theme_id: str, name: str, own: "pd.Series[Any]", everywhere: "pd.Series[Any]", *, is_finest: bool
) -> ThemeQuestions:
    answers = _count(own)
    most = max(answers.values(), default=0)
    return ThemeQuestions(
        theme_id=theme_id,
        name=name,
        units=len(own),
        answers=answers,
        question_id=find_main_source(own, everywhere),
        crosses=len(answers) >= FEWEST_CROSSED and most < MAIN_SHARE * len(own),
        is_finest=is_finest,
    )


def _count(column: "pd.Series[Any]") -> Mapping[str, int]:
    """Return how often each value occurs, the most frequent first, equals by name; missing values are left out."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
