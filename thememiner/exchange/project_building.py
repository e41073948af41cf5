"""Documents, codings, colours and losses of imported projects, built in the same way for every format."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from thememiner.intake import CodedSpan, CodePath, codebook_from_paths, coding_from_spans
from thememiner.records import (
    MACHINE,
    Codebook,
    Coding,
    CodingKind,
    Document,
    Form,
    Loss,
    Memo,
    Note,
    Problem,
    Role,
    Source,
    Turn,
    code_path,
)
from thememiner.storage import hash_bytes

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN_COLOURS = "colours of codes that are not understood"
"""How colours are counted that ``normalise_colour`` cannot read."""
_NAMES = "aqua black blue fuchsia gray green lime maroon navy olive orange purple red silver teal white yellow"
_VALUES = "0ff 000 00f f0f 808080 008000 0f0 800000 000080 808000 ffa500 800080 f00 c0c0c0 008080 fff ff0"
_NAMED_COLOURS = {name: f"#{value}" for name, value in zip(_NAMES.split(), _VALUES.split(), strict=True)}
"""The names of colours in CSS 2.1."""
_BRIGHTEST = 255
_RGB = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:[\s,/]+[\d.]+%?)?\s*\)")
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}|[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class ImportedCodings:
    """The codings of a file, sorted by coder, and what could not be used."""

    codings: tuple[Coding, ...]
    problems: tuple[Problem, ...] = ()
    """Rows or segments that have no place in the documents."""
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()
    """What else the file holds, and what its format cannot express."""
    memos: tuple[Memo, ...] = ()
    """Memos of a workbook, with positions in the documents; those of other formats are losses."""


def kind_of_coder(name: str) -> CodingKind:
    """Return the kind of a coding in a file that states only the coder's name.

    Only the exact name under which this program exports its own proposals is taken for the program: a coder called
    ``ThemeMiner-Anna`` is a person.
    """
    return CodingKind.PROPOSAL if name == MACHINE else CodingKind.PERSON


def build_document(doc_id: str, text: str, path: Path, kind: str, *, participant: str | None = None) -> Document:
    """Return a document of a project as a single turn, since such projects do not record who speaks where."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    turns = (Turn(start, end, None, Role.PARTICIPANT, participant),) if start < end else ()
    return Document(doc_id, text, Form.PROSE, turns, Source(path.name, hash_bytes(text.encode()), kind, None))


def build_codings(
    spans: Mapping[str, Iterable[CodedSpan]],
    codes: Mapping[CodePath, str],
    *,
    default_coder: str,
    in_order: bool = False,
) -> tuple[Coding, ...]:
    """Return one coding per coder, sorted by coder, all with the same codebook.

    ``spans`` are the coded spans by coder. ``codes`` gives the description of every code of the project, including
    unused ones. ``in_order`` says that the order of the codes of a passage is meaningful; most programs keep none. If
    there are codes but no spans, they are returned as a coding by ``default_coder`` without segments.
    """
    codebook = describe_codes(codebook_from_paths(codes), codes)
    coders = sorted(spans) or ([default_coder] if codes else [])
    codings = (coding_from_spans(coder, spans.get(coder, ()), in_order=in_order) for coder in coders)
    return tuple(replace(coding, codebook=codebook, kind=kind_of_coder(coding.coder)) for coding in codings)


def describe_codes(codebook: Codebook, codes: Mapping[CodePath, str]) -> Codebook:
    """Return a codebook with the descriptions of its codes."""
    texts = {code_path(*path): text for path, text in codes.items()}
    return Codebook(tuple(replace(code, description=texts.get(code.code_id, "")) for code in codebook.codes))


def normalise_colour(written: str) -> str | None:
    """Return a colour as ``#rrggbb``; None if it is not understood.

    Understood are ``#rgb``, ``#rrggbb``, ``#argb`` and ``#aarrggbb`` (whose transparency is dropped), 16 bits a
    channel, ``rgb(…)`` and ``rgba(…)`` with numbers to 255 or percentages, and the names of CSS 2.1.
    """
    colour = written.strip().lower()
    colour = _NAMED_COLOURS.get(colour, colour)
    if channels := _RGB.fullmatch(colour):
        return _join_channels(channels.groups())
    if not _HEX.fullmatch(colour):
        return None
    width = {4: 1, 5: 1, 13: 4}.get(len(colour), 2)
    digits = colour[1:][-3 * width :]
    return "#" + "".join(2 * digits[at] if width == 1 else digits[at : at + 2] for at in range(0, len(digits), width))


def _join_channels(channels: Iterable[str]) -> str | None:
    try:
        values = [float(one.removesuffix("%")) * (2.55 if one.endswith("%") else 1) for one in channels]
    except ValueError:
        return None
    return "#" + "".join(f"{round(value):02x}" for value in values) if max(values) <= _BRIGHTEST else None


def find_used_codes(codebook: Codebook, segments: "pd.DataFrame") -> frozenset[str]:
    """Return the ids of the codes that segments carry, and of all codes above them."""
    parents = codebook.parents()
    used: set[str] = set()
    for code_id in segments["code_id"].unique().tolist():
        above: str | None = code_id
        while above is not None and above not in used:
            used.add(above)
            above = parents[above]
    return frozenset(used)


def make_losses(counts: Mapping[str, int]) -> tuple[Loss, ...]:
    """Return a loss for each kind with a count above 0; the keys of ``counts`` are kinds in plural, in words."""
    return tuple(Loss(what, count) for what, count in counts.items() if count)
