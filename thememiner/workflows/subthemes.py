"""Suggest sub-themes of one code of a run: a new run."""

from pathlib import Path

from thememiner.config import Settings
from thememiner.errors import UsageError
from thememiner.exchange import open_coded_file
from thememiner.records import Code, Coding, Run
from thememiner.runs import open_run
from thememiner.storage import to_path
from thememiner.workflows.code_lookup import choose_coding, find_code
from thememiner.workflows.derived_runs import stage_derived_run
from thememiner.workflows.losses import note_losses
from thememiner.workflows.manual_codings import refuse_unusable_format
from thememiner.workflows.pairwise import get_proposal
from thememiner.workflows.pipeline import run_stages, write_with_pages
from thememiner.workflows.progress import Journal, Progress, silent
from thememiner.workflows.subtheme_scope import find_units_of_code, restrict_to_units
from thememiner.workflows.subtheme_stages import Subject, SubthemeStages

DEFAULTS = Settings()


def subthemes(  # noqa: PLR0913 - a run, a code, whose it is, and where the result goes
    run: Path | str,
    folder: Path | str | None = None,
    *,
    code: str,
    manual: Path | str | None = None,
    manual_format: str | None = None,
    coder: str | None = None,
    settings: Settings = DEFAULTS,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Suggest sub-themes of one code of a run, from its units alone; the code keeps all its units.

    ``code`` is the id, path (``theme > sub-theme``) or name of one of the run's candidate themes or sub-themes. With
    ``coder`` it is a code of that manual coding of the run, and with ``manual``, a project or a table of coded segments
    (of ``manual_format``, if that is given), a code of that file. The units of a person's code are those that its
    segments meet, by the rules of comparison, and the person's codes below it are compared with what is suggested.
    Vectors are those of the run: neither the transcripts nor a model are needed. With ``folder`` the new run is written
    there with its report, as a whole or not at all.

    Raises ``UsageError`` if there is no such run, coder or code, the code has no kept units, or ``folder`` is the run
    itself, and ``RunExistsError`` if ``folder`` exists and ``replace`` is not set.
    """
    run, target = to_path(run, "run"), None if folder is None else to_path(folder, "folder")
    gold = None if manual is None else to_path(manual, "manual")
    with stage_derived_run(target, run, replace=replace) as staged:
        refuse_unusable_format(manual_format, [gold] if gold else [])
        journal = Journal(progress)
        parent = open_run(run)
        if gold is None:
            subject = _subject_in_run(parent, run, code, coder)
        else:
            subject = _subject_in_file(parent, run, code, coder, gold, manual_format, settings)
        overlap = settings.comparison.min_overlap
        inside = find_units_of_code(subject.coding, subject.code.code_id, parent.units, min_overlap=overlap)
        if not inside.any():
            raise _no_units(subject.coding, subject.code)
        stages = SubthemeStages(subject, restrict_to_units(parent, inside, settings))
        new = run_stages(stages.functions, journal, settings=settings, known=stages.known)
        if staged is not None:
            write_with_pages(new, staged, log={"subthemes.json": journal.to_json()})
    return new


def _subject_in_run(parent: Run, folder: Path, code: str, coder: str | None) -> Subject:
    """Return a code of the run's proposal, or of one of its coders."""
    coding = get_proposal(parent) if coder is None else choose_coding(parent.codings, coder, place=folder.name)
    alternatives = [one for one in parent.codings if not one.is_proposal] if coder is None else []
    return Subject(parent, folder, coding, find_code(coding, code, alternatives=alternatives))


def _subject_in_file(
    parent: Run, folder: Path, code: str, coder: str | None, path: Path, format_name: str | None, settings: Settings
) -> Subject:
    """Return a code of a file with a manual coding of the run's documents."""
    file = open_coded_file(path, format=format_name, settings=settings)
    imported = file.read_codings(parent.documents)
    coding = choose_coding(imported.codings, coder, place=file.source.path)
    notes = (*imported.notes, *note_losses(imported.losses, file.source.path))
    return Subject(parent, folder, coding, find_code(coding, code), file.source, imported.problems, notes)


def _no_units(coding: Coding, code: Code) -> UsageError:
    return UsageError(
        f"the code {code.name} of {coding.coder} has no kept meaning unit.",
        remedy="Units of interviewers and back-channels are set aside; choose a code of what participants say.",
    )
