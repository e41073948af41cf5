"""A small handmade run with difficult words: formulas, control characters, emoji, Han beyond U+FFFF."""

from typing import Any

import numpy as np

from thememiner.comparison import compare
from thememiner.intake import CodedSpan, coding_from_spans
from thememiner.records import (
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Document,
    ExclusionReason,
    Form,
    Quote,
    Role,
    Run,
    Scope,
    Source,
    Theme,
    Turn,
    UnassignedReason,
    make_table,
)

SAID = (
    ("P1", "=我们聊天，𠮷野家。", "T1.1"),
    ("P1", "I was <b>afraid</b> | of *it*; really.", "T2.1"),
    ("P2", "The bell\x07 rings 👩‍⚕️ at noon.", "T1.1"),
    ("P2", "-no, they said\r\nand left.", "T1.1"),
    ("P10", "Nothing in particular.", None),
)
"""Who says what, and its sub-theme."""
QUESTION = "How is that?"
NAMES = {"T1": "talk; company", "T1.1": "talk; company", "T2": "fear", "T2.1": "fear"}


def make_run() -> Run:
    """Return a run of two interviews, with a person's coding and the comparison with it."""
    documents, rows = [], []
    for name, said in (("一.txt", SAID[:2]), ("b.txt", SAID[2:])):
        document, own = _transcribe(name, said)
        documents.append(document)
        rows += own
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in rows] for column in UNIT_COLUMNS})
    coded = [row for row in rows if row["subtheme_id"]]
    machine = _machine(coded, Scope({document.doc_id: ((0, len(document.text)),) for document in documents}))
    spans = [CodedSpan(row["doc_id"], row["start"], row["end"], (("life", "a > b"),)) for row in coded[:3]]
    person = coding_from_spans("=Ana", spans, scope=machine.scope)
    nothing = np.zeros((len(rows), 2), dtype=np.float32)
    return Run(
        manifest={
            "program": "ThemeMiner",
            "version": "1.2",
            "format": 3,
            "settings": {},
            "seed": 0,
            "problems": [],
            "notes": [],
        },
        documents=tuple(documents),
        participants={"P1": {"gender": "f"}, "P2": {"gender": "m"}},
        units=units,
        vectors=nothing,
        contextual=nothing,
        layout=nothing,
        themes=tuple(_theme(name, coded, 0.814) for name in ("T1", "T2")),
        codings=(machine, person),
        comparisons=(compare(person, machine, units),),
        state={},
    )


def _transcribe(name: str, said: tuple[tuple[str, str, str | None], ...]) -> tuple[Document, list[dict[str, Any]]]:
    text = ""
    turns: list[Turn] = []
    rows: list[dict[str, Any]] = []
    for person, words, subtheme in said:
        for speaker, role, spoken in (("I", Role.INTERVIEWER, QUESTION), (person, Role.PARTICIPANT, words)):
            start = len(text) + len(speaker) + 2
            is_answer = role is Role.PARTICIPANT
            row = {
                "unit_id": f"{name}-{len(rows)}",
                "doc_id": name,
                "participant": person if is_answer else None,
                "speaker": speaker,
                "role": role.value,
                "turn": len(turns),
                "start": start,
                "end": start + len(spoken),
                "text": spoken,
                "language": "en",
                "kept": is_answer,
                "reason": None
                if subtheme
                else UnassignedReason.FAR.value
                if is_answer
                else ExclusionReason.INTERVIEWER.value,
                "theme_id": subtheme[:2] if subtheme and is_answer else None,
                "subtheme_id": subtheme if is_answer else None,
                "membership": 0.5 if subtheme and is_answer else None,
                "nearest_subtheme_id": "T2.1" if is_answer and subtheme is None else None,
            }
            rows.append(row if is_answer else {**row, "reason": ExclusionReason.INTERVIEWER.value})
            turns.append(Turn(start, start + len(spoken), speaker, role, person if is_answer else None))
            text += f"{speaker}: {spoken}\r\n"
    return Document(name, text, Form.DIALOGUE, tuple(turns), Source(name, "0" * 64, "txt", "utf-8")), rows


def _machine(coded: list[dict[str, Any]], scope: Scope) -> Coding:
    codes = tuple(Code(name, NAMES[name], name[:2] if "." in name else None) for name in sorted(NAMES))
    values = {name: [row[name] for row in coded] for name in ("doc_id", "start", "end", "unit_id", "membership")}
    values |= {"code_id": [row["subtheme_id"] for row in coded], "rank": [1] * len(coded)}
    segments = make_table(SEGMENT_COLUMNS, values).sort_values(["doc_id", "start"], ignore_index=True)
    return Coding(MACHINE, Codebook(codes), segments, scope, CodingKind.PROPOSAL)


def _theme(theme_id: str, coded: list[dict[str, Any]], stability: float | None) -> Theme:
    own = [row for row in coded if row["subtheme_id"].startswith(theme_id)]
    places = ("unit_id", "doc_id", "participant", "start", "end", "text")
    return Theme(
        theme_id=theme_id,
        name=NAMES[theme_id],
        keywords=("bell", "noon"),
        units=len(own),
        participants=len({row["participant"] for row in own}),
        documents=len({row["doc_id"] for row in own}),
        quotes=tuple(Quote(*(row[name] for name in places)) for row in own[:3]),
        subthemes=() if "." in theme_id else (_theme(f"{theme_id}.1", coded, None),),
        stability=stability,
    )
