"""Flags of sub-themes in words: where most of the units come from, and what that may mean."""

from collections.abc import Iterable
from enum import StrEnum

from thememiner.phrasing.sentences import format_count, format_percent, inflect
from thememiner.phrasing.themes import format_group_count
from thememiner.records import Theme


class FlagSource(StrEnum):
    """What most units of a group may come from."""

    LANGUAGE = "language"
    DOCUMENT = "document"
    PARTICIPANT = "participant"
    QUESTION = "interview question"


FLAG_CAUTIONS = {
    FlagSource.LANGUAGE: "The same may be said in the other language in another sub-theme.",
    FlagSource.DOCUMENT: "It may be a passage of that document rather than an idea.",
    FlagSource.PARTICIPANT: "It may be that person's topic rather than a shared theme.",
    FlagSource.QUESTION: "It may reflect what was asked rather than what people bring up.",
}
"""What a flag may mean."""
_VERBS = {
    FlagSource.LANGUAGE: "are in",
    FlagSource.DOCUMENT: "come from",
    FlagSource.PARTICIPANT: "come from",
    FlagSource.QUESTION: "answer",
}
_ABOVE = "well above its share of all kept units"
_SUMMARIES = {
    FlagSource.LANGUAGE: ("90 %", "in one language: the same idea may be a second sub-theme in the other"),
    FlagSource.DOCUMENT: ("half", f"from one document, {_ABOVE}: it may be a passage of that document"),
    FlagSource.PARTICIPANT: ("half", f"from one participant, {_ABOVE}: it may be that person's topic"),
    FlagSource.QUESTION: ("half", f"in answer to one interview question, {_ABOVE}: it may reflect what was asked"),
}


def describe_flag(source: FlagSource, *, units: int, whole: int, everywhere: int, kept: int) -> str:
    """Return the share of a group's units from a source, and of all kept units; the source's name follows.

    ``units`` of the ``whole`` group, and ``everywhere`` of all ``kept`` units, come from the source.
    """
    here, there = format_percent(units, whole), format_percent(everywhere, kept)
    return f"{units:,} of {format_count(whole, 'unit')} ({here}; of all kept units {there}) {_VERBS[source]}"


def count_flagged(source: FlagSource, flagged: int, total: int, themes: Iterable[Theme]) -> str:
    """Return how many of all groups of a run have a flag; ``themes`` decide what the groups are called."""
    share, where = _SUMMARIES[source]
    have, their = inflect(flagged, "has", "have"), inflect(flagged, "its", "their")
    return f"{flagged:,} of {format_group_count(total, themes)} {have} at least {share} of {their} units {where}."


def count_fully_flagged(themes: int) -> str:
    """Return in how many themes every sub-theme has a flag."""
    return f"In {format_count(themes, 'theme')}, every sub-theme has such a flag."


def describe_guided_themes(flagged: int, total: int, themes: Iterable[Theme]) -> str:
    """Return that the interview guide explains most groups of a run, which therefore have no flag each."""
    return (
        f"The interview guide explains most themes: {flagged:,} of {format_group_count(total, themes)} "
        f"{inflect(flagged, 'has', 'have')} at least half of {inflect(flagged, 'its', 'their')} units "
        f"{_SUMMARIES[FlagSource.QUESTION][1]}. The section on the guide names them, and none is flagged for it."
    )
