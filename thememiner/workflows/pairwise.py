"""Pairs of codings: the proposal with every person, people with each other, and the proposals of two runs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pandas as pd

from thememiner.comparison import Alignments, compare
from thememiner.config import ComparisonSettings, Settings
from thememiner.errors import UsageError
from thememiner.records import MACHINE, Coding, Comparison, Document, Run, Scope

MOST_PAIRS = 6
"""With more pairs (more than four people), only the table of agreement is made, and no full comparisons."""


def compare_all(
    proposal: Coding | None,
    people: Sequence[Coding],
    units: pd.DataFrame,
    documents: Sequence[Document],
    *,
    settings: ComparisonSettings,
    seed: int,
    alignments: Alignments | None = None,
) -> tuple[Comparison, ...]:
    """Compare a proposal, if there is one, with every person's coding, and every two people who coded the same units.

    The reference is the person, or the first of two people. With more than ``MOST_PAIRS`` pairs of people, people are
    not compared with each other. ``documents`` and ``alignments`` are those of the units.
    """
    alignments = alignments or Alignments(units, min_overlap=settings.min_overlap)
    lengths = {document.doc_id: len(document.text) for document in documents}

    def compare_pair(reference: Coding, other: Coding) -> Comparison:
        return compare(reference, other, units, settings=settings, seed=seed, lengths=lengths, alignments=alignments)

    with_proposal = [] if proposal is None else [compare_pair(person, proposal) for person in people]
    pairs = list(combinations(people, 2))
    among_people = [compare_pair(*pair) for pair in pairs] if len(pairs) <= MOST_PAIRS else []
    return (*with_proposal, *(comparison for comparison in among_people if comparison.levels[0].units))


def compare_runs(first: tuple[Path, Run], second: tuple[Path, Run], settings: Settings) -> Comparison:
    """Compare the proposals of two runs, the first being the reference.

    Raises ``UsageError`` if they have no document with the same text.
    """
    folders, runs = (first[0], second[0]), (first[1], second[1])
    same = find_same_documents(*runs)
    names = [folder.resolve().name for folder in folders]
    if not same:
        raise UsageError(
            f"{names[0]} and {names[1]} have no document with the same name and text.",
            remedy="Compare runs over the same documents.",
        )
    if names[0] == names[1]:
        names = [str(folder) for folder in folders]
    reference, proposed = (
        replace(restrict_to_documents(get_proposal(run), same), coder=f"{MACHINE} in {name}")
        for run, name in zip(runs, names, strict=True)
    )
    units = runs[0].units[runs[0].units["doc_id"].isin(list(same))]
    (compared,) = compare_all(
        proposed, [reference], units, list(same.values()), settings=settings.comparison, seed=settings.seed
    )
    left_out = len({document.doc_id for run in runs for document in run.documents}) - len(same)
    note = f"Documents left out, because they are in one run only or their texts differ: {left_out:,}."
    return replace(compared, notes=(note, *compared.notes)) if left_out else compared


def find_same_documents(first: Run, second: Run) -> dict[str, Document]:
    """Return the documents of the first run that have the same text in the second, by id, in order."""
    texts = {document.doc_id: document.text for document in second.documents}
    same = {document.doc_id: document for document in first.documents if texts.get(document.doc_id) == document.text}
    return dict(sorted(same.items()))


def get_proposal(run: Run) -> Coding:
    """Return the program's coding in a run."""
    return next(coding for coding in run.codings if coding.is_proposal)


def restrict_to_documents(coding: Coding, doc_ids: Collection[str]) -> Coding:
    """Return the part of a coding that lies in some documents."""
    segments = coding.segments[coding.segments["doc_id"].isin(list(doc_ids))].reset_index(drop=True)
    spans = coding.scope.spans
    scope = Scope(None if spans is None else {name: spans[name] for name in doc_ids if name in spans})
    return replace(coding, segments=segments, scope=scope)
