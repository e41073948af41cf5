"""Sheets of a workbook on how codings agree: scores, codes, disagreements, and decisions on them."""

from collections.abc import Iterator

from thememiner.exchange.decision_sheet import list_difference_cells
from thememiner.exchange.results.run_results import Results, to_python_values
from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value
from thememiner.phrasing import name_decision, round_score
from thememiner.records import Comparison, LevelComparison

_FIGURE_COLUMNS = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("over", 30), ("units", 8), ("participants", 12)),
    *(("figure", 36), ("value", 10), ("lower end", 10), ("upper end", 10), ("meaning of the ends", 36)),
    *(("by chance", 10), ("share of shuffles that reach it", 14), ("why undefined", 36)),
)
_CODE_COLUMNS = (
    *(("reference", 16), ("compared with it", 16), ("level", 12), ("code of", 16), ("code id", 14), ("code", 30)),
    *(("finding", 20), ("units", 8), ("participants", 12), ("counterparts", 40)),
    *(("precision", 10), ("recall", 10), ("F1", 10), ("kappa", 10)),
)
_DISAGREEMENT_COLUMNS = (
    *(("first coder", 16), ("second coder", 16), ("participant", 14), ("document", 20), ("line", 7), ("start", 8)),
    *(("end", 8), ("text before", 36), ("text", 50), ("text after", 36), ("codes of the first", 30)),
    *(("codes of the second", 30), ("difference", 22), ("reason", 30), ("how instructive", 12)),
)
QUOTE_COLUMNS = ("participant", "document", "line", "start", "end", "text")


def build_figures_sheet(results: Results) -> Sheet:
    """Return a table with one row per score of each comparison, at each level and over each set of units."""
    rows = tuple(
        (*_comparison_cells(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _iterate_figures(level, results)
    )
    return Sheet("Comparison", tuple(SheetColumn(name, width) for name, width in _FIGURE_COLUMNS), rows)


def build_code_comparison_sheet(results: Results) -> Sheet:
    """Return a table with one row per code of each comparison, with its outcome in the other coding."""
    rows = tuple(
        (*_comparison_cells(comparison, level), *row)
        for comparison in results.run.comparisons
        for level in comparison.levels
        for row in _iterate_codes(comparison, level)
    )
    return Sheet("Codes compared", tuple(SheetColumn(name, width) for name, width in _CODE_COLUMNS), rows)


def build_disagreements_sheet(results: Results) -> Sheet:
    """Return the units on which a person and the program disagree, the most instructive first."""
    rows = tuple(
        (
            *(whole.first, whole.second, one.participant, one.doc_id, results.line_at(one.doc_id, one.start)),
            *(one.start, one.end, one.before, one.text, one.after, *list_difference_cells(one, whole)),
        )
        for whole in results.disagreements
        for one in whole.found
    )
    return Sheet("Disagreements", tuple(SheetColumn(name, width) for name, width in _DISAGREEMENT_COLUMNS), rows)


def _comparison_cells(comparison: Comparison, level: LevelComparison) -> tuple[str, str, str]:
    return comparison.reference, comparison.proposed, level.level


def _iterate_figures(level: LevelComparison, results: Results) -> Iterator[tuple[Value, ...]]:
    for figures in level.figures:
        over = (str(figures.basis), figures.units, figures.participants)
        for name, measured in figures.by_name.items():
            low, high = round_score(measured.low), round_score(measured.high)
            ends = None if low is None else str(figures.spread)
            yield (
                *(*over, results.figure_names.get(name, name), round_score(measured.value), low, high, ends),
                *(round_score(measured.by_chance), round_score(measured.beyond), measured.why_not or None),
            )


def _iterate_codes(comparison: Comparison, level: LevelComparison) -> Iterator[tuple[Value, ...]]:
    for coder, own in ((comparison.reference, level.reference), (comparison.proposed, level.proposed)):
        for code in own:
            yield (
                *(coder, code.code_id, code.name, str(code.finding), code.units, code.participants),
                "; ".join(code.counterparts),
                *(round_score(value) for value in (code.precision, code.recall, code.f1, code.kappa)),
            )


def build_decisions_sheet(results: Results) -> Sheet:
    """Return the decisions of a consensus meeting, each with its unit, its codes, comment, and who decided."""
    columns = ("unit_id", "participant", "doc_id", "start", "end", "text")
    units = {row[0]: row for row in zip(*(to_python_values(results.run.units[name]) for name in columns), strict=True)}
    rows = tuple(
        (
            *(one.unit_id, participant, doc_id, results.line_at(doc_id, start), start, end, text),
            *(name_decision(one), one.comment or None, one.decided_by or None, one.reason or None),
        )
        for one in results.decisions
        for _, participant, doc_id, start, end, text in [units[one.unit_id]]
    )
    names = (
        *(("unit_id", 18), *zip(QUOTE_COLUMNS, (14, 20, 7, 8, 8, 60), strict=True), ("decision", 34)),
        *(("comment", 50), ("decided by", 16), ("reason", 30)),
    )
    return Sheet("Decisions", tuple(SheetColumn(name, width) for name, width in names), rows)
