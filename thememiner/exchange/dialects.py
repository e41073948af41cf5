"""How programs for qualitative analysis call the columns of the segments that they export, and write codes in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.intake import Cell, CodePath, all_columns, as_text

Names = tuple[str, ...]
_DEEPEST = 50  # themes above one another; what has more is no path


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


_DOCUMENT = ("Document", "Dokument", "文档", "文件", "文檔")

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
