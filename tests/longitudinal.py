"""A little study over time, invented: a dozen participants of two groups, heard before and after."""

from types import MappingProxyType
from typing import Any

import numpy as np

from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
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
from thememiner.runs import FORMAT

LENGTH = 10
HOPE, PAIN = "T1", "T2"
BEFORE, AFTER = "1 before", "2 after"
GROUPS = {"day care": range(1, 7), "ward": range(7, 12), "": range(12, 13)}
"""Participants by group; the group of the last is not known."""
DROPPED_OUT = {"P5", "P11"}
"""Heard before only."""


def longitudinal(*, text: str = "x", prefix: str = "P", themes: tuple[str, str] = ("hope, plans", "pain")) -> Run:
    """Return the study as a run: everybody says pain; hope is said before by two of the day care, after by most.

    On the ward, nobody says hope before, and one says it after. ``text`` is what the units are made of.
    """
    rows: list[dict[str, Any]] = []
    documents = []
    for number in range(1, 13):
        for time in (BEFORE, AFTER):
            if time == AFTER and f"P{number}" in DROPPED_OUT:
                continue
            name = f"{prefix}{number}"
            said = [PAIN, HOPE] if _hopes(number, time) else [PAIN, None]
            documents.append(_document(f"{name} {time}.txt", name, time, text * LENGTH * len(said)))
            rows += [_row(documents[-1], name, place, theme) for place, theme in enumerate(said)]
    group_of = {f"{prefix}{number}": group for group, numbers in GROUPS.items() for number in numbers}
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in rows] for column in UNIT_COLUMNS})
    vectors = np.array([{HOPE: (1, 0.1), PAIN: (0.1, 1)}.get(row["theme_id"], (0, 0)) for row in rows], np.float32)
    return Run(
        manifest={
            "format": FORMAT,
            "program": "ThemeMiner",
            "settings": {},
            "encoder": {"english": "a model", "dimensions": 2},
            "counts": {},
            "summary": "2 themes.",
        },
        documents=tuple(documents),
        participants=MappingProxyType({name: {"group": group} for name, group in group_of.items()}),
        units=units,
        vectors=vectors,
        contextual=vectors,
        layout=vectors,
        themes=tuple(_theme(theme_id, name) for theme_id, name in zip((HOPE, PAIN), themes, strict=True)),
        codings=(_coding(rows, themes),),
        comparisons=(),
        state={"centres": vectors[:2]},
    )


def _hopes(number: int, time: str) -> bool:
    return number in ({1, 2} if time == BEFORE else {1, 2, 3, 4, 7})


def _document(doc_id: str, participant: str, time: str, text: str) -> Document:
    turn = Turn(0, len(text), participant, Role.PARTICIPANT, participant)
    return Document(
        doc_id, text, Form.DIALOGUE, (turn,), Source(doc_id, "0", "txt", None), attributes={"time point": time}
    )


def _row(document: Document, participant: str, place: int, theme: str | None) -> dict[str, Any]:
    return {
        "unit_id": f"{document.doc_id}#{place}",
        "doc_id": document.doc_id,
        "participant": participant,
        "speaker": participant,
        "role": "participant",
        "turn": 0,
        "start": place * LENGTH,
        "end": (place + 1) * LENGTH,
        "text": document.text[place * LENGTH : (place + 1) * LENGTH],
        "language": "en",
        "kept": True,
        "theme_id": theme,
        "subtheme_id": theme and f"{theme}.1",
    }


def _theme(theme_id: str, name: str) -> Theme:
    words = (*name.split(", "), "every", "day", "home")
    return Theme(theme_id, name, words, 0, 0, 0, (), (Theme(f"{theme_id}.1", name, words, 0, 0, 0, ()),))


def _coding(rows: list[dict[str, Any]], themes: tuple[str, str]) -> Coding:
    own = [row | {"code_id": row["subtheme_id"], "rank": 1} for row in rows if row["subtheme_id"]]
    segments = make_table(
        SEGMENT_COLUMNS, {column.name: [row.get(column.name) for row in own] for column in SEGMENT_COLUMNS}
    )
    codes = [
        code
        for theme_id, name in zip((HOPE, PAIN), themes, strict=True)
        for code in (Code(theme_id, name), Code(f"{theme_id}.1", name, theme_id))
    ]
    spans = {row["doc_id"]: ((0, 2 * LENGTH),) for row in rows}
    return Coding(MACHINE, Codebook(tuple(codes)), segments, Scope(spans), CodingKind.PROPOSAL)
