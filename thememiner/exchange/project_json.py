"""Projects as JSON with a published schema, written and read; nothing is lost in it.

The records that a project is in JSON, and the published schema of the file.
What a schema cannot say of a project in JSON: names stand once, and places lie in their documents.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.results import Results, plain, rounded
from thememiner.intake import read_bounded
from thememiner.records import (
    SEGMENT_COLUMNS,
    Code,
    Codebook,
    Coding,
    Comparison,
    Document,
    Loss,
    Memo,
    Project,
    Scope,
    Theme,
    table,
)
from thememiner.storage import write_bytes

FORMAT: Literal["thememiner-project"] = "thememiner-project"
VERSION: Literal[1] = 1
SCHEMA = "project.schema.json"
POSITIONS = "half-open ranges of Unicode code points in a document's text"
DEFAULTS = Settings()
_HALF = re.compile("[\ud800-\udfff]")


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


def write_project_json(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a project as JSON (UTF-8), and return what that cannot hold: half characters. Raises ``StorageError``."""
    return _write(_file_of(project), path)


def write_results_json(results: Results, project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a run as JSON: the project that it is, its themes, every unit with its standing, and comparisons.

    Vectors stay in the run folder: they are for computing, not for exchange. Returns and raises what
    ``write_project_json`` does.
    """
    themes, comparisons = results.run.themes, results.run.comparisons
    return _write(_file_of(project, themes=themes, units=_units(results), comparisons=comparisons), path)


def read_project_json(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read such a file as a project; what belongs to a run alone is left out, and counted as a loss.

    Raises ``UnsafeFileError`` if the file is larger than ``corpus.max_unpacked_mb``, and ``UnreadableFileError`` if it
    is no such JSON, is of a later version, or has a segment, say, that does not lie in its document.
    """
    read = _parsed(path, settings.corpus.max_unpacked_mb)
    if wrong := next(faults(read), None):
        raise UnreadableFileError(f"{wrong}.", place=path.name, remedy="Write the file anew from its source.")
    left = {"themes": read.themes, "meaning units": read.units, "comparisons": read.comparisons}
    return Project(
        documents=read.documents,
        codings=tuple(map(_coding, read.codings)),
        participants=read.participants,
        memos=read.memos,
        colours=read.colours,
        losses=tuple(Loss(f"{what} of a run", len(those)) for what, those in left.items() if those),
    )


def _write(file: ProjectFile, path: Path) -> tuple[Loss, ...]:
    written = json.dumps(file, ensure_ascii=False, allow_nan=False, indent=1, default=_plain)
    write_bytes(path, f"{written}\n".encode(errors="replace"))  # one mark for each half, so that positions stay
    halves = len(_HALF.findall(written))
    return (Loss("halves of characters, which are no text", halves),) if halves else ()


def _plain(value: object) -> dict[str, object]:
    """Return a record or a mapping as what JSON knows; everything below is asked for in turn."""
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} is nothing that JSON knows")


def _file_of(
    project: Project,
    *,
    themes: tuple[Theme, ...] = (),
    units: tuple[UnitFile, ...] = (),
    comparisons: tuple[Comparison, ...] = (),
) -> ProjectFile:
    texts = {document.doc_id: document.text for document in project.documents}
    return ProjectFile(
        format=FORMAT,
        version=VERSION,
        program=f"ThemeMiner {__version__}",
        positions=POSITIONS,
        documents=project.documents,
        codings=tuple(_coder_file(coding, texts) for coding in project.codings),
        participants={name: dict(project.participants[name]) for name in sorted(project.participants)},
        memos=project.memos,
        colours=dict(sorted(project.colours.items())),
        themes=themes,
        units=units,
        comparisons=comparisons,
    )


def _coder_file(coding: Coding, texts: Mapping[str, str]) -> CoderFile:
    columns = (plain(coding.segments[column.name]) for column in SEGMENT_COLUMNS)
    segments = tuple(
        CodedSegment(
            *(doc_id, start, end, texts[doc_id][start:end] if doc_id in texts else None),
            *(code_id, rank, unit_id, membership),
        )
        for doc_id, start, end, code_id, unit_id, rank, membership in zip(*columns, strict=True)
    )
    return CoderFile(coding.coder, coding.codebook.codes, segments, coding.scope.spans)


def _units(results: Results) -> tuple[UnitFile, ...]:
    columns = ("unit_id", "doc_id", "start", "end", "participant", "kept", "reason", "theme_id", "subtheme_id")
    units = results.run.units
    values = [plain(units[name]) for name in (*columns, "second_subtheme_id")]
    memberships = [rounded(value) for value in plain(units["membership"])]
    return tuple(UnitFile(*row) for row in zip(*values, memberships, strict=True))


def _parsed(path: Path, most_mb: int) -> ProjectFile:
    try:
        data = read_bounded(path, place=path.name, max_unpacked_mb=most_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    try:
        return adapter().validate_json(data)
    except ValidationError as error:
        # The message itself could quote the transcript; where it went wrong could not.
        found = error.errors(include_input=False, include_context=False, include_url=False)
        if any(fault["loc"] == ("version",) for fault in found) and (later := _later_version(data)):
            what = f"was written by a later version of ThemeMiner, in version {later} of its format."
            raise UnreadableFileError(what, place=path.name, remedy="Update ThemeMiner, then read it again.") from None
        where = ".".join(map(str, found[0]["loc"])) or "its beginning"
        what = f"is no {FORMAT} of version {VERSION} ({len(found):,} faults, the first at {where})."
        remedy = f"Files of this kind follow the schema {SCHEMA}, which comes with ThemeMiner."
        raise UnreadableFileError(what, place=path.name, remedy=remedy) from None


def _later_version(data: bytes) -> int | None:
    """Return the version of the format that a file says, if this program cannot know it yet."""
    version = json.loads(data).get("version")
    return version if isinstance(version, int) and version > VERSION else None


def _coding(file: CoderFile) -> Coding:
    segments: Sequence[CodedSegment] = file.segments
    values: dict[str, list[Any]] = {
        "doc_id": [one.document for one in segments],
        "start": [one.start for one in segments],
        "end": [one.end for one in segments],
        "code_id": [one.code for one in segments],
        "unit_id": [one.unit for one in segments],
        "rank": [one.rank for one in segments],
        "membership": [one.membership for one in segments],
    }
    return Coding(file.coder, Codebook(file.codes), table(SEGMENT_COLUMNS, values), Scope(file.scope))


def faults(file: ProjectFile) -> Iterator[str]:
    """Yield what is wrong, as the rest of a sentence that begins with the file; no text of it is quoted."""
    texts = {document.doc_id: document.text for document in file.documents}
    if len(texts) < len(file.documents):
        yield "has two documents of one id"
    if len({coding.coder for coding in file.codings}) < len(file.codings):
        yield "has two codings of one coder"
    for document in file.documents:
        if not _turns_fit(document):
            yield f"has turns of {document.doc_id} that lie outside of it, or in one another"
    for coding in file.codings:
        yield from _of_coding(coding, texts)


def _turns_fit(document: Document) -> bool:
    edges = [0, *(edge for turn in document.turns for edge in (turn.start, turn.end)), len(document.text)]
    return edges == sorted(edges)


def _of_coding(coding: CoderFile, texts: Mapping[str, str]) -> Iterator[str]:
    if not _is_tree(coding.codes):
        yield f"has a codebook of {coding.coder} in which a code stands twice, or before the one above it"
    codes = {code.code_id for code in coding.codes}
    for number, one in enumerate(coding.segments, 1):
        why = "no such code" if one.code not in codes else _of_segment(one, texts.get(one.document))
        if why:
            yield f"is faulty: segment {number:,} of coder {coding.coder} has {why}"


def _of_segment(one: CodedSegment, text: str | None) -> str:
    """Return what is wrong with a segment, or nothing; of a document that is not there, no place can be checked."""
    if one.membership is not None and not 0 <= one.membership <= 1:
        return "a membership that is not between 0 and 1"
    if text is None:
        return ""
    if not 0 <= one.start <= one.end <= len(text):
        return "no such place"
    return "another quote there" if one.quote is not None and text[one.start : one.end] != one.quote else ""


def _is_tree(codes: Sequence[Code]) -> bool:
    seen: set[str | None] = {None}
    for code in codes:
        if code.code_id in seen or code.parent_id not in seen:
            return False
        seen.add(code.code_id)
    return True
