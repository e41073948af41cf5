"""Projects of programs for qualitative analysis: documents, codings, memos, and what a conversion loses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from thememiner.records.codings import Coding
from thememiner.records.documents import Document, Note, Problem

_NO_COLOURS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Loss:
    """Content that a conversion could not carry over, because one of the two sides has no place for it."""

    what: str
    """A plural noun, such as ``audio sources`` or ``links between codes``."""
    count: int


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on a project, a document, a passage or a code."""

    text: str
    author: str = ""
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    code_id: str | None = None


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """The place of a passage as a table of quotes states it, where the full text is missing; None if not stated."""

    start: int | None = None
    end: int | None = None
    line: int | None = None
    turn: int | None = None


EXCERPTS = "excerpts"
"""``Source.format`` of a document made of the quotes of a table; its positions do not refer to the original text."""


@dataclass(frozen=True, slots=True)
class Project:
    """Documents and their codings, one coding for each coder."""

    documents: tuple[Document, ...]
    codings: tuple[Coding, ...] = ()
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes of each participant (case), by participant."""
    memos: tuple[Memo, ...] = ()
    colours: Mapping[str, str] = field(default_factory=lambda: _NO_COLOURS)
    """``#rrggbb`` by code id."""
    stated: Mapping[tuple[str, int, int], StatedPlace] = field(default_factory=lambda: MappingProxyType({}))
    """Stated places of passages, by document id and range in a document of ``EXCERPTS``."""
    losses: tuple[Loss, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    """Decisions made while reading, such as how positions are counted or which encoding was used."""
