"""A table with decisions, read back: what each unit is to carry, and which rows cannot be used."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange.decided_codes import Ambiguous, CodeNames, Taken
from thememiner.exchange.decision_sheet import CODES, DECISION, END, START, TEXT, UNIT
from thememiner.exchange.safe_cells import unescaped, unguarded
from thememiner.exchange.sheets import continues
from thememiner.intake import Cell, as_text, first_column, name_columns, read_table
from thememiner.records import MACHINE, Codebook, Note, Problem

_NO_LETTER = re.compile(r"[\W_]+")
DEFAULTS = CorpusSettings()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a table decides, and what it leaves open; decisions, open rows and problems make up its rows."""

    codes: Mapping[str, tuple[str, ...]]
    """By unit: the ids of the codes that it is to carry, in the order written; none if it is to carry none."""
    codebook: Codebook
    """The one given, with the new codes behind."""
    new: tuple[str, ...]
    """Ids of the new codes that were written, in that order."""
    undecided: int
    """Rows without a decision."""
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
) -> Decided:
    """Read a table that ``decision_sheet`` made for a coder and people filled in.

    A row is about the unit that its ``unit_id`` names; start, end and text must be that unit's, as far as the table
    still has these columns (marks and spaces do not count). ``decision`` holds codes as ``CodeNames`` finds them; an
    empty cell is no decision. Only the first decision about a unit is used. ``codebook`` is the coder's, ``proposed``
    the program's.

    Raises ``UnreadableFileError`` if a column is missing, ``UsageError`` if the table was made for another coder, and
    what ``read_table`` raises.
    """
    table = read_table(path, place=path.name, settings=settings)
    columns = _choose(table.columns, path)
    _refuse_anothers(table.columns, coder, path)
    known = {unit.unit_id: unit for unit in _units(units)}
    names = CodeNames(codebook, proposed)
    codes: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    undecided, problems, notes = 0, [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        given = _given(row, columns, is_csv=path.suffix.lower() != ".xlsx")
        wrong = _wrong(given, known, lines)
        try:
            taken = names.take(given.decision) if wrong is None else Taken(None)
        except Ambiguous as error:
            wrong = str(error)
        if wrong is not None:
            problems.append(Problem(f"{path.name}:{line}", f"this row {wrong}."))
        elif taken.codes is None:
            undecided += 1
        else:
            codes[given.unit_id], lines[given.unit_id] = taken.codes, line
            notes += [Note(f"{path.name}:{line}", remark) for remark in taken.remarks]
    # That the sheets of instructions and of choices are not read is no news.
    notes += [Note(path.name, note) for note in table.notes if not note.startswith("only the sheet")]
    return Decided(codes, names.codebook, names.new, undecided, tuple(problems), tuple(notes))


class _Columns(NamedTuple):
    unit_id: str
    decision: str
    start: str | None
    end: str | None
    text: tuple[str, ...]


class _Given(NamedTuple):
    """What a row says; None for what the table has no column for."""

    unit_id: str
    decision: str
    start: str | None
    end: str | None
    text: str | None


class _Unit(NamedTuple):
    unit_id: str
    start: int
    end: int
    text: str
    kept: bool


def _choose(columns: Sequence[str], path: Path) -> _Columns:
    unit_id, decision, start, end = (first_column(columns, (name,)) for name in (UNIT, DECISION, START, END))
    if unit_id is None or decision is None:
        missing = [name for name, column in ((UNIT, unit_id), (DECISION, decision)) if column is None]
        what = f"has no column {' and no column '.join(missing)}. {name_columns(columns, missing)}"
        raise UnreadableFileError(what, place=path.name, remedy="Give a table that `thememiner disagreements` wrote.")
    return _Columns(unit_id, decision, start, end, tuple(column for column in columns if continues(column, TEXT)))


def _refuse_anothers(columns: Sequence[str], coder: str, path: Path) -> None:
    """Refuse a table whose first column of codes is not this coder's; one without a person's column is anybody's."""
    start = CODES.format("")
    named = [" ".join(column.removeprefix(start).split()) for column in columns if column.startswith(start)]
    first = next((name for name in named if name != MACHINE), coder)
    if first not in {coder, " ".join(coder.split())}:
        raise UsageError(
            f"was made to decide upon the coding of {first}, not of {coder}.",
            place=path.name,
            remedy=f'Give --coder "{first}", or write a table for {coder}: '
            f'thememiner disagreements RUN --coder "{coder}" --to FILE.',
        )


def _units(units: pd.DataFrame) -> list[_Unit]:
    return [_Unit(*row) for row in units[list(_Unit._fields)].itertuples(index=False, name=None)]


def _given(row: Mapping[str, Cell], columns: _Columns, *, is_csv: bool) -> _Given:
    def read(column: str) -> str:
        cell = as_text(row[column]) or ""
        return unescaped(unguarded(cell)) if is_csv else cell

    start, end = (None if column is None else read(column).strip() for column in (columns.start, columns.end))
    text = "".join(map(read, columns.text)) if columns.text else None
    return _Given(read(columns.unit_id).strip(), read(columns.decision), start, end, text)


def _wrong(given: _Given, known: Mapping[str, _Unit], lines: Mapping[str, int]) -> str | None:
    """Return why a row cannot be used, or None."""
    unit = known.get(given.unit_id)
    if unit is None:
        return "is about a unit that the run does not have" if given.unit_id else "has no unit_id"
    if not unit.kept:
        return "is about a unit that was set aside"
    if given.start not in {None, str(unit.start)} or given.end not in {None, str(unit.end)}:
        return "has another start or end than its unit"
    if given.text is not None and _letters(given.text) != _letters(unit.text):
        return "has another text than its unit, as if a column had been sorted without the others"
    if given.unit_id in lines and given.decision.strip():
        return f"is about the same unit as line {lines[given.unit_id]}, and only that is used"
    return None


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()
