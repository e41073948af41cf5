"""From transcripts to candidate themes: the whole way, a line a stage."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from thememiner.config import Permissions, Settings
from thememiner.corpus import SUFFIXES, read_corpus
from thememiner.description import refuse_unusable_namer
from thememiner.embedding import refuse_unusable_model
from thememiner.errors import UnreadableFileError
from thememiner.records import Corpus, Run
from thememiner.report import methods_paragraph, render_report
from thememiner.runs import refuse_existing, write_run
from thememiner.workflows.manual_codings import read_manual_codings, refuse_unusable_format
from thememiner.workflows.pipeline import assemble, beside, propose
from thememiner.workflows.progress import Journal, Progress, silent
from thememiner.workflows.saturation import with_saturation
from thememiner.workflows.seeded import refuse_unusable_guide

DEFAULTS = Settings()
NOTHING_PERMITTED = Permissions()


def mine(
    paths: Sequence[Path] | Path | str,
    folder: Path | str | None = None,
    *,
    settings: Settings = DEFAULTS,
    manual: Sequence[Path] = (),
    manual_format: str | None = None,
    permissions: Permissions = NOTHING_PERMITTED,
    replace: bool = False,
    progress: Progress = silent,
) -> Run:
    """Propose candidate themes for a corpus, and compare them with manual codings if there are any.

    ``paths`` are transcripts, tables, or folders of them; ``manual`` are projects of other programs and tables of coded
    segments, all of ``manual_format`` if that is given, else each of what its content says. With ``folder`` the run is
    written there, with its report, as a whole or not at all. ``permissions`` say what may reach the network; by default
    nothing.

    Raises ``RunExistsError`` if the folder is there and ``replace`` is not set, ``UsageError`` for a format that there
    is not, ``ModelError`` if the model that the settings name cannot be used, ``InputError`` if no document could be
    read. Single files that could not be read are listed in ``manifest["problems"]``.
    """
    paths = [Path(paths)] if isinstance(paths, str | Path) else paths
    folder = None if folder is None else Path(folder)
    if folder is not None:
        refuse_existing(folder, replace=replace)
    refuse_unusable_format(manual_format, manual)
    refuse_unusable_guide(settings)
    refuse_unusable_model(settings.embedding, permissions)
    refuse_unusable_namer(settings.naming, permissions)
    journal = Journal(progress)
    journal.begin("Reading transcripts")
    corpus = some_documents(read_corpus(paths, settings=settings))
    manual_codings = read_manual_codings(manual, corpus, settings, format=manual_format)
    proposal = propose(corpus, settings, journal, permissions=permissions)
    journal.begin("Comparing with manual coding")
    compared = beside(corpus, proposal, manual_codings, settings)
    run = with_saturation(assemble(corpus, proposal, manual_codings, compared, settings), journal)
    if folder is not None:
        journal.begin("Writing the report")
        write_with_pages(run, folder, log={"mine.json": journal.as_json()}, replace=replace)
    return run


def write_with_pages(run: Run, folder: Path, *, log: Mapping[str, bytes], replace: bool) -> None:
    """Write a run with its report and its paragraph on methods, as a whole or not at all; see ``write_run``."""
    pages = {"report.html": render_report(run).encode(), "methods.md": methods_paragraph(run).encode()}
    write_run(run, folder, files=pages, log=log, replace=replace)


def some_documents(corpus: Corpus) -> Corpus:
    """Return a corpus as it is. Raises ``UnreadableFileError`` if it has no document, with the reasons."""
    if not corpus.documents:
        reasons = "".join(f"\n  {problem.place}: {problem.reason} {problem.remedy}" for problem in corpus.problems)
        kinds = f" Give {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} files, or folders with such files."
        raise UnreadableFileError(f"no transcript could be read.{reasons or kinds}")
    return corpus
