"""Themes by groups of participants and by time point, as the page shows them: shares as bars with intervals."""

from dataclasses import dataclass

from thememiner.comparison import (
    AttributeGroups,
    Level,
    count_prevalence,
    group_by_attributes,
    list_attributes,
    proposal_code_matrix,
)
from thememiner.phrasing import (
    describe_prevalence,
    format_difference_interval,
    format_points,
    format_share,
    format_share_interval,
    join_names,
    name_difference,
    name_group,
)
from thememiner.records import (
    NOT_KNOWN,
    Attribute,
    Prevalence,
    Run,
    Share,
    ShareDifference,
)

FEWEST_VALUES, MOST_VALUES = 2, 6
"""An attribute is shown if it has so many known values."""
MOST_ATTRIBUTES = 3
LEAST_OF_TWO = 3
"""An attribute is shown if its two largest groups have at least so many participants each."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The share of a group that said a theme: positions from 0 to 100 on the bar, and the numbers in words."""

    group: str
    width: float
    low: float
    high: float
    count: str
    interval: str


@dataclass(frozen=True, slots=True)
class ThemeShares:
    """The bars of one theme, one for each group."""

    theme_id: str
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row of the table of differences between groups."""

    theme_id: str
    name: str
    compared: str
    points: str
    interval: str


@dataclass(frozen=True, slots=True)
class AttributeBreakdown:
    """The bars and differences of all themes by one attribute."""

    attribute: str
    sentences: tuple[str, ...]
    themes: tuple[ThemeShares, ...]
    changes: tuple[DifferenceRow, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The attributes that are shown, and a sentence on those left out."""

    shown: tuple[AttributeBreakdown, ...]
    left_out: str
    """A sentence; empty if no attribute is left out."""


def build_breakdown(run: Run) -> Breakdown:
    """Return the themes by up to three attributes that have two to six known values and two groups of three or more.

    Attributes come first whose second largest group is larger, because more can be said of it; among equals, those
    whose values are words, not numbers. If two attributes divide the units in the same way, one of them is shown.
    """
    if not run.themes:
        return Breakdown((), "")
    carried = proposal_code_matrix(run, Level.THEME)
    divisions = {
        attribute: group_by_attributes(run, carried.units, [attribute]) for attribute in list_attributes(run).values()
    }
    found = {
        attribute: count_prevalence(carried, division, Level.THEME)
        for attribute, division in divisions.items()
        if FEWEST_VALUES <= _count_values(division) <= MOST_VALUES
    }
    fit = [attribute for attribute, counted in found.items() if _known_sizes(counted)[1] >= LEAST_OF_TWO]
    chosen: dict[tuple[int, ...], Attribute] = {}
    for attribute in sorted(fit, key=lambda attribute: _reading_order(found[attribute])):
        chosen.setdefault(_number_groups(divisions[attribute]), attribute)
    shown = list(chosen.values())[:MOST_ATTRIBUTES]
    return Breakdown(
        shown=tuple(_by_attribute(attribute, found[attribute]) for attribute in shown),
        left_out=_describe_left_out(
            {attribute: _count_values(divisions[attribute]) for attribute in divisions if attribute not in shown}
        ),
    )


def _count_values(division: AttributeGroups) -> int:
    """Return the number of known values of an attribute."""
    return sum(group != (NOT_KNOWN,) for group in division.groups)


def _number_groups(division: AttributeGroups) -> tuple[int, ...]:
    """Return the group of each unit, numbered by first occurrence: equal for attributes that divide units alike."""
    groups = division.of_units.tolist()
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return tuple(numbers[group] for group in groups)


def _reading_order(prevalence: Prevalence) -> tuple[int, bool]:
    values = [group.values[0] for group in prevalence.groups if group.values != (NOT_KNOWN,)]
    return -_known_sizes(prevalence)[1], all(value.isdecimal() for value in values)


def _known_sizes(prevalence: Prevalence) -> list[int]:
    """Return the number of participants of each known group, the largest first."""
    known = [group.participants for group in prevalence.groups if group.values != (NOT_KNOWN,)]
    return sorted(known, reverse=True)


def _describe_left_out(values: dict[Attribute, int]) -> str:
    several = [
        f"{attribute.name} ({number:,} values)" for attribute, number in values.items() if number >= FEWEST_VALUES
    ]
    if not several:
        return ""
    return (
        f"Not shown here: {join_names(several)}. The page shows at most {MOST_ATTRIBUTES} attributes that have "
        f"{FEWEST_VALUES} to {MOST_VALUES} values and two groups of at least {LEAST_OF_TWO} participants, and only one "
        "of several that divide the interviews in the same way."
    )


def _by_attribute(attribute: Attribute, prevalence: Prevalence) -> AttributeBreakdown:
    groups = [name_group(group.values) for group in prevalence.groups]
    return AttributeBreakdown(
        attribute=attribute.name,
        sentences=describe_prevalence(prevalence),
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
    return Bar(group, width, low, high, format_share(share), format_share_interval(share))


def _change(theme_id: str, name: str, one: ShareDifference) -> DifferenceRow:
    return DifferenceRow(
        theme_id, name, name_difference(one), format_points(one.value), format_difference_interval(one)
    )
