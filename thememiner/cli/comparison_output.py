"""Comparisons on standard output: sentences first, then the codes of both coders, then agreement figures."""

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from thememiner.cli.output import echo, print_table
from thememiner.phrasing import (
    describe_comparison,
    describe_score,
    finest_first,
    format_score,
    reading_hints,
    sort_by_units,
    title_codes,
    title_comparison,
)
from thememiner.report import (
    build_code_rows,
    build_human_agreement_view,
    build_score_table,
    count_candidates,
    index_themes,
    name_codes,
)

if TYPE_CHECKING:
    from thememiner.records import CodeFinding, Comparison, HumanAgreement, LevelComparison, Theme
    from thememiner.report import CodeRow
    from thememiner.workflows import CompareResult

CODE_HEADINGS = ("Code", "Finding", "Units", "People", "Counterparts", "Precision", "Recall", "F1")
NUMBER_COLUMNS = (2, 3, 5, 6, 7)
NARROW_COLUMNS = (0, 1, 2, 4, 7)
"""Columns of the table of codes on a narrow terminal."""
WIDE_TERMINAL = 100
"""Characters in a line from which on all columns are printed."""
NO_COMMON_UNITS = "There is nothing to compare, because no unit was looked at by both."
AGREEMENT_HEADINGS = ("Mean over pairs (lowest to highest)", "Two people", "The program and a person")


def print_comparisons(compared: "CompareResult", *, all_figures: bool = False) -> None:
    """Print each comparison in the order of the report, and then how far people agree with each other.

    Hints on how to read the sentences are printed once, with the first comparison. Notes go to standard error.
    """
    themes = index_themes(compared.themes)
    comparisons = sort_by_units(compared.comparisons)
    for number, comparison in enumerate(comparisons):
        if number:
            echo()
        echo(title_comparison(comparison), "")
        if not any(level.units for level in comparison.levels):
            echo(NO_COMMON_UNITS)
            continue
        hints = () if number else reading_hints(comparisons, compared.ceiling)
        said = describe_comparison(comparison, compared.ceiling, new_candidates=count_candidates(comparison, themes))
        for sentence in (*said, *hints):
            echo(sentence)
        for level in finest_first(comparison):
            _print_codes(comparison, level, themes)
            _print_figures(comparison, level, all_figures=all_figures)
    print_human_agreement(compared.ceiling[::-1], all_figures=all_figures)
    _print_notes(comparisons)


def _print_notes(comparisons: Sequence["Comparison"]) -> None:
    """Print each note once, with the comparisons that it belongs to, if there are several."""
    belong: dict[str, list[str]] = {}
    for comparison in comparisons:
        for note in comparison.notes:
            belong.setdefault(note, []).append(f"{comparison.proposed} with {comparison.reference}")
    for note, names in belong.items():
        of = "all comparisons" if len(names) == len(comparisons) else "; ".join(names)
        echo(f"Note ({of}): {note}" if len(comparisons) > 1 else f"Note: {note}", err=True)


def _print_codes(comparison: "Comparison", level: "LevelComparison", themes: Mapping[str, "Theme"]) -> None:
    columns = range(len(CODE_HEADINGS)) if _is_wide() else NARROW_COLUMNS
    right = [place for place, column in enumerate(columns) if column in NUMBER_COLUMNS]
    reference, proposed = build_code_rows(comparison, level, themes)
    titles = title_codes(comparison, level)
    for title, own, other in ((titles[0], reference, level.proposed), (titles[1], proposed, level.reference)):
        echo("", title, "")
        cells = [tuple(row[column] for column in columns) for row in (CODE_HEADINGS, *_cells(own, other))]
        print_table(cells[0], cells[1:], right=right)


def _print_figures(comparison: "Comparison", level: "LevelComparison", *, all_figures: bool) -> None:
    table = build_score_table(comparison, level)
    echo("", f"Agreement of the two on {level.level}s")
    for sentence in table.sentences:
        echo(sentence)
    rows = (*table.first, *table.others) if all_figures or not table.first else table.first
    shown = [(over, [(row.figure.name, row.cells[place]) for row in rows]) for place, over in enumerate(table.over)]
    if all_figures and table.positions:
        shown.append(("Text", [(row.figure.name, row.cells[0]) for row in table.positions]))
    for over, cells in shown:
        echo()
        print_table(
            (over, "Value", "Range", "By chance"),
            [(name, cell.value, cell.range or cell.why_not, cell.chance) for name, cell in cells],
            right=(1,),
        )


def _is_wide() -> bool:
    return not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDE_TERMINAL


def _cells(own: Sequence["CodeRow"], other: Sequence["CodeFinding"]) -> list[tuple[str, ...]]:
    names, others = _names(row.code for row in own), _names(other)
    return [
        (
            names[row.code.code_id],
            row.says,
            f"{row.code.units:,}",
            f"{row.code.participants:,}",
            "; ".join(others.get(name, name) for name in row.code.counterparts),
            *(format_score(value) for value in (row.code.precision, row.code.recall, row.code.f1)),
        )
        for row in own
    ]


def _names(codes: Iterable["CodeFinding"]) -> dict[str, str]:
    """Return the names of codes by id; ids of the program's themes are printed before the name."""
    return {
        code_id: name if code_id.replace(">>", ">").endswith(name) else f"{code_id} {name}"
        for code_id, name in name_codes(codes).items()
    }


def print_human_agreement(ceiling: Sequence["HumanAgreement"], *, all_figures: bool = False) -> None:
    """Print how far every two people agree, and the program with each of them: the figures for a paper, or all."""
    for level in ceiling:
        view = build_human_agreement_view(level)
        rows = (*view.first, *view.others) if all_figures or not view.first else view.first
        echo(
            "",
            f"How far coders agree on {level.level}s, over {level.units:,} units that two people or more looked at",
            "",
        )
        columns = 3 if level.machine else 2
        print_table(
            AGREEMENT_HEADINGS[:columns], [(row.figure.name, row.people, row.machine)[:columns] for row in rows]
        )
        for name, measured in level.overall.items():
            echo(f"All people together, {describe_score(name).name}: {format_score(measured.value)}")
        echo()
        _print_pairs(level, [row.figure.name for row in rows])


def _print_pairs(level: "HumanAgreement", titles: Sequence[str]) -> None:
    pairs = (*level.people, *level.machine)
    names = {describe_score(name).name: name for pair in pairs for name in pair.values}
    rows = [
        (pair.one, pair.other, f"{pair.units:,}", *(format_score(pair.values.get(names[title])) for title in titles))
        for pair in pairs
    ]
    headings = ("Coder", "Coder", "Units", *titles)
    print_table(headings, rows, right=range(2, len(headings)))
