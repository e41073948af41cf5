"""Every format of coded material that is read, by name."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from thememiner.errors import UsageError
from thememiner.exchange.codebook_project import read_codebook_project
from thememiner.exchange.dialects import DIALECTS, Dialect
from thememiner.exchange.doccano import read_doccano
from thememiner.exchange.excerpts import read_excerpts
from thememiner.exchange.label_studio import read_label_studio
from thememiner.exchange.project_json import read_project_json
from thememiner.exchange.qualcoder import read_qualcoder
from thememiner.exchange.refi import read_refi_project
from thememiner.exchange.taguette import read_taguette
from thememiner.records import Project

Reader = Callable[..., Project]


class Format(NamedTuple):
    """A format: how it is read, and what it is, in words."""

    read: Reader
    """``read(path, *, settings)``; of a table also ``table``, if it was read already."""
    what: str
    is_table: bool = False
    """Whether it holds coded segments without the texts that they are from."""
    dialect: Dialect | None = None
    """How the program that wrote the table calls its columns."""


_WORDS = {
    "taguette-highlights": "highlights exported by Taguette (.csv, .xlsx, .docx)",
    "maxqda": "coded segments exported by MAXQDA (.xlsx, .csv, or a table in .docx)",
    "nvivo": "coded segments exported by NVivo (.xlsx, .csv, or a table in .docx)",
    "atlas.ti": "quotation report of ATLAS.ti (.xlsx, .csv)",
    "dedoose": "excerpts exported by Dedoose (.xlsx, .csv)",
    "dovetail": "highlights exported by Dovetail (.csv)",
}

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "refi-qda": Format(read_refi_project, "REFI-QDA project (.qdpx, .qde): NVivo, ATLAS.ti, MAXQDA, QualCoder …"),
        "codebook": Format(read_codebook_project, "REFI-QDA codebook (.qdc): codes alone"),
        "thememiner": Format(read_project_json, "project written by ThemeMiner (.json)"),
        "taguette": Format(read_taguette, "Taguette project (.sqlite3)"),
        "qualcoder": Format(read_qualcoder, "QualCoder project (the folder X.qda, or data.qda in it)"),
        "label-studio": Format(read_label_studio, "Label Studio export (.json)"),
        "doccano": Format(read_doccano, "doccano export (.jsonl, .json)"),
        **{
            dialect.name: Format(
                partial(read_excerpts, dialect=dialect), _WORDS[dialect.name], is_table=True, dialect=dialect
            )
            for dialect in DIALECTS
        },
        "segments": Format(read_excerpts, "table of coded segments (.csv, .tsv, .xlsx, .jsonl, .docx)", is_table=True),
    }
)
"""By name, as ``--format`` takes it."""


def format_called(name: str) -> Format:
    """Return the format with a name, in capitals or not. Raises ``UsageError`` if there is none."""
    return FORMATS[_known(name)]


def named_format(name: str | None) -> str | None:
    """Return the name of a format as ``FORMATS`` has it; None for none. Raises ``UsageError`` if there is none such."""
    return None if name is None else _known(name)


def _known(name: str) -> str:
    known = name.strip().casefold()
    if known not in FORMATS:
        near = get_close_matches(known, FORMATS, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no format called {name}.", remedy=f"{hint}There are: {', '.join(FORMATS)}.")
    return known


def told_formats() -> str:
    """Return what can be read, a format in each line."""
    lines = [f"  {name}: {known.what}" for name, known in FORMATS.items()]
    return "\n".join([*lines, "  transcripts (.txt, .docx, .odt, .rtf, .pdf, .vtt, .srt ...), which are no codings"])
