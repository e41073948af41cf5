"""Themes in words: how stable they are, what the membership of a unit means, and how groups of units are counted."""

from collections.abc import Iterable, Mapping

from thememiner.phrasing.sentences import format_count, format_score, inflect, join_names, list_some
from thememiner.records import Theme

MOST_READ_FIRST = 10
"""Sub-themes that a sentence on the order of reading names."""
STABLE, DOUBTFUL, UNSTABLE, UNMEASURED = "stable", "doubtful", "unstable", "unmeasured"
STABILITY_BANDS = (
    (0.85, STABLE, "nearly always found again"),
    (0.75, STABLE, "mostly found again"),
    (0.6, DOUBTFUL, "there is a pattern, but its boundaries are doubtful"),
    (0.5, UNSTABLE, "only partly found again"),
    (0.0, UNSTABLE, "mostly dissolves"),
)
"""Lower bound, grade and meaning; the bounds are those of Hennig (see ``STABILITY_MEANING``)."""
STABILITY_MEANING = (
    "Stability is the mean overlap (Jaccard) of a theme with the most similar group when part of the material is left "
    "out and the search is repeated: 0 if nothing is found again, 1 if the same units always are. The bounds are "
    "guidance by Hennig (2007, doi 10.1016/j.csda.2006.11.025), not a law: themes of few units are less stable, and a "
    "stable group need not be a theme. The figure is slightly optimistic, because the themes come from these same "
    "searches."
)
STABILITY_NOT_MEASURED = (
    "The stability of the themes was not measured: the run was made by an earlier version, or there is too little "
    "material to leave out a part of it."
)
REPLICATION_MEANING = (
    "How well a sub-theme comes back in other people is measured by leaving whole persons out: of their units, and "
    "those that are grouped with the sub-theme without them, the share that is both. It is 0 if a single person makes "
    "up the sub-theme. If it is less than half of the stability, the sub-theme rests on few people."
)
FIRST_CODES_COUNT = (
    "Units and people are counted by the first code of a unit, so that units add up; prevalence counts second codes, "
    "too."
)
"""How units, participants and documents of a theme are counted, for readers of a list of themes."""
CONSENSUS_MEMBERSHIP = (
    "A sub-theme is a group of units that many clusterings of the material put together. Its units are listed with "
    "those first that were most often in the group. Membership, in the file units.parquet, is the share of the "
    "clusterings, from 0 to 1, in which a unit was in the group; it is not the probability that the unit belongs "
    f"there. {FIRST_CODES_COUNT} Units with a sub-theme as second code are counted separately."
)
"""What the membership of a unit means."""
DENSITY_MEMBERSHIP = (
    "A sub-theme is a dense group of units. Its units are listed from the densest part of the group outwards. "
    "Membership, in the file units.parquet, is how dense the surroundings of a unit are, from 0 to 1; it is not the "
    "probability that the unit belongs there."
)
"""The same for older runs, which were made of a single clustering."""


def grade_stability(value: float | None) -> tuple[str, str]:
    """Return the grade of a stability, and its meaning in a few words; both follow the value as it is printed."""
    if value is None:
        return UNMEASURED, "could not be measured"
    printed = round(value, 2)
    return next((grade, words) for least, grade, words in STABILITY_BANDS if printed >= least or least == 0)


def describe_replication(theme: Theme) -> str:
    """Return how well a sub-theme comes back in other people, in a few words; an empty string if not measured."""
    if theme.replication is None:
        return ""
    few = ": it rests on few people" if theme.rests_on_few else ""
    return f"comes back in other people {format_score(theme.replication)}{few}"


def advise_reading_order(subthemes: Iterable[Theme]) -> str:
    """Return which sub-themes to read first and which with care; an empty string if replication was not measured.

    First come those that are stable and do not rest on few people, the best by replication first.
    """
    known = [theme for theme in subthemes if theme.replication is not None]
    firm = [one for one in known if grade_stability(one.stability)[0] == STABLE and not one.rests_on_few]
    firm.sort(key=lambda one: -(one.replication or 0))
    few = [one.theme_id for one in known if one.rests_on_few]
    first = f"Read first: {list_some([one.theme_id for one in firm], most=MOST_READ_FIRST)}." if firm else ""
    care = f"Read with care, because they rest on few people: {list_some(few, most=MOST_READ_FIRST)}." if few else ""
    return " ".join(part for part in (first, care) if part)


def summarize_grades(counts: Mapping[str, int], themes: Iterable[Theme]) -> str:
    """Return how many groups have each grade; ``themes`` decide whether they are called themes or sub-themes."""
    parts = [
        f"{counts[STABLE]:,} {inflect(counts[STABLE], 'is', 'are')} stable (0.75 or more)",
        f"{counts[DOUBTFUL]:,} doubtful (0.60 to 0.74)",
        f"{counts[UNSTABLE]:,} unstable (below 0.60)",
    ]
    unmeasured = f" For {counts[UNMEASURED]:,} it could not be measured." if counts[UNMEASURED] else ""
    return f"Of {format_group_count(sum(counts.values()), themes)}, {join_names(parts)}.{unmeasured}"


def format_group_count(number: int, themes: Iterable[Theme]) -> str:
    """Return a count of the finest groups of a run: ``5 sub-themes``, or themes if there are no sub-themes."""
    has_subthemes = [bool(theme.subthemes) for theme in themes]
    if all(has_subthemes):
        return format_count(number, "sub-theme")
    if any(has_subthemes):
        return f"{number:,} {inflect(number, 'theme or sub-theme', 'themes and sub-themes')}"
    return format_count(number, "theme")
