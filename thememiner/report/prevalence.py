"""Themes by groups of participants and by time point, as the page shows them: shares as bars with intervals.

Prevalence in words: who was counted, what was compared, and how to read the intervals.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from thememiner.comparison import FEWEST, Division, Level, attributes_of, carried_by_machine, divide, prevalence_by
from thememiner.records import (
    NOT_KNOWN,
    Attribute,
    Group,
    NearBy,
    People,
    Prevalence,
    Run,
    RunsBeside,
    Share,
    ShareDifference,
)
from thememiner.report.formatting import counted, figure, listed, percent

ONE_IN = 20
"""A 95 % interval misses the true value once in so many."""
TALKS_MORE = 1.5
"""Times as many units a participant at which one group talks more than another."""
HOW_NEAR = {
    NearBy.UNITS: "Themes stand side by side by the units that both carry: F1 is 1 if all units of both are the same, "
    "0 if none is.",
    NearBy.CENTRES: "Themes stand side by side by the cosine of their centres: 1 is the same direction, 0 unrelated. "
    "They are nearer to each other than either is to any other theme of its own run.",
    NearBy.WORDS: "Themes stand side by side by the key words that they share (at least three), the only sign there "
    "is: a weak one. The number is the share of key words in common.",
}
NOT_THE_SAME = "Near is not the same: read the quotes of both before you call two themes one."
FEWEST_VALUES, MOST_VALUES = 2, 6
"""Values of an attribute that the page shows by itself."""
MOST_ATTRIBUTES = 3
LEAST_OF_TWO = 3
"""Participants of the two largest groups from which on an attribute is shown."""


def prevalence_sentences(prevalence: Prevalence) -> tuple[str, ...]:
    """Return what a reader must know of a table of prevalence, the most important first."""
    differences = prevalence.themes[0].differences if prevalence.themes else ()
    said = [
        _who_was_counted(prevalence),
        prevalence.compared if differences else "",
        *_same_people(differences, prevalence.counted),
        _too_few(differences, prevalence.counted),
        _talk(prevalence.groups, prevalence.counted),
        intervals_told(prevalence.intervals),
    ]
    return tuple(sentence for sentence in (*said, *prevalence.notes) if sentence)


def beside_sentences(beside: RunsBeside) -> tuple[str, ...]:
    """Return what a reader must know of two runs side by side."""
    some = listed([f"{counted(number, 'participant')} in {name}" for number, name in _sizes(beside)])
    few = [name for number, name in _sizes(beside) if number < FEWEST]
    said = [
        f"How many participants said each {beside.level} at least once: {some}.",
        beside.why,
        HOW_NEAR[beside.near_by],
        NOT_THE_SAME,
        f"Too few participants to compare (fewer than {FEWEST}): {listed(few)}." if few else "",
        intervals_told(beside.intervals),
    ]
    return tuple(sentence for sentence in (*said, *beside.notes) if sentence)


def intervals_told(number: int) -> str:
    """Return how many intervals of differences are shown, and how many of them miss by chance; nothing if none is."""
    if not number:
        return ""
    misses = round(number / ONE_IN)
    expected = (
        f"so about {misses:,} of these {'does' if misses == 1 else 'do'}" if misses else "and with so few, one may"
    )
    return (
        f"{number:,} {'interval of a difference is' if number == 1 else 'intervals of differences are'} shown. About "
        f"one in twenty 95 % intervals misses the true difference by chance alone, {expected}: an interval that "
        "leaves out 0 is a hint to follow up in the transcripts, not a finding by itself."
    )


def label(values: tuple[str, ...]) -> str:
    """Return a group as words: ``day care, 3 months``."""
    return ", ".join(values)


def compared(difference: ShareDifference) -> str:
    """Return which share is taken from which: ``day care: 9 months minus 3 months``."""
    within = f"{label(difference.second[:-1])}: " if len(difference.second) > 1 else ""
    return f"{within}{difference.second[-1]} minus {difference.first[-1]}"


def share_told(share: Share) -> str:
    """Return how many of how many: ``4 of 6``."""
    return f"{share.said:,} of {share.of:,}"


def interval_told(share: Share) -> str:
    """Return a share with its interval in percent: ``67 % (30–90 %)``; n/a of nobody."""
    if share.low is None or share.high is None:
        return "n/a"
    return f"{percent(share.said, share.of)} ({100 * share.low:.0f}–{100 * share.high:.0f} %)"


def points(value: float | None) -> str:
    """Return a difference of shares in percentage points: ``+17``; n/a if it is undefined."""
    if value is None:
        return "n/a"
    rounded = round(100 * value)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded)}"


def points_range(difference: ShareDifference) -> str:
    """Return the interval of a difference in percentage points: ``−31 to +57``."""
    return "" if difference.value is None else f"{points(difference.low)} to {points(difference.high)}"


def nearness_told(beside: RunsBeside, nearness: float) -> str:
    """Return how near two themes are, with what that is."""
    names = {NearBy.UNITS: "F1", NearBy.CENTRES: "cosine", NearBy.WORDS: "key words"}
    return f"{names[beside.near_by]} {figure(nearness)}"


def _who_was_counted(prevalence: Prevalence) -> str:
    what = f"How many {prevalence.counted} said each {prevalence.level} at least once"
    if not prevalence.attributes:
        return f"{what}."
    names = " and ".join(attribute.name for attribute in prevalence.attributes)
    groups = listed([f"{label(group.values)} ({group.participants:,})" for group in prevalence.groups])
    return f"{what}, by {names}; {prevalence.counted} there: {groups}."


def _same_people(differences: tuple[ShareDifference, ...], who: str) -> Iterator[str]:
    for one in differences:
        pair = f"{label(one.first)} and {label(one.second)}"
        if one.people is People.SAME and one.value is not None:
            rest = f" {one.in_one:,} with units in only one of the two count in its share alone." if one.in_one else ""
            yield f"{pair}: the same {who} are compared, the {one.in_both:,} with units in both.{rest}"
        elif one.people is People.DIFFERENT and one.in_both:
            yield f"{pair}: {one.in_both:,} {who} are in both, and count in each as if they were different people."


def _too_few(differences: tuple[ShareDifference, ...], who: str) -> str:
    pairs = [f"{label(one.first)} with {label(one.second)}" for one in differences if one.value is None]
    if not pairs:
        return ""
    return (
        f"Numbers too small to compare (fewer than {FEWEST} {who} in a group, or in both groups where they are the "
        f"same): {'; '.join(pairs)}."
    )


def _talk(groups: tuple[Group, ...], who: str) -> str:
    talking = [group for group in groups if group.units]
    most, least = (choose(talking, key=lambda group: group.units, default=None) for choose in (max, min))
    if most is None or least is None or most.units < TALKS_MORE * least.units:
        return ""
    return (
        f"Who says more, says more themes: the {who} of {label(most.values)} have {most.units:g} units each (median), "
        f"those of {label(least.values)} {least.units:g}, which alone makes shares differ."
    )


def _sizes(beside: RunsBeside) -> list[tuple[int, str]]:
    return list(zip(beside.participants, (beside.first, beside.second), strict=True))


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
