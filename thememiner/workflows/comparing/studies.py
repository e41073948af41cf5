"""Codings over the same texts, wherever the texts come from: a run, documents, or the tables themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thememiner.config import Settings
from thememiner.corpus import read_coded_tables, read_corpus
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.intake import first_column, read_table
from thememiner.records import Coding, Corpus, Document, Note, Problem, Run, Source
from thememiner.segmentation import segment
from thememiner.workflows.comparing.runs import proposal_of
from thememiner.workflows.manual import read_manual_codings
from thememiner.workflows.mine import some_documents


@dataclass(frozen=True, slots=True)
class Study:
    """What people, and the program if it did, coded."""

    units: pd.DataFrame
    """Columns ``SEGMENTED_COLUMNS``, at least."""
    documents: tuple[Document, ...]
    proposal: Coding | None
    people: tuple[Coding, ...]
    sources: tuple[tuple[str, Source | None], ...] = ()
    """By coder, for those whom tables brought."""
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def study_of_run(run: Run, tables: Sequence[Path], settings: Settings) -> Study:
    """Return a run's codings with those of further tables of coded segments.

    A table that is in the run already is not compared with itself. Raises ``UnreadableFileError`` if none of the rows
    of the tables could be used.
    """
    known = [coding for coding in run.codings if coding is not proposal_of(run)]
    manual = read_manual_codings(tables, Corpus(run.documents, codings=tuple(known)), settings)
    further = manual.codings[len(known) :]
    again = [any(coding.segments.equals(other.segments) for other in known) for coding in further]
    people = [*known, *(coding for coding, is_again in zip(further, again, strict=True) if not is_again)]
    if tables and not further:
        raise _nothing(tables, manual.problems)
    kept = {coding.coder for coding in people[len(known) :]}
    notes = [Note(coding.coder, "is in the run already.") for coding in further if coding.coder not in kept]
    return Study(
        units=run.units,
        documents=run.documents,
        proposal=proposal_of(run),
        people=tuple(people),
        sources=tuple((coder, source) for coder, source in manual.sources if coder in kept),
        problems=manual.problems,
        notes=(*manual.notes, *notes),
    )


def study_of_documents(documents: Sequence[Path], tables: Sequence[Path], settings: Settings) -> Study:
    """Return the codings of tables over the documents that they were made on, read and cut as for mining.

    Raises ``UnreadableFileError`` if no document, or none of the rows of the tables, could be used.
    """
    corpus = some_documents(read_corpus(documents, settings=settings))
    manual = read_manual_codings(tables, corpus, settings)
    if len(manual.codings) == len(corpus.codings):
        raise _nothing(tables, manual.problems)
    return Study(
        units=segment(corpus, settings=settings).units,
        documents=corpus.documents,
        proposal=None,
        people=manual.codings,
        sources=manual.sources,
        problems=(*corpus.problems, *manual.problems),
        notes=(*corpus.notes, *manual.notes),
    )


def study_of_tables(tables: Sequence[Path], settings: Settings) -> Study:
    """Return the codings of tables of meaning units, over the texts that the tables hold themselves.

    Raises ``UsageError`` for tables of coded segments, which say where a text is coded, but not the text.
    """
    for path in tables:
        columns = read_table(path, place=path.name, settings=settings.corpus).columns
        text = first_column(columns, settings.table.text)
        if text is None or (first_column(columns, ["start"]) and first_column(columns, ["end"])):
            raise UsageError(
                "is a table of coded segments: it has not the texts that were coded.",
                place=path.name,
                remedy="Name the transcripts with --documents, or a run over them before the table.",
            )
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


def _nothing(tables: Sequence[Path], problems: Sequence[Problem]) -> UnreadableFileError:
    reasons = "".join(f"\n  {problem.place}: {problem.reason} {problem.remedy}".rstrip() for problem in problems[:5])
    names = ", ".join(path.name for path in tables)
    return UnreadableFileError(f"no row of {names} could be found in the documents.{reasons}")
