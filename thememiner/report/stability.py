"""Stability: how well themes come back when material is left out, in figures and plain words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from thememiner.records import Run, Theme
from thememiner.report.groups import counted_groups, finest
from thememiner.report.numbers import figure, listed

STABLE, DOUBTFUL, UNSTABLE, UNMEASURED = "stable", "doubtful", "unstable", "unmeasured"
BANDS = (
    (0.85, STABLE, "comes back nearly always"),
    (0.75, STABLE, "comes back mostly"),
    (0.6, DOUBTFUL, "something is there, but its edges are in doubt"),
    (0.5, UNSTABLE, "comes back only in part"),
    (0.0, UNSTABLE, "mostly dissolves"),
)
"""From which value on, its grade, and what that means; bounds as Hennig suggests (see ``EXPLANATION``)."""
EXPLANATION = (
    "Stability is the mean overlap (Jaccard) of a theme with the group most like it when a part of the material is "
    "left out and the search is made again: 0 if nothing comes back, 1 if the same units always do. The bounds are "
    "guidance by Hennig (2007, doi 10.1016/j.csda.2006.11.025), no law: few units make a theme less stable, and a "
    "stable group need not be a theme. The figure flatters a little, because the themes were made of these same "
    "searches."
)
NOT_MEASURED = (
    "How stable the themes are was not measured: the run was made by an earlier version, or there is too little "
    "material to leave a part of it out."
)


@dataclass(frozen=True, slots=True)
class Stability:
    """A theme's stability as the page shows it."""

    figure: str
    words: str
    grade: str
    width: int | None
    """Of a bar, in percent; None where it was not measured."""


def stability_of(value: float | None) -> Stability:
    """Return how stable a theme is; the words follow the value as it is printed."""
    if value is None:
        return Stability(figure(None), "could not be measured", UNMEASURED, None)
    printed = round(value, 2)
    grade, words = next((grade, words) for least, grade, words in BANDS if printed >= least or least == 0)
    return Stability(figure(value), words, grade, round(100 * min(max(value, 0), 1)))


def stability_summary(themes: Iterable[Theme]) -> str:
    """Say how many sub-themes are stable, doubtful and unstable; nothing where it was measured of none."""
    themes = tuple(themes)
    grades = Counter(stability_of(theme.stability).grade for theme, _ in finest(themes))
    if not grades.keys() - {UNMEASURED}:
        return ""
    parts = [
        f"{grades[STABLE]:,} {'is' if grades[STABLE] == 1 else 'are'} stable (0.75 or more)",
        f"{grades[DOUBTFUL]:,} doubtful (0.60 to 0.74)",
        f"{grades[UNSTABLE]:,} unstable (below 0.60)",
    ]
    unmeasured = f" Of {grades[UNMEASURED]:,} it could not be measured." if grades[UNMEASURED] else ""
    return f"Of {counted_groups(grades.total(), themes)}, {listed(parts)}.{unmeasured}"


def stability_told(run: Run) -> tuple[str, ...]:
    """Return what the overview says: how many are stable, how it was measured, what it means; or that it was not."""
    if not run.themes:
        return ()
    summary = stability_summary(run.themes)
    return (summary, EXPLANATION) if summary else (NOT_MEASURED,)
