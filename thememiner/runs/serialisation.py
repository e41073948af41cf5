"""Tables and documents as Parquet, arrays as NumPy files, records as JSON, and back, with stable bytes."""

import dataclasses
import io
import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import TypeAdapter

from thememiner.records import ONLY_IF_KNOWN, Column, ColumnKind, Document

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    Numbers = npt.NDArray[Any]

_OPTIONAL = {ColumnKind.OPTIONAL_TEXT, ColumnKind.OPTIONAL_REAL}
_ARROW_TYPES = {
    ColumnKind.TEXT: "large_string",
    ColumnKind.OPTIONAL_TEXT: "large_string",
    ColumnKind.INTEGER: "int64",
    ColumnKind.REAL: "float32",
    ColumnKind.OPTIONAL_REAL: "float32",
    ColumnKind.FLAG: "bool",
}
BLOCK = 1 << 14
"""Number of rows of an array that are written at a time."""
MAPPED_FROM = 1 << 26
"""Files of at least this size, in bytes, are mapped into memory instead of being read."""
T = TypeVar("T")


def table_to_parquet(table: "pd.DataFrame", columns: Sequence[Column]) -> bytes:
    """Return the rows of a table as Parquet; the index is not stored.

    Raises ``ValueError`` if the table has other columns than the declared ones, or misses a value that is not
    optional.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and light commands need the names of this package

    if list(table.columns) != [column.name for column in columns]:
        raise ValueError(f"columns {list(table.columns)} instead of {[column.name for column in columns]}")
    fields = [pa.field(c.name, _arrow_type(c), nullable=c.kind in _OPTIONAL) for c in columns]
    rows = pa.Table.from_pandas(table, schema=pa.schema(fields), preserve_index=False)
    return arrow_to_parquet(rows)


def table_from_parquet(data: bytes, columns: Sequence[Column]) -> "pd.DataFrame":
    """Return a table with exactly the declared columns and types.

    An optional column that an earlier format did not have is empty. Raises ``ValueError`` if the data is not Parquet,
    and ``KeyError`` if a column is missing.
    """
    import pandas as pd  # noqa: PLC0415 - heavy
    import pyarrow as pa  # noqa: PLC0415 - heavy

    rows = arrow_from_parquet(data)
    for column in columns:
        if column.kind in _OPTIONAL and column.name not in rows.column_names:
            rows = rows.append_column(column.name, pa.nulls(len(rows), _arrow_type(column)))
    return pd.DataFrame({column.name: _to_series(rows[column.name], column) for column in columns})


def _arrow_type(column: Column) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415 - heavy

    return pa.type_for_alias(_ARROW_TYPES[column.kind])


def _to_series(values: "pa.ChunkedArray", column: Column) -> "pd.Series[Any]":
    import pandas as pd  # noqa: PLC0415 - heavy
    from pandas.api.types import pandas_dtype  # noqa: PLC0415 - heavy

    dtype = pandas_dtype(str(column.kind))
    extension = isinstance(dtype, pd.api.extensions.ExtensionDtype)
    series: pd.Series[Any] = values.to_pandas(types_mapper=(lambda _: dtype) if extension else None)
    return series.astype(dtype)


def arrow_to_parquet(rows: "pa.Table") -> bytes:
    """Return an Arrow table as Parquet, without the metadata that libraries add."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    buffer = pa.BufferOutputStream()
    pq.write_table(rows.replace_schema_metadata(None), buffer, version="2.6", compression="zstd", compression_level=3)
    data: bytes = buffer.getvalue().to_pybytes()
    return data


def arrow_from_parquet(data: bytes) -> "pa.Table":
    """Return the Arrow table of Parquet data. Raises ``ValueError`` if the data is not Parquet."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    return pq.read_table(pa.BufferReader(data))


def array_to_npy(array: "Numbers") -> bytes:
    """Return an array as an ``.npy`` file in C order. Raises ``ValueError`` if it holds Python objects."""
    return b"".join(iter_npy_bytes(array))


def iter_npy_bytes(array: "Numbers") -> Iterator[bytes]:
    """Yield an array as the parts of an ``.npy`` file in C order, so that a large array is not copied.

    Raises ``ValueError`` if it holds Python objects.
    """
    import numpy as np  # noqa: PLC0415 - light commands need the names of this package

    if array.dtype.hasobject:
        raise ValueError("arrays of objects cannot be stored as numbers")
    header = io.BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(array.dtype), "fortran_order": False, "shape": array.shape}
    np.lib.format.write_array_header_1_0(header, described)
    yield header.getvalue()
    if not array.ndim:
        yield array.tobytes()
        return
    for first in range(0, len(array), BLOCK):
        yield array[first : first + BLOCK].tobytes()


def array_from_npy(data: bytes) -> "Numbers":
    """Return the array of an ``.npy`` file. Raises ``ValueError`` if it is not such a file or holds Python objects."""
    import numpy as np  # noqa: PLC0415 - light commands need the names of this package

    array: Numbers = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def read_npy(path: Path) -> "Numbers":
    """Return the array of an ``.npy`` file. A large file is mapped into memory read-only.

    Raises ``ValueError`` if it is not such a file or holds Python objects, and ``OSError`` if it cannot be read.
    """
    import numpy as np  # noqa: PLC0415 - light commands need the names of this package

    if path.stat().st_size < MAPPED_FROM:
        return array_from_npy(path.read_bytes())
    array: Numbers = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


def are_identical(one: "Numbers", other: "Numbers") -> bool:
    """Return whether two arrays have the same shape, type and bits, so that one file can store both."""
    if one is other:
        return True
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        return False
    parts = (slice(first, first + BLOCK) for first in range(0, len(one), BLOCK))
    return all(one[part].tobytes() == other[part].tobytes() for part in parts)


def to_plain(value: object) -> object:
    """Return records and mappings as dictionaries and sequences as lists, recursively and in their order.

    A field marked ``ONLY_IF_KNOWN`` is left out if it is None.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = [(field, getattr(value, field.name)) for field in dataclasses.fields(value)]
        return {
            field.name: to_plain(item)
            for field, item in pairs
            if item is not None or not field.metadata.get(ONLY_IF_KNOWN)
        }
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value


def to_json(value: object) -> bytes:
    """Return records, mappings and sequences as indented UTF-8 JSON that ends with a line end.

    Raises ``ValueError`` for NaN and infinity, and ``TypeError`` for types that JSON does not have.
    """
    return (json.dumps(to_plain(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def from_json(data: bytes, kind: type[T]) -> T:
    """Return the record of a type from the JSON of ``to_json``. Raises ``ValueError`` if it does not match the type."""
    record: T = _adapter(cast("Hashable", kind)).validate_json(data)
    return record


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", kind))  # cached: building it takes longer than reading a small file


@cache
def _document_schema() -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415 - heavy

    def list_of(**fields: pa.DataType) -> pa.ListType:
        return pa.list_(pa.struct(fields))

    text, integer, real = pa.large_string(), pa.int64(), pa.float64()
    return pa.schema(
        {
            "doc_id": text,
            "text": text,
            "form": text,
            "turns": list_of(start=integer, end=integer, speaker=text, role=text, participant=text),
            "source": pa.struct({"path": text, "sha256": text, "format": text, "encoding": text}),
            "cuts": list_of(row_id=text, start=integer, end=integer, turn=integer),
            "cues": list_of(start=integer, end=integer, media_start=real, media_end=real),
            "attributes": pa.map_(text, text),
        }
    )


def documents_to_parquet(documents: Sequence[Document]) -> bytes:
    """Return documents as Parquet, one row for each, in the given order."""
    import pyarrow as pa  # noqa: PLC0415 - heavy

    rows = [_document_row(document) for document in documents]
    return arrow_to_parquet(pa.Table.from_pylist(rows, schema=_document_schema()))


def documents_from_parquet(data: bytes) -> tuple[Document, ...]:
    """Return the documents of Parquet data. Raises ``ValueError`` if the rows are not documents."""
    rows = arrow_from_parquet(data).to_pylist()
    plain_rows = [{**row, "attributes": dict(row["attributes"])} for row in rows]
    return TypeAdapter(tuple[Document, ...]).validate_python(plain_rows)


def _document_row(document: Document) -> dict[str, object]:
    fields = {field.name: to_plain(getattr(document, field.name)) for field in dataclasses.fields(document)}
    return {**fields, "attributes": list(document.attributes.items())}
