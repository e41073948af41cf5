"""Themes by groups of participants and by time point, as the page shows them: shares as bars with intervals."""

from dataclasses import dataclass

from thememiner.comparison import Level, attributes_of, carried_by_machine, divide, prevalence_by
from thememiner.comparison.attributes import Division
from thememiner.records import NOT_KNOWN, Attribute, Prevalence, Run, Share, ShareDifference
from thememiner.report.numbers import listed
from thememiner.report.prevalence_words import (
    compared,
    interval_told,
    label,
    points,
    points_range,
    prevalence_sentences,
    share_told,
)

FEWEST_VALUES, MOST_VALUES = 2, 6
"""Values of an attribute that the page shows by itself."""
MOST_ATTRIBUTES = 3
LEAST_OF_TWO = 3
"""Participants of the two largest groups from which on an attribute is shown."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A group's share of a theme: places from 0 to 100 along the bar, and the same in words."""

    group: str
    width: float
    low: float
    high: float
    count: str
    interval: str


@dataclass(frozen=True, slots=True)
class ThemeShares:
    """A theme with a bar for each group."""

    theme_id: str
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table of differences."""

    theme_id: str
    name: str
    compared: str
    points: str
    interval: str


@dataclass(frozen=True, slots=True)
class ByAttribute:
    """All themes by one attribute."""

    attribute: str
    sentences: tuple[str, ...]
    themes: tuple[ThemeShares, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All attributes that are shown, and what was left out."""

    shown: tuple[ByAttribute, ...]
    left_out: str
    """A sentence; empty if nothing is."""


def breakdown(run: Run) -> Breakdown:
    """Return the themes by up to three attributes of two to six known values, two of three people or more.

    Those come first whose second largest group has most participants, of which more can be said; of equals, those
    whose values are words. Of two that divide the interviews alike, one is shown.
    """
    if not run.themes:
        return Breakdown((), "")
    carried = carried_by_machine(run, Level.THEME)
    divisions = {attribute: divide(run, carried.units, [attribute]) for attribute in attributes_of(run).values()}
    found = {
        attribute: prevalence_by(carried, division, Level.THEME)
        for attribute, division in divisions.items()
        if FEWEST_VALUES <= _values(division) <= MOST_VALUES
    }
    fit = [attribute for attribute, counted in found.items() if _known_sizes(counted)[1] >= LEAST_OF_TWO]
    chosen: dict[tuple[int, ...], Attribute] = {}
    for attribute in sorted(fit, key=lambda attribute: _order(found[attribute])):
        chosen.setdefault(_alike(divisions[attribute]), attribute)
    shown = list(chosen.values())[:MOST_ATTRIBUTES]
    return Breakdown(
        shown=tuple(_by_attribute(attribute, found[attribute]) for attribute in shown),
        left_out=_left_out(
            {attribute: _values(divisions[attribute]) for attribute in divisions if attribute not in shown}
        ),
    )


def _values(division: Division) -> int:
    """Return how many values are known of an attribute."""
    return sum(group != (NOT_KNOWN,) for group in division.groups)


def _alike(division: Division) -> tuple[int, ...]:
    """Return the groups of units, numbered as they come: equal for attributes that divide alike."""
    groups = division.of_units.tolist()
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return tuple(numbers[group] for group in groups)


def _order(prevalence: Prevalence) -> tuple[int, bool]:
    values = [group.values[0] for group in prevalence.groups if group.values != (NOT_KNOWN,)]
    return -_known_sizes(prevalence)[1], all(value.isdecimal() for value in values)


def _known_sizes(prevalence: Prevalence) -> list[int]:
    """Return the participants of each known group, the largest first."""
    known = [group.participants for group in prevalence.groups if group.values != (NOT_KNOWN,)]
    return sorted(known, reverse=True)


def _left_out(values: dict[Attribute, int]) -> str:
    several = [
        f"{attribute.name} ({number:,} values)" for attribute, number in values.items() if number >= FEWEST_VALUES
    ]
    if not several:
        return ""
    return (
        f"Not shown here: {listed(several)}. This page shows at most {MOST_ATTRIBUTES} attributes of {FEWEST_VALUES} "
        f"to {MOST_VALUES} values, two of them with {LEAST_OF_TWO} participants or more; and of those that divide "
        "the interviews alike only one."
    )


def _by_attribute(attribute: Attribute, prevalence: Prevalence) -> ByAttribute:
    groups = [label(group.values) for group in prevalence.groups]
    return ByAttribute(
        attribute=attribute.name,
        sentences=prevalence_sentences(prevalence),
        themes=tuple(
            ThemeShares(
                theme.code_id,
                theme.name,
                tuple(_bar(name, share) for name, share in zip(groups, theme.shares, strict=True)),
            )
            for theme in prevalence.themes
        ),
        changes=tuple(
            _change(theme.code_id, theme.name, one)
            for theme in prevalence.themes
            for one in theme.differences
            if one.value is not None
        ),
    )


def _bar(group: str, share: Share) -> Bar:
    width, low, high = (round(100 * (value or 0.0), 1) for value in (share.value, share.low, share.high))
    return Bar(group, width, low, high, share_told(share), interval_told(share))


def _change(theme_id: str, name: str, one: ShareDifference) -> Change:
    return Change(theme_id, name, compared(one), points(one.value), points_range(one))
