"""Which column of a table of coded segments holds what, and which columns nothing is taken from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.dialects import Dialect, dialect_of
from thememiner.intake import CODERS, CODES, PARENTS, Cell, all_columns, first_column, first_few, name_columns

_SINGLE = ("document", "start", "end", "quote", "row_id", "coder", "participant", "line", "turn", "rank")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "document": (
        *("document", "doc", "doc_id", "document name", "file", "file name", "filename", "source"),
        *("文档", "文件", "文檔", "文件名", "文档名", "文档名称", "檔案名稱", "文檔名稱"),
    ),
    "row_id": ("id", "row_id", "编号", "編號"),
    "start": ("start",),
    "end": ("end",),
    "quote": ("quote", "segment", "content", "text", "引文", "片段", "文本", "内容", "內容"),
    "codes": CODES,
    "parents": PARENTS,
    "paths": ("path", "paths"),
    "coder": CODERS,
    "participant": ("participant", "participant_id", "参与者", "參與者"),
    "line": ("line",),
    "turn": ("turn",),
    "rank": ("rank",),
}
_SETTING = {"document": "document", "quote": "text", "row_id": "id", "coder": "coders", "participant": "participant"}
"""What a setting under ``[table]`` is called that names a column, by what the column holds."""
_SAID_BY_PATH = re.compile(r"level \d+|code id")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class SegmentColumns:
    """The column that holds each thing; None where there is none."""

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
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def names_segments(cells: Sequence[str]) -> bool:
    """Say whether cells are the header of a program's table of segments, or of one with codes and quotes."""
    written = [cell.strip() for cell in cells]
    has_codes = all_columns(written, (*_NAMES["codes"], *_NAMES["parents"], *_NAMES["paths"]))
    return dialect_of(written) is not None or bool(has_codes and all_columns(written, _NAMES["quote"]))


def usual_columns(columns: Sequence[str], settings: TableSettings, place: str) -> SegmentColumns:
    """Choose columns by the names in the settings, else by those that are usual.

    Raises ``UnreadableFileError`` if there is none of codes, or neither one of quotes nor those of start and end.
    """

    def several(kind: str) -> tuple[str, ...]:
        return all_columns(columns, getattr(settings, kind)) or all_columns(columns, _NAMES[kind])[:1]

    single = _single(columns, settings, _NAMES)
    codes, parents, paths = several("codes"), several("parents"), several("paths")
    if not codes and not paths:
        codes, parents = parents, ()  # themes alone are codes
    missing = [] if codes or paths else ["code"]
    missing += [] if single["quote"] or (single["start"] and single["end"]) else ["quote (or start and end)"]
    if missing:
        there = name_columns(columns, [*_NAMES["codes"], *_NAMES["quote"]])
        what = f"has no column {' and no column '.join(missing)}. {there}"
        raise UnreadableFileError(what, place=place, remedy="A table of coded segments needs both.")
    return SegmentColumns(**single, codes=codes, parents=parents, paths=paths)


def program_columns(dialect: Dialect, columns: Sequence[str], settings: TableSettings, place: str) -> SegmentColumns:
    """Choose columns by the names that a program gives them. Raises ``UnreadableFileError`` that names what lacks."""
    single = _single(columns, settings, dialect.columns)
    codes = all_columns(columns, dialect.columns["codes"])[:1]
    lacking = [] if single["quote"] else [_either(dialect.columns["quote"])]
    lacking += [] if codes or dialect.code_columns(columns) else [_either(dialect.columns["codes"])]
    if lacking:
        what = (
            f"is no table of segments as {dialect.name} writes it: it has no column {' and no column '.join(lacking)}."
        )
        what = f"{what} {name_columns(columns, ())}"
        raise UnreadableFileError(what, place=place, remedy="Leave the format open, and it is found out.")
    return SegmentColumns(**single, codes=codes, parents=(), paths=())


def unread_columns(
    columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], chosen: SegmentColumns, dialect: Dialect | None
) -> list[str]:
    """Return a note that names the columns with something in them from which nothing is taken, or nothing."""
    read = set(_chosen(chosen))
    read |= set(dialect.code_columns(columns)) if dialect else set()
    left = [column for column in columns if column not in read and any(row[column] for row in rows)]
    if chosen.paths:
        left = [column for column in left if not _SAID_BY_PATH.fullmatch(column)]
    if not left:
        return []
    settings = ", ".join([*_SETTING.values(), "codes", "parents"])
    named = first_few(left, most=_MOST_NAMED)
    return [f"columns not read: {named}. Settings under [table] say which column holds what ({settings})."]


def _single(
    columns: Sequence[str], settings: TableSettings, names: Mapping[str, Sequence[str]]
) -> dict[str, str | None]:
    """Return the column of each thing of which there is one; what somebody's settings name comes first."""
    found = {}
    for kind in _SINGLE:
        setting = _SETTING.get(kind, "")
        own = getattr(settings, setting) if setting in settings.model_fields_set else ()
        found[kind] = first_column(columns, (*own, *names.get(kind, ())))
    return found


def _chosen(chosen: SegmentColumns) -> Iterator[str]:
    for one in fields(chosen):
        value = getattr(chosen, one.name)
        yield from (value,) if isinstance(value, str) else value or ()


def _either(names: Sequence[str]) -> str:
    return f"{names[0]} (or {', '.join(names[1:])})" if len(names) > 1 else names[0]
