"""Documents as Parquet and back: text, turns, speakers, roles, cuts, cues, attributes and source."""

import dataclasses
from collections.abc import Sequence

import pyarrow as pa
from pydantic import TypeAdapter

from thememiner.records import Document
from thememiner.runs.as_json import plain
from thememiner.runs.tables import arrow_from_parquet, arrow_to_parquet

_TEXT, _INTEGER, _REAL = pa.large_string(), pa.int64(), pa.float64()


def _list_of(**fields: pa.DataType) -> pa.ListType:
    return pa.list_(pa.struct(fields))


_SCHEMA = pa.schema(
    {
        "doc_id": _TEXT,
        "text": _TEXT,
        "form": _TEXT,
        "turns": _list_of(start=_INTEGER, end=_INTEGER, speaker=_TEXT, role=_TEXT, participant=_TEXT),
        "source": pa.struct({"path": _TEXT, "sha256": _TEXT, "format": _TEXT, "encoding": _TEXT}),
        "cuts": _list_of(row_id=_TEXT, start=_INTEGER, end=_INTEGER, turn=_INTEGER),
        "cues": _list_of(start=_INTEGER, end=_INTEGER, media_start=_REAL, media_end=_REAL),
        "attributes": pa.map_(_TEXT, _TEXT),
    }
)


def documents_to_parquet(documents: Sequence[Document]) -> bytes:
    """Return documents as Parquet, a row each, in the order given."""
    rows = [_row(document) for document in documents]
    return arrow_to_parquet(pa.Table.from_pylist(rows, schema=_SCHEMA))


def documents_from_parquet(data: bytes) -> tuple[Document, ...]:
    """Return the documents as they were. Raises ``ValueError`` if the rows are no documents."""
    rows = arrow_from_parquet(data).to_pylist()
    plain_rows = [{**row, "attributes": dict(row["attributes"])} for row in rows]
    return TypeAdapter(tuple[Document, ...]).validate_python(plain_rows)


def _row(document: Document) -> dict[str, object]:
    fields = {field.name: plain(getattr(document, field.name)) for field in dataclasses.fields(document)}
    return {**fields, "attributes": list(document.attributes.items())}
