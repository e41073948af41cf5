"""Prevalence in words: who was counted, what was compared, and how to read the intervals."""

from collections.abc import Iterator

from thememiner.comparison.prevalence import FEWEST
from thememiner.records import Group, NearBy, People, Prevalence, RunsBeside, Share, ShareDifference
from thememiner.report.numbers import counted, figure, listed, percent

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
