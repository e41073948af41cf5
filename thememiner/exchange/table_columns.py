"""The columns of tables of coded segments: usual names, and the tables that other programs export."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

from thememiner.config import TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.coded_passages import CODES_COLUMN, PASSAGE_COLUMN
from thememiner.intake import (
    CODERS,
    CODES,
    PARENTS,
    Cell,
    CodePath,
    cell_to_text,
    describe_columns,
    find_column,
    find_columns,
)
from thememiner.phrasing import list_some

ColumnNames = tuple[str, ...]
_MAX_DEPTH = 50  # names in a path; what has more is not a path
_DOCUMENT = ("Document", "Dokument", "文档", "文件", "文檔")
_SINGLE_COLUMNS = ("document", "start", "end", "quote", "row_id", "coder", "participant", "line", "turn", "rank")
_USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
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
_SETTING_NAMES = {
    "document": "document",
    "quote": "text",
    "row_id": "id",
    "coder": "coders",
    "participant": "participant",
}
"""The setting under ``[table]`` that names the column, by what the column holds."""
_REPEATED_BY_PATH = re.compile(r"level \d+|code id")
_MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """The table of coded segments that a program exports."""

    name: str
    signature: tuple[ColumnNames, ...]
    """A table is of this program if it has at least one column of each of these groups."""
    columns: Mapping[str, ColumnNames]
    """Possible column names, by what the column holds: document, quote, codes, coder."""
    path_separator: str | None = None
    """Pattern that separates the names of a path, if the program writes paths; white space is single there."""
    code_separator: str | None = None
    """Pattern that separates several codes of a segment."""
    root_names: tuple[str, ...] = ()
    """First names of paths that are not codes."""
    document_prefix: str = ""
    """Pattern of what the program writes before a document's name."""
    is_in_order: bool = False
    """Whether the rows of a document are sorted by position."""
    code_column: str = ""
    """Pattern of the names of columns that stand for one code each; its group is the code."""
    true_values: frozenset[str] = field(default_factory=lambda: frozenset({"true", "1", "yes", "x"}))
    """Cells of such a column that say that the segment has the code."""

    def matches(self, columns: Sequence[str]) -> bool:
        """Tell whether a table with these columns was exported by this program."""
        return all(find_columns(columns, names) for names in self.signature)

    def code_columns(self, columns: Sequence[str]) -> Mapping[str, str]:
        """Return the columns that stand for one code each, with that code."""
        matches = ((column, re.fullmatch(self.code_column, column)) for column in columns if self.code_column)
        return {column: match[1] for column, match in matches if match}

    def code_paths(
        self, row: Mapping[str, Cell], codes: Sequence[str], code_columns: Mapping[str, str]
    ) -> list[CodePath]:
        """Return the codes of a row as paths from the top level.

        Columns that stand for one code each are used if there are any, since lists of names can be ambiguous.
        """
        if code_columns:
            written = [
                code
                for column, code in code_columns.items()
                if (cell_to_text(row[column]) or "").strip().casefold() in self.true_values
            ]
        else:
            written = [part for column in codes for part in self._split_codes(cell_to_text(row[column]) or "")]
        return list(dict.fromkeys(path for code in written if (path := self._split_path(code))))

    def document_name(self, name: str) -> str:
        """Return a document's name without the program's prefix."""
        return re.sub(self.document_prefix, "", name.strip()) if self.document_prefix else name

    def _split_codes(self, cell: str) -> Iterator[str]:
        yield from re.split(self.code_separator, cell) if self.code_separator else [cell]

    def _split_path(self, code: str) -> CodePath:
        written = " ".join(code.split())
        parts = re.split(self.path_separator, written) if self.path_separator else [written]
        names = [name for part in parts if (name := part.strip())]
        if len(names) > _MAX_DEPTH:
            return (written,)
        return tuple(names[1:] if len(names) > 1 and names[0] in self.root_names else names)


DIALECTS = (
    Dialect(
        "coded-passages",
        signature=((PASSAGE_COLUMN,), (CODES_COLUMN,)),
        columns={"document": ("document",), "quote": (PASSAGE_COLUMN,), "codes": (CODES_COLUMN,), "coder": ("coder",)},
        code_separator=r"\n",
        is_in_order=True,
    ),
    Dialect(
        "taguette-highlights",
        signature=(("document",), ("tag",), ("content",), ("id",)),
        columns={"document": ("document",), "quote": ("content",), "codes": ("tag",), "row_id": ("id",)},
        is_in_order=True,
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
        path_separator=r" > |\\+",
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
        path_separator=r"\\+",
        root_names=("Codes", "Nodes", "Code", "Knoten", "节点", "代码"),
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
        path_separator=r": ",
        code_separator=r"[\r\n;；]+",
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
        path_separator=r"\\+",
        code_separator=r"[,;\r\n]",
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
        code_separator=r"[,;\r\n]",
    ),
)


def detect_dialect(columns: Sequence[str]) -> Dialect | None:
    """Return the dialect of the program whose tables have such columns; None if there is none."""
    return next((dialect for dialect in DIALECTS if dialect.matches(columns)), None)


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
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def is_segment_header(cells: Sequence[str]) -> bool:
    """Tell whether cells are the header of a table of segments: a program's, or one with codes and quotes."""
    written = [cell.strip() for cell in cells]
    has_codes = find_columns(written, (*_USUAL_NAMES["codes"], *_USUAL_NAMES["parents"], *_USUAL_NAMES["paths"]))
    return detect_dialect(written) is not None or bool(has_codes and find_columns(written, _USUAL_NAMES["quote"]))


def names_documents(cells: Sequence[str]) -> bool:
    """Tell whether the header of a table of segments has a column of documents, so that it is no transcript itself."""
    written = [cell.strip() for cell in cells]
    return detect_dialect(written) is not None or bool(find_columns(written, _USUAL_NAMES["document"]))


def choose_columns(columns: Sequence[str], settings: TableSettings, place: str) -> SegmentColumns:
    """Choose columns by the names in the settings, otherwise by the usual names.

    Raises ``UnreadableFileError`` if there is no column of codes, or neither quotes nor start and end.
    """

    def several(kind: str) -> tuple[str, ...]:
        return find_columns(columns, getattr(settings, kind)) or find_columns(columns, _USUAL_NAMES[kind])[:1]

    single = _find_single_columns(columns, settings, _USUAL_NAMES)
    codes, parents, paths = several("codes"), several("parents"), several("paths")
    if not codes and not paths:
        codes, parents = parents, ()  # a table that has themes only
    missing = [] if codes or paths else ["code"]
    missing += [] if single["quote"] or (single["start"] and single["end"]) else ["quote (or start and end)"]
    if missing:
        there = describe_columns(columns, [*_USUAL_NAMES["codes"], *_USUAL_NAMES["quote"]])
        what = f"has no column {' and no column '.join(missing)}. {there}"
        raise UnreadableFileError(what, place=place, remedy="A table of coded segments needs both.")
    return SegmentColumns(**single, codes=codes, parents=parents, paths=paths)


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
    return SegmentColumns(**single, codes=codes, parents=(), paths=())


def note_unread_columns(
    columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], chosen: SegmentColumns, dialect: Dialect | None
) -> list[str]:
    """Return a note on the columns that hold something and are not read; an empty list if there are none."""
    read = set(_list_chosen(chosen))
    read |= set(dialect.code_columns(columns)) if dialect else set()
    unread = [column for column in columns if column not in read and any(row[column] for row in rows)]
    if chosen.paths:
        unread = [column for column in unread if not _REPEATED_BY_PATH.fullmatch(column)]
    if not unread:
        return []
    settings = ", ".join([*_SETTING_NAMES.values(), "codes", "parents"])
    names = list_some(unread, most=_MAX_NAMED)
    return [f"columns not read: {names}. Settings under [table] say which column holds what ({settings})."]


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
