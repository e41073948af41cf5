"""Studies to compare: codings over the same texts, which come from a run, from documents, or from coded files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from thememiner.config import Settings
from thememiner.corpus import SUFFIXES, corpus_from_documents, read_coded_tables, read_corpus
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import CodedFile, match_documents, open_coded_file
from thememiner.intake import find_column, read_table
from thememiner.records import Coding, Corpus, Document, Note, Problem, Run, Source
from thememiner.segmentation import segment
from thememiner.workflows.losses import group_by_reason
from thememiner.workflows.manual_codings import SAME_NAME, ManualCodings, join_manual_codings, read_manual_codings
from thememiner.workflows.pairwise import get_proposal

ROWS_ARE_UNITS = 'codes rows by their id, so each row of the documents is a meaning unit (rows = "units" in [table]).'


@dataclass(frozen=True, slots=True)
class Study:
    """The codings of people, and of the program if there is a proposal, over the same texts."""

    units: pd.DataFrame
    """Columns ``SEGMENTED_COLUMNS``, at least."""
    documents: tuple[Document, ...]
    proposal: Coding | None
    people: tuple[Coding, ...]
    sources: tuple[tuple[str, Source | None], ...] = ()
    """By coder, for codings read from files."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def study_from_run(run: Run, files: Sequence[Path], settings: Settings, format_name: str | None) -> Study:
    """Return a run's codings with those of further projects and tables of coded segments.

    A coding that is in the run already is left out. Raises ``UnreadableFileError`` if nothing in the files could be
    used.
    """
    known = [coding for coding in run.codings if coding is not get_proposal(run)]
    corpus = Corpus(run.documents, codings=tuple(known))
    manual = read_manual_codings(files, corpus, settings, format=format_name)
    further = manual.codings[len(known) :]
    again = [next((one for one in known if coding.segments.equals(one.segments)), None) for coding in further]
    people = [*known, *(coding for coding, before in zip(further, again, strict=True) if before is None)]
    if files and not further:
        raise _nothing(files, manual.problems)
    kept = {coding.coder for coding in people[len(known) :]}
    repeated = [(coding, before) for coding, before in zip(further, again, strict=True) if before is not None]
    renamed = {SAME_NAME.format(before.coder, coding.coder) for coding, before in repeated}
    notes = [note for note in manual.notes if note.text not in renamed]
    notes += [Note(before.coder, "is in the run already.") for _, before in repeated]
    return Study(
        units=run.units,
        documents=run.documents,
        proposal=get_proposal(run),
        people=tuple(people),
        sources=tuple((coder, source) for coder, source in manual.sources if coder in kept),
        problems=manual.problems,
        notes=tuple(notes),
    )


def study_from_documents(
    documents: Sequence[Path], files: Sequence[Path], settings: Settings, format_name: str | None
) -> Study:
    """Return the codings of files over the documents that were coded, which are read and cut as in mining.

    If a file names what it codes by the ids of rows alone, the rows of the documents are meaning units.

    Raises ``UnreadableFileError`` if no document, or nothing in the files, could be used.
    """
    opened = [open_coded_file(path, format=format_name, settings=settings) for path in files]
    by_row = [file.path.name for file in opened if file.is_by_row]
    if by_row:
        settings = settings.model_copy(update={"table": settings.table.model_copy(update={"rows": "units"})})
    corpus = refuse_empty_corpus(read_corpus(documents, settings=settings))
    manual = join_manual_codings(opened, corpus, settings)
    if len(manual.codings) == len(corpus.codings):
        raise _nothing(files, manual.problems)
    study = _study(corpus, manual, settings)
    notes = [Note(name, ROWS_ARE_UNITS) for name in by_row]
    return replace(study, notes=(*notes, *study.notes))


def study_from_files(paths: Sequence[Path], settings: Settings, format_name: str | None) -> Study:
    """Return the codings of files over the texts in these files: projects, or tables of meaning units.

    The texts of projects are read and cut like transcripts; a text in several projects is used once. Tables of coded
    segments given with a project are placed on its texts.

    Raises ``UsageError`` if there are no texts, as in tables of coded segments and in codebooks.
    """
    files = [open_coded_file(path, format=format_name, settings=settings) for path in paths]
    if not any(file.has_texts for file in files):
        return _study_of_tables(paths, settings)
    corpus = _texts_of([file for file in files if file.has_texts], settings)
    if not corpus.documents:
        raise _without_texts(", ".join(file.path.name for file in files if file.has_texts), "has no texts.")
    return _study(corpus, join_manual_codings(files, corpus, settings), settings)


def refuse_empty_corpus(corpus: Corpus) -> Corpus:
    """Return a corpus as it is. Raises ``UnreadableFileError`` with the reasons if it has no document."""
    if not corpus.documents:
        reasons = [f"{problem.place}: {problem.reason} {problem.remedy}" for problem in corpus.problems]
        kinds = f"Give {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} files, or folders with such files."
        raise UnreadableFileError("no transcript could be read.", remedy=None if reasons else kinds, details=reasons)
    return corpus


def _texts_of(files: Sequence[CodedFile], settings: Settings) -> Corpus:
    documents: list[Document] = []
    participants: dict[str, Mapping[str, str]] = {}
    for file in files:
        known = {document.doc_id for document in documents} | set(match_documents(file.project.documents, documents))
        documents += [document for document in file.project.documents if document.doc_id not in known]
        participants = {**file.project.participants, **participants}
    return corpus_from_documents(documents, participants, settings=settings)


def _study(corpus: Corpus, manual: ManualCodings, settings: Settings) -> Study:
    return Study(
        units=segment(corpus, settings=settings).units,
        documents=corpus.documents,
        proposal=None,
        people=manual.codings,
        sources=manual.sources,
        problems=(*corpus.problems, *manual.problems),
        notes=(*corpus.notes, *manual.notes),
    )


def _study_of_tables(tables: Sequence[Path], settings: Settings) -> Study:
    for path in tables:
        columns = read_table(path, place=path.name, settings=settings.corpus).columns
        text = find_column(columns, settings.table.text)
        if text is None or (find_column(columns, ["start"]) and find_column(columns, ["end"])):
            raise _without_texts(path.name, "is a table of coded segments: it does not hold the texts that were coded.")
    read = read_coded_tables(tables, settings=settings)
    corpus = Corpus(read.documents, codings=read.codings)
    return Study(
        units=segment(corpus, settings=settings).units,
        documents=corpus.documents,
        proposal=None,
        people=read.codings,
        problems=read.problems,
        notes=read.notes,
    )


def _without_texts(place: str, what: str) -> UsageError:
    return UsageError(what, place=place, remedy="Name the transcripts with --documents, or a run over them before it.")


def _nothing(files: Sequence[Path], problems: Sequence[Problem]) -> UnreadableFileError:
    lines = group_by_reason((one.place, f"{one.reason} {one.remedy}") for one in problems)
    names = ", ".join(path.name for path in files)
    return UnreadableFileError(f"nothing of {names} could be found in the documents.", details=lines[:5])
