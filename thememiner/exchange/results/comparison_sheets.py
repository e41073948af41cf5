"""Comparisons as tables: how far two coders agree, what became of each code, and where they disagree."""

from collections.abc import Iterator

from thememiner.exchange.decision_sheet import difference_told, listed_codes
from thememiner.exchange.results.gathering import Results, rounded
from thememiner.exchange.sheets import Sheet, SheetColumn
from thememiner.exchange.workbook_writing import Value
from thememiner.records import Comparison, LevelComparison

FIGURES = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("over", 30), ("units", 8), ("participants", 12)),
    *(("figure", 36), ("value", 10), ("lower end", 10), ("upper end", 10), ("what the ends are", 36)),
    *(("by chance", 10), ("share of shuffles that reach it", 14), ("why there is none", 36)),
)
CODES = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("code of", 16), ("code id", 14), ("code", 30)),
    *(("finding", 20), ("units", 8), ("participants", 12), ("counterparts", 40)),
    *(("precision", 10), ("recall", 10), ("F1", 10), ("kappa", 10)),
)
DISAGREEMENTS = (
    *(("first coder", 16), ("second coder", 16), ("participant", 14), ("document", 20), ("line", 7), ("start", 8)),
    *(("end", 8), ("text before", 36), ("text", 50), ("text after", 36), ("codes of the first", 30)),
    *(("codes of the second", 30), ("difference", 22), ("reason", 30), ("how instructive", 12)),
)


def figures_sheet(results: Results) -> Sheet:
    """Return a row for each figure of each comparison, at each level and over each set of units."""
    rows = tuple(
        (*_pair(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _figures(level, results)
    )
    return Sheet("Comparison", tuple(SheetColumn(name, width) for name, width in FIGURES), rows)


def codes_sheet(results: Results) -> Sheet:
    """Return a row for each code of each comparison, with what became of it in the other coding."""
    rows = tuple(
        (*_pair(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _codes(comparison, level)
    )
    return Sheet("Codes compared", tuple(SheetColumn(name, width) for name, width in CODES), rows)


def disagreements_sheet(results: Results) -> Sheet:
    """Return the units on which a person and the program disagree, the most instructive first."""
    rows = tuple(
        (
            *(whole.first, whole.second, one.participant, one.doc_id, results.line(one.doc_id, one.start)),
            *(one.start, one.end, one.before, one.text, one.after),
            *(listed_codes(one.first, whole.first), listed_codes(one.second, whole.second)),
            *(difference_told(one, whole.first, whole.second), one.reason, rounded(one.instructive)),
        )
        for whole in results.disagreements
        for one in whole.found
    )
    return Sheet("Disagreements", tuple(SheetColumn(name, width) for name, width in DISAGREEMENTS), rows)


def _pair(comparison: Comparison, level: LevelComparison) -> tuple[str, str, str]:
    return comparison.reference, comparison.proposed, level.level


def _figures(level: LevelComparison, results: Results) -> Iterator[tuple[Value, ...]]:
    for figures in level.figures:
        over = (str(figures.basis), figures.units, figures.participants)
        for name, measured in figures.by_name.items():
            low, high = rounded(measured.low), rounded(measured.high)
            ends = None if low is None else str(figures.spread)
            yield (
                *(*over, results.figure_names.get(name, name), rounded(measured.value), low, high, ends),
                *(rounded(measured.by_chance), rounded(measured.beyond), measured.why_not or None),
            )


def _codes(comparison: Comparison, level: LevelComparison) -> Iterator[tuple[Value, ...]]:
    for coder, own in ((comparison.reference, level.reference), (comparison.proposed, level.proposed)):
        for code in own:
            yield (
                *(coder, code.code_id, code.name, str(code.finding), code.units, code.participants),
                "; ".join(code.counterparts),
                *(rounded(value) for value in (code.precision, code.recall, code.f1, code.kappa)),
            )
