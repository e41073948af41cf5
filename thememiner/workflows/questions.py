"""The interview guide of a run, with the themes that answer its questions: read, and written as a table."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from thememiner.exchange import build_guide_sheets, write_sheet
from thememiner.phrasing import describe_answered_guide, describe_question_themes, explain_no_guide
from thememiner.questions import relate_themes
from thememiner.records import AnsweredGuide
from thememiner.runs import open_run
from thememiner.workflows.export import refuse_inside
from thememiner.workflows.losses import reserve_files


@dataclass(frozen=True, slots=True)
class GuideReport:
    """The interview guide of a run, and what it means in words."""

    sentences: tuple[str, ...]
    """Whether there is a guide, and how it is used; or why there is none."""
    answered: AnsweredGuide | None = None
    """None if the run has no guide that themes can be related to."""
    on_themes: tuple[str, ...] = ()
    """How many themes answer one question, and how many cross questions."""


def read_guide(folder: Path, target: Path | None = None, *, replace: bool = False) -> GuideReport:
    """Return the interview guide of the run in a folder, and write it to ``target``, a ``.csv`` or ``.xlsx`` file.

    Without a guide the report says why, and nothing is written.

    Raises ``RunExistsError`` if the file exists and ``replace`` is not set, ``UsageError`` if it is of another kind or
    lies in the run, ``StorageError`` if the disk refuses, and ``RunError`` if the run is damaged.
    """
    if target is not None:
        refuse_inside(folder, [target])
    with nullcontext() if target is None else reserve_files([target], replace=replace):
        run = open_run(folder)
        if run.guide is None or not run.guide.is_usable:
            return GuideReport((explain_no_guide(run),))
        answered = relate_themes(run.guide, run.units, run.themes)
        if target is not None:
            questions, themes = build_guide_sheets(answered)
            write_sheet(questions, target, further=[themes])
    return GuideReport(
        describe_answered_guide(answered, used=run.course is not None),
        answered,
        describe_question_themes(answered, run.themes),
    )
