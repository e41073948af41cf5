"""Disagreements as a table for a consensus meeting, with empty columns for what is decided."""

from collections.abc import Sequence

from thememiner.exchange.spreadsheets import Sheet, SheetColumn
from thememiner.records import MACHINE, Code, Codebook, Disagreement, Disagreements

UNIT, DOCUMENT, START, END, TEXT = "unit_id", "document", "start", "end", "text"
"""Columns that say which unit a row is about."""
CODES = "codes of {}"
DECISION, COMMENT, DECIDED_BY = "decision", "comment", "decided by"
"""Columns to fill in."""
NO_CODE = "none"
"""The decision that a unit carries no code."""
BETWEEN = "; "

HOW_TO = (
    "A row is a unit that two coders coded differently, the most instructive first.",
    "In the column decision, write what the unit is to have: a code from the list, or several with semicolons between.",
    "A code that the first coder has not is added to the codebook: write its name, or its path (theme > code).",
    "New codes stand beside the themes; theme > code puts one below a theme.",
    "Write none (or 无, or -) if the unit is to have no code.",
    "Leave the cell empty where nothing is decided: the unit then keeps the codes of the first coder.",
    "Comment and decided by are for your records. Rows may be sorted, filtered and removed.",
    "Leave unit_id, document, start, end and text as they are: they say which unit a row is about.",
    'Then: thememiner consensus RUN FILE --coder "{}" --output NEW-RUN',
)
"""What a workbook tells those who decide; the name of the first coder is put in."""


def shown_code(code: Code, coder: str) -> str:
    """Return what a code is called in the table: a person's by its path, the program's by id and name."""
    return f"{code.code_id} {code.name}" if coder == MACHINE else code.code_id


def listed_codes(codes: Sequence[Code], coder: str) -> str:
    """Return codes as they stand in a cell of the table."""
    return BETWEEN.join(shown_code(code, coder) for code in codes)


def decision_sheet(disagreements: Disagreements, codebook: Codebook) -> Sheet:
    """Return a row for each disagreement; decisions can be chosen from the codes of both coders.

    ``codebook`` is the first coder's.
    """
    first, second = disagreements.first, disagreements.second
    theirs = {code for one in disagreements.found for code in one.second}
    offered = [shown_code(code, first) for code in codebook.codes] + sorted(shown_code(code, second) for code in theirs)
    return Sheet(
        title="Disagreements",
        columns=(
            *(SheetColumn(name, width) for name, width in ((UNIT, 18), (DOCUMENT, 16), (START, 8), (END, 8))),
            SheetColumn("participant", 14),
            *(SheetColumn(name, width) for name, width in (("text before", 36), (TEXT, 50), ("text after", 36))),
            SheetColumn(CODES.format(first), 30),
            SheetColumn(CODES.format(second), 30),
            SheetColumn("difference", 22),
            SheetColumn("reason", 30),
            SheetColumn("how instructive", 12),
            SheetColumn(DECISION, 34, tuple(dict.fromkeys([*offered, NO_CODE]))),
            SheetColumn(COMMENT, 34),
            SheetColumn(DECIDED_BY, 16),
        ),
        rows=tuple((*_row(one, first, second), None, None, None) for one in disagreements.found),
        instructions=tuple(line.replace("{}", first) for line in HOW_TO),
    )


def _row(one: Disagreement, first: str, second: str) -> tuple[str | int | float | None, ...]:
    return (
        *(one.unit_id, one.doc_id, one.start, one.end, one.participant, one.before, one.text, one.after),
        *(listed_codes(one.first, first), listed_codes(one.second, second)),
        *(difference_told(one, first, second), one.reason, round(one.instructive, 3)),
    )


def difference_told(one: Disagreement, first: str, second: str) -> str:
    """Say how the codes of a unit differ, with the coders' names."""
    if not one.first:
        return f"coded by {second} only"
    return str(one.difference) if one.second else f"coded by {first} only"
