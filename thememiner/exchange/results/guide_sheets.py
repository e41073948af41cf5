"""The interview guide as tables: its questions, the themes that answer them, and everything that was asked."""

from collections.abc import Mapping, Sequence

import pandas as pd

from thememiner.exchange.spreadsheets import Sheet, SheetColumn
from thememiner.phrasing import round_score, tabulate_questions
from thememiner.records import SURELY_ASKED, AnsweredGuide, Document, QuestionGuide, ThemeQuestions


def build_guide_sheets(answered: AnsweredGuide, documents: Sequence[Document]) -> tuple[Sheet, Sheet, Sheet]:
    """Return tables with a row for each question of the guide, each theme and sub-theme, and all that was asked."""
    texts = {document.doc_id: document.text for document in documents}
    return _build_questions_sheet(answered), _build_themes_sheet(answered), _build_asked_sheet(answered.guide, texts)


def _build_asked_sheet(guide: QuestionGuide, texts: Mapping[str, str]) -> Sheet:
    columns = (guide.asked[name] for name in ("doc_id", "start", "end", "question_id", "confidence", "is_follow_up"))
    rows = tuple(
        (
            *(doc_id, texts[doc_id][start:end], None if pd.isna(question) else question),
            "follow-up" if is_follow_up else "doubtful" if confidence < SURELY_ASKED else "asked",
            round_score(confidence),
        )
        for doc_id, start, end, question, confidence, is_follow_up in zip(*columns, strict=True)
    )
    names = (("document", 20), ("asked", 70), ("question id", 10), ("recognised as", 14), ("probability", 10))
    return Sheet("What was asked", tuple(SheetColumn(name, width) for name, width in names), rows)


def _build_questions_sheet(answered: AnsweredGuide) -> Sheet:
    rows = tuple(
        (
            *(question.question_id, question.text, question.documents, answered.guide.interviews),
            "; ".join(answered.guide.find_missing(question.question_id)) or None,
            None if question.place is None else round(100 * question.place),
            answered.answers[question.question_id],
            "; ".join(f"{one.theme_id} {one.name} ({one.answers[question.question_id]})" for one in row.themes),
        )
        for question, row in zip(answered.guide.questions, tabulate_questions(answered), strict=True)
    )
    names = (
        *(("question id", 10), ("question", 60), ("asked in interviews", 12), ("of interviews", 12)),
        ("not recognised in", 30),
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
        return f"answers {theme.question_id}"
    return "crosses questions" if theme.crosses else None
