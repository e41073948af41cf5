"""The control words of RTF, and the code pages of its bytes (RTF specification 1.9.1)."""

from typing import Final

from thememiner.corpus.formats.left_out import LeftOut

CELL: Final = "\x1e"
"""Stands for the end of a cell until the row is complete; no character of a text."""

CHARACTERS: Final = {
    "tab": "\t",
    "cell": CELL,
    "nestcell": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "zwbo": "\u200b",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
"""Control words for single characters."""

SYMBOLS: Final = {"~": "\u00a0", "_": "-", "\t": "\t"}
"""Control symbols for single characters; an optional hyphen (``-``) is left out."""

LITERAL: Final = frozenset("\\{}")

PARAGRAPHS: Final = frozenset({"par", "sect", "page", "row", "nestrow", "\n", "\r"})
"""Control words and symbols that end a paragraph."""

COUNTED: Final = {
    "footnote": LeftOut.FOOTNOTE,
    "annotation": LeftOut.COMMENT,
    "shptxt": LeftOut.TEXT_BOX,
    "deleted": LeftOut.DELETED,
    "mvf": LeftOut.MOVED,
    "v": LeftOut.HIDDEN,
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), LeftOut.HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), LeftOut.HEADER),
}
"""Text that is left out and counted: destinations, and marks of characters."""

MARKS_OF_CHARACTERS: Final = frozenset({"deleted", "mvf", "v"})
"""Marks of ``COUNTED`` that hold until they are switched off, rather than for a group."""

NO_TEXT: Final = frozenset(
    {
        *("colortbl", "info", "pict", "object", "objdata", "fldinst", "nonshppict", "filetbl", "revtbl", "listtext"),
        *(
            "nonesttables",
            "pntext",
            "pntxta",
            "pntxtb",
            "atnid",
            "atnauthor",
            "xe",
            "tc",
            "tcn",
            "rxe",
            "txe",
            "private",
            "falt",
        ),
        *("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "bkmkstart", "bkmkend", "panose", "template"),
    }
)
"""Destinations that hold no text of the document."""

_OF_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_OF_PAGES = {936: "gb18030", 10000: "mac_roman", 65001: "utf-8", 54936: "gb18030"}
_SINGLE = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}
_KNOWN = frozenset(
    {
        *(437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932, 949, 950),
        *(1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258),
    }
)


def encoding_of_page(number: int) -> str:
    r"""Return the encoding of ``\ansicpg`` and ``\cpg``; for an unknown one, that of western Windows."""
    return _OF_PAGES.get(number) or (f"cp{number}" if number in _KNOWN else "cp1252")


def encoding_of_charset(number: int) -> str | None:
    r"""Return the encoding of ``\fcharset``, or None for that of the document."""
    return _OF_CHARSETS.get(number)


def encoding_of_machine(word: str) -> str:
    r"""Return the encoding of ``\ansi``, ``\mac``, ``\pc`` or ``\pca``."""
    return _SINGLE[word]
