"""Files of a run for codings, their comparisons, the interview guide, and what an extension found."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from thememiner.records import (
    ASKED_COLUMNS,
    MACHINE,
    SEGMENT_COLUMNS,
    Basis,
    Code,
    Codebook,
    Coding,
    CodingKind,
    Comparison,
    Extension,
    GuideOutcome,
    GuideQuestion,
    QuestionGuide,
    Scope,
    Spread,
)
from thememiner.runs.manifest import RunFile, RunFiles, RunSubfolder
from thememiner.runs.serialisation import from_json, table_from_parquet, table_to_parquet, to_json
from thememiner.storage import to_file_stems

_IN_RUN = f"{MACHINE} in "
"""How the coder of a proposal begins where the proposals of two runs are compared."""


@dataclass(frozen=True, slots=True)
class _StoredCoding:
    """The content of ``codebooks/CODER.json``; the segments are in ``codings/CODER.parquet``."""

    order: int
    coder: str
    codes: tuple[Code, ...]
    scope: Mapping[str, tuple[tuple[int, int], ...]] | None
    kind: CodingKind | None = None
    """Stored only if it differs from what the coder's name stood for in runs that stored no kind."""


@dataclass(frozen=True, slots=True)
class _StoredComparison:
    """The content of ``comparisons/NAME.json``."""

    order: int
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class _StoredGuide:
    """The content of ``questions.json``; what interviewers asked is in ``asked.parquet``."""

    outcome: GuideOutcome
    interviews: int
    questions: tuple[GuideQuestion, ...]


def coding_files(codings: Sequence[Coding]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the codings: a codebook with its scope, and a table of segments."""
    stems = to_file_stems([coding.coder for coding in codings])
    for order, (stem, coding) in enumerate(zip(stems, codings, strict=True)):
        spans = None if coding.scope.spans is None else dict(sorted(coding.scope.spans.items()))
        kind = None if coding.kind is _default_kind(coding.coder) else coding.kind
        stored = _StoredCoding(order, coding.coder, coding.codebook.codes, spans, kind)
        left_out = ["kind"] if kind is None else []
        yield f"{RunSubfolder.CODEBOOKS}/{stem}.json", to_json(_fields_without(stored, left_out))
        yield f"{RunSubfolder.CODINGS}/{stem}.parquet", table_to_parquet(coding.segments, SEGMENT_COLUMNS)


def read_codings(files: RunFiles) -> tuple[Coding, ...]:
    """Return the codings of a run in the order in which they were written. Raises ``RunError``."""
    names = files.names(RunSubfolder.CODEBOOKS, ".json")
    stored = {PurePosixPath(name).stem: files.parse(name, partial(from_json, kind=_StoredCoding)) for name in names}
    in_order = sorted(stored, key=lambda stem: stored[stem].order)
    return tuple(_to_coding(stored[stem], stem, files) for stem in in_order)


def _to_coding(stored: _StoredCoding, stem: str, files: RunFiles) -> Coding:
    parse_segments = partial(table_from_parquet, columns=SEGMENT_COLUMNS)
    segments = files.parse(f"{RunSubfolder.CODINGS}/{stem}.parquet", parse_segments)
    kind = stored.kind or _default_kind(stored.coder)
    return Coding(stored.coder, Codebook(stored.codes), segments, Scope(stored.scope), kind)


def comparison_files(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each comparison's file."""
    stems = to_file_stems([f"{comparison.reference}--{comparison.proposed}" for comparison in comparisons])
    for order, (stem, comparison) in enumerate(zip(stems, comparisons, strict=True)):
        kinds = {
            "reference_kind": (comparison.reference_kind, _default_kind_compared(comparison.reference)),
            "proposed_kind": (comparison.proposed_kind, _default_kind_compared(comparison.proposed)),
        }
        as_by_default = [name for name, (kind, default) in kinds.items() if kind is default]
        stored = {"order": order, "comparison": _fields_without(comparison, as_by_default)}
        yield f"{RunSubfolder.COMPARISONS}/{stem}.json", to_json(stored)


def read_comparisons(files: RunFiles) -> tuple[Comparison, ...]:
    """Return the comparisons of a run in the order in which they were written. Raises ``RunError``."""
    stored = [files.parse(name, _parse_comparison) for name in files.names(RunSubfolder.COMPARISONS, ".json")]
    return tuple(one.comparison for one in sorted(stored, key=lambda one: one.order))


def _parse_comparison(data: bytes) -> _StoredComparison:
    """Return a stored comparison of any run format; formats 1 and 2 had no intervals."""
    content = json.loads(data)
    comparison = content["comparison"]
    for level in comparison["levels"]:
        if isinstance(level["figures"], dict):
            level["figures"] = [_upgrade_figures(level["figures"], level.pop("units"))]
    for side in ("reference", "proposed"):
        comparison.setdefault(f"{side}_kind", _default_kind_compared(comparison[side]))
    return from_json(to_json(content), _StoredComparison)


def _upgrade_figures(values: dict[str, float | None], units: int) -> dict[str, Any]:
    """Return the figures of formats 1 and 2 as format 3 stores them. The number of participants was not stored."""
    return {
        "basis": Basis.LOOKED_AT.value,
        "units": units,
        "participants": 0,
        "spread": Spread.NONE.value,
        "by_name": {name: {"value": value} for name, value in values.items()},
    }


def _default_kind(coder: str) -> CodingKind:
    """Return the kind of a stored coding that has no kind: only the program's own coder made a proposal."""
    return CodingKind.PROPOSAL if coder == MACHINE else CodingKind.PERSON


def _default_kind_compared(coder: str) -> CodingKind:
    """Return the kind of a coder in a stored comparison that has no kinds."""
    return CodingKind.PROPOSAL if coder == MACHINE or coder.startswith(_IN_RUN) else CodingKind.PERSON


def _fields_without(record: _StoredCoding | Comparison, names: Collection[str]) -> dict[str, object]:
    """Return a record's fields except the named ones, in their order."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in names}


def extension_files(extension: Extension | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file of an extension, if the run extends another."""
    if extension is not None:
        yield RunFile.EXTENSION, to_json(extension)


def read_extension(files: RunFiles) -> Extension | None:
    """Return what an extension found, or None if the run does not extend another. Raises ``RunError``."""
    return files.parse(RunFile.EXTENSION, partial(from_json, kind=Extension)) if RunFile.EXTENSION in files else None


def guide_files(guide: QuestionGuide | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the interview guide; none without one."""
    if guide is not None:
        yield RunFile.QUESTIONS, to_json(_StoredGuide(guide.outcome, guide.interviews, guide.questions))
        yield RunFile.ASKED, table_to_parquet(guide.asked, ASKED_COLUMNS)


def read_guide(files: RunFiles) -> QuestionGuide | None:
    """Return the interview guide, or None without its files. Raises ``RunError``."""
    if RunFile.QUESTIONS not in files:
        return None
    stored = files.parse(RunFile.QUESTIONS, partial(from_json, kind=_StoredGuide))
    asked = files.parse(RunFile.ASKED, partial(table_from_parquet, columns=ASKED_COLUMNS))
    return QuestionGuide(stored.questions, asked, stored.outcome, stored.interviews)
