"""A run made by hand of six interviews with a guide of three questions, the last of which two people are not asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from thememiner.config import Settings
from thememiner.records import (
    ASKED_COLUMNS,
    MACHINE,
    SEGMENT_COLUMNS,
    UNIT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Document,
    Form,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    Role,
    Run,
    Source,
    Theme,
    Turn,
    make_table,
)

ORIGIN, DAY, FUTURE = "=HYPERLINK(1) How did you come here?", "What is a day like?", "What will \x1b[31mcome next?"
"""The questions, two of them with what must be escaped."""
Q1, Q2, Q3 = "Q1", "Q2", "Q3"
NAMES = {
    "T1": "coming",
    "T1.1": "the way",
    "T1.2": "family",
    "T1.3": "goats",
    "T1.4": "time",
    "T2": "the years ahead",
}
SAID: Mapping[int, Sequence[tuple[str | None, str | None]]] = {
    1: [(Q1, "T1.1"), (Q1, "T1.2"), (Q2, None), (Q3, "T2")],
    2: [(Q1, "T1.1"), (Q2, None), (Q2, "T1.2"), (Q3, "T2"), (Q3, "T1.3")],
    3: [(Q1, "T1.1"), (Q1, "T1.3"), (Q2, None), (Q3, "T2"), (Q3, "T1.2"), (Q3, "T1.4")],
    4: [(Q1, "T1.1"), (Q2, None), (Q2, "T1.3"), (Q3, None)],
    5: [(None, "T2"), (Q1, "T1.1"), (Q1, "T1.4"), (Q2, None)],
    6: [(Q1, "T1.1"), (Q2, None), (Q2, "T1.4")],
}
"""For each interview, the question that a unit answers, and the finest theme that it has.

T1.1 answers the first question and T2 the third; the other sub-themes cross questions.
"""
LENGTH = 20


def guided_run() -> Run:
    """Return the run. T2 is said by four of six people; of the four who were asked, by three."""
    rows: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    documents = tuple(_transcribe(number, said, rows, asked) for number, said in SAID.items())
    units = make_table(UNIT_COLUMNS, {column.name: [row.get(column.name) for row in rows] for column in UNIT_COLUMNS})
    zeros = np.zeros((len(rows), 2), dtype=np.float32)
    subthemes = tuple(_theme(rows, name) for name in NAMES if "." in name)
    coding = _coding(rows)
    return Run(
        manifest={
            "format": 3,
            "program": "ThemeMiner",
            "version": "0.1.0",
            "python": "3.11",
            "packages": {},
            "seed": 0,
            "settings": Settings().model_dump(mode="json"),
            "inputs": [],
            "codings": [],
            "problems": [],
            "encoder": {"english": "a model", "model_sha256": "0" * 64, "dimensions": 2},
            "counts": {},
            "choices": {},
            "summary": "2 themes.",
            "notes": [],
            "files": {},
        },
        documents=documents,
        participants={f"P{number}": {} for number in SAID},
        units=units,
        vectors=zeros,
        contextual=zeros,
        layout=zeros,
        themes=(_theme(rows, "T1", subthemes), _theme(rows, "T2")),
        codings=(coding,),
        comparisons=(),
        state={},
        guide=_guide(asked),
    )


def _transcribe(
    number: int, said: Sequence[tuple[str | None, str | None]], rows: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> Document:
    """Return an interview in which every turn has the same length; add its units and what is asked to the lists."""
    name = f"interview{number}.txt"
    turns: list[Turn] = []
    before: str | None = None
    for question, theme in said:
        if question != before:
            start = len(turns) * LENGTH
            asked.append({"doc_id": name, "turn": len(turns), "start": start, "end": start + 5})
            asked[-1] |= {"question_id": question, "confidence": 1.0, "is_follow_up": False}
            turns.append(Turn(start, start + LENGTH, "I", Role.INTERVIEWER, None))
        before = question
        start = len(turns) * LENGTH
        rows.append(
            {"unit_id": f"{name}#{start}", "doc_id": name, "participant": f"P{number}", "speaker": f"P{number}"}
            | {"role": "participant", "turn": len(turns), "start": start, "end": start + LENGTH, "text": "x" * LENGTH}
            | {"language": "en", "kept": True, "theme_id": theme and theme[:2]}
            | {"subtheme_id": theme if theme and "." in theme else None}
        )
        turns.append(Turn(start, start + LENGTH, f"P{number}", Role.PARTICIPANT, f"P{number}"))
    text = "x" * LENGTH * len(turns)
    return Document(name, text, Form.DIALOGUE, tuple(turns), Source(name, "0" * 64, "txt", "utf-8"))


def _theme(rows: Sequence[dict[str, Any]], theme_id: str, subthemes: tuple[Theme, ...] = ()) -> Theme:
    own = [row for row in rows if theme_id in (row["theme_id"], row["subtheme_id"])]
    people = len({row["participant"] for row in own})
    return Theme(theme_id, NAMES[theme_id], ("word",), len(own), people, people, (), subthemes)


def _coding(rows: Sequence[dict[str, Any]]) -> Coding:
    own = [row | {"code_id": row["subtheme_id"] or row["theme_id"], "rank": 1} for row in rows if row["theme_id"]]
    names = [column.name for column in SEGMENT_COLUMNS]
    codes = tuple(Code(name, text, name[:2] if "." in name else None) for name, text in NAMES.items())
    segments = make_table(SEGMENT_COLUMNS, {name: [row.get(name) for row in own] for name in names})
    return Coding(MACHINE, Codebook(codes), segments, kind=CodingKind.PROPOSAL)


def _guide(asked: Sequence[dict[str, Any]]) -> QuestionGuide:
    questions = tuple(
        GuideQuestion(name, text, sum(one["question_id"] == name for one in asked), place, is_given=False)
        for name, text, place in ((Q1, ORIGIN, 0.1), (Q2, DAY, 0.5), (Q3, FUTURE, 0.9))
    )
    table = make_table(ASKED_COLUMNS, {column.name: [one[column.name] for one in asked] for column in ASKED_COLUMNS})
    return QuestionGuide(questions, table, GuideOutcome.FOUND, len(SAID))
