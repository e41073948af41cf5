"""The interview guide in words: whether there is one, its questions, and which themes answer or cross them."""

from dataclasses import dataclass

from thememiner.phrasing.sentences import format_count, format_percent, inflect, join_names
from thememiner.phrasing.themes import format_group_count
from thememiner.records import (
    FEWEST_INTERVIEWS,
    MOST_GUIDED,
    SURELY_ASKED,
    AnsweredGuide,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    Run,
    Theme,
    ThemeQuestions,
)

MOST_MISSING = 3
"""Interviews named in which a question was not recognised."""
MOST_THEMES = 3
"""Themes shown with a question; more only if it is the one question that they answer."""
NO_ANSWERS = "There is no interview guide, because no participant speaks in a dialogue."
EARLY, LATE = 1 / 3, 2 / 3
"""A place before the first is early in the interview, one after the second late."""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of the guide as a row of a table."""

    question_id: str
    text: str
    asked: str
    """In how many interviews of how many."""
    place: str
    units: str
    """Number of units that answer it."""
    themes: tuple[ThemeQuestions, ...]
    """Sub-themes, and themes without sub-themes, with most units that answer it."""


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """A theme that crosses questions as a row of a table."""

    theme: ThemeQuestions
    units: str
    answers: str
    """The questions, each with the number of units that answer it."""


def describe_guide(guide: QuestionGuide) -> str:
    """Return whether a corpus has an interview guide, and why or why not, in one sentence."""
    interviews = format_count(guide.interviews, "interview")
    total = len(guide.questions)
    asked = sum(question.documents > 0 for question in guide.questions)
    given = format_count(total, "question") + " given"
    return {
        GuideOutcome.FOUND: f"An interview guide of {format_count(total, 'question')} was found in {interviews}.",
        GuideOutcome.MATCHED: f"Of {given}, {asked:,} {inflect(asked, 'was', 'were')} recognised in {interviews}.",
        GuideOutcome.NO_DIALOGUES: "There is no interview guide, because no document is a dialogue.",
        GuideOutcome.NO_QUESTIONS: "There is no interview guide, because no questions are asked in the dialogues.",
        GuideOutcome.FEW_INTERVIEWS: "There is no interview guide: questions are compared across at least "
        f"{FEWEST_INTERVIEWS} interviews, and there {inflect(guide.interviews, 'is', 'are')} {guide.interviews}.",
        GuideOutcome.NO_COMMON_QUESTIONS: "No interview guide was found, because too few questions recur in the "
        f"{interviews}.",
        GuideOutcome.NOT_RECOGNISED: f"Of {given}, none was recognised in what interviewers ask.",
    }[guide.outcome]


def note_unused_guide(reason: str) -> str:
    """Say that the questions that the researcher gave are not used; ``reason`` is a sentence."""
    return f"its questions are not used. {reason}"


def describe_course(guide: QuestionGuide, *, used: bool) -> str:
    """Return how the place in the interview and the guide are used to find themes, in one sentence."""
    if not used:
        return "Themes are sought without regard to the place in the interview."
    if not guide.is_usable:
        return (
            "But the interviews take a similar course: the place of a unit in its interview was added, with a small "
            "weight, to the vectors that were clustered."
        )
    return (
        "The place of a unit in its interview and the question that it answers were added, with small weights, to the "
        "vectors that were clustered."
    )


def explain_no_guide(run: Run) -> str:
    """Return why a run has no interview guide that themes can be related to; an empty string if it has one."""
    if run.guide is not None and run.guide.is_usable:
        return ""
    if run.extension is not None:
        return (
            "The run that this one extends has no interview guide, and an extension does not look for one. Mine all "
            "interviews together to look for it."
        )
    if run.guide is not None:
        return describe_guide(run.guide)
    settings = run.manifest["settings"].get("questions")
    if settings is None:
        return "This run was made by a version that did not look for an interview guide. Mine again to find it."
    if settings["use"] == "off":
        return 'The interview guide was not looked for, because the settings say so ([questions] use = "off").'
    return NO_ANSWERS


def describe_answered_guide(answered: AnsweredGuide, *, used: bool) -> tuple[str, ...]:
    """Return whether there is a guide, how it is used to find themes, and how many units answer its questions."""
    count, guide = sum(answered.answers.values()), answered.guide
    share, verb = format_percent(count, answered.kept), inflect(count, "answers", "answer")
    units = (
        f"{format_count(count, 'unit')} of {answered.kept:,} ({share}) {verb} a question of the guide. A unit answers "
        "the question that was asked last before it, and follow-ups belong to the question that they follow."
    )
    doubt = (
        f"{format_count(guide.doubtful, 'question')} asked {inflect(guide.doubtful, 'was', 'were')} recognised with "
        f"doubt (probability below {SURELY_ASKED:.0%}). The workbook of 'thememiner questions' lists everything asked."
    )
    told = (describe_guide(guide), describe_course(guide, used=used), units)
    return (*told, doubt) if guide.doubtful else told


def describe_question_themes(answered: AnsweredGuide, themes: tuple[Theme, ...]) -> tuple[str, ...]:
    """Return how many of the finest groups of a run answer one question, and how many cross questions."""
    if not answered.finest:
        return ()
    one = sum(theme.question_id is not None for theme in answered.finest)
    several = sum(theme.crosses for theme in answered.finest)
    total, their = format_group_count(len(answered.finest), themes), inflect(one, "its", "their")
    answering = (
        f"{one:,} of {total} {inflect(one, 'answers', 'answer')} one question: at least half of {their} units do, well "
        "above the question's share of all kept units."
    )
    crossing = (
        f"{several:,} {inflect(several, 'crosses questions: its', 'cross questions: their')} units answer at "
        "least three, and no question has half of them. What people bring up under several questions may be an "
        "interpretive theme, or small talk: read the quotes."
    )
    return answering, crossing


def warn_of_guided_themes(answered: AnsweredGuide, themes: tuple[Theme, ...]) -> str:
    """Return that most themes follow what was asked, and how to look beyond it; an empty string if they do not."""
    one = sum(theme.question_id is not None for theme in answered.finest)
    if not one or one < MOST_GUIDED * len(answered.finest):
        return ""
    return (
        f"{one:,} of {format_group_count(len(answered.finest), themes)} {inflect(one, 'gathers', 'gather')} mostly "
        "answers to one question: they follow the interview guide. To look beyond it, mine once more with "
        '[questions] use = "off".'
    )


def tabulate_questions(answered: AnsweredGuide) -> tuple[QuestionRow, ...]:
    """Return a row for each question of the guide, in its order."""
    return tuple(
        QuestionRow(
            question.question_id,
            question.text,
            _describe_asked(answered.guide, question),
            _format_place(question),
            f"{answered.answers[question.question_id]:,}",
            _choose_themes(question.question_id, answered.finest),
        )
        for question in answered.guide.questions
    )


def tabulate_crossing(answered: AnsweredGuide) -> tuple[CrossingRow, ...]:
    """Return a row for each sub-theme, or theme without sub-themes, that crosses questions."""
    return tuple(
        CrossingRow(
            theme,
            f"{theme.units:,}",
            ", ".join(f"{question_id} {count:,}" for question_id, count in theme.answers.items()),
        )
        for theme in answered.finest
        if theme.crosses
    )


def _choose_themes(question_id: str, themes: tuple[ThemeQuestions, ...]) -> tuple[ThemeQuestions, ...]:
    ranked = sorted(
        (theme for theme in themes if question_id in theme.answers), key=lambda theme: -theme.answers[question_id]
    )
    return tuple(theme for rank, theme in enumerate(ranked) if rank < MOST_THEMES or theme.question_id == question_id)


def _describe_asked(guide: QuestionGuide, question: GuideQuestion) -> str:
    """Return in how many interviews a question was recognised, and in which few it was not."""
    missing = guide.find_missing(question.question_id)
    named = f" (not {join_names(missing)})" if 0 < len(missing) <= MOST_MISSING else ""
    return f"{question.documents:,} of {guide.interviews:,}{named}"


def _format_place(question: GuideQuestion) -> str:
    """Return where in the interview a question is asked: ``early (12 %)``."""
    if question.place is None:
        return "not recognised"
    word = "early" if question.place < EARLY else "late" if question.place > LATE else "middle"
    return f"{word} ({100 * question.place:.0f} %)"
