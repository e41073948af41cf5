"""A manual coding made out of the machine's, so that the units behind a comparison are known."""

from dataclasses import replace

import pandas as pd

from thememiner.comparison import compare
from thememiner.records import MACHINE, SEGMENT_COLUMNS, Code, Codebook, Coding, CodingKind, Run, make_table


def with_codings(english: Run) -> Run:
    """Return a run with both codings, where a person put all units of two sub-themes together."""
    kept = english.units[english.units["kept"] & english.units["subtheme_id"].notna()]
    theirs = kept["subtheme_id"].replace({"T1.2": "T1.1"})
    manual, machine = (
        _coding("Li", kept.assign(code_id=theirs)),
        _coding(MACHINE, kept.assign(code_id=kept["subtheme_id"])),
    )
    return replace(english, codings=(machine, manual), comparisons=(compare(manual, machine, english.units),))


def _coding(coder: str, coded: pd.DataFrame) -> Coding:
    """Return a coding of these units by the codes in their column ``code_id``."""
    codes = tuple(Code(name, f"code {name}") for name in sorted(set(coded["code_id"])))
    count = len(coded)
    segments = make_table(
        SEGMENT_COLUMNS,
        {
            **{name: coded[name].tolist() for name in ("doc_id", "start", "end", "code_id", "unit_id")},
            "rank": [1] * count,
            "membership": [None] * count,
        },
    )
    kind = CodingKind.PROPOSAL if coder == MACHINE else CodingKind.PERSON
    return Coding(coder, Codebook(codes), segments, kind=kind)
