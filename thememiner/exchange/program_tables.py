"""Tables of coded segments that other programs export: the names of their columns, and how they write codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.intake import Cell, CodePath, cell_to_text, find_columns

ColumnNames = tuple[str, ...]
PASSAGE_COLUMN, CODES_COLUMN = "coded passage", "codes beside it"
"""The columns of codes beside a transcript, as the program names them itself."""
_MAX_DEPTH = 50  # names in a path; what has more is not a path
_DOCUMENT = ("Document", "Dokument", "文档", "文件", "文檔")


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
