"""Runs made by hand for the report: English, Chinese, hostile, empty, with and without a manual coding."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from thememiner.config import Settings
from thememiner.records import (
    MACHINE,
    UNIT_COLUMNS,
    Code,
    Codebook,
    CodeFinding,
    Coding,
    Comparison,
    Document,
    Finding,
    Form,
    LevelComparison,
    Quote,
    Role,
    Run,
    SEGMENT_COLUMNS,
    SetAside,
    Source,
    Theme,
    Turn,
    Unassigned,
    table,
)
from thememiner.report import render_report

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> =cmd|' /C calc'!A0 \"'&amp; \u202e👩‍⚕️𠮷"


@dataclass(frozen=True)
class Study:
    """What an invented study says: questions, answers by sub-theme, and answers that fit nowhere."""

    language: str
    questions: tuple[str, ...]
    nods: tuple[str, ...]
    themes: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    elsewhere: tuple[str, ...]
    interviewer: str
    person: str


ENGLISH = Study(
    language="en",
    questions=("How did you come to this work?", "What happened then?", "Can you tell me about a day like that?"),
    nods=("Mm-hmm.", "Yeah."),
    themes=(
        (
            "team, colleague, shift",
            (
                (
                    "team, trust, colleague",
                    (
                        "It took the nurses about half a year until they asked me what I thought in the morning round.",
                        "My colleague on the late shift always saves me a chair, it is a small thing but I notice.",
                        "I am the only one in the team without a degree, and on some days I feel it in every sentence.",
                    ),
                ),
                (
                    "rota, shift, pay",
                    (
                        "They plan me on three weekends in a row and then say that a peer worker should mind self-care.",
                        "The pay does not cover the bus and the rent, so I clean offices on Mondays as well.",
                    ),
                ),
            ),
        ),
        (
            "story, telling, own",
            (
                (
                    "story, tell, ward",
                    (
                        "When I tell a patient that I lay in that same room, something in the face lets go.",
                        "I do not tell everything; there is a part of my story that belongs to my sister and me.",
                        "The first time I told it I shook for an hour afterwards, and nobody had warned me.",
                    ),
                ),
                (
                    "recovery, hope, slow",
                    (
                        "Recovery is a word from brochures, what I have is a Tuesday that works.",
                        "Somebody saw me carrying my groceries and said: so it does get better. That kept me going.",
                    ),
                ),
            ),
        ),
        (
            "doctor, power, record",
            (
                (
                    "doctor, record, write",
                    (
                        "The doctor writes two lines about an hour of talking, and those two lines are what counts.",
                        "I am allowed to read the records but not to write in them, and everybody finds that normal.",
                    ),
                ),
            ),
        ),
    ),
    elsewhere=(
        "My neighbour has a parrot that says good evening all day long, I could tell you about that parrot.",
        "Sorry, that was the phone, it is the man about the heating again.",
    ),
    interviewer="Interviewer",
    person="P",
)
CHINESE = Study(
    language="zh",
    questions=("您平时在中心都做些什么？", "后来呢？", "能不能举个例子？"),
    nods=("嗯。", "对对对。"),
    themes=(
        (
            "病友、明白、陪伴",
            (
                (
                    "病友、明白、说话",
                    (
                        "跟病友讲半句话，他就晓得我后面要讲什么，家里人听一晚上也听不明白。",
                        "有一回我手抖得端不住碗，小周什么也没问，就把汤勺换成了吸管。",
                        "医生懂病，可是他没有病过，这个差别我讲不清楚，但是我一坐下来就感觉得到。",
                    ),
                ),
                (
                    "陪伴、散步、一起",
                    (
                        "下午三点钟我们几个绕着花坛走，走到第三圈，话就自己出来了。",
                        "过年那几天中心关门，我们四个人还是约了去吃馄饨，谁也没提生病的事。",
                    ),
                ),
            ),
        ),
        (
            "吃药、复发、害怕",
            (
                (
                    "吃药、副作用、体重",
                    (
                        "吃了这个药我胖了二十斤，衣服都是问我姐姐借的，照镜子像在看别人。",
                        "老张教我把药片放在早饭的碗边上，这样就不会忘，也不会吃两遍。",
                    ),
                ),
                (
                    "复发、害怕、睡不着",
                    ("一睡不着我就害怕，怕的不是睡不着，是怕那个东西又要来了。",),
                ),
            ),
        ),
        (
            "工作、machine learning、将来",
            (
                (
                    "工作、简历、将来",
                    (
                        "简历上那三年我不知道怎么写，写「在家休养」，人家就不打电话来了。",
                        "我在网上学 machine learning，学到第四章停下来了，不过我还想接着学。",
                    ),
                ),
            ),
        ),
    ),
    elsewhere=("我们小区那只橘猫生了五只小的，（笑）你要不要来抱一只。", "等一下，我去把窗关上，外面在修路。"),
    interviewer="访谈者",
    person="受访者",
)


@dataclass(frozen=True)
class Said:
    """A unit before it has a place: words, and the theme and sub-theme they were given."""

    words: str
    theme: str | None = None
    subtheme: str | None = None
    aside: SetAside | None = None


def converse(study: Study, number: int, rounds: int) -> list[tuple[Role, list[Said]]]:
    """Return the turns of an interview, each with its units, the same for the same number."""
    draw = np.random.default_rng(number)
    turns: list[tuple[Role, list[Said]]] = []
    for index in range(rounds):
        question = study.questions[index % len(study.questions)]
        turns.append((Role.INTERVIEWER, [Said(question, aside=SetAside.INTERVIEWER)]))
        if index % 4 == 3:
            nod = study.nods[index % len(study.nods)]
            turns.append((Role.PARTICIPANT, [Said(nod, aside=SetAside.BACK_CHANNEL)]))
            turns.append((Role.INTERVIEWER, [Said(study.questions[0], aside=SetAside.INTERVIEWER)]))
        turns.append((Role.PARTICIPANT, [_answer(study, draw) for _ in range(2 + index % 2)]))
    return turns


def _answer(study: Study, draw: np.random.Generator) -> Said:
    if draw.random() < 0.2:
        return Said(study.elsewhere[draw.integers(len(study.elsewhere))])
    top = int(draw.integers(len(study.themes)))
    subthemes = study.themes[top][1]
    sub = int(draw.integers(len(subthemes)))
    sentences = subthemes[sub][1]
    return Said(sentences[draw.integers(len(sentences))], f"T{top + 1}", f"T{top + 1}.{sub + 1}")


def transcribe(
    study: Study, doc_id: str, person: str, turns: Iterable[tuple[Role, list[Said]]]
) -> tuple[Document, list[dict[str, Any]]]:
    """Write turns down as a document, and its units as rows of the table of units."""
    text, placed, rows = "", [], []
    seen: dict[str, str] = {}
    for role, said in turns:
        speaker = study.interviewer if role is Role.INTERVIEWER else person
        text += f"{speaker}: " if study.language == "en" else f"{speaker}："
        begin = len(text)
        participant = person if role is Role.PARTICIPANT else None
        for unit in said:
            start = len(text)
            text += unit.words
            rows.append(
                _row(unit, doc_id, speaker, participant, len(rows))
                | {"role": role.value, "turn": len(placed), "start": start, "end": len(text)}
                | {"language": study.language, "duplicate_of": seen.get(unit.words) if participant else None}
            )
            seen.setdefault(unit.words, rows[-1]["unit_id"])
            text += " " if unit is not said[-1] and study.language == "en" else ""
        placed.append(Turn(begin, len(text), speaker, role, participant))
        text += "\n\n"
    source = Source(doc_id, hashlib.sha256(text.encode()).hexdigest(), "txt", "utf-8")
    return Document(doc_id, text, Form.DIALOGUE, tuple(placed), source, attributes={"session": "1"}), rows


def _row(unit: Said, doc_id: str, speaker: str, participant: str | None, number: int) -> dict[str, Any]:
    reason = unit.aside or (None if unit.theme else Unassigned.BETWEEN)
    return {
        "unit_id": hashlib.sha256(f"{doc_id}\n{number}".encode()).hexdigest()[:16],
        "row_id": None,
        "doc_id": doc_id,
        "participant": participant,
        "speaker": speaker,
        "text": unit.words,
        "kept": unit.aside is None,
        "reason": None if reason is None else reason.value,
        "answers": None,
        "theme_id": unit.theme,
        "subtheme_id": unit.subtheme,
        "membership": None if unit.theme is None else 0.5 + 0.5 / (1 + number % 7),
    }
