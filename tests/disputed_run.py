"""A run of sixteen units in two interviews, coded by the program, by Anna and by Bo, who disagree on a few."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from thememiner.config import Settings
from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Comparison,
    Document,
    Form,
    Role,
    Run,
    Scope,
    Source,
    Theme,
    Turn,
    make_table,
)
from thememiner.runs import write_run

CANARY = "The heron of Zanzibar keeps my secret."
FOOD, REST, MUSIC = "Care > Food", "Care > Rest", "Music"
T1_1 = {"subtheme_id": "T1.1", "membership": 0.8, "nearest_subtheme_id": "T1.2", "nearest_membership": 0.3}
T1_2 = {"subtheme_id": "T1.2", "membership": 0.75, "nearest_subtheme_id": "T1.1", "nearest_membership": 0.2}
T2_1 = {"subtheme_id": "T2.1", "membership": 0.5, "nearest_subtheme_id": None, "nearest_membership": None}
FAR = {
    "subtheme_id": None,
    "membership": None,
    "nearest_subtheme_id": "T1.1",
    "nearest_membership": 0.25,
    "reason": "far from all themes",
}
BY_MACHINE: Sequence[Mapping[str, Any]] = (*[T1_1] * 5, T2_1, *[T1_2] * 4, FAR, *[T2_1] * 5)
BY_ANNA = (*[(FOOD,)] * 6, *[(REST,)] * 5, *[(MUSIC,)] * 3, (), (MUSIC, FOOD))
BY_BO = ((REST,), *BY_ANNA[1:15], (MUSIC,))
STABILITY = {"T1": 0.9, "T1.1": 0.9, "T1.2": 0.6, "T2": None, "T2.1": 0.7}
HALF = 8
"""Units of each interview."""


def disputed_run(*, text: str = CANARY) -> Run:
    """Return the run; ``text`` stands in every unit, behind its number."""
    documents = tuple(_document(name, person, text) for name, person in (("one.txt", "P1"), ("two.txt", "P2")))
    rows = [row for number, document in enumerate(documents) for row in _rows(document, number * HALF, text)]
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in rows] for column in UNIT_COLUMNS})
    scope = Scope({document.doc_id: ((0, len(document.text)),) for document in documents})
    themes = tuple(
        Theme(top, f"name of {top}", (), 1, 1, 1, (), subthemes, STABILITY[top])
        for top, subthemes in (("T1", (_subtheme("T1.1"), _subtheme("T1.2"))), ("T2", (_subtheme("T2.1"),)))
    )
    machine = [() if row["subtheme_id"] is None else (str(row["subtheme_id"]),) for row in rows]
    own = Codebook(tuple(Code(t.theme_id, t.name, p) for top in themes for t, p in _with_parents(top)))
    codebook = Codebook(
        (Code("Care", "Care"), Code(FOOD, "Food", "Care"), Code(REST, "Rest", "Care"), Code(MUSIC, MUSIC))
    )
    nothing = np.zeros((len(rows), 2), dtype=np.float32)
    return Run(
        manifest=_manifest(),
        documents=documents,
        participants={"P1": {}, "P2": {}},
        units=units,
        vectors=nothing,
        contextual=nothing,
        layout=nothing,
        themes=themes,
        codings=(
            Coding(MACHINE, own, _segments(rows, machine), scope, CodingKind.PROPOSAL),
            Coding("Anna", codebook, _segments(rows, BY_ANNA), scope),
            Coding("Bo", codebook, _segments(rows, BY_BO), scope),
        ),
        comparisons=tuple(
            Comparison(coder, MACHINE, (), proposed_kind=CodingKind.PROPOSAL) for coder in ("Anna", "Bo")
        ),
        state={},
    )


def write(run: Run, folder: Path) -> Path:
    """Write a run, and return its folder."""
    write_run(run, folder, files={}, log={})
    return folder


def unit_id(number: int) -> str:
    """Return the id of a unit by its number."""
    return f"u{number:02}"


def _document(name: str, person: str, text: str) -> Document:
    number = 0 if name == "one.txt" else HALF
    whole = " ".join(f"{number + place:02} {text}" for place in range(HALF))
    turn = Turn(0, len(whole), person, Role.PARTICIPANT, person)
    return Document(name, whole, Form.DIALOGUE, (turn,), Source(name, "0" * 64, "txt", "utf-8"))


def _rows(document: Document, first: int, text: str) -> list[dict[str, Any]]:
    length = len(text) + 3
    rows = []
    for place in range(HALF):
        start = place * (length + 1)
        given = BY_MACHINE[first + place]
        rows.append(
            {
                "unit_id": unit_id(first + place),
                "doc_id": document.doc_id,
                "participant": document.turns[0].participant,
                "speaker": document.turns[0].speaker,
                "role": "participant",
                "turn": 0,
                "start": start,
                "end": start + length,
                "text": document.text[start : start + length],
                "language": "en",
                "kept": True,
                **given,
                "theme_id": (given["subtheme_id"] or "").partition(".")[0] or None,
            }
        )
    return rows


def _subtheme(theme_id: str) -> Theme:
    return Theme(theme_id, f"name of {theme_id}", (), 1, 1, 1, (), (), STABILITY[theme_id])


def _with_parents(top: Theme) -> list[tuple[Theme, str | None]]:
    return [(top, None), *((child, top.theme_id) for child in top.subthemes)]


def _segments(rows: Sequence[Mapping[str, Any]], codes: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 - a data frame
    coded = [(row, code, rank) for row, given in zip(rows, codes, strict=True) for rank, code in enumerate(given, 1)]
    values: dict[str, Any] = {
        name: [row[name] for row, _, _ in coded] for name in ("doc_id", "start", "end", "unit_id")
    }
    values |= {"code_id": [code for _, code, _ in coded], "rank": [rank for *_, rank in coded]}
    return make_table(SEGMENT_COLUMNS, {**values, "membership": [None] * len(coded)})


def _manifest() -> dict[str, Any]:
    settings = Settings().model_dump(mode="json")
    settings["comparison"] |= {"resamples": 20, "shuffles": 5}
    return {
        "format": 2,
        "program": "ThemeMiner",
        "version": "0.1.0",
        "python": "3.11",
        "seed": 0,
        "packages": {},
        "settings": settings,
        "inputs": [],
        "encoder": {},
        "choices": {},
        "notes": [],
        "problems": [],
        "codings": [{"coder": coder, "path": None, "sha256": None} for coder in ("Anna", "Bo")],
        "counts": {"units": 16, "kept": 16},
        "summary": "2 candidate themes with 3 sub-themes.",
    }
