"""Runs for tests: one small and readable, and a strategy for odd ones."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Basis,
    Code,
    Codebook,
    CodeFinding,
    Coding,
    CodingKind,
    Column,
    ColumnKind,
    Comparison,
    Cue,
    Cut,
    CutBy,
    Document,
    Figures,
    Finding,
    Form,
    HumanAgreement,
    LevelComparison,
    MatchedBy,
    Measurement,
    PairAgreement,
    Quote,
    Role,
    Run,
    Scope,
    Source,
    Spread,
    Theme,
    Turn,
    make_table,
)
from thememiner.runs import FORMAT, write_run

FILES = {"report.html": b"<!doctype html>", "methods.md": "方法\n".encode()}
LOG = {"times.json": b"{}\n"}

TEXT = "Interviewer: How was it?\nP1: 我在 day-care 很开心。👍"


def a_document(doc_id: str = "第一次/P1.txt") -> Document:
    """Return a document with everything that a document can have."""
    return Document(
        doc_id=doc_id,
        text=TEXT,
        form=Form.DIALOGUE,
        turns=(
            Turn(13, 24, "Interviewer", Role.INTERVIEWER, None),
            Turn(29, len(TEXT), "P1", Role.PARTICIPANT, "P1"),
        ),
        source=Source(path=doc_id, sha256="0" * 64, format="txt", encoding=None),
        cuts=(Cut("row 1", 29, len(TEXT), 1),),
        cues=(Cue(0, 24, 0.1, None), Cue(25, len(TEXT), 1 / 3, 2.5)),
        attributes={"时间点": "T1", "site": ""},
    )


def a_run() -> Run:
    """Return a run with one document, two units, a theme, a manual coding and a comparison."""
    document = a_document()
    gap = [None, None]
    places: dict[str, list[Any]] = {
        "unit_id": ["u1", "u2"],
        "row_id": gap,
        "doc_id": [document.doc_id] * 2,
        "participant": [None, "P1"],
        "speaker": ["Interviewer", "P1"],
        "role": ["interviewer", "participant"],
        "turn": [0, 1],
        "start": [13, 29],
        "end": [24, len(TEXT)],
        "text": [TEXT[13:24], TEXT[29:]],
        "language": ["en", "mixed"],
        "kept": [False, True],
        "reason": ["interviewer's turn", None],
        "answers": gap,
        "duplicate_of": gap,
    }
    near = dict.fromkeys(("second_subtheme_id", "nearest_subtheme_id", "nearest_membership", "margin"), gap)
    units = make_table(
        UNIT_COLUMNS, {**places, "theme_id": [None, "1"], "subtheme_id": gap, "membership": [None, 0.5]} | near
    )
    quote = Quote("u2", document.doc_id, "P1", 29, len(TEXT), TEXT[29:])
    theme = Theme("1", "开心 · joy", ("开心", "joy"), 1, 1, 1, (quote,), (Theme("1.1", "开心", (), 1, 1, 1, ()),))
    return Run(
        manifest={"format": FORMAT, "program": "ThemeMiner", "seed": 0, "counts": {"units": 2}, "summary": "1 theme."},
        documents=(document,),
        participants={"P1": {"gender": "女", "diagnosis": ""}, "P2": {}},
        units=units,
        vectors=np.array([[np.nan, np.nan], [0.6, 0.8]], dtype=np.float32),
        contextual=np.array([[np.nan, np.nan], [0.8, 0.6]], dtype=np.float32),
        layout=np.array([[np.nan, np.nan], [0.0, 1.0]], dtype=np.float32),
        themes=(theme,),
        codings=(a_coding(MACHINE), a_coding("manual")),
        comparisons=(a_comparison("manual"),),
        state={"centres": np.ones((1, 2), dtype=np.float32)},
        ceiling=(a_ceiling(),),
    )


def a_coding(coder: str, kind: CodingKind | None = None) -> Coding:
    """Return a coding of one segment with two codes, by default a proposal if the coder is the program."""
    codes = (Code("A", "A", None, "说明"), Code("A > b", "b", "A"), Code("c", "c"))
    segments = make_table(
        SEGMENT_COLUMNS,
        {
            "doc_id": ["第一次/P1.txt"] * 2,
            "start": [29, 29],
            "end": [40, 40],
            "code_id": ["A > b", "c"],
            "unit_id": ["u2", None],
            "rank": [1, 2],
            "membership": [0.25, None],
        },
    )
    kind = kind or (CodingKind.PROPOSAL if coder == MACHINE else CodingKind.PERSON)
    return Coding(coder, Codebook(codes), segments, Scope({"第一次/P1.txt": ((0, 10), (29, 40))}), kind)


def a_comparison(reference: str) -> Comparison:
    """Return a comparison with a defined and an undefined figure."""
    finding = CodeFinding("A", "A", 1, 1, Finding.FOUND, ("1",), 1.0, 0.5, 2 / 3)
    by_name = {"ami": Measurement(None, "a single unit is no pair"), "ari": Measurement(0.1, "", -0.2, 0.4, 0.0, 0.25)}
    figures = Figures(Basis.LOOKED_AT, 1, 1, Spread.LEAVE_ONE_OUT, by_name)
    level = LevelComparison(
        "theme", (figures,), (finding,), (), ((1,), (0,)), matched=MatchedBy.NAME, matches=(("A", "1"),)
    )
    return Comparison(reference, MACHINE, (level,), ("a note",), cut_by=CutBy.TURN, proposed_kind=CodingKind.PROPOSAL)


def a_ceiling() -> HumanAgreement:
    """Return what two people agree, beside what the program and one of them do."""
    people = (PairAgreement("manual", "另一位", 1, {"kappa": 0.5, "ami": None}),)
    machine = (PairAgreement("manual", MACHINE, 1, {"kappa": 0.25, "ami": None}),)
    return HumanAgreement(
        "theme", 1, 1, ("manual", "另一位"), people, machine, {"alpha": Measurement(0.5, "", 0.25, 0.75)}
    )


NAMES = st.text(max_size=12) | st.sampled_from(
    ["../x", "A/B", "研究者甲", "a", "A", "", ".", "..", "con", "é", "e\N{COMBINING ACUTE ACCENT}", "👍" * 60, "x\0y"]
)
CODERS = (MACHINE, f"{MACHINE}-Anna", f"{MACHINE} in run 2")
POSITIONS = st.integers(0, 2**40)


def _values(column: Column) -> st.SearchStrategy[Any]:
    values: dict[ColumnKind, st.SearchStrategy[Any]] = {
        ColumnKind.TEXT: st.text(max_size=9),
        ColumnKind.OPTIONAL_TEXT: st.none() | st.text(max_size=9),
        ColumnKind.INTEGER: POSITIONS,
        ColumnKind.OPTIONAL_REAL: st.none() | st.floats(0, 1, width=32),
        ColumnKind.FLAG: st.booleans(),
    }
    return values[column.kind]


@st.composite
def tables(draw: st.DrawFn, columns: tuple[Column, ...]) -> pd.DataFrame:
    """Draw a table of 0 to 3 rows with any values that its columns allow."""
    rows = draw(st.integers(0, 3))
    return make_table(columns, {c.name: draw(st.lists(_values(c), min_size=rows, max_size=rows)) for c in columns})


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw a run with odd names, texts, tables and arrays."""
    coders = draw(st.lists(st.tuples(NAMES | st.sampled_from(CODERS), st.sampled_from(CodingKind)), max_size=4))
    scopes = st.builds(
        Scope, st.none() | st.dictionaries(NAMES, st.lists(st.tuples(POSITIONS, POSITIONS), max_size=2).map(tuple))
    )
    arrays = hnp.arrays(np.float32, hnp.array_shapes(max_dims=2, max_side=3))
    return dataclasses.replace(
        a_run(),
        documents=tuple(dataclasses.replace(a_document(name), text=draw(st.text())) for name in draw(st.lists(NAMES))),
        participants=draw(st.dictionaries(NAMES, st.dictionaries(NAMES, st.text(max_size=5)), max_size=2)),
        units=draw(tables(UNIT_COLUMNS)),
        vectors=draw(arrays),
        contextual=draw(arrays),
        codings=tuple(
            dataclasses.replace(a_coding(coder, kind), segments=draw(tables(SEGMENT_COLUMNS)), scope=draw(scopes))
            for coder, kind in coders
        ),
        comparisons=tuple(dataclasses.replace(a_comparison(coder), reference_kind=kind) for coder, kind in coders),
        state={"a.b": draw(arrays), "centres": draw(arrays)},
    )


def write(run: Run, folder: Path, *, replace: bool = False) -> None:
    """Write a run with a report and a log."""
    write_run(run, folder, files=FILES, log=LOG, replace=replace)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def assert_equal(run: Run, other: Run) -> None:
    """Assert that two runs are equal in everything but the hashes that writing adds."""
    assert {**other.manifest, "files": None} == {**run.manifest, "files": None}
    for name in ("documents", "participants", "themes", "comparisons", "ceiling"):
        assert getattr(other, name) == getattr(run, name)
    pd.testing.assert_frame_equal(other.units, run.units)
    for name in ("vectors", "contextual", "layout"):
        np.testing.assert_array_equal(getattr(other, name), getattr(run, name), strict=True)
    assert other.state.keys() == run.state.keys()
    for name, array in other.state.items():
        np.testing.assert_array_equal(array, run.state[name], strict=True)
    assert len(other.codings) == len(run.codings)
    for coding, coded in zip(other.codings, run.codings, strict=True):
        for name in ("coder", "codebook", "scope", "kind"):
            assert getattr(coding, name) == getattr(coded, name)
        pd.testing.assert_frame_equal(coding.segments, coded.segments)
