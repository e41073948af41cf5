"""Codings as a table of coded segments and a codebook with its scope, two files for each coder.

Comparisons of codings as JSON, a file for each pair of coders.
What an extension found, as JSON in a file that only extended runs have.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from thememiner.records import SEGMENT_COLUMNS, Basis, Code, Codebook, Coding, Comparison, Extension, Scope, Spread
from thememiner.runs.manifest import RunFiles
from thememiner.runs.serialisation import from_json, table_from_parquet, table_to_parquet, to_json
from thememiner.storage import file_stems

NAME = "extension.json"


@dataclass(frozen=True, slots=True)
class _StoredCoding:
    """What stands in ``codebooks/CODER.json``."""

    order: int
    coder: str
    codes: tuple[Code, ...]
    scope: Mapping[str, tuple[tuple[int, int], ...]] | None


def coding_files(codings: Sequence[Coding]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the codings."""
    stems = file_stems([coding.coder for coding in codings])
    for order, (stem, coding) in enumerate(zip(stems, codings, strict=True)):
        spans = None if coding.scope.spans is None else dict(sorted(coding.scope.spans.items()))
        yield f"codebooks/{stem}.json", to_json(_StoredCoding(order, coding.coder, coding.codebook.codes, spans))
        yield f"codings/{stem}.parquet", table_to_parquet(coding.segments, SEGMENT_COLUMNS)


def read_codings(files: RunFiles) -> tuple[Coding, ...]:
    """Return the codings of a run in the order in which they were written. Raises ``RunError``."""
    stored = {
        name: files.parse(name, partial(from_json, kind=_StoredCoding)) for name in files.names("codebooks", ".json")
    }
    in_order = sorted(stored, key=lambda name: stored[name].order)
    return tuple(_coding(stored[name], name, files) for name in in_order)


def _coding(stored: _StoredCoding, name: str, files: RunFiles) -> Coding:
    table = name.replace("codebooks/", "codings/", 1).removesuffix(".json") + ".parquet"
    segments = files.parse(table, partial(table_from_parquet, columns=SEGMENT_COLUMNS))
    return Coding(stored.coder, Codebook(stored.codes), segments, Scope(stored.scope))


@dataclass(frozen=True, slots=True)
class _StoredComparison:
    """What stands in ``comparisons/NAME.json``."""

    order: int
    comparison: Comparison


def comparison_files(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each comparison's file."""
    stems = file_stems([f"{comparison.reference}--{comparison.proposed}" for comparison in comparisons])
    for order, (stem, comparison) in enumerate(zip(stems, comparisons, strict=True)):
        yield f"comparisons/{stem}.json", to_json(_StoredComparison(order, comparison))


def read_comparisons(files: RunFiles) -> tuple[Comparison, ...]:
    """Return the comparisons of a run in the order in which they were written. Raises ``RunError``."""
    stored = [files.parse(name, _stored) for name in files.names("comparisons", ".json")]
    return tuple(one.comparison for one in sorted(stored, key=lambda one: one.order))


def _stored(data: bytes) -> _StoredComparison:
    """Return a stored comparison, also one of the run formats 1 and 2, which knew no intervals."""
    content = json.loads(data)
    for level in content["comparison"]["levels"]:
        if isinstance(level["figures"], dict):
            level["figures"] = [_figures(level["figures"], level.pop("units"))]
    return from_json(to_json(content), _StoredComparison)


def _figures(values: dict[str, float | None], units: int) -> dict[str, Any]:
    """Return figures as they are stored since format 3; whose units they are over was not counted before."""
    return {
        "basis": Basis.LOOKED_AT.value,
        "units": units,
        "participants": 0,
        "spread": Spread.NONE.value,
        "by_name": {name: {"value": value} for name, value in values.items()},
    }


def extension_files(extension: Extension | None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of the file, if the run extends another."""
    if extension is not None:
        yield NAME, to_json(extension)


def read_extension(files: RunFiles) -> Extension | None:
    """Return what an extension found; None for a run of its own. Raises ``RunError``."""
    return files.parse(NAME, partial(from_json, kind=Extension)) if NAME in files else None
