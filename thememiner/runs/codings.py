"""Codings as a table of coded segments and a codebook with its scope, two files for each coder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from thememiner.records import SEGMENT_COLUMNS, Code, Codebook, Coding, Scope
from thememiner.runs.as_json import from_json, to_json
from thememiner.runs.files import RunFiles
from thememiner.runs.tables import table_from_parquet, table_to_parquet
from thememiner.storage.file_names import file_stems


@dataclass(frozen=True, slots=True)
class _Stored:
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
        yield f"codebooks/{stem}.json", to_json(_Stored(order, coding.coder, coding.codebook.codes, spans))
        yield f"codings/{stem}.parquet", table_to_parquet(coding.segments, SEGMENT_COLUMNS)


def read_codings(files: RunFiles) -> tuple[Coding, ...]:
    """Return the codings of a run in the order in which they were written. Raises ``RunError``."""
    stored = {name: files.parse(name, partial(from_json, kind=_Stored)) for name in files.names("codebooks", ".json")}
    in_order = sorted(stored, key=lambda name: stored[name].order)
    return tuple(_coding(stored[name], name, files) for name in in_order)


def _coding(stored: _Stored, name: str, files: RunFiles) -> Coding:
    table = name.replace("codebooks/", "codings/", 1).removesuffix(".json") + ".parquet"
    segments = files.parse(table, partial(table_from_parquet, columns=SEGMENT_COLUMNS))
    return Coding(stored.coder, Codebook(stored.codes), segments, Scope(stored.scope))
