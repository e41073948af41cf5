"""Tables with declared columns as Parquet and back: the same bytes for the same rows.

Arrays of numbers as NumPy's own file format and back, never with pickled objects, nor twice in memory.
Records as JSON and back: readable, the same bytes for the same content, and no value that JSON does not know.
Documents as Parquet and back: text, turns, speakers, roles, cuts, cues, attributes and source.
"""

import dataclasses
import io
import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import pandas_dtype
from pydantic import TypeAdapter

from thememiner.records import Column, Document, Kind

_OPTIONAL = {Kind.OPTIONAL_TEXT, Kind.OPTIONAL_REAL}
_STORED = {
    Kind.TEXT: pa.large_string(),
    Kind.OPTIONAL_TEXT: pa.large_string(),
    Kind.INTEGER: pa.int64(),
    Kind.REAL: pa.float32(),
    Kind.OPTIONAL_REAL: pa.float32(),
    Kind.FLAG: pa.bool_(),
}
Numbers = npt.NDArray[Any]
BLOCK = 1 << 14
"""Rows written at a time."""
MAPPED_FROM = 1 << 26
"""Bytes of a file from which on it is mapped into memory and not read as a whole."""
T = TypeVar("T")
_TEXT, _INTEGER, _REAL = pa.large_string(), pa.int64(), pa.float64()


def table_to_parquet(table: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """Return the rows of a table as Parquet; the index is not stored.

    Raises ``ValueError`` if the table has other columns than those declared, or gaps where none may be.
    """
    if list(table.columns) != [column.name for column in columns]:
        raise ValueError(f"columns {list(table.columns)} instead of {[column.name for column in columns]}")
    fields = [pa.field(c.name, _STORED[c.kind], nullable=c.kind in _OPTIONAL) for c in columns]
    rows = pa.Table.from_pandas(table, schema=pa.schema(fields), preserve_index=False)
    return arrow_to_parquet(rows)


def table_from_parquet(data: bytes, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a table with exactly the columns declared, of the types declared.

    An optional column that an earlier format did not have yet is empty. Raises ``ValueError`` if the data is no
    Parquet, and ``KeyError`` if a column is missing.
    """
    rows = arrow_from_parquet(data)
    for column in columns:
        if column.kind in _OPTIONAL and column.name not in rows.column_names:
            rows = rows.append_column(column.name, pa.nulls(len(rows), _STORED[column.kind]))
    return pd.DataFrame({column.name: _as_declared(rows[column.name], column) for column in columns})


def arrow_to_parquet(rows: pa.Table) -> bytes:
    """Return an Arrow table as Parquet without any metadata of the libraries that made it."""
    buffer = pa.BufferOutputStream()
    pq.write_table(rows.replace_schema_metadata(None), buffer, version="2.6", compression="zstd", compression_level=3)
    data: bytes = buffer.getvalue().to_pybytes()
    return data


def arrow_from_parquet(data: bytes) -> pa.Table:
    """Return the Arrow table that Parquet holds. Raises ``ValueError`` if it is no Parquet."""
    return pq.read_table(pa.BufferReader(data))


def _as_declared(values: pa.ChunkedArray, column: Column) -> pd.Series:
    dtype = pandas_dtype(str(column.kind))
    extension = isinstance(dtype, pd.api.extensions.ExtensionDtype)
    series: pd.Series = values.to_pandas(types_mapper=(lambda _: dtype) if extension else None)
    return series.astype(dtype)


def array_to_npy(array: Numbers) -> bytes:
    """Return an array as an ``.npy`` file, rows first. Raises ``ValueError`` if it holds objects."""
    return b"".join(npy_parts(array))


def npy_parts(array: npt.NDArray[Any]) -> Iterator[bytes]:
    """Yield an array as an ``.npy`` file in parts, rows first. Raises ``ValueError`` if it holds objects."""
    if array.dtype.hasobject:
        raise ValueError("an array of objects, which cannot be stored as numbers")
    header = io.BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(array.dtype), "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(header, described)
    yield header.getvalue()
    if not array.ndim:
        yield array.tobytes()
        return
    for first in range(0, len(array), BLOCK):
        yield array[first : first + BLOCK].tobytes()


def array_from_npy(data: bytes) -> Numbers:
    """Return the array of an ``.npy`` file. Raises ``ValueError`` if it is none or holds objects."""
    array: Numbers = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def array_in(path: Path) -> Numbers:
    """Return the array of an ``.npy`` file, a large one mapped into memory and not to be written to.

    Raises ``ValueError`` if it is none or holds objects, and ``OSError`` if it cannot be read.
    """
    if path.stat().st_size < MAPPED_FROM:
        return array_from_npy(path.read_bytes())
    array: Numbers = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def same_bytes(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Tell whether two arrays are the same to the bit, so that one file holds both."""
    if one is other:
        return True
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    parts = (slice(first, first + BLOCK) for first in range(0, len(one), BLOCK))
    return all(one[part].tobytes() == other[part].tobytes() for part in parts)


def plain(value: object) -> object:
    """Return records and mappings as dictionaries and sequences as lists, all the way down, in their own order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def to_json(value: object) -> bytes:
    """Return a record, or plain values that hold records, as indented UTF-8 JSON with a line end.

    Raises ``ValueError`` for a number that is none (NaN, infinity) and ``TypeError`` for what JSON cannot hold.
    """
    return (json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def from_json(data: bytes, kind: type[T]) -> T:
    """Return what ``to_json`` wrote as a record of the type given. Raises ``ValueError`` if it is something else."""
    found: T = _adapter(cast("Hashable", kind)).validate_json(data)
    return found


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", kind))  # making one takes most of the time of reading a small file


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
