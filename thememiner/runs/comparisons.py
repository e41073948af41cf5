"""Comparisons of codings as JSON, a file for each pair of coders."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from thememiner.records import Basis, Comparison, Spread
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.files import RunFiles
from thememiner.storage.file_names import file_stems


@dataclass(frozen=True, slots=True)
class _Stored:
    """What stands in ``comparisons/NAME.json``."""

    order: int
    comparison: Comparison


def comparison_files(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each comparison's file."""
    stems = file_stems([f"{comparison.reference}--{comparison.proposed}" for comparison in comparisons])
    for order, (stem, comparison) in enumerate(zip(stems, comparisons, strict=True)):
        yield f"comparisons/{stem}.json", to_json(_Stored(order, comparison))


def read_comparisons(files: RunFiles) -> tuple[Comparison, ...]:
    """Return the comparisons of a run in the order in which they were written. Raises ``RunError``."""
    stored = [files.parse(name, _stored) for name in files.names("comparisons", ".json")]
    return tuple(one.comparison for one in sorted(stored, key=lambda one: one.order))


def _stored(data: bytes) -> _Stored:
    """Return a stored comparison, also one of the run formats 1 and 2, which knew no intervals."""
    content = json.loads(data)
    for level in content["comparison"]["levels"]:
        if isinstance(level["figures"], dict):
            level["figures"] = [_figures(level["figures"], level.pop("units"))]
    return from_json(to_json(content), _Stored)


def _figures(values: dict[str, float | None], units: int) -> dict[str, Any]:
    """Return figures as they are stored since format 3; whose units they are over was not counted before."""
    return {
        "basis": Basis.LOOKED_AT.value,
        "units": units,
        "participants": 0,
        "spread": Spread.NONE.value,
        "by_name": {name: {"value": value} for name, value in values.items()},
    }
