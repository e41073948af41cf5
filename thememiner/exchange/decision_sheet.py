"""Disagreements as a table for a consensus meeting, with empty columns for the decisions."""

from collections.abc import Sequence

from thememiner.exchange.spreadsheets import Sheet, SheetColumn, Value
from thememiner.phrasing import quote_for_shell, round_score
from thememiner.records import Code, Codebook, CodingKind, Disagreement, Disagreements

UNIT_COLUMN, DOCUMENT_COLUMN, START_COLUMN, END_COLUMN, TEXT_COLUMN = "unit_id", "document", "start", "end", "text"
"""Columns that say which unit a row is about."""
CODES_COLUMN = "codes of {}"
DECISION_COLUMN, COMMENT_COLUMN, DECIDED_BY_COLUMN = "decision", "comment", "decided by"
"""Columns to fill in."""
REASON_COLUMN = "reason"
NO_CODE = "none"
"""The decision that a unit has no code."""
CODE_SEPARATOR = "; "

INSTRUCTIONS = (
    "Each row is a unit that two coders coded differently. The most instructive come first.",
    "In the column decision, write the code of the unit: choose one from the list, or write several with semicolons.",
    "A code that the first coder does not have is added to the codebook: write its name, or its path (theme > code).",
    "A new code without a path is added at the top level; theme > code adds it below a theme.",
    "Write none (or 无, or -) if the unit has no code.",
    "Leave the cell empty if nothing is decided: the unit then keeps the codes of the first coder.",
    "Comment and decided by are kept with the decision. You can sort, filter and delete rows.",
    "Do not change unit_id, document, start, end and text: they say which unit a row is about.",
    "Then run: thememiner consensus RUN FILE --coder {} --output NEW-RUN",
)
"""Instructions on a sheet of the workbook; the name of the first coder is filled in, quoted for a shell."""


def code_label(code: Code, kind: CodingKind) -> str:
    """Return how a code is written in the table: by its id and name in a proposal, by its path in any other coding."""
    return f"{code.code_id} {code.name}" if kind is CodingKind.PROPOSAL else code.code_id


def join_codes(codes: Sequence[Code], kind: CodingKind) -> str:
    """Return the codes of a coding of this kind as one cell of the table."""
    return CODE_SEPARATOR.join(code_label(code, kind) for code in codes)


def build_decision_sheet(disagreements: Disagreements, codebook: Codebook) -> Sheet:
    """Return a table with one row per disagreement; decisions can be chosen from the codes of both coders.

    ``codebook`` is that of the first coder.
    """
    first, second = disagreements.first, disagreements.second
    second_codes = {code for one in disagreements.found for code in one.second}
    choices = [code_label(code, disagreements.first_kind) for code in codebook.codes]
    choices += sorted(code_label(code, disagreements.second_kind) for code in second_codes)
    unit_columns = ((UNIT_COLUMN, 18), (DOCUMENT_COLUMN, 16), (START_COLUMN, 8), (END_COLUMN, 8))
    return Sheet(
        title="Disagreements",
        columns=(
            *(SheetColumn(name, width) for name, width in unit_columns),
            SheetColumn("participant", 14),
            *(SheetColumn(name, width) for name, width in (("text before", 36), (TEXT_COLUMN, 50), ("text after", 36))),
            SheetColumn(CODES_COLUMN.format(first), 30),
            SheetColumn(CODES_COLUMN.format(second), 30),
            SheetColumn("difference", 22),
            SheetColumn(REASON_COLUMN, 30),
            SheetColumn("how instructive", 12),
            SheetColumn(DECISION_COLUMN, 34, tuple(dict.fromkeys([*choices, NO_CODE]))),
            SheetColumn(COMMENT_COLUMN, 34),
            SheetColumn(DECIDED_BY_COLUMN, 16),
        ),
        rows=tuple((*_row_cells(one, disagreements), None, None, None) for one in disagreements.found),
        instructions=tuple(line.replace("{}", quote_for_shell(first)) for line in INSTRUCTIONS),
    )


def list_difference_cells(one: Disagreement, whole: Disagreements) -> tuple[Value, ...]:
    """Return the codes of both coders, how they differ, why the program decided so, and how instructive that is."""
    return (
        *(join_codes(one.first, whole.first_kind), join_codes(one.second, whole.second_kind)),
        *(describe_difference(one, whole.first, whole.second), one.reason, round_score(one.instructive)),
    )


def _row_cells(one: Disagreement, whole: Disagreements) -> tuple[Value, ...]:
    unit = (one.unit_id, one.doc_id, one.start, one.end, one.participant, one.before, one.text, one.after)
    return (*unit, *list_difference_cells(one, whole))


def describe_difference(one: Disagreement, first: str, second: str) -> str:
    """Return how the codes of a unit differ, with the coders' names."""
    if not one.first:
        return f"coded by {second} only"
    return str(one.difference) if one.second else f"coded by {first} only"
