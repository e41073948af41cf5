"""Which themes answer one question of the interview guide, and which themes cross its questions."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.questions.interview_guide import answered_questions
from thememiner.records import AnsweredGuide, Code, QuestionGuide, Theme, ThemeQuestions

Mask = npt.NDArray[np.bool_]

HALF = 0.5
"""Share of a group's units from one source, such as a question, from which on the group comes mostly from it."""
BEYOND = 1.5
"""The share must also be so many times that of all units: one of two documents always has half of a group."""
FEWEST_CROSSED = 3
"""Questions that a theme answers, if it crosses questions. With two, one of them nearly always has half."""


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
    """Return the same for the codes of any coder.

    ``unit_ids`` are the kept units that the coder looked at, ``carries``, shape (unit_ids, codes), the codes that they
    carry, first and further ones.
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
    return value if counts[value] / len(column) >= max(HALF, BEYOND * usual) else None


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
        crosses=len(answers) >= FEWEST_CROSSED and most < HALF * len(own),
        is_finest=is_finest,
    )


def _count(column: "pd.Series[Any]") -> Mapping[str, int]:
    """Return how often each value occurs, the most frequent first, equals by name; missing values are left out."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
