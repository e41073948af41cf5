"""Which of the interviewers' questions each unit answers, a question being the same in all interviews."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import ceil
from typing import TYPE_CHECKING

from thememiner.language import HAN, is_question, without_marks
from thememiner.records import Document, Role

if TYPE_CHECKING:
    import pandas as pd

ALIKE = 0.6
"""Share of the words of two questions that two that are the same have in common; nobody reads a guide out exactly."""
LEAST_PIECES = 4
"""A shorter one ("And then?", "In what way?") asks on, and the question before it stands."""
LONGEST = 300
"""Characters of a question that are looked at, its last ones; speech recognition may leave all full stops out."""
_SENTENCE = re.compile(r"[^.!?。！？\r\n]+[.!?。！？]*")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")


def questions_answered(documents: Iterable[Document], units: "pd.DataFrame") -> list[str | None]:
    """Return for each row of a table of units the question that it answers, in its most usual words.

    That is the last one that an interviewer has asked before it in its document; None where nobody has asked yet.
    """
    asked = {document.doc_id: _asked(document) for document in documents}
    usual = usual_words(question for found in asked.values() for _, question in found)
    return [
        _before(asked.get(document, []), int(turn), usual)
        for document, turn in zip(units["doc_id"], units["turn"], strict=True)
    ]


def question_in(text: str) -> str | None:
    """Return the last sentence of a turn that asks, None if none does or it merely asks on."""
    for sentence in reversed(_SENTENCE.findall(without_marks(text))):
        question = " ".join(sentence.split())[-LONGEST:]
        if is_question(question) and len(_pieces(question)) >= LEAST_PIECES:
            return question
    return None


def usual_words(questions: Iterable[str]) -> dict[str, str]:
    """Return for each question the most frequent one that is nearly the same, itself if there is no other.

    Nearly the same: the Jaccard index of their words (of Chinese, pairs of characters) is at least ``ALIKE``. Two sets
    so alike share one of the rarest pieces of each, which is all that is looked up (Chaudhuri, Ganti & Kaushik 2006).
    """
    often = Counter(questions)
    pieces = {question: _pieces(question) for question in often}
    spread = Counter(piece for found in pieces.values() for piece in found)
    known: dict[str, list[str]] = defaultdict(list)
    usual: dict[str, str] = {}
    for question in sorted(often, key=lambda text: (-often[text], text)):
        own = pieces[question]
        rarest = sorted(own, key=lambda piece: (spread[piece], piece))[: len(own) - ceil(ALIKE * len(own)) + 1]
        others = sorted({other for piece in rarest for other in known[piece]})
        likeness = {other: len(own & pieces[other]) / len(own | pieces[other]) for other in others}
        best = max(likeness, key=lambda other: likeness[other], default=question)
        usual[question] = best if likeness.get(best, 0) >= ALIKE else question
        if usual[question] == question:
            for piece in rarest:
                known[piece].append(question)
    return usual


def _asked(document: Document) -> list[tuple[int, str]]:
    """Return the questions of a document with the number of the turn that asks each."""
    turns = ((n, turn) for n, turn in enumerate(document.turns) if turn.role is Role.INTERVIEWER)
    found = ((number, question_in(document.text[turn.start : turn.end])) for number, turn in turns)
    return [(number, question) for number, question in found if question is not None]


def _before(asked: list[tuple[int, str]], turn: int, usual: Mapping[str, str]) -> str | None:
    place = bisect_left(asked, (turn, ""))
    return usual[asked[place - 1][1]] if place else None


def _pieces(question: str) -> frozenset[str]:
    """Return the words of a question, and of a Chinese one the pairs of characters."""
    runs = _RUN.findall(question.casefold())
    chinese = [run for run in runs if re.match(f"[{HAN}]", run)]
    pairs = (run[at : at + 2] for run in chinese for at in range(max(len(run) - 1, 1)))
    return frozenset([*(run for run in runs if run not in chinese), *pairs])
