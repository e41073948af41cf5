"""The records that a project is in JSON, and the published schema of the file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from thememiner.records import Code, Comparison, Document, Memo, Theme

FORMAT: Literal["thememiner-project"] = "thememiner-project"
VERSION: Literal[1] = 1
SCHEMA = "project.schema.json"
POSITIONS = "half-open ranges of Unicode code points in a document's text"


@dataclass(frozen=True, slots=True)
class CodedSegment:
    """A range of a document's text that carries a code; ``quote`` is the text there, letter for letter."""

    document: str
    start: int
    end: int
    quote: str | None
    code: str
    rank: int = 1
    unit: str | None = None
    membership: float | None = None


@dataclass(frozen=True, slots=True)
class CoderFile:
    """What one coder did: a codebook, parents before their children, and coded segments.

    ``scope`` holds the ranges that the coder looked at, by document; null if only the coded segments are known to have
    been read.
    """

    coder: str
    codes: tuple[Code, ...]
    segments: tuple[CodedSegment, ...]
    scope: Mapping[str, tuple[tuple[int, int], ...]] | None = None


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A meaning unit of a run: kept or set aside, with a theme or the reason why it has none."""

    unit: str
    document: str
    start: int
    end: int
    participant: str | None
    kept: bool
    reason: str | None
    theme: str | None
    subtheme: str | None
    second_subtheme: str | None
    membership: float | None


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """Documents, who coded them how, and, of a run, what the program found.

    Every position is a half-open range of Unicode code points in a document's ``text``: the first position is 0, and
    ``text[start:end]`` is the quote in a language whose strings are made of code points (Python); where they are made
    of UTF-16 units (JavaScript, Java), characters beyond U+FFFF count as two there and as one here.
    """

    format: Literal["thememiner-project"]
    version: Literal[1]
    program: str
    positions: str
    documents: tuple[Document, ...]
    codings: tuple[CoderFile, ...]
    participants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    memos: tuple[Memo, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    units: tuple[UnitFile, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


def shipped_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) that comes with the program, as it stands in its file."""
    return files("thememiner.exchange").joinpath("schemas", SCHEMA).read_bytes()


def schema() -> bytes:
    """Return the schema as it follows from the records here; the file that is shipped holds the same."""
    known = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{FORMAT}:{VERSION}"}
    return (json.dumps({**known, **adapter().json_schema()}, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def adapter() -> TypeAdapter[ProjectFile]:
    """Return what reads and writes the file, and knows its schema."""
    return TypeAdapter(ProjectFile)


def is_project_json(values: Sequence[object]) -> bool:
    """Say whether the values of a JSON file are such a project, of whatever version."""
    return len(values) == 1 and isinstance(values[0], dict) and values[0].get("format") == FORMAT
