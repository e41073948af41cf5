"""The decisions of a consensus meeting, read from a table: the codes of each unit, and rows that cannot be used."""

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
from thememiner.exchange.decision_sheet import (
    CODES_COLUMN,
    COMMENT_COLUMN,
    DECIDED_BY_COLUMN,
    DECISION_COLUMN,
    END_COLUMN,
    NO_CODE,
    REASON_COLUMN,
    START_COLUMN,
    TEXT_COLUMN,
    UNIT_COLUMN,
    code_label,
)
from thememiner.exchange.spreadsheets import is_continuation, read_csv_text
from thememiner.intake import (
    Cell,
    cell_to_names,
    cell_to_text,
    describe_columns,
    find_column,
    read_table,
    split_code_path,
)
from thememiner.phrasing import list_some
from thememiner.records import MACHINE, Code, Codebook, CodingKind, Decision, Note, Problem, code_path

_NON_LETTERS = re.compile(r"[\W_]+")
DEFAULTS = CorpusSettings()
NO_CODE_WORDS = frozenset({NO_CODE, "no code", "n/a", "-", "–", "—", "无", "無", "没有", "沒有"})
"""Ways to write that a unit has no code, as ``_fold_name`` returns them."""
_SEPARATORS_ONLY = re.compile(r"[\s;,、，；|/]*")
_MIN_NAME_SIMILARITY = 0.7
"""Similarity (``difflib``) at which a new code gets a hint at a known one: ``Fod`` and ``Food`` reach 0.86."""


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
            remedy=f'Give --coder "{first}", or write a table for {coder}: '
            f'thememiner disagreements RUN --coder "{coder}" --to FILE.',
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


class AmbiguousCodeError(ValueError):
    """A decision does not say which codes are meant."""


class ParsedDecision(NamedTuple):
    """The codes that a decision names."""

    codes: tuple[str, ...] | None
    """Ids of codes, each once; empty if the unit has no code, None if nothing is decided."""
    remarks: tuple[str, ...] = ()
    """Sentences on interpretations that people may not expect."""


class CodeNames:
    """Finds codes by what people write, and adds new ones to the codebook."""

    def __init__(self, codebook: Codebook, proposed: Codebook | None = None) -> None:
        self._codes = list(codebook.codes)
        self._new: dict[str, None] = {}
        self._from_program: dict[str, str] = {}
        self._explained: set[str] = set()
        self._proposed = _index_proposed_codes(proposed) if proposed else {}

    @property
    def codebook(self) -> Codebook:
        """The codebook, followed by the new codes and the themes above them."""
        return Codebook(tuple(self._codes))

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of the new codes, in the order written."""
        return tuple(self._new)

    @property
    def from_program(self) -> Mapping[str, str]:
        """The theme of the program that a code stands for, by the id of the code."""
        return self._from_program

    def parse(self, decision: str) -> ParsedDecision:
        """Return the codes that a decision names; a cell with nothing but separators decides nothing.

        A cell holds one name, or several separated by semicolons. A name is the id of a code (in a person's codebook
        its path) or its name; case, width and spaces are ignored. The id of a theme or sub-theme of the program's
        proposal, alone or followed by its name, stands for the path of its names; so does its name or path, if the
        codebook has no such code. A word of ``NO_CODE_WORDS`` that is
        not the name of a code means no code. Any other name is a new code; a new path adds the themes above it too.

        Raises ``AmbiguousCodeError`` if several codes have a name, or if "no code" is written beside codes.
        """
        if _SEPARATORS_ONLY.fullmatch(decision) and self._find(decision) is None:
            return ParsedDecision(None)
        written = [decision] if self._is_known(decision) else cell_to_names(decision)
        matches = [(name, self._find(name)) for name in written]
        no_code = [name for name, code_id in matches if code_id is None and _fold_name(name) in NO_CODE_WORDS]
        if no_code:
            if len(no_code) < len(written):
                raise AmbiguousCodeError(f"says {no_code[0]} beside codes")
            return ParsedDecision(())
        remarks: list[str] = []
        codes = [self._get_or_add(name, remarks) if code_id is None else code_id for name, code_id in matches]
        return ParsedDecision(tuple(dict.fromkeys(codes)), tuple(remarks))

    def _is_known(self, name: str) -> bool:
        return self._find(name) is not None or _fold_name(name) in self._proposed

    def _find(self, name: str) -> str | None:
        """Return the id of the code with this name, exact matches first; None if there is none."""
        for fold in (str, _fold_name):
            for field in ("code_id", "name"):
                found = [code.code_id for code in self._codes if fold(getattr(code, field)) == fold(name)]
                if len(found) == 1:
                    return found[0]
                if found:
                    raise AmbiguousCodeError(
                        f"names a code that exists several times; write its path: {list_some(found)}"
                    )
        return None

    def _get_or_add(self, name: str, remarks: list[str]) -> str:
        """Return the id of a code that the codebook may lack, and record remarks on it."""
        proposed = self._proposed.get(_fold_name(name))
        if proposed is not None:
            self._add_proposed(proposed, name, remarks)
            return code_path(*proposed.path)
        path = split_code_path(name)
        known = self._codes.copy()
        added = self._add(path)
        if added and (near := _find_similar_code(added[0].name, known)):
            what = f"{added[0].code_id} is a new code."
            remarks.append(f"{what} Did you mean {near}? Then write that and run the command again.")
        return code_path(*path)

    def _add_proposed(self, proposed: "_ProposedCode", name: str, remarks: list[str]) -> None:
        """Add the code that a theme of the program stands for, and record once that it is the program's."""
        code_id, theme_id = code_path(*proposed.path), proposed.theme_id
        added = self._add(proposed.path)
        self._from_program |= {code.code_id: self._proposed[_fold_name(code.code_id)].theme_id for code in added}
        self._from_program.setdefault(code_id, theme_id)
        if theme_id in self._explained:
            return
        self._explained.add(theme_id)
        by_name = "" if _fold_name(name).startswith(_fold_name(theme_id)) else f"{name} is the name of {theme_id}; "
        known = "" if added else ", which the codebook has already"
        remarks.append(f"{by_name}{theme_id} is a theme by {MACHINE}: it stands for the code {code_id}{known}.")

    def _add(self, path: Sequence[str]) -> list[Code]:
        """Add the code at the end of a path, and those above it, as far as they are new; return the new ones."""
        known = {code.code_id for code in self._codes}
        ids = [code_path(*path[:depth]) for depth in range(1, len(path) + 1)]
        branch = [Code(*row) for row in zip(ids, path, (None, *ids), strict=False)]
        added = [code for code in branch if code.code_id not in known]
        self._codes += added
        if added:
            self._new[ids[-1]] = None
        return added


def _find_similar_code(name: str, codes: Sequence[Code]) -> str | None:
    """Return the id of the code whose name is most similar to a new one; None if none is similar enough."""
    ids = {_fold_name(code.name): code.code_id for code in reversed(codes)}
    close = difflib.get_close_matches(_fold_name(name), ids, n=1, cutoff=_MIN_NAME_SIMILARITY)
    return ids[close[0]] if close else None


class _ProposedCode(NamedTuple):
    theme_id: str
    path: tuple[str, ...]


def _index_proposed_codes(proposed: Codebook) -> dict[str, _ProposedCode]:
    """Return the path of each code of a proposal, by its id, by how the table writes it, and by its path and name.

    If several have a name, it is the first, a theme before its sub-themes.
    """
    codes: dict[str, _ProposedCode] = {}
    names: dict[str, _ProposedCode] = {}
    for code in proposed.codes:
        above = () if code.parent_id is None else codes[_fold_name(code.parent_id)].path
        known = _ProposedCode(code.code_id, (*above, code.name))
        codes |= {_fold_name(code.code_id): known, _fold_name(code_label(code, CodingKind.PROPOSAL)): known}
        names.setdefault(_fold_name(code_path(*known.path)), known)
    for known in tuple(codes.values()):
        names.setdefault(_fold_name(known.path[-1]), known)
    return {**names, **codes}


def _fold_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
