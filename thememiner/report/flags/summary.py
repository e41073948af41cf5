"""How many sub-themes are flagged, for the overview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import Theme
from thememiner.report.flags.flag import Carrier, Flag
from thememiner.report.groups import counted_groups, finest

ABOVE = "well above its share of all kept units"
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
