"""The decisions of a consensus meeting, read from a table: the codes of each unit, and rows that cannot be used."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange.code_names import AmbiguousCodeError, CodeNames, ParsedDecision
from thememiner.exchange.decision_sheet import (
    CODES_COLUMN,
    COMMENT_COLUMN,
    DECIDED_BY_COLUMN,
    DECISION_COLUMN,
    END_COLUMN,
    REASON_COLUMN,
    START_COLUMN,
    TEXT_COLUMN,
    UNIT_COLUMN,
)
from thememiner.exchange.spreadsheets import is_continuation, read_csv_text
from thememiner.intake import Cell, cell_to_text, describe_columns, find_column, read_table
from thememiner.phrasing import quote_for_shell
from thememiner.records import MACHINE, Codebook, Decision, Note, Problem

_NON_LETTERS = re.compile(r"[\W_]+")
DEFAULTS = CorpusSettings()


@dataclass(frozen=True, slots=True)
class ConsensusDecisions:
    """The decisions in a table. Decisions, undecided rows and problems add up to its rows."""

    codes: Mapping[str, tuple[str, ...]]
    """Ids of the codes of each decided unit, in the order written; empty if it has no code."""
    codebook: Codebook
    """The given codebook, followed by the new codes."""
    new: tuple[str, ...]
    """Ids of the new codes, in the order written."""
    from_program: Mapping[str, str]
    """The theme of the program that a code stands for, by the id of the code; of new codes and of decided ones."""
    rows: tuple[Decision, ...]
    """Each decision with its comment, and comments on units that are not decided, in the order written."""
    undecided: int
    """Number of rows without a decision."""
    problems: tuple[Problem, ...]
    """Rows that could not be used."""
    notes: tuple[Note, ...]


def read_decisions(
    path: Path,
    units: pd.DataFrame,
    codebook: Codebook,
    *,
    coder: str,
    proposed: Codebook | None = None,
    settings: CorpusSettings = DEFAULTS,
) -> ConsensusDecisions:
    """Read a table that ``build_decision_sheet`` made for a coder and people filled in.

    A row is about the unit named by its ``unit_id``; its start, end and text must be that unit's, if the table still
    has these columns (marks and spaces are ignored). ``decision`` holds codes as ``CodeNames`` finds them; an empty
    cell is no decision. Only the first decision about a unit is used. ``codebook`` is that of the coder, ``proposed``
    that of the program's proposal.

    Raises ``UnreadableFileError`` if a column is missing, ``UsageError`` if the table was made for another coder, and
    what ``read_table`` raises.
    """
    table = read_table(path, place=path.name, settings=settings)
    columns = _choose_columns(table.columns, path)
    _refuse_other_coder(table.columns, coder, path)
    known = {unit.unit_id: unit for unit in _list_units(units)}
    names = CodeNames(codebook, proposed)
    codes: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    undecided, problems, notes, decided = 0, [], [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        values = _read_row(row, columns, is_csv=path.suffix.lower() != ".xlsx")
        fault = _find_fault(values, known, lines)
        try:
            parsed = names.parse(values.decision) if fault is None else ParsedDecision(None)
        except AmbiguousCodeError as error:
            fault = str(error)
        if fault is not None:
            problems.append(Problem(f"{path.name}:{line}", f"this row {fault}."))
            continue
        if parsed.codes is None:
            undecided += 1
        else:
            codes[values.unit_id], lines[values.unit_id] = parsed.codes, line
            notes += [Note(f"{path.name}:{line}", remark) for remark in parsed.remarks]
        if parsed.codes is not None or values.comment:
            decided.append(Decision(values.unit_id, parsed.codes, values.comment, values.decided_by, values.reason))
    # The sheets of instructions and choices are never read, which needs no note.
    notes += [Note(path.name, note) for note in table.notes if not note.startswith("only the sheet")]
    return ConsensusDecisions(
        *(codes, names.codebook, names.new, names.from_program, tuple(decided)),
        *(undecided, tuple(problems), tuple(notes)),
    )


class _Columns(NamedTuple):
    unit_id: str
    decision: str
    start: str | None
    end: str | None
    text: tuple[str, ...]
    comment: str | None
    decided_by: str | None
    reason: str | None


class _DecisionRow(NamedTuple):
    """The values of a row; None if the table lacks the column."""

    unit_id: str
    decision: str
    start: str | None
    end: str | None
    text: str | None
    comment: str
    decided_by: str
    reason: str


class _Unit(NamedTuple):
    unit_id: str
    start: int
    end: int
    text: str
    kept: bool


def _choose_columns(columns: Sequence[str], path: Path) -> _Columns:
    unit_id, decision, start, end = (
        find_column(columns, (name,)) for name in (UNIT_COLUMN, DECISION_COLUMN, START_COLUMN, END_COLUMN)
    )
    if unit_id is None or decision is None:
        missing = [name for name, column in ((UNIT_COLUMN, unit_id), (DECISION_COLUMN, decision)) if column is None]
        what = f"has no column {' and no column '.join(missing)}. {describe_columns(columns, missing)}"
        raise UnreadableFileError(what, place=path.name, remedy="Give a table that `thememiner disagreements` wrote.")
    text = tuple(column for column in columns if is_continuation(column, TEXT_COLUMN))
    further = (find_column(columns, (name,)) for name in (COMMENT_COLUMN, DECIDED_BY_COLUMN, REASON_COLUMN))
    return _Columns(unit_id, decision, start, end, text, *further)


def _refuse_other_coder(columns: Sequence[str], coder: str, path: Path) -> None:
    """Raise ``UsageError`` if the first column of a person's codes names another coder."""
    prefix = CODES_COLUMN.format("")
    coders = [" ".join(column.removeprefix(prefix).split()) for column in columns if column.startswith(prefix)]
    first = next((name for name in coders if name != MACHINE), coder)  # the program is never the first coder
    if first not in {coder, " ".join(coder.split())}:
        raise UsageError(
            f"was made for decisions on the coding by {first}, not by {coder}.",
            place=path.name,
            remedy=f"Give --coder {quote_for_shell(first)}, or write a table for {coder}: "
            f"thememiner disagreements RUN --coder {quote_for_shell(coder)} --to FILE.",
        )


def _list_units(units: pd.DataFrame) -> list[_Unit]:
    return [_Unit(*row) for row in units[list(_Unit._fields)].itertuples(index=False, name=None)]


def _read_row(row: Mapping[str, Cell], columns: _Columns, *, is_csv: bool) -> _DecisionRow:
    def read(column: str) -> str:
        cell = cell_to_text(row[column]) or ""
        return read_csv_text(cell) if is_csv else cell

    start, end = (None if column is None else read(column).strip() for column in (columns.start, columns.end))
    text = "".join(map(read, columns.text)) if columns.text else None
    further = (columns.comment, columns.decided_by, columns.reason)
    comment, decided_by, reason = (read(column).strip() if column else "" for column in further)
    return _DecisionRow(
        read(columns.unit_id).strip(), read(columns.decision), start, end, text, comment, decided_by, reason
    )


def _find_fault(values: _DecisionRow, known: Mapping[str, _Unit], lines: Mapping[str, int]) -> str | None:
    """Return why a row cannot be used; None if it can."""
    unit = known.get(values.unit_id)
    if unit is None:
        return "is about a unit that is not in the run" if values.unit_id else "has no unit_id"
    if not unit.kept:
        return "is about a unit that was set aside"
    if values.start not in {None, str(unit.start)} or values.end not in {None, str(unit.end)}:
        return "has another start or end than its unit"
    if values.text is not None and _letters_only(values.text) != _letters_only(unit.text):
        return "has another text than its unit; was a column sorted without the others?"
    if values.unit_id in lines and values.decision.strip():
        return f"is about the same unit as line {lines[values.unit_id]}; only that line is used"
    return None


def _letters_only(text: str) -> str:
    return _NON_LETTERS.sub("", text).casefold()
