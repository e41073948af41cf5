"""Which codings of one study are compared in full: the program with every person, and people with each other."""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from thememiner.comparison import compare
from thememiner.config import ComparisonSettings
from thememiner.records import Coding, Comparison, Document

MOST_PAIRS = 6
"""Pairs of people (those of four) that are compared in full; of more people there is only the table of agreement."""


def compare_all(
    proposal: Coding | None,
    people: Sequence[Coding],
    units: pd.DataFrame,
    documents: Sequence[Document],
    *,
    settings: ComparisonSettings,
    seed: int,
) -> tuple[Comparison, ...]:
    """Compare a proposal, if there is one, with every person's coding, and every two people who coded the same units.

    The person is the reference; of two people, the first. Above ``MOST_PAIRS`` pairs no two people are compared here.
    ``documents`` are those of the units.
    """
    lengths = {document.doc_id: len(document.text) for document in documents}

    def compared(reference: Coding, other: Coding) -> Comparison:
        return compare(reference, other, units, settings=settings, seed=seed, lengths=lengths)

    beside = [] if proposal is None else [compared(person, proposal) for person in people]
    pairs = list(combinations(people, 2))
    among = [compared(*pair) for pair in pairs] if len(pairs) <= MOST_PAIRS else []
    return (*beside, *(comparison for comparison in among if comparison.levels[0].units))
