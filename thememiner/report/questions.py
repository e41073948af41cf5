"""The interview guide as the page shows it, and how many of those who were asked said each theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.comparison import count_asked_by_first_code
from thememiner.phrasing import (
    ASKED_MEANING,
    CrossingRow,
    QuestionRow,
    describe_answered_guide,
    describe_question_themes,
    explain_no_guide,
    tabulate_crossing,
    tabulate_questions,
)
from thememiner.questions import relate_themes
from thememiner.records import AnsweredGuide, AskedShare, Run


@dataclass(frozen=True, slots=True)
class ReadGuide:
    """The interview guide of a run, with the themes that answer its questions."""

    answered: AnsweredGuide
    asked: Mapping[str, AskedShare]
    """Of those who were asked about a theme or sub-theme, how many said it, by its id; only if it answers a question.
    Units are counted by their first codes."""


def read_guide(run: Run) -> ReadGuide | None:
    """Return the interview guide of a run with its themes; None without a guide that themes can be related to."""
    if run.guide is None or not run.guide.is_usable:
        return None
    answered = relate_themes(run.guide, run.units, run.themes)
    return ReadGuide(answered, count_asked_by_first_code(run, answered.asked))


@dataclass(frozen=True, slots=True)
class GuideView:
    """The section on the interview guide."""

    sentences: tuple[str, ...]
    """Whether there is a guide, and how it is used; or why there is none."""
    is_given: bool = False
    """Whether the researcher gave the questions."""
    questions: tuple[QuestionRow, ...] = ()
    themes: tuple[str, ...] = ()
    """Sentences on the themes that answer or cross questions."""
    crossing: tuple[CrossingRow, ...] = ()
    asked: str = ""
    """Why themes are also counted of those who were asked; empty if none is."""


def build_guide_view(run: Run, guide: ReadGuide | None) -> GuideView:
    """Return the section on the interview guide of a run."""
    if guide is None:
        return GuideView((explain_no_guide(run),))
    answered = guide.answered
    return GuideView(
        describe_answered_guide(answered, used=run.course is not None),
        any(question.is_given for question in answered.guide.questions),
        tabulate_questions(answered),
        describe_question_themes(answered, run.themes),
        tabulate_crossing(answered),
        ASKED_MEANING if guide.asked else "",
    )
