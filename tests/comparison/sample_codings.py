"""Small tables of units and codings for tests of the comparison."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from thememiner.comparison.contingency import GroupPair, Values, Weights
from thememiner.comparison.levels import CodeGroups
from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    SEGMENTED_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    ColumnKind,
    ExclusionReason,
    Scope,
    make_table,
)

LENGTH = 10
"""Code points of each unit that ``some_units`` makes."""

_EMPTY: dict[ColumnKind, Any] = {
    ColumnKind.TEXT: "",
    ColumnKind.OPTIONAL_TEXT: None,
    ColumnKind.INTEGER: 0,
    ColumnKind.FLAG: True,
}


def units_of(spans: Sequence[tuple[str, int, int]], **columns: Sequence[Any]) -> pd.DataFrame:
    """Return kept units of one participant at these places, with the columns given and nothing in the others."""
    values: dict[str, Any] = {column.name: [_EMPTY[column.kind]] * len(spans) for column in SEGMENTED_COLUMNS}
    doc_ids, starts, ends = zip(*spans, strict=True) if spans else ((), (), ())
    places = {"unit_id": [f"u{n}" for n in range(len(spans))], "doc_id": doc_ids, "start": starts, "end": ends}
    return make_table(SEGMENTED_COLUMNS, {**values, "participant": ["p"] * len(spans), **places, **columns})


def some_units(number: int, **columns: Sequence[Any]) -> pd.DataFrame:
    """Return units of one document, each of ten code points, one after the other."""
    return units_of([("d", n * LENGTH, (n + 1) * LENGTH) for n in range(number)], **columns)


def interviewers(units: pd.DataFrame, *rows: int) -> pd.DataFrame:
    """Return the units with some set aside as the interviewer's."""
    units = units.copy()
    units.loc[list(rows), "kept"] = False
    units.loc[list(rows), "reason"] = ExclusionReason.INTERVIEWER.value
    return units


def a_codebook(*code_ids: str) -> Codebook:
    """Return a codebook; ``A/b`` stands under ``A``, which is added where it is not named."""
    codes: dict[str, Code] = {}
    for code_id in code_ids:
        parent, slash, _ = code_id.partition("/")
        codes.setdefault(parent, Code(parent, parent))
        if slash:
            codes[code_id] = Code(code_id, code_id, parent)
    return Codebook(tuple(codes.values()))


def a_coding(
    segments: Sequence[tuple[str, int, int, str]],
    *,
    coder: str = "manual",
    codes: Sequence[str] = (),
    spans: Mapping[str, tuple[tuple[int, int], ...]] | None = None,
    **columns: Sequence[Any],
) -> Coding:
    """Return a coding of segments (document, start, end, code), by default of rank 1 and without named units."""
    doc_ids, starts, ends, code_ids = zip(*segments, strict=True) if segments else ((), (), (), ())
    nothing = [None] * len(segments)
    values: dict[str, Any] = {
        "doc_id": doc_ids,
        "start": starts,
        "end": ends,
        "code_id": code_ids,
        "unit_id": nothing,
        "rank": [1] * len(segments),
        "membership": nothing,
        **columns,
    }
    kind = CodingKind.PROPOSAL if coder == MACHINE else CodingKind.PERSON
    return Coding(coder, a_codebook(*(codes or code_ids)), make_table(SEGMENT_COLUMNS, values), Scope(spans), kind)


def unit_coding(codes: Sequence[str], *, coder: str = "manual", codebook: Sequence[str] = ()) -> Coding:
    """Return a coding of the units of ``some_units``: a code each, several joined by ``+``, or empty for none."""
    segments, ranks = [], []
    for n, given in enumerate(codes):
        for rank, code in enumerate(given.split("+") if given else (), start=1):
            segments.append(("d", n * LENGTH, (n + 1) * LENGTH, code))
            ranks.append(rank)
    spans = {"d": ((0, len(codes) * LENGTH),)}
    return a_coding(segments, coder=coder, codes=codebook, spans=spans, rank=ranks)


def groups_of(labels: Sequence[Sequence[int]], number: int, *, name: str = "") -> CodeGroups:
    """Return groups from the labels of each unit, the first one first; no label means uncoded.

    ``name`` stands before the number in each code's name, so that two codings need not share their codes.
    """
    carries = np.zeros((len(labels), number), dtype=np.bool_)
    for unit, given in enumerate(labels):
        carries[unit, list(given)] = True
    first = np.array([given[0] if given else -1 for given in labels], dtype=np.int64)
    return CodeGroups(tuple(Code(f"{name}{n}", f"{name}{n}") for n in range(number)), carries, first)


def a_pair(
    reference: Sequence[Sequence[int]],
    proposed: Sequence[Sequence[int]],
    number: int = 4,
    *,
    persons: Sequence[int] | None = None,
    same_names: bool = False,
) -> GroupPair:
    """Return two labellings of the same units; by default all units are one person's, and the codes differ in name."""
    return GroupPair(
        groups_of(reference, number),
        groups_of(proposed, number, name="" if same_names else "proposed "),
        np.array([0] * len(reference) if persons is None else persons, dtype=np.int64),
    )


def plain(score: Callable[[GroupPair, Weights], Values], pair: GroupPair) -> float:
    """Return a score of the material as it is; NaN where it is undefined."""
    return float(score(pair, pair.unit_weights)[0])


@st.composite
def labellings(draw: st.DrawFn, *, most: int = 3, least: int = 0, number: int = 4) -> tuple[list[list[int]], ...]:
    """Draw two labellings of the same units, each with ``least`` to ``most`` of ``number`` labels a unit."""
    units = draw(st.integers(2, 12))
    labels = st.lists(st.integers(0, number - 1), min_size=least, max_size=most, unique=True)
    one = st.lists(labels, min_size=units, max_size=units)
    return draw(one), draw(one)
