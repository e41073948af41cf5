"""Which column of a table of coded segments holds what, and which columns nothing is taken from.

How programs for qualitative analysis call the columns of the segments that they export, and write codes in them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake import (
    CODERS,
    CODES,
    PARENTS,
    Cell,
    CodePath,
    all_columns,
    as_text,
    first_column,
    first_few,
    name_columns,
)

Names = tuple[str, ...]
_DEEPEST = 50  # themes above one another; what has more is no path
_DOCUMENT = ("Document", "Dokument", "文档", "文件", "文檔")
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
class Dialect:
    """The table that one program writes."""

    name: str
    signature: tuple[Names, ...]
    """A table is of this program if it has a column of each of these sets."""
    columns: Mapping[str, Names]
    """Names of columns by what they hold: document, quote, codes, coder."""
    step: str | None = None
    """Pattern of what stands between the names of a path, if the program writes paths; white space is single there."""
    between: str | None = None
    """Pattern of what stands between several codes of a segment."""
    root: Names = ()
    """What paths begin with that is no code."""
    document_prefix: str = ""
    """Pattern of what the program puts before a document's name."""
    in_order: bool = False
    """Whether its rows follow their places in each document."""
    code_column: str = ""
    """Pattern of columns that are a code each, which ``yes`` says of the segment; the group is the code."""
    yes: frozenset[str] = field(default_factory=lambda: frozenset({"true", "1", "yes", "x"}))

    def suits(self, columns: Sequence[str]) -> bool:
        """Say whether a table with these columns is of this program."""
        return all(all_columns(columns, names) for names in self.signature)

    def code_columns(self, columns: Sequence[str]) -> Mapping[str, str]:
        """Return the columns that are a code each, with what they call it."""
        found = ((column, re.fullmatch(self.code_column, column)) for column in columns if self.code_column)
        return {column: match[1] for column, match in found if match}

    def paths(self, row: Mapping[str, Cell], codes: Sequence[str], code_columns: Mapping[str, str]) -> list[CodePath]:
        """Return the codes of a row, as paths from the top; columns that are a code each say more than lists."""
        if code_columns:
            written = [
                code
                for column, code in code_columns.items()
                if (as_text(row[column]) or "").strip().casefold() in self.yes
            ]
        else:
            written = [part for column in codes for part in self._parts(as_text(row[column]) or "")]
        return list(dict.fromkeys(path for code in written if (path := self._path(code))))

    def document(self, name: str) -> str:
        """Return a document's name without what the program puts before it."""
        return re.sub(self.document_prefix, "", name.strip()) if self.document_prefix else name

    def _parts(self, cell: str) -> Iterator[str]:
        yield from re.split(self.between, cell) if self.between else [cell]

    def _path(self, code: str) -> CodePath:
        written = " ".join(code.split())
        steps = re.split(self.step, written) if self.step else [written]
        names = [name for step in steps if (name := step.strip())]
        if len(names) > _DEEPEST:
            return (written,)
        return tuple(names[1:] if len(names) > 1 and names[0] in self.root else names)


DIALECTS = (
    Dialect(
        "taguette-highlights",
        signature=(("document",), ("tag",), ("content",), ("id",)),
        columns={"document": ("document",), "quote": ("content",), "codes": ("tag",), "row_id": ("id",)},
        in_order=True,
    ),
    Dialect(
        "maxqda",
        signature=(
            ("Document name", "Dokumentname", "文档名称", "文档名"),
            ("Segment", "Coded segment", "Codiertes Segment", "片段", "编码片段"),
            ("Code", "代码", "编码"),
        ),
        columns={
            "document": ("Document name", "Dokumentname", "文档名称", "文档名"),
            "quote": ("Segment", "Coded segment", "Codiertes Segment", "片段", "编码片段"),
            "codes": ("Code", "代码", "编码"),
            "coder": (
                *("Created by", "Author", "Erstellt von", "Autor", "创建者", "作者"),
                *("Coded by", "Codiert von", "Bearbeitet von"),
            ),
        },
        step=r" > |\\+",
    ),
    Dialect(
        "nvivo",
        signature=(
            ("Coded Text", "Reference Text", "Codierter Text", "编码文本", "编码的文本"),
            (
                "Hierarchical Name",
                "Code Hierarchical Name",
                "Code Name",
                "Code",
                "Node",
                "Hierarchischer Name",
                "节点",
                "代码",
            ),
        ),
        columns={
            "document": (
                *("File Name", "Source Name", "File", "Source", "Hierarchical File Name", "Document", "Dateiname"),
                *("Datei", "Quelle", "文件名", "文件", "材料来源"),
            ),
            "quote": ("Coded Text", "Reference Text", "Codierter Text", "编码文本", "编码的文本"),
            "codes": (
                *("Code Hierarchical Name", "Hierarchical Name", "Hierarchischer Name", "Code Name", "Code", "Node"),
                *("节点", "代码"),
            ),
            "coder": ("Coded By Name", "Coded By", "User Name", "Coded By Initials", "Codiert von", "编码者"),
        },
        step=r"\\+",
        root=("Codes", "Nodes", "Code", "Knoten", "节点", "代码"),
        document_prefix=r"^(?:Files|Internals|Dateien|文件)\\+",
    ),
    Dialect(
        "atlas.ti",
        signature=(
            ("Quotation Content", "Text Content", "Zitatinhalt", "引用内容", "引文内容"),
            ("Codes", "Kodes", "代码", "编码"),
        ),
        columns={
            "document": (*_DOCUMENT, "Document Name"),
            "quote": ("Quotation Content", "Text Content", "Zitatinhalt", "引用内容", "引文内容"),
            "codes": ("Codes", "Kodes", "代码", "编码"),
            "coder": ("Created by", "Author", "Erstellt von", "Autor", "创建者"),
        },
        step=r": ",
        between=r"[\r\n;；]+",
        document_prefix=r"^D\s?\d+:\s*",
    ),
    Dialect(
        "dedoose",
        signature=(("Media Title",), ("Excerpt Copy", "Excerpt", "Excerpt Text")),
        columns={
            "document": ("Media Title",),
            "quote": ("Excerpt Copy", "Excerpt", "Excerpt Text"),
            "codes": ("Codes Applied Combined", "Codes Applied", "Codes"),
            "coder": ("Excerpt Creator",),
        },
        step=r"\\+",
        between=r"[,;\r\n]",
        code_column=r"Code: (.+) Applied",
    ),
    Dialect(
        "dovetail",
        signature=(("Tags", "Tag"), ("Note title", "Data title"), ("Highlight", "Text", "Content")),
        columns={
            "document": ("Note title", "Data title"),
            "quote": ("Highlight", "Text", "Content"),
            "codes": ("Tags", "Tag"),
            "coder": ("Created by", "Creator", "Author", "Highlighted by"),
        },
        between=r"[,;\r\n]",
    ),
)


def dialect_of(columns: Sequence[str]) -> Dialect | None:
    """Return the program whose table has such columns; None for a table of one's own."""
    return next((dialect for dialect in DIALECTS if dialect.suits(columns)), None)


def dialect_called(name: str) -> Dialect | None:
    """Return the dialect with a name, or None."""
    return next((dialect for dialect in DIALECTS if dialect.name == name), None)


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
