"""What a methods section says of the comparison with manual codings, and the few figures for a paper."""

from collections.abc import Iterator

from thememiner.records import Ceiling, Comparison, Figures, LevelComparison, Matched, Run, Spread
from thememiner.report.ceilings import ceiling_view
from thememiner.report.figures import FOR_A_PAPER, figure_of
from thememiner.report.numbers import counted, figure, listed, thousands
from thememiner.report.ranges import CORRECTED, in_brackets, is_chance
from thememiner.report.verdicts import basis, extent, largest_first, outcomes, owner

MOST_TOLD = 3
"""Comparisons that are told one by one; of more, a methods section would be a list."""
FOUND = (
    "A code counts as found if most of its units lie in one code of the other coding and make up most of that code; "
    "the whole rule stands in the report."
)
MATCHED = (
    "For kappa and alpha, codes were matched one to one so that they share most units (the Hungarian method), and the "
    "mean that shuffled codes reach after such matching was taken out."
)
DRAWN = "Intervals come from drawing participants again, each with all units."


def comparison_paragraphs(run: Run) -> Iterator[str]:
    """Yield how codings were compared, what came out for the largest comparisons, and what people reach."""
    if not run.comparisons:
        return
    yield _how(run)
    told = largest_first(run.comparisons)
    for comparison in told[:MOST_TOLD]:
        yield _comparison(comparison)
    if (left := len(told) - MOST_TOLD) > 0:
        yield f"{counted(left, 'further comparison')} {'is' if left == 1 else 'are'} in the report."
    yield " ".join(map(ceiling_sentence, run.ceiling))


def _how(run: Run) -> str:
    levels = [level for comparison in run.comparisons for level in comparison.levels]
    by_units = any(level.matched is Matched.OVERLAP for level in levels)
    drawn = any(level.figures[0].spread is Spread.INTERVAL for level in levels)
    return " ".join([FOUND, *([MATCHED] if by_units else []), *([DRAWN] if drawn else [])])


def _comparison(comparison: Comparison) -> str:
    return " ".join(
        [
            f"The {owner(comparison.proposed)} was compared with the {owner(comparison.reference)}.",
            *outcomes(comparison),
            *(_figures(comparison, level) for level in comparison.levels),
            *map(_sentence, comparison.notes),
        ]
    )


def _figures(comparison: Comparison, level: LevelComparison) -> str:
    """Tell the few figures that a paper needs, each with its range."""
    figures = level.figures[0]
    values = listed([_value(key, figures) for key in FOR_A_PAPER if key in figures.by_name])
    if not values:
        return ""
    over = f"{extent(figures, comparison.cut_by)} {basis(comparison.coded_only)}"
    return f"Over {over}, at the level of {level.level}s: {values}."


def _value(key: str, figures: Figures) -> str:
    measured = figures.by_name[key]
    brackets = in_brackets("", measured, figures.spread)
    if key in CORRECTED:
        brackets += ", no better than chance" if is_chance(measured) else ""
    elif measured.by_chance is not None:
        by_chance = f"by chance {figure(measured.by_chance)})"
        brackets = f"{brackets[:-1]}; {by_chance}" if brackets else f" ({by_chance}"
    return f"{figure_of(key).name} {figure(measured.value)}{brackets}"


def ceiling_sentence(ceiling: Ceiling) -> str:
    """Tell what people reach, and the program over the same units."""
    rows = ceiling_view(ceiling).first
    between = listed([f"{row.figure.name} {row.people}" for row in rows])
    program = listed([f"{row.figure.name} {row.machine}" for row in rows]) if ceiling.machine else ""
    over = f"Over {thousands(ceiling.units)} units that at least two people looked at, at the level of {ceiling.level}s"
    beside = f"; the program and a person: {program}" if program else ""
    return f"{over}, two people reached: {between}{beside}."


def _sentence(text: str) -> str:
    """Return a text with the stop that ends a sentence."""
    return text if text.endswith((".", "。", "!", "?")) else f"{text}."
