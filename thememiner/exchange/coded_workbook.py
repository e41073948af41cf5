"""The sheets beside the coded segments in a workbook: a codebook with names of its own, memos, and notes for IPA."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from thememiner.exchange.coded_table import (
    ASKED_NAMES,
    CODEBOOK_TITLE,
    IPA_TITLE,
    LEVEL_NAME,
    MEMO_COLUMN,
    MEMOS_TITLE,
    NOTES_COLUMN,
    SEGMENTS_TITLE,
)
from thememiner.exchange.quote_search import PassageReference, parse_whole_number
from thememiner.exchange.table_columns import find_levels
from thememiner.intake import (
    Cell,
    CodePath,
    RowCodes,
    SheetChoice,
    TableFile,
    cell_to_names,
    cell_to_text,
    find_column,
    split_code_path,
)
from thememiner.phrasing import format_count, inflect, list_lines, list_some
from thememiner.records import StatedPlace, code_path

WORKBOOK_SHEETS = SheetChoice(
    title=SEGMENTS_TITLE,
    companions=MappingProxyType(
        {CODEBOOK_TITLE: LEVEL_NAME.format(1), MEMOS_TITLE: MEMO_COLUMN, IPA_TITLE: NOTES_COLUMN}
    ),
)
"""The sheets of a workbook that ``export`` and ``convert`` write, as far as they are read again."""


_MEMO_COLUMNS = (MEMO_COLUMN, "author", "document", "start", "end", "text", "code id")
_CODE_COLUMNS = ("coder", "code id", "description", "colour")
_COLUMNS = {
    CODEBOOK_TITLE: (
        *_CODE_COLUMNS,
        *("key words", "stability", "segments, or units by first code", "units as second code"),
        *("participants", "documents", *ASKED_NAMES),  # counted anew
    ),
    MEMOS_TITLE: _MEMO_COLUMNS,
}
"""Columns that a sheet has when it is written; others were added by somebody."""


class WrittenCodes(NamedTuple):
    """The codes that a row names."""

    codes: RowCodes
    fault: str = ""
    """Why it is not clear which codes are meant, as the rest of a sentence like "this row"; there are none then."""
    is_by_path: bool = False
    """Whether a path names the code, not only its levels."""


def read_levels(row: Mapping[str, Cell], columns: Sequence[str]) -> tuple[CodePath, ...] | str:
    """Return the paths that the columns of levels spell, the top level first; empty if they are.

    The lowest level may name several codes. Returns what is wrong if a level is left out, or a higher one names
    several.
    """
    levels = [cell_to_names(row[column]) for column in columns]
    while levels and not levels[-1]:
        levels.pop()
    if not levels:
        return ()
    *above, last = levels
    for column, names in zip(columns, above, strict=False):
        if len(names) != 1:
            what = "several codes" if names else "no code"
            return f"names {what} in {column}, above the code in {columns[len(above)]}"
    return tuple((*(name for (name,) in above), name) for name in last)


@dataclass(frozen=True, slots=True)
class SheetCode:
    """A code of a sheet with the codebook."""

    coder: str
    code_id: str
    """The id that the code had when the workbook was written; empty for a code that a person added."""
    path: CodePath
    description: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class SheetMemo:
    """A memo of the sheet of memos, or a note beside a transcript."""

    text: str
    author: str = ""
    reference: PassageReference | None = None
    """The passage, or the document, that it is on."""
    code: CodePath | None = None

    @property
    def stated(self) -> StatedPlace:
        """The place of the passage, as the sheet states it."""
        one = self.reference
        return StatedPlace() if one is None else StatedPlace(parse_whole_number(one.start), parse_whole_number(one.end))


class RenamedRows(NamedTuple):
    """The codes of rows under the names that the codebook gives them, and notes on what was renamed."""

    written: list[WrittenCodes]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookCompanions:
    """What the sheets beside the coded segments hold."""

    codes: tuple[SheetCode, ...] = ()
    memos: tuple[SheetMemo, ...] = ()
    notes: tuple[str, ...] = ()

    def rename_codes(
        self, written: Sequence[WrittenCodes], *, coders: Sequence[str | None], code_ids: Sequence[str | None]
    ) -> RenamedRows:
        """Return the codes of rows, with the names that were changed in the codebook.

        The id of a row leads to its code in the codebook. If both name it differently, either was changed: a row whose
        own path is still the id was not. Ids of the program's themes do not show that. A row then keeps its name if
        the codebook has that name too, if other rows with the id have the codebook's name, or if it has no path.
        """
        if not self.codes:
            return RenamedRows(list(written))
        codebook = _Codebook(self.codes)
        rows = [
            _Row(coder or "", code_id or "", one.codes.paths[0] if len(one.codes.paths) == 1 else None, one.is_by_path)
            for one, coder, code_id in zip(written, coders, code_ids, strict=True)
        ]
        stated = defaultdict(set)
        for row in rows:
            stated[row.coder, row.code_id].add(row.path)
        renamed: dict[tuple[CodePath, CodePath], int] = defaultdict(int)
        unlisted: dict[CodePath, int] = defaultdict(int)
        result = []
        for one, row in zip(written, rows, strict=True):
            new = codebook.find_new_name(row, stated[row.coder, row.code_id])
            if row.path and new:
                renamed[row.path, new] += 1
                result.append(one._replace(codes=RowCodes((new[-1],), one.codes.parents, (new,))))
                continue
            if row.path and not codebook.is_listed(row):
                unlisted[row.path] += 1
            result.append(one)
        return RenamedRows(result, tuple(_note_names(renamed, unlisted)))


class _Row(NamedTuple):
    coder: str
    code_id: str
    path: CodePath | None
    is_by_path: bool


class _Codebook:
    """The codes of a sheet, by coder and id."""

    def __init__(self, codes: Iterable[SheetCode]) -> None:
        self._by_id: dict[tuple[str, str], set[CodePath]] = defaultdict(set)
        self._paths: dict[str, set[CodePath]] = defaultdict(set)
        for code in codes:
            self._by_id[code.coder, code.code_id].add(code.path)
            self._paths[code.coder].add(code.path)

    def is_listed(self, row: _Row) -> bool:
        """Tell whether the sheet has the code of a row; it need not list the codes of a coder whom it does not have."""
        return row.coder not in self._paths or row.path in self._paths[row.coder]

    def find_new_name(self, row: _Row, stated: set[CodePath | None]) -> CodePath | None:
        """Return the name that a row's code has been given in the sheet; None if the row's own name holds.

        ``stated`` are the paths of all rows with the same coder and id.
        """
        own = self._by_id.get((row.coder, row.code_id), set())
        if row.path is None or not row.code_id or len(own) != 1 or row.path in own:
            return None
        (path,) = own
        if code_path(*row.path) == row.code_id:
            return path
        if code_path(*path) == row.code_id or path in stated or row.path in self._paths[row.coder]:
            return None
        return path if row.is_by_path else None


def _note_names(renamed: Mapping[tuple[CodePath, CodePath], int], unlisted: Mapping[CodePath, int]) -> Iterator[str]:
    if renamed:
        rows = format_count(sum(renamed.values()), "row")
        names = [f"{code_path(*old)} is now {code_path(*new)}" for old, new in renamed]
        what = f"the sheet {CODEBOOK_TITLE} has another name for the code of {rows}, and that name is taken"
        yield f"{what}: {_join_some(names)}."
    if unlisted:
        count, names = sum(unlisted.values()), [code_path(*path) for path in unlisted]
        rows = f"{format_count(count, 'row')} {inflect(count, 'has', 'have')}"
        yield f"{rows} a code that the sheet {CODEBOOK_TITLE} does not list: {_join_some(names)}."


def _join_some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def read_companions(sheets: Mapping[str, TableFile]) -> WorkbookCompanions:
    """Return what the sheets beside the coded segments hold; what could not be used is in the notes."""
    codes, notes = _read_codebook(sheets[CODEBOOK_TITLE]) if CODEBOOK_TITLE in sheets else ((), [])
    for title, known in _COLUMNS.items():
        if title in sheets and (unread := [name for name in sheets[title].columns if not _is_known(name, known)]):
            notes.append(f"columns of the sheet {title} not read: {list_some(unread)}.")
    by_id = {code.code_id: code.path for code in reversed(codes) if code.code_id}
    memos = tuple(_read_memos(sheets[MEMOS_TITLE], by_id)) if MEMOS_TITLE in sheets else ()
    beside = tuple(_read_ipa_notes(sheets[IPA_TITLE])) if IPA_TITLE in sheets else ()
    if beside:
        notes.append(
            f"{format_count(len(beside), 'exploratory note')} of the sheet {IPA_TITLE} "
            f"{inflect(len(beside), 'is', 'are')} read as {inflect(len(beside), 'a memo', 'memos')}; its other columns "
            f"are not read. Change codes in the sheet {SEGMENTS_TITLE}."
        )
    return WorkbookCompanions(codes, (*memos, *beside), tuple(notes))


def _is_known(column: str, known: Sequence[str]) -> bool:
    return find_column([column], known) is not None or bool(find_levels([column]))


def _read_codebook(sheet: TableFile) -> tuple[tuple[SheetCode, ...], list[str]]:
    columns, levels = [find_column(sheet.columns, (name,)) for name in _CODE_COLUMNS], find_levels(sheet.columns)
    codes, faulty = [], []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        paths = read_levels(row, levels)
        if isinstance(paths, str) or len(paths) != 1:
            faulty.append(line)
            continue
        coder, code_id, description, colour = (cell_to_text(row[column]) or "" if column else "" for column in columns)
        codes.append(SheetCode(coder.strip(), code_id.strip(), paths[0], description.strip(), colour.strip()))
    notes = []
    if faulty:
        what = inflect(len(faulty), "does not name one code, and is", "do not name one code each, and are")
        notes.append(f"in the sheet {CODEBOOK_TITLE}, {list_lines(faulty)} {what} left out.")
    return tuple(_move_below_renamed(codes)), notes


def _move_below_renamed(codes: Sequence[SheetCode]) -> Iterator[SheetCode]:
    """Yield codes, each below the new name of its theme if only the row of the theme was changed, parents first."""
    paths = defaultdict(set)
    for code in codes:
        paths[code.coder].add(code.path)
    moved: dict[tuple[str, str], CodePath] = {}
    for code in sorted(codes, key=lambda code: len(code.path)):
        parent = moved.get((code.coder, _parent_id(code.code_id)))
        is_orphan = len(code.path) > 1 and code.path[:-1] not in paths[code.coder]
        is_renamed = parent is not None and code_path(*parent) != _parent_id(code.code_id)
        path = (*parent, code.path[-1]) if parent and is_orphan and is_renamed else code.path
        if code.code_id:
            moved[code.coder, code.code_id] = path
        yield replace(code, path=path)


def _parent_id(code_id: str) -> str:
    """Return the id of the code above a code: of a person's code the path above, of a sub-theme the theme."""
    path = split_code_path(code_id)
    return code_path(*path[:-1]) if len(path) > 1 else code_id.rpartition(".")[0]


def _read_memos(sheet: TableFile, by_id: Mapping[str, CodePath]) -> Iterator[SheetMemo]:
    columns = [find_column(sheet.columns, (name,)) for name in _MEMO_COLUMNS]
    for row in sheet.rows:
        memo, author, *passage, code_id = (cell_to_text(row[column]) if column else None for column in columns)
        if memo:
            reference = PassageReference(*passage) if any(passage) else None
            code = (by_id.get(code_id) or split_code_path(code_id)) if code_id else None
            yield SheetMemo(memo, author or "", reference, code)


def _read_ipa_notes(sheet: TableFile) -> Iterator[SheetMemo]:
    names = (NOTES_COLUMN, "document", "start", "end", "transcript")
    columns = [find_column(sheet.columns, (name,)) for name in names]
    for row in sheet.rows:
        note, *passage = (cell_to_text(row[column]) if column else None for column in columns)
        if note:
            yield SheetMemo(note, reference=PassageReference(*passage))
