"""From a run and one of its codes to suggested sub-themes of that code: a new run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import CodedFile, open_coded_file
from thememiner.records import MACHINE, Code, Coding, Note, Problem, Run, Source
from thememiner.report import methods_paragraph, render_report
from thememiner.runs import open_run, write_run
from thememiner.workflows.derived_runs import refuse_target
from thememiner.workflows.losses import noted_losses
from thememiner.workflows.manual_codings import refuse_unusable_format
from thememiner.workflows.progress import Journal, Progress, silent
from thememiner.workflows.subtheme_run import Subject, run_within, suggest
from thememiner.workflows.subtheme_scope import choose_coding, find_code, material, units_of_code

DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class _Coded:
    """The coding that has the code, and where it came from."""

    coding: Coding
    source: Source | None = None
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()


def subthemes(  # noqa: PLR0913 - a run, a code, whose it is, and where the result goes
    run: Path | str,
    folder: Path | str | None = None,
    *,
    code: str,
    manual: Path | None = None,
    manual_format: str | None = None,
    coder: str | None = None,
    settings: Settings = DEFAULTS,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Suggest sub-themes of one code of a run, from its units alone; the code keeps all its units.

    ``code`` is the id, path (``theme > sub-theme``) or name of one of the run's candidate themes or sub-themes. With
    ``coder`` it is a code of that manual coding of the run, and with ``manual``, a project or a table of coded segments
    (of ``manual_format``, if that is given), a code of that; its units are then those that its segments meet, by the
    rules of comparison. Codes that the person has below it are compared with what is suggested. Vectors are those of
    the run: neither the transcripts nor a model are needed. With ``folder`` the new run is written there, with its
    report, as a whole or not at all.

    Raises ``UsageError`` if there is no such run, coder or code, the code has no units that were kept, or ``folder`` is
    the run itself, and ``RunExistsError`` if the folder is there and ``replace`` is not set.
    """
    run, folder = Path(run), None if folder is None else Path(folder)
    if folder is not None:
        refuse_target(folder, run, replace=replace)
    refuse_unusable_format(manual_format, [manual] if manual else [])
    journal = Journal(progress)
    journal.begin("Opening the run")
    parent = open_run(run)
    opened = open_coded_file(manual, format=manual_format, settings=settings) if manual else None
    coded = _coded(parent, opened, coder, place=run.name)
    found = find_code(coded.coding, code, others=() if manual or coder else parent.codings[1:])
    inside = units_of_code(coded.coding, found.code_id, parent.units, min_overlap=settings.comparison.min_overlap)
    if not inside.any():
        raise _no_units(coded.coding, found)
    own = material(parent, inside, settings)
    journal.begin("Discovering sub-themes")
    suggestion = suggest(own, found.name, settings)
    subject = Subject(parent, run, coded.coding, found, coded.source, coded.problems, coded.notes)
    journal.begin("Putting the run together")
    new = run_within(subject, own, suggestion, settings)
    if folder is not None:
        journal.begin("Writing the report")
        pages = {"report.html": render_report(new).encode(), "methods.md": methods_paragraph(new).encode()}
        write_run(new, folder, files=pages, log={"subthemes.json": journal.as_json()}, replace=replace)
    return new


def _coded(run: Run, manual: CodedFile | None, coder: str | None, *, place: str) -> _Coded:
    if manual is None:
        return _Coded(choose_coding(run.codings, coder or MACHINE, place=place))
    imported = manual.codings(run.documents)
    source = manual.source
    coding = choose_coding(imported.codings, coder, place=source.path)
    notes = (*imported.notes, *noted_losses(imported.losses, source.path))
    return _Coded(coding, source, imported.problems, notes)


def _no_units(coding: Coding, code: Code) -> UsageError:
    return UsageError(
        f"the code {code.name} of {coding.coder} has no meaning unit that was kept.",
        remedy="Units of interviewers and back-channels are set aside; choose a code that participants' words carry.",
    )
