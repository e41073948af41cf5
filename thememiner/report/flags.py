"""Where the units of each sub-theme come from: whether one language, document, participant or question carries it.

A flag: what a group of units may really be, with the figure that shows it.
How many sub-themes are flagged, for the overview.
Which of the interviewers' questions each unit answers, a question being the same in all interviews.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from thememiner.language import HAN, is_question, without_marks
from thememiner.records import Document, Role, Run, Theme
from thememiner.report.formatting import counted, percent
from thememiner.report.overview import LANGUAGES
from thememiner.report.quotes import counted_groups, finest

if TYPE_CHECKING:
    import pandas as pd

ONE_LANGUAGE = 0.9
"""Share of a group's units from which on it is of one language."""
SPOKEN = 0.1
"""Share of the kept units that a language has at least to be one of the corpus."""
HALF = 0.5
"""Share of a group's units from which on they come from one document, participant or question."""
BEYOND = 1.5
"""How many times its share of all kept units that must be: of two documents, one always has half of a group."""
ABOVE = "well above its share of all kept units"
ALIKE = 0.6
"""Share of the words of two questions that two that are the same have in common; nobody reads a guide out exactly."""
LEAST_PIECES = 4
"""A shorter one ("And then?", "In what way?") asks on, and the question before it stands."""
LONGEST = 300
"""Characters of a question that are looked at, its last ones; speech recognition may leave all full stops out."""
_SENTENCE = re.compile(r"[^.!?。！？\r\n]+[.!?。！？]*")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")


class Carrier(StrEnum):
    """What may carry a group of units."""

    LANGUAGE = "language"
    DOCUMENT = "document"
    PARTICIPANT = "participant"
    QUESTION = "interview question"


LINKS = {
    Carrier.LANGUAGE: "are in",
    Carrier.DOCUMENT: "come from",
    Carrier.PARTICIPANT: "come from",
    Carrier.QUESTION: "answer",
}
"""What joins the figure and the source's name."""


CAUTIONS = {
    Carrier.LANGUAGE: "What is said in both languages may stand in another sub-theme as well.",
    Carrier.DOCUMENT: "It may be a place in that document rather than an idea.",
    Carrier.PARTICIPANT: "It may be that person's topic rather than a shared one.",
    Carrier.QUESTION: "It may be what was asked rather than what people bring up.",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One source carries a group of units."""

    carrier: Carrier
    name: str
    """The language, the document, the participant, or the question's most usual words."""
    units: int
    """Of the group, from that source."""
    whole: int
    """All units of the group."""
    everywhere: int
    """Kept units of the corpus from that source."""
    kept: int
    """Kept units of the corpus."""

    @property
    def figure(self) -> str:
        """Return what shows it: the source's share of the group beside its share of everything; its name follows."""
        here, there = percent(self.units, self.whole), percent(self.everywhere, self.kept)
        return (
            f"{self.units:,} of {counted(self.whole, 'unit')} ({here}; of all kept units {there}) {LINKS[self.carrier]}"
        )

    @property
    def caution(self) -> str:
        """Return what that may mean."""
        return CAUTIONS[self.carrier]


COLUMNS = {
    Carrier.LANGUAGE: "language",
    Carrier.DOCUMENT: "doc_id",
    Carrier.PARTICIPANT: "participant",
    Carrier.QUESTION: "question",
}


def flags_of(run: Run) -> dict[str, tuple[Flag, ...]]:
    """Return, by its id, what carries each sub-theme, and each theme without sub-themes; nothing of most."""
    kept = run.units[run.units["kept"]]
    kept = kept.assign(question=np.array(questions_answered(run.documents, kept), dtype=object))
    both = {code for code in ("en", "zh") if (kept["language"] == code).mean() >= SPOKEN}
    languages = sorted(both) if len(both) > 1 else []
    groups = ((theme.theme_id, kept[kept[column] == theme.theme_id]) for theme, column in finest(run.themes))
    return {name: _flags(units, kept, languages) if len(units) else () for name, units in groups}


def _flags(units: "pd.DataFrame", kept: "pd.DataFrame", languages: Sequence[str]) -> tuple[Flag, ...]:
    language = next((code for code in languages if (units["language"] == code).mean() >= ONE_LANGUAGE), None)
    sources = {
        carrier: language if carrier is Carrier.LANGUAGE else _source(units[column], kept[column])
        for carrier, column in COLUMNS.items()
    }
    return tuple(
        _flag(carrier, source, units, kept)
        for carrier, source in sources.items()
        if source is not None and not _says_the_same(carrier, sources, units, kept)
    )


def _flag(carrier: Carrier, source: str, units: "pd.DataFrame", kept: "pd.DataFrame") -> Flag:
    here, there = (int((table[COLUMNS[carrier]] == source).sum()) for table in (units, kept))
    name = LANGUAGES[source] if carrier is Carrier.LANGUAGE else source
    return Flag(carrier, name, here, len(units), there, len(kept))


def _source(column: "pd.Series[str]", everywhere: "pd.Series[str]") -> str | None:
    """Return the value that half or more of a group's rows have, well above its share of all rows."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    if not counts or everywhere.nunique() < 2:  # noqa: PLR2004 - of one document all units come
        return None
    value = min(counts, key=lambda name: (-counts[name], name))
    share = counts[value] / len(column)
    usual = int((everywhere == value).sum()) / len(everywhere)  # of all units, those of nobody known too
    return value if share >= max(HALF, BEYOND * usual) else None


def _says_the_same(
    carrier: Carrier, sources: Mapping[Carrier, str | None], units: "pd.DataFrame", kept: "pd.DataFrame"
) -> bool:
    """Return whether a participant, or a question, is but another name of the document that carries the group."""
    document = sources[Carrier.DOCUMENT]
    if carrier in {Carrier.LANGUAGE, Carrier.DOCUMENT} or document is None:
        return False
    column = COLUMNS[carrier]
    if set(kept.loc[kept[column] == sources[carrier], "doc_id"]) != {document}:
        return False
    here = units["doc_id"] == document
    return carrier is Carrier.QUESTION or bool((here == (units[column] == sources[carrier])).all())


CARRIED = {
    Carrier.LANGUAGE: ("90 %", "in one language: what is said in both may stand in two"),
    Carrier.DOCUMENT: ("half", f"from one document, {ABOVE}: it may be a place in that document"),
    Carrier.PARTICIPANT: ("half", f"from one participant, {ABOVE}: it may be that person's topic"),
    Carrier.QUESTION: ("half", f"in answer to one interview question, {ABOVE}: it may be what was asked"),
}


@dataclass(frozen=True, slots=True)
class FlagCount:
    """A sentence on what is flagged, and where."""

    sentence: str
    theme_ids: tuple[str, ...]


def flag_counts(themes: Sequence[Theme], flags: Mapping[str, Sequence[Flag]]) -> tuple[FlagCount, ...]:
    """Say how many groups each kind of flag stands beside, and which themes have no group without; most say nothing."""
    total = counted_groups(len(finest(themes)), themes)
    told = []
    for carrier, (share, source) in CARRIED.items():
        flagged = tuple(name for name, own in flags.items() if any(flag.carrier is carrier for flag in own))
        have, their = ("has", "its") if len(flagged) == 1 else ("have", "their")
        if flagged:
            sentence = f"{len(flagged):,} of {total} {have} at least {share} of {their} units {source}."
            told.append(FlagCount(sentence, flagged))
    if whole := tuple(theme.theme_id for theme in themes if all_flagged(theme, flags)):
        have = "theme has" if len(whole) == 1 else "themes have"
        told.append(FlagCount(f"{len(whole):,} {have} no sub-theme without such a flag.", whole))
    return tuple(told)


def all_flagged(theme: Theme, flags: Mapping[str, Sequence[Flag]]) -> bool:
    """Return whether a theme has sub-themes and each of them is flagged."""
    return bool(theme.subthemes) and all(flags.get(child.theme_id) for child in theme.subthemes)


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
