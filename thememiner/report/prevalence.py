"""Who said what, as the page shows it: of those who were asked, by group and by time point; and what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from thememiner.comparison import (
    AttributeGroups,
    Level,
    count_asked_by_first_code,
    count_prevalence,
    group_by_attributes,
    list_attributes,
    proposal_code_matrix,
)
from thememiner.phrasing import (
    ASKED_MEANING,
    CrossingRow,
    QuestionRow,
    describe_answered_guide,
    describe_prevalence,
    describe_question_themes,
    explain_no_guide,
    format_difference_interval,
    format_points,
    format_share,
    format_share_interval,
    join_names,
    name_difference,
    name_group,
    tabulate_crossing,
    tabulate_questions,
)
from thememiner.questions import relate_themes
from thememiner.records import (
    NOT_KNOWN,
    AnsweredGuide,
    AskedShare,
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
class ReadGuide:
    """The interview guide of a run, with the themes that answer its questions."""

    answered: AnsweredGuide
    asked: Mapping[str, AskedShare]
    """Of those who were asked about a theme or sub-theme, how many said it, by its id; only if it answers a question.
    Units are counted by their first codes."""


def read_guide(run: Run) -> ReadGuide | None:
    """Return the interview guide of a run with its themes; None without a guide that themes can be related to."""
    if run.guide is None or not run.guide.is_usable:
        return None
    answered = relate_themes(run.guide, run.units, run.themes)
    return ReadGuide(answered, count_asked_by_first_code(run, answered.asked))


@dataclass(frozen=True, slots=True)
class GuideView:
    """The section on the interview guide."""

    sentences: tuple[str, ...]
    """Whether there is a guide, and how it is used; or why there is none."""
    is_given: bool = False
    """Whether the researcher gave the questions."""
    questions: tuple[QuestionRow, ...] = ()
    themes: tuple[str, ...] = ()
    """Sentences on the themes that answer or cross questions."""
    crossing: tuple[CrossingRow, ...] = ()
    asked: str = ""
    """Why themes are also counted of those who were asked; empty if none is."""


def build_guide_view(run: Run, guide: ReadGuide | None) -> GuideView:
    """Return the section on the interview guide of a run."""
    if guide is None:
        return GuideView((explain_no_guide(run),))
    answered = guide.answered
    return GuideView(
        describe_answered_guide(answered, used=run.course is not None),
        any(question.is_given for question in answered.guide.questions),
        tabulate_questions(answered),
        describe_question_themes(answered, run.themes),
        tabulate_crossing(answered),
        ASKED_MEANING if guide.asked else "",
    )


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
