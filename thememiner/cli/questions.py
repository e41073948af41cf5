"""``thememiner questions``: print the interview guide of a run, and the themes that answer or cross its questions."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thememiner.cli.options import force_option, json_option, run_argument
from thememiner.cli.output import echo, echo_json, print_table

if TYPE_CHECKING:
    from thememiner.records import AnsweredGuide
    from thememiner.workflows import GuideReport

HEADINGS = ("Id", "Question", "Asked in interviews", "Place", "Units", "Themes that answer it most (units)")
CROSSING_HEADINGS = ("Theme across questions", "Units", "Units by question")


@click.command("questions")
@run_argument
@click.option(
    "--to",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a table (.csv or .xlsx) of the questions; a workbook also has one of the themes.",
)
@json_option("questions, themes and all counts")
@force_option("FILE")
def questions_command(*, run: Path, target: Path | None, as_json: bool, force: bool) -> None:
    """Print the interview guide of a run, and which themes answer or cross its questions.

    The guide is found in what interviewers asked, or was given with 'mine --guide-questions'. RUN is not changed.
    """
    from thememiner.workflows import read_guide  # noqa: PLC0415 - so that --help stays light

    report = read_guide(run, target, replace=force)
    if as_json:
        echo_json(_to_json(report))
    else:
        _print(report)
    if target is not None:
        echo(f"Written to {target}." if report.answered else "Nothing was written.", err=as_json)


def _print(report: "GuideReport") -> None:
    from thememiner import phrasing  # noqa: PLC0415 - so that --help stays light

    for sentence in report.sentences:
        echo(sentence, wrap=True)
    if report.answered is None:
        return
    echo()
    rows = [
        (
            *(row.question_id, row.text, row.asked, row.place, row.units),
            ", ".join(f"{one.theme_id} {one.name} ({one.answers[row.question_id]:,})" for one in row.themes),
        )
        for row in phrasing.tabulate_questions(report.answered)
    ]
    print_table(HEADINGS, rows, right=(2, 4))
    if report.on_themes:
        echo()
    for sentence in report.on_themes:
        echo(sentence, wrap=True)
    if crossing := phrasing.tabulate_crossing(report.answered):
        echo()
        names = [(f"{row.theme.theme_id} {row.theme.name}", row.units, row.answers) for row in crossing]
        print_table(CROSSING_HEADINGS, names, right=(1,))


def _to_json(report: "GuideReport") -> dict[str, Any]:
    found = {"sentences": [*report.sentences, *report.on_themes], "questions": [], "themes": []}
    return found if report.answered is None else found | _list_answers(report.answered)


def _list_answers(answered: "AnsweredGuide") -> dict[str, Any]:
    return {
        "outcome": answered.guide.outcome,
        "interviews": answered.guide.interviews,
        "questions": [
            asdict(question) | {"units": answered.answers[question.question_id]}
            for question in answered.guide.questions
        ],
        "themes": [asdict(theme) for theme in answered.themes],
    }
