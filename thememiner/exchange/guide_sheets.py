"""The interview guide of a run as tables: its questions, and how the units of each theme are spread over them."""

from thememiner.exchange.spreadsheets import Sheet, SheetColumn
from thememiner.phrasing import tabulate_questions
from thememiner.records import AnsweredGuide, ThemeQuestions

ANSWERS, CROSSES = "answers {}", "crosses questions"
"""What the table says on a theme that answers one question, or crosses questions."""


def build_guide_sheets(answered: AnsweredGuide) -> tuple[Sheet, Sheet]:
    """Return a table with a row for each question of the guide, and one with a row for each theme and sub-theme."""
    return _build_questions_sheet(answered), _build_themes_sheet(answered)


def _build_questions_sheet(answered: AnsweredGuide) -> Sheet:
    rows = tuple(
        (
            *(question.question_id, question.text, question.documents, answered.guide.interviews),
            None if question.place is None else round(100 * question.place),
            answered.answers[question.question_id],
            "; ".join(f"{one.theme_id} {one.name} ({one.answers[question.question_id]})" for one in row.themes),
        )
        for question, row in zip(answered.guide.questions, tabulate_questions(answered), strict=True)
    )
    names = (
        *(("question id", 10), ("question", 60), ("asked in interviews", 12), ("of interviews", 12)),
        *(("place in percent", 10), ("units that answer it", 12), ("themes that answer it most (units)", 60)),
    )
    return Sheet("Interview guide", tuple(SheetColumn(name, width) for name, width in names), rows)


def _build_themes_sheet(answered: AnsweredGuide) -> Sheet:
    questions = [question.question_id for question in answered.guide.questions]
    rows = tuple(
        (
            *(theme.theme_id, theme.name, theme.units, _relation(theme)),
            *(theme.answers.get(question, 0) for question in questions),
            theme.units - sum(theme.answers.values()),
        )
        for theme in answered.themes
    )
    names = (
        *(("theme id", 10), ("theme", 40), ("units", 8), ("relation to the guide", 20)),
        *((question, 7) for question in questions),
        ("no question", 10),
    )
    return Sheet("Themes and questions", tuple(SheetColumn(name, width) for name, width in names), rows)


def _relation(theme: ThemeQuestions) -> str | None:
    if theme.question_id is not None:
        return ANSWERS.format(theme.question_id)
    return CROSSES if theme.crosses else None
