"""A table with decisions, read back: what each unit is to carry, and which rows cannot be used.

Codes as people write them into a decision: those of the codebook, sub-themes of the program, and new ones.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange.decision_sheet import CODES, DECISION, END, NO_CODE, START, TEXT, UNIT, shown_code
from thememiner.exchange.spreadsheets import continues, unescaped, unguarded
from thememiner.intake import Cell, as_names, as_text, first_column, first_few, name_columns, read_table, split_path
from thememiner.records import MACHINE, Code, Codebook, Note, Problem, code_path

_NO_LETTER = re.compile(r"[\W_]+")
DEFAULTS = CorpusSettings()
NO_CODE_WORDS = frozenset({NO_CODE, "no code", "n/a", "-", "–", "—", "无", "無", "没有", "沒有"})
"""Ways to write that a unit carries no code, as ``_folded`` leaves them."""
_NOTHING = re.compile(r"[\s;,、，；|/]*")
_LIKE = 0.7
"""How much a new code must be like a known one to be told, as ``difflib`` measures it: ``Fod`` is ``Food`` to 0.86."""


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


class Ambiguous(ValueError):  # noqa: N818 - it is no fault of the program, but says why a row cannot be used
    """What is written does not say which codes are meant."""


class Taken(NamedTuple):
    """What a decision says."""

    codes: tuple[str, ...] | None
    """Ids of codes, each once; none if the unit is to carry no code, None if nothing is decided."""
    remarks: tuple[str, ...] = ()
    """What was made of it that people may not expect, as sentences."""


class CodeNames:
    """Finds codes by what people write, and adds the new ones behind the codebook."""

    def __init__(self, codebook: Codebook, proposed: Codebook | None = None) -> None:
        self._codes = list(codebook.codes)
        self._new: dict[str, None] = {}
        self._told: set[str] = set()
        self._proposed = _paths_by_name(proposed) if proposed else {}

    @property
    def codebook(self) -> Codebook:
        """Return the codebook with the new codes, and the themes above them, behind."""
        return Codebook(tuple(self._codes))

    @property
    def new(self) -> tuple[str, ...]:
        """Return the ids of the new codes that were written, the first first."""
        return tuple(self._new)

    def take(self, decision: str) -> Taken:
        """Return the codes that a decision names; separators alone decide nothing.

        A cell holds one name, or several with semicolons between them. A name is a code's id, which for a person's
        code is its path, or its name; capitals, width and spaces do not matter. The id of a theme or sub-theme of the
        program, alone or with its name behind, is the path of its names. Any other name is a new code, and a new path
        one with the themes above it; a word of ``NO_CODE_WORDS`` that no code is called is no code.

        Raises ``Ambiguous`` if several codes have a name, or no code stands beside codes.
        """
        if _NOTHING.fullmatch(decision) and self._find(decision) is None:
            return Taken(None)
        written = [decision] if self._knows(decision) else as_names(decision)
        found = [(name, self._find(name)) for name in written]
        none = [name for name, code_id in found if code_id is None and _folded(name) in NO_CODE_WORDS]
        if none:
            if len(none) < len(written):
                raise Ambiguous(f"says {none[0]} beside codes")
            return Taken(())
        remarks: list[str] = []
        codes = [self._make(name, remarks) if code_id is None else code_id for name, code_id in found]
        return Taken(tuple(dict.fromkeys(codes)), tuple(remarks))

    def _knows(self, name: str) -> bool:
        return self._find(name) is not None or _folded(name) in self._proposed

    def _find(self, name: str) -> str | None:
        """Return the id of the code that is called so, at best letter for letter; None for a new one."""
        for fold in (str, _folded):
            for called in (_id_of, _name_of):
                found = [code.code_id for code in self._codes if fold(called(code)) == fold(name)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise Ambiguous(f"names a code that there are several of; write its path: {first_few(found)}")
        return None

    def _make(self, name: str, remarks: list[str]) -> str:
        """Return the id of a code that the codebook may not have yet, and put down what must be told of it."""
        proposed = self._proposed.get(_folded(name))
        if proposed is not None:
            if proposed.theme_id not in self._told:
                remarks.append(
                    f"{proposed.theme_id} is {MACHINE}'s: it stands for the code {code_path(*proposed.path)}."
                )
                self._told.add(proposed.theme_id)
            self._add(proposed.path)
            return code_path(*proposed.path)
        path = split_path(name)
        known = self._codes.copy()
        added = self._add(path)
        if added and (near := _most_like(added[0].name, known)):
            what = f"{added[0].code_id} is a new code."
            remarks.append(f"{what} Did you mean {near}? Then write that, and give the table again.")
        return code_path(*path)

    def _add(self, path: Sequence[str]) -> list[Code]:
        """Add the code at the end of a path, and those above it, as far as they are new; return these."""
        known = {code.code_id for code in self._codes}
        ids = [code_path(*path[:depth]) for depth in range(1, len(path) + 1)]
        whole = [Code(*row) for row in zip(ids, path, (None, *ids), strict=False)]
        added = [code for code in whole if code.code_id not in known]
        self._codes += added
        if added:
            self._new[ids[-1]] = None
        return added


def _most_like(name: str, codes: Sequence[Code]) -> str | None:
    """Return the id of the code whose name is most like a new one, if any is."""
    called = {_folded(code.name): code.code_id for code in reversed(codes)}
    close = difflib.get_close_matches(_folded(name), called, n=1, cutoff=_LIKE)
    return called[close[0]] if close else None


class _Proposed(NamedTuple):
    theme_id: str
    path: tuple[str, ...]


def _paths_by_name(proposed: Codebook) -> dict[str, _Proposed]:
    """Return the names from the top down to each of the program's codes, by its id, and as the table shows it."""
    paths: dict[str, _Proposed] = {}
    for code in proposed.codes:
        above = () if code.parent_id is None else paths[_folded(code.parent_id)].path
        known = _Proposed(code.code_id, (*above, code.name))
        paths |= {_folded(code.code_id): known, _folded(shown_code(code, MACHINE)): known}
    return paths


def _id_of(code: Code) -> str:
    return code.code_id


def _name_of(code: Code) -> str:
    return code.name


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
