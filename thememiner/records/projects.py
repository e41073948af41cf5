"""Projects of programs for qualitative analysis: texts, who coded them how, and what could not be carried over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from thememiner.records.codings import Coding
from thememiner.records.documents import Document, Note, Problem

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format holds and this program does not, or the other way round, so that it was left behind."""

    what: str
    """In words, plural: ``audio sources``, ``links between codes`` …"""
    count: int


@dataclass(frozen=True, slots=True)
class Memo:
    """What somebody wrote about a project, a document, a passage of it or a code."""

    text: str
    author: str = ""
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    code_id: str | None = None


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """Where a table says that a passage stands in a text that is not there; None for what it does not say."""

    start: int | None = None
    end: int | None = None
    line: int | None = None
    turn: int | None = None


EXCERPTS = "excerpts"
"""Format of the source of a document that is but what a table quotes: positions in it are of no other text."""


@dataclass(frozen=True, slots=True)
class Project:
    """Documents and their codings, a coding for each coder; equal to what was written, up to the losses."""

    documents: tuple[Document, ...]
    codings: tuple[Coding, ...] = ()
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Attributes of each participant (case), by participant."""
    memos: tuple[Memo, ...] = ()
    colours: Mapping[str, str] = field(default_factory=lambda: NONE)
    """``#rrggbb`` by code id."""
    stated: Mapping[tuple[str, int, int], StatedPlace] = field(default_factory=lambda: MappingProxyType({}))
    """What a table says of the places of its passages, by document and range in the excerpt of that (``EXCERPTS``)."""
    losses: tuple[Loss, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    """What was decided while reading: how positions are counted, which encoding …"""
