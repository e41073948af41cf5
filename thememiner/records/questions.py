"""The interview guide: the questions that interviewers asked in several interviews, and where they were asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from thememiner.records.tables import Column, ColumnKind

if TYPE_CHECKING:
    import pandas as pd


FEWEST_INTERVIEWS = 3
"""Interviews. A guide is what recurs from one to another, and with fewer it may be chance."""


SURELY_ASKED = 0.8
"""Probability from which on a question counts as surely recognised, for readers of the guide."""
MOST_GUIDED = 0.5
"""Share of the finest groups of a run that answer one question from which on the guide explains most themes."""


class GuideOutcome(StrEnum):
    """Whether there is an interview guide, and why or why not."""

    FOUND = "questions that recur from interview to interview"
    MATCHED = "given by the researcher and recognised"
    NO_DIALOGUES = "no dialogues"
    NO_QUESTIONS = "dialogues without questions"
    FEW_INTERVIEWS = "too few interviews"
    NO_COMMON_QUESTIONS = "no questions that recur"
    NOT_RECOGNISED = "given by the researcher but not recognised"


ASKED_COLUMNS = (
    Column("doc_id", ColumnKind.TEXT, "the document"),
    Column("turn", ColumnKind.INTEGER, "index of the turn in its document, from 0"),
    Column("start", ColumnKind.INTEGER, "first code point of what was asked, in the document's text"),
    Column("end", ColumnKind.INTEGER, "the code point after its last"),
    Column("question_id", ColumnKind.OPTIONAL_TEXT, "the question of the guide that it asks or follows up"),
    Column("confidence", ColumnKind.REAL, "probability that it belongs to that question, 0 to 1; 0 without one"),
    Column("is_follow_up", ColumnKind.FLAG, "is not a question of the guide itself"),
)
"""Columns of ``QuestionGuide.asked``, a row for everything that interviewers asked."""

ANSWERED_COLUMNS = (
    Column("unit_id", ColumnKind.TEXT, "the kept unit"),
    Column("question_id", ColumnKind.OPTIONAL_TEXT, "the question of the guide that was asked last before it"),
    Column("confidence", ColumnKind.REAL, "probability that this is the question it answers, 0 to 1; 0 without one"),
)
"""Columns of the table of the questions that units answer."""


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question of an interview guide."""

    question_id: str
    """``Q1``, ``Q2`` … in the order of the guide."""
    text: str
    """As the researcher gave it, or else in the wording that was used most."""
    documents: int
    """Number of documents in which it was asked."""
    place: float | None
    """Mean place in these documents, 0 for the beginning to 1 for the end; None if it was not asked."""
    is_given: bool
    """Whether the researcher gave it. Otherwise it was found in the transcripts."""


@dataclass(frozen=True, slots=True)
class ThemeQuestions:
    """How the units of a theme or sub-theme are distributed over the questions of an interview guide."""

    theme_id: str
    name: str
    units: int
    answers: Mapping[str, int]
    """Units that answer each question, by its id, the most first. Units that answer none are left out."""
    question_id: str | None
    """The one question that it answers; None if there is no such question."""
    crosses: bool
    """Whether it crosses questions: it answers several, and none of them has half of its units."""
    is_finest: bool
    """Whether there is no sub-theme below it."""


class AskedQuestion(NamedTuple):
    """A question of the guide, and where it was asked."""

    question_id: str
    text: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionGuide:
    """The interview guide of a corpus, and everything that interviewers asked."""

    questions: tuple[GuideQuestion, ...]
    """In the order of the guide; empty without a guide."""
    asked: "pd.DataFrame"
    """A table with the columns ``ASKED_COLUMNS``, sorted by document and place."""
    outcome: GuideOutcome
    """Why there is a guide, or why there is none."""
    interviews: int
    """Number of dialogues in which somebody asks something."""

    @property
    def is_usable(self) -> bool:
        """Whether there is a guide that units can be related to."""
        return self.outcome in {GuideOutcome.FOUND, GuideOutcome.MATCHED}

    def extend(self, later: "QuestionGuide") -> "QuestionGuide":
        """Return the guide with what was asked in later interviews, in which the same questions were recognised."""
        import pandas as pd  # noqa: PLC0415 - records load nothing heavy

        questions = tuple(map(_join_question, self.questions, later.questions))
        asked = pd.concat([self.asked, later.asked]).sort_values(["doc_id", "start"], kind="stable", ignore_index=True)
        return QuestionGuide(questions, asked, self.outcome, self.interviews + later.interviews)

    @property
    def doubtful(self) -> int:
        """Number of questions asked that were recognised with a probability below ``SURELY_ASKED``."""
        main = self.asked[~self.asked["is_follow_up"].to_numpy(bool)]
        return int((main["confidence"] < SURELY_ASKED).sum())

    def find_missing(self, question_id: str) -> tuple[str, ...]:
        """Return the documents in which something is asked but this question was not recognised, sorted."""
        main = self.asked[~self.asked["is_follow_up"].to_numpy(bool)]
        found = main["doc_id"][main["question_id"].eq(question_id).fillna(value=False)]
        return tuple(sorted({str(name) for name in self.asked["doc_id"]} - {str(name) for name in found}))

    def find_asked(self, themes: Iterable[ThemeQuestions]) -> dict[str, AskedQuestion]:
        """Return the question that each theme answers, by the theme's id, without themes that answer no single one."""
        texts = {question.question_id: question.text for question in self.questions}
        documents = self.asked.groupby("question_id")["doc_id"].agg(frozenset)
        return {
            theme.theme_id: AskedQuestion(asked, texts[asked], documents[asked])
            for theme in themes
            if (asked := theme.question_id) is not None
        }


def _join_question(before: GuideQuestion, later: GuideQuestion) -> GuideQuestion:
    documents = before.documents + later.documents
    places = [(one.place, one.documents) for one in (before, later) if one.place is not None]
    place = round(sum(place * count for place, count in places) / documents, 6) if places else None
    return replace(before, documents=documents, place=place)


@dataclass(frozen=True, slots=True)
class AnsweredGuide:
    """An interview guide with the units and themes that answer its questions."""

    guide: QuestionGuide
    kept: int
    """Number of kept units."""
    answers: Mapping[str, int]
    """Kept units that answer each question, by its id, in the order of the guide."""
    themes: tuple[ThemeQuestions, ...]
    """Each theme, then its sub-themes. Units are counted by their first codes."""

    @property
    def finest(self) -> tuple[ThemeQuestions, ...]:
        """The sub-themes, and the themes without sub-themes."""
        return tuple(theme for theme in self.themes if theme.is_finest)

    @property
    def asked(self) -> dict[str, AskedQuestion]:
        """The question that each theme and sub-theme answers, by the theme's id."""
        return self.guide.find_asked(self.themes)
