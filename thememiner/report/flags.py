"""Flags of sub-themes whose units come mostly from one language, document, participant or interview question."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from thememiner.language import HAN, blank_marks, is_question
from thememiner.phrasing import (
    FLAG_CAUTIONS,
    LANGUAGE_NAMES,
    FlagSource,
    count_flagged,
    count_fully_flagged,
    describe_flag,
)
from thememiner.records import Document, Role, Run, Theme
from thememiner.report.quotes import finest_groups

if TYPE_CHECKING:
    import pandas as pd

ONE_LANGUAGE = 0.9
"""Share of a group's units in one language from which on the group is flagged."""
SPOKEN = 0.1
"""Smallest share of the kept units that makes a language one of the languages of the corpus."""
HALF = 0.5
"""Share of a group's units from one document, participant or question from which on the group is flagged."""
BEYOND = 1.5
"""The share must also be so many times that of all kept units: one of two documents always has half of a group."""
ALIKE = 0.6
"""Jaccard index of words from which on two questions are the same; interviewers never repeat a guide exactly."""
FEWEST_WORDS = 4
"""A question of fewer words ("And then?", "In what way?") is a follow-up: the question before it still counts."""
LONGEST = 300
"""Characters of a question that are compared, from its end: speech recognition may leave out all full stops."""
_SENTENCE = re.compile(r"[^.!?。！？\r\n]+[.!?。！？]*")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")


@dataclass(frozen=True, slots=True)
class Flag:
    """A group of units that comes mostly from one source."""

    carrier: FlagSource
    name: str
    """The language, the document, the participant, or the question in its most frequent wording."""
    units: int
    """Number of units of the group from that source."""
    whole: int
    """Number of all units of the group."""
    everywhere: int
    """Number of kept units of the corpus from that source."""
    kept: int
    """Number of kept units of the corpus."""

    @property
    def figure(self) -> str:
        """Return the source's share of the group and of all units, up to the verb that the source's name follows."""
        return describe_flag(
            self.carrier, units=self.units, whole=self.whole, everywhere=self.everywhere, kept=self.kept
        )

    @property
    def caution(self) -> str:
        """Return what the flag may mean."""
        return FLAG_CAUTIONS[self.carrier]


COLUMNS = {
    FlagSource.LANGUAGE: "language",
    FlagSource.DOCUMENT: "doc_id",
    FlagSource.PARTICIPANT: "participant",
    FlagSource.QUESTION: "question",
}


def flag_groups(run: Run) -> dict[str, tuple[Flag, ...]]:
    """Return the flags of each sub-theme, and of each theme without sub-themes, by id; most have none."""
    kept = run.units[run.units["kept"]]
    kept = kept.assign(question=np.array(find_answered_questions(run.documents, kept), dtype=object))
    both = {code for code in ("en", "zh") if (kept["language"] == code).mean() >= SPOKEN}
    languages = sorted(both) if len(both) > 1 else []
    groups = ((theme.theme_id, kept[kept[column] == theme.theme_id]) for theme, column in finest_groups(run.themes))
    return {name: _flags(units, kept, languages) if len(units) else () for name, units in groups}


def _flags(units: "pd.DataFrame", kept: "pd.DataFrame", languages: Sequence[str]) -> tuple[Flag, ...]:
    language = next((code for code in languages if (units["language"] == code).mean() >= ONE_LANGUAGE), None)
    sources = {
        carrier: language if carrier is FlagSource.LANGUAGE else _source(units[column], kept[column])
        for carrier, column in COLUMNS.items()
    }
    return tuple(
        _flag(carrier, source, units, kept)
        for carrier, source in sources.items()
        if source is not None and not _repeats_document(carrier, sources, units, kept)
    )


def _flag(carrier: FlagSource, source: str, units: "pd.DataFrame", kept: "pd.DataFrame") -> Flag:
    here, there = (int((table[COLUMNS[carrier]] == source).sum()) for table in (units, kept))
    name = LANGUAGE_NAMES[source] if carrier is FlagSource.LANGUAGE else source
    return Flag(carrier, name, here, len(units), there, len(kept))


def _source(column: "pd.Series[str]", everywhere: "pd.Series[str]") -> str | None:
    """Return the value of at least half of a group's rows, if that is well above its share of all rows."""
    counts = {str(value): int(count) for value, count in column.value_counts().items()}
    if not counts or everywhere.nunique() < 2:  # noqa: PLR2004 - a single source is the source of all units
        return None
    value = min(counts, key=lambda name: (-counts[name], name))
    share = counts[value] / len(column)
    usual = int((everywhere == value).sum()) / len(everywhere)  # units of unknown participants included
    return value if share >= max(HALF, BEYOND * usual) else None


def _repeats_document(
    carrier: FlagSource, sources: Mapping[FlagSource, str | None], units: "pd.DataFrame", kept: "pd.DataFrame"
) -> bool:
    """Return whether a participant or question stands for the same units as the flagged document."""
    document = sources[FlagSource.DOCUMENT]
    if carrier in {FlagSource.LANGUAGE, FlagSource.DOCUMENT} or document is None:
        return False
    column = COLUMNS[carrier]
    if set(kept.loc[kept[column] == sources[carrier], "doc_id"]) != {document}:
        return False
    here = units["doc_id"] == document
    return carrier is FlagSource.QUESTION or bool((here == (units[column] == sources[carrier])).all())


@dataclass(frozen=True, slots=True)
class FlagCount:
    """How many sub-themes have a kind of flag, as a sentence, and which."""

    sentence: str
    theme_ids: tuple[str, ...]


def count_flags(themes: Sequence[Theme], flags: Mapping[str, Sequence[Flag]]) -> tuple[FlagCount, ...]:
    """Count the groups with each kind of flag, and the themes of which all sub-themes are flagged."""
    total = len(finest_groups(themes))
    counts = []
    for carrier in FlagSource:
        flagged = tuple(name for name, own in flags.items() if any(flag.carrier is carrier for flag in own))
        if flagged:
            counts.append(FlagCount(count_flagged(carrier, len(flagged), total, themes), flagged))
    if whole := tuple(theme.theme_id for theme in themes if is_fully_flagged(theme, flags)):
        counts.append(FlagCount(count_fully_flagged(len(whole)), whole))
    return tuple(counts)


def is_fully_flagged(theme: Theme, flags: Mapping[str, Sequence[Flag]]) -> bool:
    """Return whether a theme has sub-themes and each of them is flagged."""
    return bool(theme.subthemes) and all(flags.get(child.theme_id) for child in theme.subthemes)


def find_answered_questions(documents: Iterable[Document], units: "pd.DataFrame") -> list[str | None]:
    """Return the question that each unit answers, in its most frequent wording.

    It is the last question that an interviewer asked before the unit in its document; None if there was none yet.
    """
    asked = {document.doc_id: _list_questions(document) for document in documents}
    usual = merge_similar_questions(question for found in asked.values() for _, question in found)
    return [
        _question_before(asked.get(document, []), int(turn), usual)
        for document, turn in zip(units["doc_id"], units["turn"], strict=True)
    ]


def find_question(text: str) -> str | None:
    """Return the last question of a turn; None if it has none, or only a follow-up."""
    for sentence in reversed(_SENTENCE.findall(blank_marks(text))):
        question = " ".join(sentence.split())[-LONGEST:]
        if is_question(question) and len(_split_words(question)) >= FEWEST_WORDS:
            return question
    return None


def merge_similar_questions(questions: Iterable[str]) -> dict[str, str]:
    """Return the most frequent question that is nearly the same as each question, or the question itself.

    Two questions are nearly the same if the Jaccard index of their words (in Chinese, of pairs of characters) is at
    least ``ALIKE``. Two such sets share at least one of the rarest items of each, so only these are looked up
    (Chaudhuri, Ganti & Kaushik 2006).
    """
    often = Counter(questions)
    pieces = {question: _split_words(question) for question in often}
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


def _list_questions(document: Document) -> list[tuple[int, str]]:
    """Return the questions of a document, each with the number of its turn."""
    turns = ((n, turn) for n, turn in enumerate(document.turns) if turn.role is Role.INTERVIEWER)
    found = ((number, find_question(document.text[turn.start : turn.end])) for number, turn in turns)
    return [(number, question) for number, question in found if question is not None]


def _question_before(asked: list[tuple[int, str]], turn: int, usual: Mapping[str, str]) -> str | None:
    place = bisect_left(asked, (turn, ""))
    return usual[asked[place - 1][1]] if place else None


def _split_words(question: str) -> frozenset[str]:
    """Return the words of a question; for Chinese text, the pairs of neighbouring characters."""
    runs = _RUN.findall(question.casefold())
    chinese = [run for run in runs if re.match(f"[{HAN}]", run)]
    pairs = (run[at : at + 2] for run in chinese for at in range(max(len(run) - 1, 1)))
    return frozenset([*(run for run in runs if run not in chinese), *pairs])
