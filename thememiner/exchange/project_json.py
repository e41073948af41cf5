"""Projects as JSON with a published schema, written and read; nothing is lost in it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thememiner._version import __version__
from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.project_checks import faults
from thememiner.exchange.project_file import (
    FORMAT,
    POSITIONS,
    SCHEMA,
    VERSION,
    CodedSegment,
    CoderFile,
    ProjectFile,
    UnitFile,
    adapter,
)
from thememiner.exchange.results.gathering import Results, plain, rounded
from thememiner.intake import read_bounded
from thememiner.records import (
    SEGMENT_COLUMNS,
    Codebook,
    Coding,
    Comparison,
    Loss,
    Project,
    Scope,
    Theme,
    table,
)
from thememiner.storage import write_bytes

DEFAULTS = Settings()
_HALF = re.compile("[\ud800-\udfff]")


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
