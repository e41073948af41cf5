"""Comparisons of codings as JSON, a file for each pair of coders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from thememiner.records import Comparison
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.file_names import file_stems
from thememiner.runs.files import RunFiles


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
    names = files.names("comparisons", ".json")
    stored = [files.parse(name, partial(from_json, kind=_Stored)) for name in names]
    return tuple(one.comparison for one in sorted(stored, key=lambda one: one.order))
