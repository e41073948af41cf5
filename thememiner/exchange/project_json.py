"""Projects as JSON with a published schema, written and read without loss."""

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
from thememiner.exchange.project_building import kind_of_coder, make_losses
from thememiner.exchange.results import Results, to_python_values
from thememiner.intake import read_bounded
from thememiner.phrasing import format_count, round_score
from thememiner.records import (
    SEGMENT_COLUMNS,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Comparison,
    Document,
    Loss,
    Memo,
    Project,
    Scope,
    Theme,
    make_table,
)
from thememiner.storage import write_bytes

FORMAT: Literal["thememiner-project"] = "thememiner-project"
VERSION: Literal[1] = 1
SCHEMA_NAME = "project.schema.json"
POSITIONS = "half-open ranges of Unicode code points in a document's text"
DEFAULTS = Settings()
_SURROGATES = re.compile("[\ud800-\udfff]")


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
    """The coding of one coder: a codebook, parents before their children, and coded segments.

    ``scope`` holds the ranges that the coder looked at, by document; null if only the coded segments are known to have
    been read. ``kind`` says who made the coding: a person, the program (a proposal or a suggestion), or several coders
    in a consensus meeting. In files without it, the coder called ThemeMiner is the program and all others are people.
    """

    coder: str
    codes: tuple[Code, ...]
    segments: tuple[CodedSegment, ...]
    scope: Mapping[str, tuple[tuple[int, int], ...]] | None = None
    kind: CodingKind | None = None


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
    """Documents and their codings; for a run, also its themes, meaning units and comparisons.

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


def read_shipped_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) that is shipped with the program."""
    return files("thememiner.exchange").joinpath("schemas", SCHEMA_NAME).read_bytes()


def make_schema() -> bytes:
    """Build the schema from the records here; the shipped file has the same content."""
    header = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{FORMAT}:{VERSION}"}
    return (json.dumps({**header, **project_adapter().json_schema()}, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def project_adapter() -> TypeAdapter[ProjectFile]:
    """Return the pydantic adapter that validates the file and knows its schema."""
    return TypeAdapter(ProjectFile)


def is_project_json(values: Sequence[object]) -> bool:
    """Tell whether the values of a JSON file are such a project, of any version."""
    return len(values) == 1 and isinstance(values[0], dict) and values[0].get("format") == FORMAT


def write_project_json(project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a project as JSON (UTF-8); return what that cannot hold: unpaired surrogates. Raises ``StorageError``."""
    return _write(_to_project_file(project), path)


def write_results_json(results: Results, project: Project, path: Path) -> tuple[Loss, ...]:
    """Write a run as JSON: its documents and codings, and comparisons; with the program's coding also themes and units.

    Vectors stay in the run folder. Returns and raises what ``write_project_json`` does.
    """
    themes, comparisons = results.run.themes, results.run.comparisons
    units = _to_unit_files(results) if results.has_proposal else ()
    return _write(_to_project_file(project, themes=themes, units=units, comparisons=comparisons), path)


def read_project_json(path: Path, *, settings: Settings = DEFAULTS) -> Project:
    """Read such a file as a project; what belongs to a run only is left out and counted as a loss.

    Raises ``UnsafeFileError`` if the file is larger than ``corpus.max_unpacked_mb``, and ``UnreadableFileError`` if it
    is not such a file, is of a later version, or is inconsistent: a segment outside of its document, for example.
    """
    file = _parse_file(path, settings.corpus.max_unpacked_mb)
    if fault := next(find_faults(file), None):
        raise UnreadableFileError(f"{fault}.", place=path.name, remedy="Export the file again from its source.")
    return Project(
        documents=file.documents,
        codings=tuple(map(_to_coding, file.codings)),
        participants=file.participants,
        memos=file.memos,
        colours=file.colours,
        losses=make_losses(
            {
                "themes of a run": len(file.themes),
                "meaning units of a run": len(file.units),
                "comparisons of a run": len(file.comparisons),
            }
        ),
    )


def _write(file: ProjectFile, path: Path) -> tuple[Loss, ...]:
    written = json.dumps(file, ensure_ascii=False, allow_nan=False, indent=1, default=_to_json_value)
    write_bytes(path, f"{written}\n".encode(errors="replace"))  # one "?" per surrogate keeps all positions
    return make_losses({"halves of characters, which are not text": len(_SURROGATES.findall(written))})


def _to_json_value(value: object) -> dict[str, object]:
    """Return a record or a mapping as a dictionary, for ``json.dumps``."""
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _to_project_file(
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
        codings=tuple(_to_coder_file(coding, texts) for coding in project.codings),
        participants={name: dict(project.participants[name]) for name in sorted(project.participants)},
        memos=project.memos,
        colours=dict(sorted(project.colours.items())),
        themes=themes,
        units=units,
        comparisons=comparisons,
    )


def _to_coder_file(coding: Coding, texts: Mapping[str, str]) -> CoderFile:
    columns = (to_python_values(coding.segments[column.name]) for column in SEGMENT_COLUMNS)
    segments = tuple(
        CodedSegment(
            *(doc_id, start, end, texts[doc_id][start:end] if doc_id in texts else None),
            *(code_id, rank, unit_id, membership),
        )
        for doc_id, start, end, code_id, unit_id, rank, membership in zip(*columns, strict=True)
    )
    return CoderFile(coding.coder, coding.codebook.codes, segments, coding.scope.spans, coding.kind)


def _to_unit_files(results: Results) -> tuple[UnitFile, ...]:
    columns = ("unit_id", "doc_id", "start", "end", "participant", "kept", "reason", "theme_id", "subtheme_id")
    units = results.run.units
    values = [to_python_values(units[name]) for name in (*columns, "second_subtheme_id")]
    memberships = [round_score(value) for value in to_python_values(units["membership"])]
    return tuple(UnitFile(*row) for row in zip(*values, memberships, strict=True))


def _parse_file(path: Path, max_unpacked_mb: int) -> ProjectFile:
    try:
        data = read_bounded(path, place=path.name, max_unpacked_mb=max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    try:
        return project_adapter().validate_json(data)
    except ValidationError as error:
        # The message of the error could quote the transcript; the location of a fault cannot.
        errors = error.errors(include_input=False, include_context=False, include_url=False)
        if any(one["loc"] == ("version",) for one in errors) and (later := _find_later_version(data)):
            what = f"was written by a later version of ThemeMiner, in version {later} of its format."
            raise UnreadableFileError(what, place=path.name, remedy="Update ThemeMiner and try again.") from None
        location = ".".join(map(str, errors[0]["loc"])) or "its beginning"
        what = (
            f"is not a {FORMAT} of version {VERSION} ({format_count(len(errors), 'fault')}, the first at {location})."
        )
        remedy = f"Such files follow the schema {SCHEMA_NAME}, which comes with ThemeMiner."
        raise UnreadableFileError(what, place=path.name, remedy=remedy) from None


def _find_later_version(data: bytes) -> int | None:
    """Return the version that a file states, if it is later than this program's; None otherwise."""
    version = json.loads(data).get("version")
    return version if isinstance(version, int) and version > VERSION else None


def _to_coding(file: CoderFile) -> Coding:
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
    kind = kind_of_coder(file.coder) if file.kind is None else file.kind
    return Coding(file.coder, Codebook(file.codes), make_table(SEGMENT_COLUMNS, values), Scope(file.scope), kind)


def find_faults(file: ProjectFile) -> Iterator[str]:
    """Yield the inconsistencies of a file, which a schema cannot express.

    Each continues a sentence that begins with the file's name. No transcript text is quoted.
    """
    texts = {document.doc_id: document.text for document in file.documents}
    if len(texts) < len(file.documents):
        yield "has two documents with the same id"
    if len({coding.coder for coding in file.codings}) < len(file.codings):
        yield "has two codings by the same coder"
    for document in file.documents:
        if not _has_valid_turns(document):
            yield f"has turns of {document.doc_id} that overlap or lie outside of it"
    for coding in file.codings:
        yield from _find_coding_faults(coding, texts)


def _has_valid_turns(document: Document) -> bool:
    edges = [0, *(edge for turn in document.turns for edge in (turn.start, turn.end)), len(document.text)]
    return edges == sorted(edges)


def _find_coding_faults(coding: CoderFile, texts: Mapping[str, str]) -> Iterator[str]:
    if not _is_tree(coding.codes):
        yield f"has a codebook by {coding.coder} in which a code occurs twice, or before its parent"
    codes = {code.code_id for code in coding.codes}
    for number, one in enumerate(coding.segments, 1):
        why = "an unknown code" if one.code not in codes else _find_segment_fault(one, texts.get(one.document))
        if why:
            yield f"is faulty: segment {number:,} of coder {coding.coder} has {why}"


def _find_segment_fault(one: CodedSegment, text: str | None) -> str:
    """Return the fault of a segment, or an empty string; without a document's text, no place can be checked."""
    if one.membership is not None and not 0 <= one.membership <= 1:
        return "a membership that is not between 0 and 1"
    if text is None:
        return ""
    if not 0 <= one.start <= one.end <= len(text):
        return "a place outside of its document"
    return "another quote than its place" if one.quote is not None and text[one.start : one.end] != one.quote else ""


def _is_tree(codes: Sequence[Code]) -> bool:
    known: set[str | None] = {None}
    for code in codes:
        if code.code_id in known or code.parent_id not in known:
            return False
        known.add(code.code_id)
    return True
