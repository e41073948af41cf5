"""The columns of tables of coded segments, found by the names in the settings, usual names or those of a program."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.program_tables import Dialect, detect_dialect
from thememiner.intake import CODERS, CODES, PARENTS, Cell, TableFile, describe_columns, find_column, find_columns
from thememiner.phrasing import list_some

_SINGLE_COLUMNS = (
    *("document", "start", "end", "quote", "row_id", "coder", "participant", "line", "turn", "rank", "code_id"),
)
_USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "document": (
        *("document", "doc", "doc_id", "document name", "file", "file name", "filename", "source"),
        *("文档", "文件", "文檔", "文件名", "文档名", "文档名称", "檔案名稱", "文檔名稱"),
    ),
    "row_id": ("id", "row_id", "编号", "編號"),
    "start": ("start",),
    "end": ("end",),
    "quote": ("quote", "segment", "content", "text", "引文", "片段", "文本", "内容", "內容"),
    "codes": (*CODES, "quirk", "quirks"),
    "parents": PARENTS,
    "paths": ("path", "paths"),
    "coder": CODERS,
    "participant": ("participant", "participant_id", "参与者", "參與者"),
    "line": ("line",),
    "turn": ("turn",),
    "rank": ("rank",),
    "code_id": ("code id",),
}
_SETTING_NAMES = {
    "document": "document",
    "quote": "text",
    "row_id": "id",
    "coder": "coders",
    "participant": "participant",
}
"""The setting under ``[table]`` that names the column, by what the column holds."""
_LEVEL = re.compile(r"(?:level|层级|層級)[ _]?([1-9]\d?)", re.IGNORECASE)
"""A column of the names at one level of the codebook, counted from the top."""
_THEMES = frozenset({"theme", "themes", "主题", "主題"})
"""Names of columns that can be those of the codes themselves, if there is no other."""
_MAX_NAMED = 20
NO_SETTINGS = TableSettings()


@dataclass(frozen=True, slots=True)
class SegmentColumns:
    """The columns of a table of coded segments, by what they hold; None for what the table does not have."""

    document: str | None
    start: str | None
    end: str | None
    quote: str | None
    row_id: str | None
    coder: str | None
    participant: str | None
    line: str | None
    turn: str | None
    rank: str | None
    code_id: str | None
    """Ids of codes, which lead to a sheet with the codebook; they name no code by themselves."""
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]
    levels: tuple[str, ...]
    """Columns of the names at each level of the codebook, from the top."""

    @property
    def has_codes(self) -> bool:
        """Whether any column names codes."""
        return bool(self.codes or self.paths or self.levels)

    @property
    def has_places(self) -> bool:
        """Whether columns state the place of a segment."""
        return self.start is not None and self.end is not None


def is_segment_header(cells: Sequence[str], settings: TableSettings = NO_SETTINGS) -> bool:
    """Tell whether cells are the header of a table of segments: a program's, or one with codes and quotes or places."""
    written = [cell.strip() for cell in cells]
    if detect_dialect(written) is not None:
        return True
    chosen = _find_columns(written, settings)
    return chosen.has_codes and (chosen.quote is not None or chosen.has_places)


def names_rows_only(table: TableFile, settings: TableSettings) -> bool:
    """Tell whether a table states what is coded by the ids of rows alone: no row has a quote or a position."""
    chosen = _find_columns(table.columns, settings)
    if not (chosen.has_codes and chosen.row_id) or detect_dialect(table.columns) is not None:
        return False
    further = [column for column in (chosen.quote, chosen.start, chosen.end) if column]
    return not any(row[column] for row in table.rows for column in further)


def names_documents(cells: Sequence[str]) -> bool:
    """Tell whether the header of a table of segments has a column of documents, so that it is no transcript itself."""
    written = [cell.strip() for cell in cells]
    return detect_dialect(written) is not None or bool(find_columns(written, _USUAL_NAMES["document"]))


def find_levels(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the levels of a codebook, from ``level 1`` down."""
    found = {int(match[1]): column for column in reversed(columns) if (match := _LEVEL.fullmatch(column))}
    return tuple(found[number] for number in sorted(found))


def choose_columns(columns: Sequence[str], settings: TableSettings, place: str) -> SegmentColumns:
    """Choose columns by the names in the settings, otherwise by the usual names.

    Raises ``UnreadableFileError`` if there is no column of codes, or neither quotes nor start and end nor ids of rows.
    """
    chosen = _find_columns(columns, settings)
    missing = [] if chosen.has_codes else ["code"]
    missing += [] if chosen.quote or chosen.has_places or chosen.row_id else ["quote (or start and end, or id)"]
    if missing:
        there = describe_columns(columns, [*_USUAL_NAMES["codes"], *_USUAL_NAMES["quote"]])
        what = f"has no column {' and no column '.join(missing)}. {there}"
        raise UnreadableFileError(what, place=place, remedy="A table of coded segments needs both.")
    return chosen


def _find_columns(columns: Sequence[str], settings: TableSettings) -> SegmentColumns:
    def several(kind: str) -> tuple[str, ...]:
        return find_columns(columns, getattr(settings, kind)) or find_columns(columns, _USUAL_NAMES[kind])[:1]

    single = _find_single_columns(columns, settings, _USUAL_NAMES)
    codes, parents, paths, levels = several("codes"), several("parents"), several("paths"), find_levels(columns)
    if not (codes or paths or levels):
        codes, parents = parents, ()  # a table that has themes only
    return SegmentColumns(**single, codes=codes, parents=parents, paths=paths, levels=levels)


def choose_dialect_columns(
    dialect: Dialect, columns: Sequence[str], settings: TableSettings, place: str
) -> SegmentColumns:
    """Choose columns by the names that a program gives them.

    Raises ``UnreadableFileError`` with the names of the missing columns.
    """
    single = _find_single_columns(columns, settings, dialect.columns)
    codes = find_columns(columns, dialect.columns["codes"])[:1]
    missing = [] if single["quote"] else [_join_alternatives(dialect.columns["quote"])]
    missing += [] if codes or dialect.code_columns(columns) else [_join_alternatives(dialect.columns["codes"])]
    if missing:
        what = f"is not a table of segments as {dialect.name} exports it: it has no column"
        what = f"{what} {' and no column '.join(missing)}. {describe_columns(columns, ())}"
        raise UnreadableFileError(what, place=place, remedy="Leave out the format to have it detected.")
    return SegmentColumns(**single, codes=codes, parents=(), paths=(), levels=())


def note_columns(
    columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], chosen: SegmentColumns, dialect: Dialect | None
) -> list[str]:
    """Return notes on the columns that hold something and are not read, and on parents that are read as codes."""
    read = set(_list_chosen(chosen))
    read |= set(dialect.code_columns(columns)) if dialect else set()
    unread = [column for column in columns if column not in read and any(row[column] for row in rows)]
    notes = []
    if chosen.codes and find_columns(chosen.codes, PARENTS) and not find_columns(chosen.codes, tuple(_THEMES)):
        notes.append(f"no column is called code; the codes are read from the column {list_some(chosen.codes)}.")
    if unread:
        settings = ", ".join([*_SETTING_NAMES.values(), "codes", "parents"])
        names = list_some(unread, most=_MAX_NAMED)
        notes.append(f"columns not read: {names}. Settings under [table] say which column holds what ({settings}).")
    return notes


def _find_single_columns(
    columns: Sequence[str], settings: TableSettings, names: Mapping[str, Sequence[str]]
) -> dict[str, str | None]:
    """Return the column of everything that a row has once; names in the user's settings come first."""
    found = {}
    for kind in _SINGLE_COLUMNS:
        setting = _SETTING_NAMES.get(kind, "")
        own = getattr(settings, setting) if setting in settings.model_fields_set else ()
        found[kind] = find_column(columns, (*own, *names.get(kind, ())))
    return found


def _list_chosen(chosen: SegmentColumns) -> Iterator[str]:
    for one in fields(chosen):
        value = getattr(chosen, one.name)
        yield from (value,) if isinstance(value, str) else value or ()


def _join_alternatives(names: Sequence[str]) -> str:
    return f"{names[0]} (or {', '.join(names[1:])})" if len(names) > 1 else names[0]
