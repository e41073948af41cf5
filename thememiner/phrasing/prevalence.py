"""Prevalence in words: who was counted, which groups are compared, and how to read the intervals."""

from collections.abc import Iterable, Iterator, Sequence

from thememiner.phrasing.sentences import (
    format_count,
    format_percent,
    format_points,
    format_score,
    inflect,
    join_names,
    list_some,
)
from thememiner.records import (
    FEWEST_COMPARED,
    AskedShare,
    Group,
    NearnessMeasure,
    Pairing,
    PersonIndex,
    Prevalence,
    RunComparison,
    Share,
    ShareDifference,
)

MISSES_IN = 20
"""One in so many 95 % intervals misses the true value."""
TALKS_MORE = 1.5
"""Times as many units per participant from which on a note says that one group talks more than another."""
NEARNESS_MEANINGS = {
    NearnessMeasure.UNITS: "Themes of the two runs are paired by the units that both carry. Nearness is F1: "
    "1 if both carry the same units, 0 if they share none.",
    NearnessMeasure.CENTRES: "Themes of the two runs are paired by the cosine of their centres: 1 is the same "
    "direction, 0 is unrelated. The cosine of a pair is at least one half, and at least as high as that of either "
    "theme with another theme of its own run.",
    NearnessMeasure.WORDS: "Themes of the two runs are paired by the key words that they share (at least three). This "
    "is weak evidence, but the only evidence there is. Nearness is the share of key words in common.",
}
NEARNESS_NAMES = {NearnessMeasure.UNITS: "F1", NearnessMeasure.CENTRES: "cosine", NearnessMeasure.WORDS: "key words"}
MOST_NAMED = 20
ASKED_MEANING = (
    "Where a theme answers one question of the interview guide, it is also counted of those who were asked that "
    "question in an interview: the silence of others is not a no."
)
"""Why a theme is also counted of those who were asked."""
NOT_THE_SAME = "Near is not the same: read the quotes of both before you treat two themes as one."


def describe_prevalence(prevalence: Prevalence) -> tuple[str, ...]:
    """Return what a reader must know of a table of prevalence, the most important first."""
    differences = prevalence.themes[0].differences if prevalence.themes else ()
    sentences = [
        _describe_counted(prevalence),
        prevalence.compared if differences else "",
        *_describe_shared_people(differences, prevalence.counted),
        _describe_small_groups(differences, prevalence.counted),
        _describe_talk(prevalence.groups, prevalence.counted),
        ASKED_MEANING if any(theme.asked for theme in prevalence.themes) else "",
        explain_intervals(prevalence.intervals),
    ]
    return tuple(sentence for sentence in (*sentences, *prevalence.notes) if sentence)


def describe_run_pair(runs: RunComparison) -> tuple[str, ...]:
    """Return what a reader must know of the themes of two runs side by side."""
    sizes = list(zip(runs.participants, (runs.first, runs.second), strict=True))
    counts = join_names([f"{format_count(number, 'participant')} in {name}" for number, name in sizes])
    small = [name for number, name in sizes if number < FEWEST_COMPARED]
    sentences = [
        f"How many participants said each {runs.level} at least once: {counts}.",
        runs.why,
        NEARNESS_MEANINGS[runs.near_by],
        NOT_THE_SAME,
        f"Too few participants to compare (fewer than {FEWEST_COMPARED}): {join_names(small)}." if small else "",
        explain_intervals(runs.intervals),
    ]
    return tuple(sentence for sentence in (*sentences, *runs.notes) if sentence)


def explain_intervals(number: int) -> str:
    """Return how many intervals are shown and how many of them are expected to miss; an empty string for none."""
    if not number:
        return ""
    shown = "1 interval of a difference is" if number == 1 else f"{number:,} intervals of differences are"
    misses = round(number / MISSES_IN)
    expected = f", here about {misses:,}" if misses else ""
    return (
        f"{shown} shown. About one in twenty 95 % intervals misses the true difference by chance{expected}. An "
        "interval that does not include 0 is a hint to follow up in the transcripts, not a finding."
    )


def name_group(values: Sequence[str]) -> str:
    """Return a group as words: ``day care, 3 months``."""
    return ", ".join(values)


def name_difference(difference: ShareDifference) -> str:
    """Return which share is subtracted from which: ``day care: 9 months minus 3 months``."""
    within = f"{name_group(difference.second[:-1])}: " if len(difference.second) > 1 else ""
    return f"{within}{difference.second[-1]} minus {difference.first[-1]}"


def format_share(share: Share) -> str:
    """Return how many of how many participants: ``4 of 6``."""
    return f"{share.said:,} of {share.of:,}"


def format_asked_share(asked: AskedShare) -> str:
    """Return how many of those who were asked said a theme: ``9 of the 10 who were asked about it, 90 % (60–98 %)``."""
    share = asked.share
    who = f"{share.said:,} of the {share.of:,} who {inflect(share.of, 'was', 'were')} asked about it"
    return f"{who}, {format_share_interval(share)}"


def format_share_interval(share: Share) -> str:
    """Return a share with its interval in percent: ``67 % (30–90 %)``; ``n/a`` if there are no participants."""
    if share.low is None or share.high is None:
        return "n/a"
    return f"{format_percent(share.said, share.of)} ({100 * share.low:.0f}–{100 * share.high:.0f} %)"


def format_difference_interval(difference: ShareDifference) -> str:
    """Return the interval of a difference in percentage points: ``−31 to +57``; an empty string if undefined."""
    if difference.value is None:
        return ""
    return f"{format_points(difference.low)} to {format_points(difference.high)}"


def format_nearness(runs: RunComparison, nearness: float) -> str:
    """Return how near two themes of two runs are, with the measure: ``cosine 0.81``."""
    return f"{NEARNESS_NAMES[runs.near_by]} {format_score(nearness)}"


def describe_compared_groups(attributes: Sequence[str], values: Sequence[str], *, pairs: int, first_only: bool) -> str:
    """Return which groups are compared with each other; an empty string without attributes.

    ``values`` are the known values of the last attribute, ``pairs`` is the number of pairs. With ``first_only``, each
    group is compared with that of the first value.
    """
    if not attributes:
        return ""
    if not pairs:
        return "There are no two groups to compare."
    name = attributes[-1]
    within = f", within each {attributes[0]}" if len(attributes) > 1 else ""
    if first_only:
        return f"Compared: each {name} with the first, {values[0]}{within}. There are too many pairs to compare all."
    if len(values) == 2:  # noqa: PLR2004 - one pair
        return f"Compared: {name}{within}."
    return f"Compared: each {name} with every other one{within}."


def count_persons(persons: PersonIndex) -> str:
    """Return how many persons there are: ``19 participants``, or ``40 documents`` if no participant is known."""
    return format_count(len(persons.names), "document" if persons.are_documents else "participant")


def note_silent_participants(names: Sequence[str]) -> str:
    """Say which participants are not counted since they have no kept unit; an empty string if there are none."""
    if not names:
        return ""
    have = inflect(len(names), "has no kept unit and is", "have no kept unit and are")
    return f"{format_count(len(names), 'participant')} {have} not counted: {list_some(names, most=MOST_NAMED)}."


def note_documents_counted() -> str:
    """Say that documents are counted because no participant is known."""
    return "No participant is known in this run, so documents are counted instead."


def note_documents_as_participants(units: int) -> str:
    """Say that some units have no known participant, and that their documents count as participants."""
    return f"The participant of {format_count(units, 'unit')} is not known: there, each document counts as one."


def note_second_codes(units: int) -> str:
    """Say how many units count for two themes, and why themes have fewer people where first codes are counted."""
    carry = inflect(units, "has two codes and counts", "have two codes and count")
    return (
        f"{format_count(units, 'unit')} {carry} for both here. Lists of themes (report, exports, show) count first "
        "codes only, so their numbers of people can be lower."
    )


def note_documents_counted_as_read(coder: str, left_out: int) -> str:
    """Say which documents count as read by a coder who is known by coded segments only, and how many are left out."""
    return (
        f"It is not known what {coder} read besides the coded segments. Documents with coded segments count as read; "
        f"all others are left out ({left_out:,})."
    )


def note_same_names(participants: int) -> str:
    """Say that two runs have participants of the same name, who count as different people."""
    return (
        f"{participants:,} participants have the same name in both runs, and count as different people. If they are "
        "the same people, mine all interviews in one run, with their time point in documents.csv, and use --by."
    )


def _describe_counted(prevalence: Prevalence) -> str:
    counts = f"How many {prevalence.counted} said each {prevalence.level} at least once"
    if not prevalence.attributes:
        return f"{counts}."
    names = " and ".join(attribute.name for attribute in prevalence.attributes)
    groups = join_names([f"{name_group(group.values)} ({group.participants:,})" for group in prevalence.groups])
    return f"{counts}, by {names}. Number of {prevalence.counted} in each group: {groups}."


def _describe_shared_people(differences: Iterable[ShareDifference], people: str) -> Iterator[str]:
    for one in differences:
        groups = f"{name_group(one.first)} and {name_group(one.second)}"
        if one.people is Pairing.SAME and one.value is not None:
            rest = f" {one.in_one:,} with units in only one group count in its share alone." if one.in_one else ""
            yield f"{groups}: the same {people} are compared, the {one.in_both:,} with units in both.{rest}"
        elif one.people is Pairing.DIFFERENT and one.in_both:
            yield f"{groups}: {one.in_both:,} {people} are in both groups and count in each as different people."


def _describe_small_groups(differences: Iterable[ShareDifference], people: str) -> str:
    pairs = [f"{name_group(one.first)} with {name_group(one.second)}" for one in differences if one.value is None]
    if not pairs:
        return ""
    return (
        f"Numbers too small to compare (fewer than {FEWEST_COMPARED} {people} in a group, or in both groups if they "
        f"are the same): {'; '.join(pairs)}."
    )


def _describe_talk(groups: Iterable[Group], people: str) -> str:
    talking = sorted((group for group in groups if group.units), key=lambda group: group.units)
    if not talking:
        return ""
    least, most = talking[0], max(talking, key=lambda group: group.units)
    if most.units < TALKS_MORE * least.units:
        return ""
    return (
        f"People who talk more mention more themes: the {people} of {name_group(most.values)} have {most.units:g} "
        f"units each (median), those of {name_group(least.values)} {least.units:g}. This alone makes shares differ."
    )
