"""Flags of sub-themes whose units come mostly from one language, document, participant or interview question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thememiner.phrasing import (
    FLAG_CAUTIONS,
    LANGUAGE_NAMES,
    FlagSource,
    count_flagged,
    count_fully_flagged,
    describe_flag,
    describe_guided_themes,
    format_asked_share,
)
from thememiner.questions import answered_questions, find_main_source
from thememiner.records import MOST_GUIDED, AskedShare, Run, Theme
from thememiner.report.prevalence import ReadGuide
from thememiner.report.quotes import finest_groups

if TYPE_CHECKING:
    import pandas as pd

ONE_LANGUAGE = 0.9
"""Share of a group's units in one language from which on the group is flagged."""
SPOKEN = 0.1
"""Smallest share of the kept units that makes a language one of the languages of the corpus."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A group of units that comes mostly from one source."""

    carrier: FlagSource
    name: str
    """The language, the document, the participant, or the words of the question."""
    units: int
    """Number of units of the group from that source."""
    whole: int
    """Number of all units of the group."""
    everywhere: int
    """Number of kept units of the corpus from that source."""
    kept: int
    """Number of kept units of the corpus."""
    asked: AskedShare | None = None
    """How many of those who were asked the question said it."""

    @property
    def figure(self) -> str:
        """Return the source's share of the group and of all units, up to the verb that the source's name follows."""
        return describe_flag(
            self.carrier, units=self.units, whole=self.whole, everywhere=self.everywhere, kept=self.kept
        )

    @property
    def caution(self) -> str:
        """Return what the flag may mean; of a question, first how many of those who were asked said it."""
        said = f"Said by {format_asked_share(self.asked)}. " if self.asked else ""
        return said + FLAG_CAUTIONS[self.carrier]


COLUMNS = {
    FlagSource.LANGUAGE: "language",
    FlagSource.DOCUMENT: "doc_id",
    FlagSource.PARTICIPANT: "participant",
    FlagSource.QUESTION: "question",
}


@dataclass(frozen=True, slots=True)
class RunFlags:
    """The flags of a run."""

    of_groups: Mapping[str, tuple[Flag, ...]]
    """By the id of each sub-theme, and of each theme without sub-themes; most have none."""
    guided: str = ""
    """A sentence if the interview guide explains so many groups that none is flagged for its question."""


def flag_groups(run: Run, guide: ReadGuide | None = None) -> RunFlags:
    """Return the flags of each sub-theme and of each theme without sub-themes; ``guide`` is the run's, if it has one.

    If at least half of them answer one question, a sentence says so instead of a flag with each.
    """
    kept = run.units[run.units["kept"]]
    answers = answered_questions(guide.answered.guide, kept)["question_id"].set_axis(kept.index) if guide else None
    kept = kept.assign(question=answers)
    both = {code for code in ("en", "zh") if (kept["language"] == code).mean() >= SPOKEN}
    finder = _FlagFinder(kept, sorted(both) if len(both) > 1 else [], guide)
    flags = {
        theme.theme_id: finder.find(theme.theme_id, kept[kept[column] == theme.theme_id])
        for theme, column in finest_groups(run.themes)
    }
    asked = [name for name, own in flags.items() if any(flag.carrier is FlagSource.QUESTION for flag in own)]
    if not asked or len(asked) < MOST_GUIDED * len(flags):
        return RunFlags(flags)
    others = {
        name: tuple(flag for flag in own if flag.carrier is not FlagSource.QUESTION) for name, own in flags.items()
    }
    return RunFlags(others, describe_guided_themes(len(asked), len(flags), run.themes))


@dataclass(frozen=True, slots=True)
class _FlagFinder:
    """Finds the flags of groups of units."""

    kept: "pd.DataFrame"
    """All kept units, with the question that each answers."""
    languages: Sequence[str]
    guide: ReadGuide | None

    def find(self, theme_id: str, units: "pd.DataFrame") -> tuple[Flag, ...]:
        """Return the flags of a group with these units."""
        if not len(units):
            return ()
        language = next((code for code in self.languages if (units["language"] == code).mean() >= ONE_LANGUAGE), None)
        sources = {
            carrier: language if carrier is FlagSource.LANGUAGE else find_main_source(units[column], self.kept[column])
            for carrier, column in COLUMNS.items()
        }
        return tuple(
            self._flag(carrier, source, theme_id, units)
            for carrier, source in sources.items()
            if source is not None and not _repeats_document(carrier, sources, units, self.kept)
        )

    def _flag(self, carrier: FlagSource, source: str, theme_id: str, units: "pd.DataFrame") -> Flag:
        here, there = (int((table[COLUMNS[carrier]] == source).sum()) for table in (units, self.kept))
        asked = self.guide.asked.get(theme_id) if self.guide and carrier is FlagSource.QUESTION else None
        name = LANGUAGE_NAMES[source] if carrier is FlagSource.LANGUAGE else asked.question if asked else source
        return Flag(carrier, name, here, len(units), there, len(self.kept), asked)


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


def count_flags(themes: Sequence[Theme], found: RunFlags) -> tuple[FlagCount, ...]:
    """Count the groups with each kind of flag, and the themes of which all sub-themes are flagged."""
    flags = found.of_groups
    total = len(finest_groups(themes))
    counts = []
    for carrier in FlagSource:
        flagged = tuple(name for name, own in flags.items() if any(flag.carrier is carrier for flag in own))
        if flagged:
            counts.append(FlagCount(count_flagged(carrier, len(flagged), total, themes), flagged))
    if found.guided:
        counts.append(FlagCount(found.guided, ()))
    if whole := tuple(theme.theme_id for theme in themes if is_fully_flagged(theme, flags)):
        counts.append(FlagCount(count_fully_flagged(len(whole)), whole))
    return tuple(counts)


def is_fully_flagged(theme: Theme, flags: Mapping[str, Sequence[Flag]]) -> bool:
    """Return whether a theme has sub-themes and each of them is flagged."""
    return bool(theme.subthemes) and all(flags.get(child.theme_id) for child in theme.subthemes)
